"""The empty page counts what is there and offers questions that it can answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.base.types import Document, Passage
from tests.ui.scripted import DOCUMENTS, NEWTON, SOURCES, Broken, ScriptedIndex, build
from tests.ui.web.test_chat import SCANNER, html
from ui import compose
from ui.knowledge import knowledge
from ui.wording import general


def test_numbers_come_from_the_documents_and_count_once() -> None:
    twice = (*DOCUMENTS, build("again", NEWTON, SOURCES, ("Newton", "South")))
    about = knowledge(twice, 1234, bundled=True).about
    for words in ("4 documents", "1,234 passages", "3 sources", "4 places"):
        assert words in about


def test_one_of_a_kind_is_singular() -> None:
    about = knowledge(DOCUMENTS[1:2], 1, bundled=False).about
    assert "1 document:" in about
    assert "1 passage that" in about
    assert "1 source and" in about


def test_only_the_bundled_corpus_is_said_to_be_about_china() -> None:
    assert "China" in knowledge(DOCUMENTS, 6, bundled=True).about
    assert "China" not in knowledge(DOCUMENTS, 6, bundled=False).about


def test_prepared_questions_need_their_document() -> None:
    names = [name for name, _ in general.QUESTIONS]
    all_there = [build(name, NEWTON) for name in (*names, "other")]
    assert knowledge(all_there, 7, bundled=True).questions == tuple(question for _, question in general.QUESTIONS)
    assert len(general.QUESTIONS) == 6
    some = knowledge([all_there[0], all_there[-1]], 2, bundled=True).questions
    assert some == (general.QUESTIONS[0][1], "What does “Newton: a second invented town” say?")


def test_an_empty_library_says_what_to_do() -> None:
    known = knowledge((), 0, bundled=True)
    assert known.questions == ()
    assert "aftermine ingest" in known.about


def test_prepared_questions_are_about_bundled_documents() -> None:
    from pathlib import Path

    briefs = {path.stem for path in (Path(__file__).parents[3] / "corpus" / "briefs").glob("*.md")}
    assert {name for name, _ in general.QUESTIONS} <= briefs


class Editions(ScriptedIndex):
    """A document that names two editions of a book, and no other document."""

    def documents(self) -> tuple[Document, ...]:
        return (replace(DOCUMENTS[0], sources=(SOURCES[0], replace(SOURCES[0], key="newer", year=2022))),)

    def passages_of(self, document_id: str) -> tuple[Passage, ...]:
        return self.passages


@pytest.mark.system
@pytest.mark.parametrize("name", ["chat", "library"])
def test_chat_and_library_count_the_same_sources(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SCANNER, lambda *_, **__: [])
    monkeypatch.setattr(compose, "open_assistant", lambda *_: Broken(Editions()))
    st.cache_resource.clear()
    page = AppTest.from_string(f"from ui.web.screens import {name}\n{name}.page()", default_timeout=60).run()
    st.cache_resource.clear()
    assert "that draw on 2 sources" in "\n".join([html(page), *(each.value for each in page.markdown)])
