"""The chat page, driven by Streamlit's own test harness with a scripted assistant."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.base.errors import IndexBusy, IndexMismatch, IndexMissing, NotFound, SettingsError
from tests.ui.scripted import EVIL, Broken
from ui import compose
from ui.web.serving import APP
from ui.web.widgets.scope import Scope
from ui.wording import general

pytestmark = pytest.mark.system

SCANNER = "streamlit.components.v2.manifest_scanner.scan_component_manifests"


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Broken]:
    scripted = Broken()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    st.cache_resource.clear()
    # It reads the metadata of every installed package, a third of a second for each chat; we have no such components.
    monkeypatch.setattr(SCANNER, lambda *_, **__: [])
    monkeypatch.setattr(compose, "open_assistant", lambda settings, who: scripted)
    yield scripted
    st.cache_resource.clear()


@pytest.fixture
def chat(assistant: Broken) -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=60).run()


def html(chat: AppTest) -> str:
    """All that st.html drew, without the style sheet."""
    return "\n".join(element.proto.body for element in chat.get("html") if not element.proto.body.startswith("<style"))


def ask(chat: AppTest, question: str) -> AppTest:
    return chat.chat_input[0].set_value(question).run()


def test_the_empty_page_counts_what_the_index_holds(chat: AppTest) -> None:
    assert not chat.exception
    for words in ("3 documents", "6 passages", "3 sources", "3 places", general.WELCOME):
        assert words in html(chat)
    assert [button.key for button in chat.button] == ["conversations", "try-0", "try-1", "try-2"]
    assert "am-badge" not in html(chat)


def test_a_question_gets_its_cited_answer(chat: AppTest, assistant: Broken) -> None:
    ask(chat, "How many people live in Coalton?")
    assert assistant.asked == [("How many people live in Coalton?", ())]
    assert "The census of 2020 counted 891 people in" in html(chat)
    assert 'popovertarget="t1-c1"' in html(chat)
    assert general.WELCOME not in html(chat)
    assert general.THINKING not in html(chat)


def test_an_answered_question_is_not_asked_again_when_the_page_is_drawn_again(chat: AppTest, assistant: Broken) -> None:
    ask(chat, "people").run().run()
    assert len(assistant.asked) == 1


def test_a_suggested_question_is_asked_by_a_click(chat: AppTest, assistant: Broken) -> None:
    chat.button(key="try-1").click().run()
    assert [question for question, _ in assistant.asked] == ["What does “Newton: a second invented town” say?"]
    assert "t1-c1" in html(chat)


def test_several_answers_keep_their_own_keys_and_the_earlier_turns_are_passed_on(
    chat: AppTest, assistant: Broken
) -> None:
    for question in ("people", "What was tried?", "the moon"):
        ask(chat, question)
    assert [len(turns) for _, turns in assistant.asked] == [0, 1, 2]
    assert assistant.asked[2][1][1].question == "What was tried?"
    assert assistant.asked[2][1][1].answer is not None
    assert [html(chat).count(f'popovertarget="t{turn}-c1" aria') for turn in (1, 2, 3)] == [2, 2, 0]
    chat.button(key="suggestion-3-0").click().run()
    assert assistant.asked[-1][0] == "What was tried in Coalton?"
    assert len(assistant.asked) == 4


def test_a_new_chat_forgets_and_its_keys_are_new(chat: AppTest, assistant: Broken) -> None:
    ask(chat, "people")
    chat.button(key="new-chat").click().run()
    assert general.WELCOME in html(chat)
    assert "new-chat" not in [button.key for button in chat.button]
    ask(chat, "people")
    assert assistant.asked[-1] == ("people", ())
    assert "t2-c1" in html(chat)
    assert "t1-c1" not in html(chat)


def test_two_visitors_do_not_see_each_other(chat: AppTest, assistant: Broken) -> None:
    ask(chat, "a secret question about people")
    other = AppTest.from_file(str(APP), default_timeout=60).run()
    assert "secret" not in html(other)
    ask(other, "people")
    assert assistant.asked[-1] == ("people", ())


def test_the_answer_can_be_copied_with_its_passages_and_sources(chat: AppTest) -> None:
    ask(chat, "people")
    (link,) = (code.value for code in chat.code)
    assert link.endswith("&a=1")
    copied = html(chat).partition('id="t1-plain">')[2].partition("</pre>")[0]
    assert "[3] Coalton: profile of an invented mining town › Population" in copied
    assert "Bureau of Statistics" in copied


def test_what_may_be_meant_otherwise_is_a_click_away(chat: AppTest, assistant: Broken) -> None:
    ask(chat, "primer on people")
    assert chat.button(key="otherwise-1").label == general.OTHERWISE["summary"]
    chat.button(key="otherwise-1").click().run()
    assert [question for question, _ in assistant.asked] == ["primer on people"] * 2
    assert assistant.reading == "summary"
    assert "otherwise-1" not in [button.key for button in chat.button]
    ask(chat, "people")
    assert assistant.reading == ""


def test_a_refusal_offers_what_can_be_answered(chat: AppTest) -> None:
    ask(chat, "the moon")
    assert general.REFUSED in html(chat)
    assert ["&a=1" in code.value for code in chat.code] == [True]
    assert chat.button(key="suggestion-1-1").label.startswith(r"Why \$x\$ \*now\* \<img")


@pytest.mark.parametrize(
    "question",
    [
        "?!…",
        "👷🏽‍♀️⛏️ people?",
        "鹤岗有多少人？",
        "tell\x00 me\x1b[2J about\u202e people",
        "<b>bold</b> <script>alert(1)</script>",
        "**bold** $x^2$ ![i](https://leak.example/?q) [l](javascript:x)",
        "'; DROP TABLE passages; --",
    ],
)
def test_odd_questions_are_answered_and_shown_as_text(chat: AppTest, assistant: Broken, question: str) -> None:
    ask(chat, question)
    assert not chat.exception
    assert len(assistant.asked) == 1
    assert "<b>" not in html(chat)
    assert "<script>alert" not in html(chat)
    assert "\x1b" not in html(chat)
    assert [element.value for element in chat.markdown] == []


def test_a_question_that_cannot_be_asked_is_a_card_and_the_chat_goes_on(chat: AppTest) -> None:
    ask(chat, "x" * 10_000)
    assert not chat.exception
    assert general.PROBLEMS["UsageError"] in html(chat)
    assert "10000 characters" in html(chat)
    ask(chat, "people")
    assert "t2-c1" in html(chat)


@pytest.mark.parametrize("question", ["   ", "\u3000\n"])
def test_a_question_of_spaces_is_no_question(chat: AppTest, assistant: Broken, question: str) -> None:
    ask(chat, question)
    assert general.WELCOME in html(chat)
    assert assistant.asked == []


def test_the_empty_page_offers_questions_of_the_documents_that_the_chat_is_held_to(
    chat: AppTest, assistant: Broken
) -> None:
    chat.session_state["scope"] = Scope(frozenset({"newton"}), "Newton")
    chat.run()
    offered = [button.label for button in chat.button if str(button.key).startswith("try-")]
    assert offered == ["What does “Newton\\: a second invented town” say\\?"]


def test_a_busy_index_is_explained_not_traced(chat: AppTest) -> None:
    ask(chat, "busy")
    assert not chat.exception
    assert general.PROBLEMS["IndexBusy"] in html(chat)
    assert "process 4242" in html(chat)


def test_an_unforeseen_error_is_a_card_and_goes_to_the_log(chat: AppTest, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        ask(chat, "crash")
    assert not chat.exception
    assert general.UNEXPECTED in html(chat)
    assert "division by &lt;b&gt;zero" in html(chat)
    assert caplog.records[0].exc_info is not None


@pytest.mark.parametrize("error", [IndexBusy, IndexMissing, IndexMismatch, SettingsError, ImportError])
def test_a_library_that_cannot_be_opened_is_a_card_and_opens_later(
    monkeypatch: pytest.MonkeyPatch, assistant: Broken, error: type[Exception]
) -> None:
    def fail(settings: object, who: str) -> Broken:
        raise error("the index is 'there': run `aftermine ingest`")

    monkeypatch.setattr(compose, "open_assistant", fail)
    chat = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not chat.exception
    assert general.PROBLEMS.get(error.__name__, general.UNEXPECTED) in html(chat)
    assert "run <code>aftermine ingest</code>" in html(chat)
    assert len(chat.chat_input) == 0
    monkeypatch.setattr(compose, "open_assistant", lambda settings, who: assistant)
    chat.button(key="try-again").click().run()
    assert general.WELCOME in html(chat)


def test_a_document_that_left_the_library_is_shown_by_its_passage(
    chat: AppTest, assistant: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(name: str) -> None:
        raise NotFound(f"there is no document {name!r}")

    monkeypatch.setattr(assistant.index, "document", gone)
    ask(chat, "people")
    assert general.FALLEN["gone"] in html(chat)
    assert "Most of those who left were under thirty." in html(chat)


def test_evil_documents_reach_no_markdown(chat: AppTest) -> None:
    ask(chat, "evil")
    assert [element.value for element in chat.markdown] == []
    assert EVIL.split(" ")[0] not in html(chat)
    assert "&lt;script&gt;alert(3)" in html(chat)


def test_each_app_start_cleans_the_module_search_path(chat: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(APP.parent), *sys.path])
    chat.run()
    assert str(APP.parent) not in sys.path


def test_documents_are_chosen_beside_the_box(chat: AppTest, assistant: Broken) -> None:
    picked = chat.multiselect(key="scope-picked")
    assert "Newton: a second invented town" in picked.options
    assert picked.options == sorted(picked.options, key=str.casefold)
    picked.set_value(["newton", "tricky"]).run()
    assert "2 documents" in html(chat)
    ask(chat, "people")
    assert assistant.scope == frozenset({"newton", "tricky"})
    chat.button(key="scope-off").click().run()
    assert chat.multiselect(key="scope-picked").value == []
    ask(chat, "people")
    assert assistant.scope is None
