"""Conversations in a real browser: reloads lose nothing, tabs mix nothing, links open at their answer, by keyboard."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from rag.reports.notebook.conversations import History, Outcome
from tests.browser.conftest import Chat, Open, Visit, settled
from tests.ui.scripted import Scripted
from ui.web.state.conversation import DRAWN_AGAIN, MOST_DRAWN
from ui.wording import general
from ui.wording import history as words

pytestmark = pytest.mark.browser

LONG = 200


def test_a_reload_keeps_the_conversation_and_two_tabs_do_not_mix(chat: Open) -> None:
    one, other = chat(), chat()
    one.ask("people of one")
    other.ask("people of the other")
    one.ask("tried in one")
    one.page.reload()
    one.answered(2)
    expect(one.page.locator(".am-question")).to_have_text(["people of one", "tried in one"])
    one.ask("moon of one")
    expect(other.page.locator(".am-question")).to_have_text(["people of the other"])


def test_a_link_opens_the_conversation_at_its_answer(chat: Open, visit: Visit) -> None:
    reader = chat()
    for question in ("people", "tried", "compare", "differ"):
        reader.ask(question)
    reader.page.locator(".st-key-turn-2").get_by_role("button", name=words.GET_LINK).click()
    link = reader.page.get_by_test_id("stCode").first.inner_text().strip()
    assert link.endswith("&a=2")
    opened = Chat(visit(link, 1200, 860, "light"))
    opened.answered(4)
    asked = opened.page.locator(".am-question").nth(1)
    expect(asked).to_have_text("tried")
    settled(opened.page)
    box = asked.bounding_box()
    assert box
    assert 0 < box["y"] < 150


def test_a_conversation_of_two_hundred_turns_opens_at_its_end_and_goes_on(
    visit: Visit, address: str, home: Path
) -> None:
    answer = Scripted().ask("people")
    with closing(History(home / "data" / "aftermine" / "history.sqlite3")) as store:
        for number in range(1, LONG + 1):
            store.settle("long", store.ask("long", f"question {number}?"), Outcome(answer, 0.5))
    reader = Chat(visit(f"{address}/?c=long"))
    questions = reader.page.locator(".am-question")
    expect(questions.last).to_have_text(f"question {LONG}?", timeout=30_000)
    expect(questions.last).to_be_in_viewport()
    drawn = questions.count()
    assert drawn <= MOST_DRAWN
    reader.page.get_by_role("button", name=words.EARLIER.format(n=LONG - drawn)).click()
    expect(questions.first).to_have_text(f"question {LONG - drawn - DRAWN_AGAIN + 1}?", timeout=15_000)
    expect(reader.answered(drawn + DRAWN_AGAIN).locator(".am-answer")).to_be_visible()
    box = reader.page.get_by_role("textbox", name=general.ASK)
    box.fill("and one more about people")
    box.press("Enter")
    expect(questions.last).to_have_text("and one more about people", timeout=15_000)
    expect(reader.page.locator(".am-turn").last.locator(".am-answer")).to_contain_text("counted 891 people")


def test_the_drawer_is_opened_searched_and_left_by_keyboard(chat: Open) -> None:
    reader = chat()
    reader.ask("people and a word of their own: quartz")
    reader.page.get_by_role("button", name=general.NEW_CHAT).click()
    expect(reader.page.locator("h1")).to_have_text(general.WELCOME)
    settled(reader.page)
    button, keys = reader.page.get_by_role("button", name=words.CONVERSATIONS), reader.page.keyboard
    button.focus()
    keys.press("Enter")
    drawer = reader.page.get_by_role("dialog", name=words.CONVERSATIONS)
    expect(drawer).to_be_visible()
    settled(reader.page)
    drawer.get_by_label(words.SEARCH).fill("quartz")
    keys.press("Enter")
    found = drawer.get_by_role("button", name="people and a word of their own: quartz", exact=True)
    expect(found).to_have_count(1)
    keys.press("Escape")
    expect(drawer).to_have_count(0)
    settled(reader.page)  # that it was left runs the page again, which would undo a press before its end
    button.press("Enter")
    expect(drawer).to_be_visible()
    settled(reader.page)  # a search in a drawer that is half drawn may meet one that is about to go
    drawer.get_by_label(words.SEARCH).fill("quartz")
    keys.press("Enter")
    settled(reader.page)
    found.press("Enter")
    reader.answered(1)
    expect(drawer).to_have_count(0)
    expect(reader.page.locator(".am-question")).to_have_text("people and a word of their own: quartz")
