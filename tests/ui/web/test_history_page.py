"""Conversations on the page: kept, listed, opened by a link, changed, deleted; where none is kept the chat goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.base.types import Answer, Turn
from rag.reports.notebook import conversations as stored
from rag.reports.notebook.conversations import History, Outcome
from rag.reports.notebook.feedback import Feedback
from tests.ui.scripted import Broken
from tests.ui.web.test_chat import ask, assistant, html
from ui import places
from ui.web.serving import APP
from ui.web.state import conversation as state
from ui.web.state import remembered
from ui.wording import general
from ui.wording import history as words

pytestmark = pytest.mark.system

__all__ = ["assistant"]

SECOND = timedelta(seconds=1)


def opened(**address: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    return page.run()


def kept(name: str, *questions: str) -> None:
    """Stores a conversation as another tab would."""
    with closing(History(places.history())) as store:
        for question in questions:
            number = store.ask(name, question)
            store.settle(name, number, Outcome(replace(Broken().ask("people"), question=question), 0.5))


def address(page: AppTest) -> str:
    """The conversation that the page's address names; the harness gives a list or a text."""
    found = page.query_params["c"]
    return found if isinstance(found, str) else found[0]


def names() -> list[str]:
    with closing(History(places.history())) as store:
        return [each.name for each in store.conversations()]


def test_a_conversation_survives_a_reload_and_is_not_answered_again(assistant: Broken) -> None:
    first = opened()
    for question in ("people", "What was tried?"):
        ask(first, question)
    name = address(first)
    again = opened(c=name)
    assert not again.exception
    assert len(assistant.asked) == 2
    assert address(again) == name
    assert html(again).count('class="am-question"') == 2
    assert "<mark>The census of 2020 counted 891 people in Coalton.</mark>" in html(again)
    ask(again, "the moon")
    assert [turn.question for turn in assistant.asked[-1][1]] == ["people", "What was tried?"]
    assert next(code.value for code in again.code).endswith(f"?c={name}&a=1")
    again.button(key="new-chat").click().run()
    assert "c" not in again.query_params
    assert names() == ["people"]


def voted(page: AppTest, number: int) -> list[str]:
    """The thumbs below an answer that are pressed."""
    keys = (f"up-{number}", f"down-{number}")
    return [key for key in keys if page.button(key=key).proto.type == "secondary"]


def test_votes_come_back_with_the_conversation_and_stay_with_their_answer(assistant: Broken) -> None:
    first = opened()
    for question in ("people", "the moon"):
        ask(first, question)
    first.button(key="up-1").click().run()
    first.text_input(key="comment-1").set_value("well said").run()
    first.button(key="down-2").click().run()
    again = opened(c=address(first))
    assert (voted(again, 1), voted(again, 2)) == (["up-1"], ["down-2"])
    assert again.text_input(key="comment-1").value == "well said"
    again.button(key="up-2").click().run()
    assert voted(again, 2) == ["up-2"]
    assert [(e.question, e.vote, e.comment) for e in Feedback(places.feedback()).entries()] == [
        ("people", "up", "well said"),
        ("the moon", "up", ""),
    ]
    other = replace(assistant.ask("tried"), question="people")
    with closing(History(places.history())) as store:
        store.settle(address(first), 1, Outcome(other))
    assert voted(opened(c=address(first)), 1) == []


def test_two_tabs_keep_to_themselves_and_both_are_kept(assistant: Broken) -> None:
    one, other = opened(), opened()
    ask(one, "people of one")
    ask(other, "people of the other")
    assert address(one) != address(other)
    ask(one, "tried in one")
    assert [turn.question for turn in assistant.asked[-1][1]] == ["people of one"]
    assert "the other" not in html(one)
    assert sorted(names()) == ["people of one", "people of the other"]


