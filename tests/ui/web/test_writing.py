"""Answers of a chat model on the page: as they come, stopped, or given up for the documents' own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Event

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.base.types import Answer, Sentence, Turn
from tests.ui.scripted import WRITTEN, Scripted
from tests.ui.web.test_chat import SCANNER, ask, html
from ui import compose
from ui.reply import Reply, Stopped, Writing, begin
from ui.web.rendering import view
from ui.web.serving import APP
from ui.web.state import remembered
from ui.web.state.conversation import Conversation, Exchange
from ui.web.state.shared import library
from ui.wording import general
from ui.work import Work

pytestmark = pytest.mark.system

LIMIT = 60.0


class Watched(Scripted):
    """Gives each sentence when the one before it has been drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = Event()
        self.closed = Event()

    def stream(
        self, question: str, turns: Sequence[Turn] = (), scope: frozenset[str] | None = None, reading: str = ""
    ) -> Iterator[Sentence | Answer]:
        try:
            for event in super().stream(question, turns, scope):
                yield event
                assert not isinstance(event, Sentence) or self.drawn.wait(LIMIT)
                self.drawn.clear()
        finally:
            self.closed.set()


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    scripted = Watched()
    st.cache_resource.clear()
    monkeypatch.setattr(SCANNER, lambda *_, **__: [])
    monkeypatch.setattr(compose, "open_assistant", lambda settings, who: scripted)
    monkeypatch.setenv("AFTERMINE_ANSWERING__MODEL", "some-model")
    monkeypatch.setenv("AFTERMINE_ANSWERING__MODEL_URL", "https://models.example.org/v1")
    yield scripted
    st.cache_resource.clear()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, assistant: Watched) -> list[tuple[Sentence, ...]]:
    """What was shown of the answer in the making, time by time."""
    shown: list[tuple[Sentence, ...]] = []
    real = view.writing_html

    def noted(exchange: Exchange, sentences: Sequence[Sentence]) -> str:
        shown.append(tuple(sentences))
        assistant.drawn.set()
        return real(exchange, sentences)

    monkeypatch.setattr(view, "writing_html", noted)
    return shown


@pytest.fixture
def chat(assistant: Watched) -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=LIMIT).run()


def test_sentences_appear_one_by_one_then_the_answer_with_its_verdicts(
    chat: AppTest, drawn: list[tuple[Sentence, ...]]
) -> None:
    ask(chat, "written")
    assert not chat.exception
    assert drawn == [WRITTEN[:count] for count in (1, 2, 3, 4)]
    for words in general.SUPPORT.values():
        assert html(chat).count(words) == 1
    assert general.UNFINISHED not in html(chat)
    assert [button.key for button in chat.button if str(button.key).startswith("stop")] == []


def test_the_badge_is_there_before_anything_is_asked(chat: AppTest) -> None:
    assert "<b>sends passages to models.example.org</b>" in html(chat)


def test_the_answer_in_the_documents_words_takes_the_place_with_a_notice(
    chat: AppTest, drawn: list[tuple[Sentence, ...]]
) -> None:
    ask(chat, "replaced")
    assert "not borne out by its passages" in html(chat)
    assert "Everybody is happy" not in html(chat)
    assert "popovertarget" in html(chat)


def test_what_was_written_before_the_stop_stays(chat: AppTest, assistant: Watched) -> None:
    talk, asked = Conversation(), Event()
    talk.ask("written")

    def work(writing: Writing) -> Stopped:
        writing.steps += WRITTEN[:2]
        asked.wait(LIMIT)
        return Stopped()

    exchange = talk.exchanges[0]
    exchange.writing = Work(work)
    while len(exchange.writing.steps) < 2:
        assert not exchange.writing.over(0.01)
    exchange.stop()
    asked.set()
    assert exchange.writing.over(LIMIT)
    assert exchange.outcome == Stopped(WRITTEN[:2])
    chat.session_state["conversation"] = talk
    chat.run()
    assert general.STOPPED in html(chat)
    assert WRITTEN[1].text in html(chat)
    assert assistant.asked == []
    ask(chat, "people")
    assert assistant.asked == [("people", ())]


def test_an_answer_that_is_whole_and_not_drawn_yet_is_kept_by_a_stop() -> None:
    exchange = Exchange(1, "people")
    reply = Reply(Scripted().ask("people"), {}, {})
    exchange.writing = Work(lambda _: reply)
    assert exchange.writing.over(LIMIT)
    exchange.stop()
    assert exchange.outcome is reply


def test_a_stop_is_stored_at_once(chat: AppTest, assistant: Watched) -> None:
    talk = Conversation()
    talk.ask("written")
    talk.exchanges[0].writing = Work(lambda _: Stopped())
    remembered.stop(talk, talk.exchanges[0])
    (stored,) = remembered.history().exchanges(talk.id)
    assert stored.outcome.stopped == ()


def test_a_page_that_is_drawn_again_goes_on_with_the_same_work(chat: AppTest, assistant: Watched) -> None:
    talk = Conversation()
    talk.ask("people")
    answer = Scripted().ask("people")
    talk.exchanges[0].writing = Work(lambda _: Reply(answer, {}, {}))
    chat.session_state["conversation"] = talk
    chat.run()
    assert "The census of 2020 counted 891 people in" in html(chat)
    assert assistant.asked == []


def test_a_stopped_stream_is_closed_and_a_waiting_question_never_asked(assistant: Watched) -> None:
    opened = library.__wrapped__()
    writing = begin(opened, "written")
    while not writing.steps:
        assert not writing.over(0.01)
    writing.stop()
    waiting = begin(opened, "written")
    waiting.stop()
    assistant.drawn.set()
    assert writing.over(LIMIT)
    assert writing.outcome == Stopped(WRITTEN[:1])
    assert assistant.closed.is_set()
    assert waiting.over(LIMIT)
    assert waiting.outcome == Stopped()
    assert len(assistant.asked) == 1


def test_a_new_chat_stops_what_is_being_written() -> None:
    talk, gate = Conversation(), Event()
    talk.ask("written")

    def work(_: Writing) -> Stopped:
        gate.wait(LIMIT)
        return Stopped()

    writing: Writing = Work(work)
    talk.exchanges[0].writing = writing
    talk.clear()
    gate.set()
    assert writing.stopped
    assert writing.over(LIMIT)
    assert talk.exchanges == []
