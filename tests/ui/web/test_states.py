"""What every page shows where there is nothing yet, and where something is broken: words, never a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.base.errors import IndexMissing, ModelProblem
from tests.ui.scripted import Broken, ScriptedIndex
from tests.ui.web.test_chat import SCANNER, ask
from ui import compose, places
from ui.web.serving import APP
from ui.wording import briefing, evaluation, explore, general, history, learn, library, summaries

pytestmark = pytest.mark.system

EMPTY = {
    "chat": general.ABOUT_NOTHING.split("`")[0],
    "library": library.EMPTY,
    "summaries": summaries.NO_DOCUMENTS,
    "explore": explore.NO_DOCUMENTS,
    "learn": learn.NO_DOCUMENTS,
    "briefing": briefing.EMPTY,
    "evaluation": evaluation.NO_REPORTS,
    "feedback": evaluation.NO_ENTRIES,
}
NEED_THE_LIBRARY = ("chat", "library", "summaries", "explore", "learn")


class EmptyIndex(ScriptedIndex):
    """An index from which everything was removed."""

    passages = ()

    def documents(self) -> tuple[()]:
        return ()


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for variable in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setattr(SCANNER, lambda *_, **__: [])
    monkeypatch.setattr(compose, "open_assistant", lambda *_: Broken(EmptyIndex()))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def opened(page: str) -> AppTest:
    if page == "chat":
        return AppTest.from_file(str(APP), default_timeout=60).run()
    return AppTest.from_string(f"from ui.web.screens import {page}\n{page}.page()", default_timeout=60).run()


def told(page: AppTest) -> str:
    """All that the page says of its own accord."""
    assert not page.exception
    html = [element.proto.body for element in page.get("html")]
    boxes = (page.markdown, page.caption, page.info, page.warning, page.error, page.title)
    return "\n".join([*html, *(element.value for kind in boxes for element in kind)])


@pytest.mark.parametrize("page", EMPTY)
def test_an_empty_page_says_what_is_missing_and_what_to_do(page: str) -> None:
    shown = opened(page)
    assert EMPTY[page] in told(shown)
    assert "try-again" not in [button.key for button in shown.button]


@pytest.mark.parametrize("page", NEED_THE_LIBRARY)
def test_a_library_that_cannot_be_opened_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    works = compose.open_assistant

    def fail(*_: object) -> Broken:
        raise IndexMissing("the index 'there' is empty: run `aftermine ingest`")

    monkeypatch.setattr(compose, "open_assistant", fail)
    shown = opened(page)
    assert general.PROBLEMS["IndexMissing"] in told(shown)
    assert "run <code>aftermine ingest</code>" in told(shown)
    monkeypatch.setattr(compose, "open_assistant", works)
    shown.button(key="try-again").click().run()
    assert EMPTY[page] in told(shown)


def spoil(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"this is no file of ours " * 1000)


def spoil_report() -> None:
    spoil(places.evaluations() / "20260101-0001.json")
    head = '{"created": "2026-01-01T00:00:00", "model": "extractive", "n": 1, "sets": ["world"]}'
    (places.evaluations() / "20260101-0001.head").write_text(head, encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "harm", "said"),
    [
        ("briefing", lambda: spoil(places.briefing()), "briefing.json"),
        ("feedback", lambda: spoil(places.feedback()), "feedback.sqlite3"),
        ("evaluation", spoil_report, "20260101-0001.json"),
    ],
)
def test_a_damaged_file_is_named_and_the_page_stands(page: str, harm: Callable[[], object], said: str) -> None:
    harm()
    assert said in told(opened(page)).replace("\\", "")


def test_a_damaged_history_leaves_chat_and_drawer_usable() -> None:
    spoil(places.history())
    page = opened("chat")
    page.button(key="conversations").click().run()
    assert "history.sqlite3" in told(page).replace("\\", "")
    assert EMPTY["chat"] in told(page)


def test_the_drawer_without_conversations_says_so() -> None:
    page = opened("chat")
    page.button(key="conversations").click().run()
    assert history.NONE_YET in told(page)


def test_a_chat_model_that_is_gone_is_told_and_the_chat_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = Broken()
    monkeypatch.setattr(compose, "open_assistant", lambda *_: assistant)
    page = opened("chat")
    plain = assistant.ask

    def gone(*_: object) -> None:
        raise ModelProblem("the server 'http://127.0.0.1:9' does not answer: start it, or use --model extractive")

    monkeypatch.setattr(assistant, "ask", gone)
    ask(page, "people")
    assert general.PROBLEMS["ModelProblem"] in told(page)
    assert "start it" in told(page)
    monkeypatch.setattr(assistant, "ask", plain)
    ask(page, "people")
    assert "The census of 2020 counted 891 people in" in told(page)