def test_the_drawer_lists_searches_opens_renames_and_deletes(assistant: Broken) -> None:
    kept("first-id", "How many people *now*?")
    kept("second-id", "What of bread?")
    page = opened()
    page.button(key="conversations").click().run()
    assert [b.key for b in page.button if str(b.key).startswith("open-")] == ["open-second-id", "open-first-id"]
    assert page.button(key="open-first-id").label == r"How many people \*now\*\?"
    page.text_input(key="drawer-search").set_value("891 how many").run()
    assert [b.key for b in page.button if str(b.key).startswith("open-")] == ["open-first-id"]
    page.button(key="change-first-id").click().run()
    page.text_input(key="name-first-id").set_value("Coalton")
    page.button(f"FormSubmitter:rename-first-id-{words.RENAME}").click().run()
    assert names() == ["What of bread?", "Coalton"]
    page.text_input(key="drawer-search").set_value("").run()
    page.button(key="open-first-id").click().run()
    assert address(page) == "first-id"
    assert "How many people *now*?" in html(page)
    page.button(key="conversations").click().run()
    page.button(key="change-first-id").click().run()
    page.button(key="delete-sure-first-id").click().run()
    assert names() == ["What of bread?"]
    assert general.WELCOME in html(page)
    page.button(key="delete-all-sure").click().run()
    assert names() == []
    assert assistant.asked == []


def test_a_link_opens_a_long_conversation_at_an_answer_and_the_rest_is_near(assistant: Broken) -> None:
    kept("long", *(f"question {number}?" for number in range(1, 41)))
    page = opened(c="long", a="20")
    shown = [f"question {number}?" for number in range(1, 41) if f">question {number}?<" in html(page)]
    assert shown == [f"question {number}?" for number in range(18, 26)]
    assert 'class="am-target" data-turn="20"' in html(page)
    page.button(key="earlier").click().run()
    assert ">question 10?<" in html(page)
    page.button(key="later").click().run()
    assert ">question 33?<" in html(page)
    ask(page, "people")
    assert html(page).count('class="am-question"') == state.DRAWN_AGAIN
    assert "a" not in page.query_params
    assert len(assistant.asked[-1][1]) == 40


def test_a_conversation_that_is_gone_is_told_and_the_chat_begins_anew(assistant: Broken) -> None:
    page = opened(c="deleted", a="x")
    assert page.warning[0].value == words.GONE
    assert general.WELCOME in html(page)
    assert "c" not in page.query_params


