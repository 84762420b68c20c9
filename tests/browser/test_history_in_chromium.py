"""Conversations in a real browser: reloads lose nothing, tabs mix nothing, links open at their answer, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Chat, Open, Visit
from ui import text
from ui import text_history as words

pytestmark = pytest.mark.browser


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
    reader.page.locator(".st-key-turn-2").get_by_role("button", name=text.COPY).click()
    link = reader.page.get_by_test_id("stCode").first.inner_text().strip()
    assert link.endswith("&a=2")
    opened = Chat(visit(link, 1200, 860, "light"))
    opened.answered(4)
    asked = opened.page.locator(".am-question").nth(1)
    expect(asked).to_have_text("tried")
    expect(asked).to_be_in_viewport()
    opened.page.wait_for_timeout(300)
    box = asked.bounding_box()
    assert box
    assert 0 < box["y"] < 150


def test_the_drawer_is_opened_searched_and_left_by_keyboard(chat: Open) -> None:
    reader = chat()
    reader.ask("people and a word of their own: quartz")
    reader.page.get_by_role("button", name=text.NEW_CHAT).click()
    expect(reader.page.locator("h1")).to_have_text(text.WELCOME)
    button, keys = reader.page.get_by_role("button", name=words.CONVERSATIONS), reader.page.keyboard
    button.focus()
    keys.press("Enter")
    drawer = reader.page.get_by_role("dialog", name=words.CONVERSATIONS)
    expect(drawer).to_be_visible()
    drawer.get_by_label(words.SEARCH).fill("quartz")
    keys.press("Enter")
    found = drawer.get_by_role("button", name="people and a word of their own: quartz", exact=True)
    expect(found).to_have_count(1)
    keys.press("Escape")
    expect(drawer).to_have_count(0)
    button.press("Enter")
    drawer.get_by_label(words.SEARCH).fill("quartz")
    keys.press("Enter")
    found.press("Enter")
    reader.answered(1)
    expect(drawer).to_have_count(0)
    expect(reader.page.locator(".am-question")).to_have_text("people and a word of their own: quartz")
