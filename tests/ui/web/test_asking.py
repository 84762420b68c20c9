"""What the page does first when a question is asked: it has it answered, and draws all else meanwhile or after."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from threading import Event

import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from rag.base.types import Answer, Hit, Turn
from rag.reports.notebook.conversations import History
from rag.reports.notebook.feedback import Feedback
from tests.ui.scripted import Broken
from tests.ui.web.test_chat import ask, assistant, chat, html
from tests.ui.web.test_history_page import address
from ui import places
from ui.library import Library
from ui.reply import Reply
from ui.web.rendering import view
from ui.web.screens import chat as screen
from ui.web.serving import APP
from ui.web.state import remembered
from ui.web.state.conversation import Conversation, Exchange
from ui.web.state.shared import library
from ui.wording import general

pytestmark = pytest.mark.system

__all__ = ["assistant", "chat"]


def test_answering_begins_before_the_page_is_drawn_again(
    chat: AppTest, assistant: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, before = Event(), []
    plain, header = assistant.ask, screen.head.draw

    def noted(question: str, turns: Sequence[Turn] = (), scope: frozenset[str] | None = None) -> Answer:
        began.set()
        return plain(question, turns, scope)

    def drawn(*, in_chat: bool) -> None:
        before.append(began.wait(5))
        header(in_chat=in_chat)

    monkeypatch.setattr(assistant, "ask", noted)
    monkeypatch.setattr(screen.head, "draw", drawn)
    ask(chat, "people")
    assert before == [True]


def test_what_stands_on_the_page_is_drawn_again_behind_the_new_answer(
    chat: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[int] = []
    plain = screen._draw

    def noted(library: Library, talk: Conversation, exchange: Exchange) -> None:
        order.append(exchange.id)
        plain(library, talk, exchange)

    monkeypatch.setattr(screen, "_draw", noted)
    for question in ("people", "the moon", "tried"):
        ask(chat, question)
    chat.run()
    assert order == [1, 2, 1, 3, 1, 2, 1, 2, 3]
    shown = html(chat)
    assert shown.index(">people<") < shown.index(">the moon<") < shown.index(">tried<")


def test_a_turn_that_the_question_cut_off_is_made_whole_before_the_answer(
    chat: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[int] = []
    plain, cut_off = screen._draw, [2]

    def noted(library: Library, talk: Conversation, exchange: Exchange) -> None:
        order.append(exchange.id)
        plain(library, talk, exchange)
        if exchange.id in cut_off:
            exchange.drawn = False

    monkeypatch.setattr(screen, "_draw", noted)
    for question in ("people", "the moon", "tried"):
        ask(chat, question)
    assert order == [1, 2, 1, 2, 3, 1]
    cut_off.clear()
    order.clear()
    chat.run()
    ask(chat, "people")
    assert order == [1, 2, 3, 4, 1, 2, 3]


def test_the_models_are_loaded_once_while_the_first_question_is_typed(
    assistant: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, looked = [], Event()

    def search(query: str, k: int = 10, turns: Sequence[Turn] = ()) -> list[Hit]:
        asked.append(k)
        looked.set()
        return []

    monkeypatch.setattr(assistant, "search", search)
    page = AppTest.from_file(str(APP), default_timeout=60).run()
    assert looked.wait(60)
    page.run()
    assert asked == [1]


def is_answered(conversation: str) -> bool:
    with closing(History(places.history())) as store:
        (stored,) = store.exchanges(conversation)
    return stored.outcome.answer is not None


def test_an_answer_is_kept_where_a_click_ends_the_run_before_it_is_drawn(
    chat: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(exchange: Exchange, reply: Reply) -> str:
        raise StopException

    monkeypatch.setattr(view, "reply_html", cut_off)
    ask(chat, "the moon")
    assert is_answered(address(chat))
    assert [entry.question for entry in Feedback(places.feedback()).entries()] == ["the moon"]


@pytest.mark.parametrize("stopped", [False, True])
def test_an_answer_that_ends_while_the_reader_is_elsewhere_is_kept_unless_it_was_stopped(
    assistant: Broken, stopped: bool
) -> None:
    talk = Conversation()
    asked = talk.ask("slow people")
    remembered.save(talk)
    asked.writing = screen._begin(library.__wrapped__(), talk, asked)
    asked.writing.stopped = stopped
    assert asked.writing.over(60)
    assert is_answered(talk.id) is not stopped


def test_questions_that_lead_on_come_below_the_last_answer_and_are_asked_by_a_click(
    chat: AppTest, assistant: Broken
) -> None:
    ask(chat, "people lead on")
    assert [each.label for each in chat.button if str(each.key).startswith("next-")] == [r"What leads on\?"]
    assert general.NEXT in html(chat)
    chat.button(key="next-1-0").click().run()
    assert assistant.asked[-1][0] == "What leads on?"
    assert "next-1-0" in [each.key for each in chat.button]
    ask(chat, "tell me of the moon, and lead on")
    assert not [each.key for each in chat.button if str(each.key).startswith("next-3")]


def test_the_last_answer_is_told_in_another_form_by_a_click(chat: AppTest, assistant: Broken) -> None:
    ask(chat, "people")
    chat.button(key=f"{general.SHORTER}-1").click().run()
    assert (assistant.asked[-1][0], len(assistant.asked[-1][1])) == (general.ASK_SHORTER, 1)
    assert f"{general.AS_LIST}-1" not in [each.key for each in chat.button]
    ask(chat, "What was tried?")
    assert f"{general.AS_LIST}-3" not in [each.key for each in chat.button]
    assert f"{general.SHORTER}-3" in [each.key for each in chat.button]