def later(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 99")


def damaged(path: Path) -> None:
    path.write_bytes(b"no database " * 1000)


@pytest.mark.parametrize("harm", [later, damaged])
def test_without_a_usable_file_the_chat_goes_on_and_the_file_is_left_alone(
    assistant: Broken, harm: Callable[[Path], None]
) -> None:
    kept("c1", "people")
    places.history().with_name("history.sqlite3-wal").unlink(missing_ok=True)
    harm(places.history())
    before = places.history().read_bytes()
    page = opened()
    for question in ("people", "What was tried?"):
        ask(page, question)
    assert not page.exception
    assert html(page).count('class="am-question"') == 2
    assert "history.sqlite3" in page.warning[0].value.replace("\\", "")
    page.button(key="conversations").click().run()
    assert not page.exception
    assert len(page.error) == 1
    assert places.history().read_bytes() == before


def test_what_could_not_be_kept_is_kept_once_the_file_is_free(
    assistant: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "WAIT", 0.05)
    kept("c1", "people")
    page = opened()
    with closing(sqlite3.connect(places.history(), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ask(page, "people of Coalton")
        assert "locked" in page.warning[0].value
    ask(page, "What was tried?")
    assert len(page.warning) == 0
    with closing(History(places.history())) as store:
        (found,) = [each for each in store.conversations() if each.id != "c1"]
        assert [each.question for each in store.exchanges(found.id)] == ["people of Coalton", "What was tried?"]
        assert all(each.outcome.answer for each in store.exchanges(found.id))


def test_a_question_that_was_read_with_another_can_be_read_without_it(
    assistant: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = assistant.ask

    def with_context(question: str, turns: Sequence[Turn] = (), scope: frozenset[str] | None = None) -> Answer:
        found = plain(question, turns, scope)
        before = tuple(turn.question for turn in turns)
        return replace(found, standalone=" ".join((*before, question)), context=before)

    monkeypatch.setattr(assistant, "ask", with_context)
    page = opened()
    for question in ("people of Coalton", "What was tried?", "And then?"):
        ask(page, question)
    assert html(page).count('class="am-before"') == 3
    page.button(key="leave-3-0").click().run()
    assert [turn.question for turn in assistant.asked[-1][1]] == ["What was tried?"]
    page.button(key="leave-3-0").click().run()
    assert assistant.asked[-1] == ("And then?", ())
    assert html(page).count('class="am-before"') == 1
    assert html(page).count('class="am-question"') == 3


def test_a_reworded_question_can_be_changed_and_is_asked_again(
    assistant: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = assistant.ask

    def reworded(question: str, turns: Sequence[Turn] = (), scope: frozenset[str] | None = None) -> Answer:
        found = plain(question, turns, scope)
        return replace(found, standalone=f"{question} of Coalton") if question.startswith("And") else found

    monkeypatch.setattr(assistant, "ask", reworded)
    page = opened()
    ask(page, "And people?")
    assert 'data-press="edit-1"' in html(page)
    page.button(key="edit-1").click().run()
    assert page.text_area(key="edited-1").value == "And people? of Coalton"
    page.text_area(key="edited-1").set_value("What was tried in Newton?")
    page.button(f"FormSubmitter:edit-form-1-{words.ASK_AGAIN}").click().run()
    assert assistant.asked[-1] == ("What was tried in Newton?", ())
    shown = html(page)
    assert ">And people?</h2>" in shown
    assert "A museum in the old pithead" in shown
    assert shown.count('class="am-question"') == 1
    with closing(History(places.history())) as store:
        ((only,),) = [store.exchanges(each.id) for each in store.conversations()]
    assert only.outcome.answer is not None
    assert (only.question, only.outcome.answer.standalone) == ("And people?", "What was tried in Newton?")


def test_any_question_can_be_changed_and_what_was_read_with_it_is_asked_anew(
    assistant: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = assistant.ask

    def reworded(question: str, turns: Sequence[Turn] = (), scope: frozenset[str] | None = None) -> Answer:
        found = plain(question, turns, scope)
        return replace(found, standalone=f"{turns[-1].question} {question}") if question.startswith("And") else found

    monkeypatch.setattr(assistant, "ask", reworded)
    page = opened()
    for question in ("people", "And then?", "the moon"):
        ask(page, question)
    page.button(key="rewrite-1").click().run()
    assert page.text_area(key="rewritten-1").value == "people"
    assert words.ASKED_TOO in [caption.value for caption in page.caption]
    page.text_area(key="rewritten-1").set_value("What was tried?")
    page.button(f"FormSubmitter:rewrite-form-1-{words.ASK_AGAIN}").click().run()
    assert [question for question, _ in assistant.asked[3:]] == ["What was tried?", "And then?"]
    assert [turn.question for turn in assistant.asked[-1][1]] == ["What was tried?"]
    assert ">people</h2>" not in html(page)
    again = opened(c=address(page))
    assert len(assistant.asked) == 5
    assert html(again).count('class="am-question"') == 3
    assert ">What was tried?</h2>" in html(again)
    assert names() == ["What was tried?"]


def test_the_drawer_groups_by_day_pins_and_tells_the_same_names_apart(assistant: Broken) -> None:
    for name, questions in (("a", ("people",)), ("b", ("people", "the moon")), ("c", ("bread",))):
        kept(name, *questions)
    with closing(sqlite3.connect(places.history())) as file, file:
        file.execute("UPDATE conversations SET updated = '2026-01-02T12:00:00.000000+00:00' WHERE id = 'c'")
        [b] = file.execute("SELECT updated FROM conversations WHERE id = 'b'").fetchone()
        a_second_before = str(datetime.fromisoformat(b) - SECOND)
        file.execute("UPDATE conversations SET updated = ? WHERE id = 'a'", (a_second_before,))
    page = opened()
    page.button(key="conversations").click().run()
    labels = {str(each.key): each.label for each in page.button if str(each.key).startswith("open-")}
    assert list(labels) == ["open-b", "open-a", "open-c"]
    assert labels["open-c"] == "bread"
    assert len({*labels.values()}) == 3
    assert any("last: the moon" in caption.value for caption in page.caption)
    assert f">{words.TODAY}</h3>" in html(page)
    assert ">2 January 2026</h3>" in html(page)
    page.button(key="change-c").click().run()
    page.button(key="pin-c").click().run()
    assert next(str(each.key) for each in page.button if str(each.key).startswith("open-")) == "open-c"
    assert f">{words.PINNED}</h3>" in html(page)
    assert page.button(key="pin-c").label == words.UNPIN


def test_in_a_network_each_visitor_sees_only_what_was_opened_here(
    assistant: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept("theirs", "people of theirs")
    monkeypatch.setattr(remembered, "is_shared", lambda: True)
    page = opened()
    ask(page, "people of ours")
    page.button(key="conversations").click().run()
    assert [b.label for b in page.button if str(b.key).startswith("open-")] == ["people of ours"]
