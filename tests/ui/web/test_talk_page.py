"""A whole conversation from the page: downloads in the chat and the drawer, and cited documents that are gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
import streamlit as st

from rag.base.errors import NotFound
from rag.base.types import Document
from rag.reports.notebook.conversations import History, Outcome
from tests.ui.scripted import Broken, ScriptedIndex
from tests.ui.web.test_chat import ask, assistant, html
from tests.ui.web.test_history_page import address, kept, opened
from ui import places
from ui.wording import briefing as menu
from ui.wording import general
from ui.wording import history as words

pytestmark = pytest.mark.system

__all__ = ["assistant"]

Files = dict[str, Callable[[], bytes]]


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    """What each download button of the page would give, by its key; the harness can't press them."""
    made: Files = {}

    def button(label: str, data: Callable[[], bytes], *_: object, key: str, **__: object) -> None:
        made[key.removeprefix("download-")] = data

    monkeypatch.setattr(st, "download_button", button)
    return made


def gone(name: str) -> Document:
    raise NotFound(f"there is no document {name!r}")


def test_an_answer_or_the_whole_conversation_is_downloaded_from_the_chat(assistant: Broken, files: Files) -> None:
    page = opened()
    ask(page, "people")
    assert not page.radio
    assert {f"answer-1-{form}" for form in menu.FORMATS} <= set(files)
    ask(page, "the moon")
    ask(page, "hello")
    files.clear()
    page.radio(key="what-1").set_value("talk").run()
    assert not page.exception
    assert page.radio(key="what-1").options == [menu.THIS_ANSWER, menu.WHOLE_TALK.format(n=2)]
    assert {f"talk-{where}-{form}" for where in ("1", "here") for form in menu.FORMATS} <= set(files)
    assert {f"answer-2-{form}" for form in menu.FORMATS} <= set(files)
    assert "answer-1-md" not in files
    below, above, alone = (files[key]().decode() for key in ("talk-1-md", "talk-here-md", "answer-2-md"))
    for whole in (below, above):
        assert [line for line in whole.splitlines() if line.startswith("## ")][:2] == ["## people", "## the moon"]
    assert "## people" not in alone
    assert f"Corpus (SHA-256): {ScriptedIndex.corpus_sha256}" in alone
    assert files["talk-here-docx"]().startswith(b"PK")


def test_each_answer_keeps_its_corpus_and_settings_over_a_reload(
    assistant: Broken, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened()
    ask(page, "people")
    monkeypatch.setattr(assistant.index, "corpus_sha256", "7d" * 32, raising=False)
    page = opened(c=address(page))
    ask(page, "What was tried?")
    found = files["talk-here-md"]().decode()
    assert f"- Corpus 1 (SHA-256): {ScriptedIndex.corpus_sha256}" in found
    assert f"- Corpus 2 (SHA-256): {'7d' * 32}" in found
    asked = [line for line in found.splitlines() if line.startswith("- Answers: ")]
    assert [line.rpartition(", ")[2] for line in asked] == ["on corpus 1", "on corpus 2"]
    assert "- Settings: as Aftermine" in found
    assert '"retrieval.passages": "10"' in found
    with closing(History(places.history())) as store:
        origins = [each.origin for each in store.exchanges(address(page))]
    assert [origin and origin.corpus_sha256 for origin in origins] == [ScriptedIndex.corpus_sha256, "7d" * 32]


def test_a_kept_conversation_is_downloaded_from_the_drawer(assistant: Broken, files: Files) -> None:
    kept("two", "How many people?", "And then?")
    with closing(History(places.history())) as store:
        store.rename("two", "../Coalton")
        store.settle("none", store.ask("none", "Anything?"), Outcome(stopped=()))
    page = opened()
    page.button(key="conversations").click().run()
    page.button(key="change-two").click().run()
    assert set(files) == {f"talk-two-{form}" for form in menu.FORMATS}
    found = files["talk-two-md"]().decode()
    assert "# ../Coalton" in found
    assert "## How many people?" in found
    assert "- Corpus (SHA-256): not recorded" in found.replace("\\", "")
    files.clear()
    page.button(key="change-none").click().run()
    assert words.NOTHING_TO_DOWNLOAD in [caption.value for caption in page.caption]
    assert files == {}
    assert not page.exception


def test_the_drawer_tells_the_day_by_this_machines_clock(assistant: Broken, far_east: None) -> None:
    kept("two", "How many people?", "And then?")
    with closing(sqlite3.connect(places.history())) as file, file:
        file.execute("UPDATE conversations SET updated = '2026-11-25T20:00:00.000000+00:00'")
    page = opened()
    page.button(key="conversations").click().run()
    assert "04:00, 2 questions" in [caption.value for caption in page.caption]
    assert ">26 November 2026</h3>" in html(page)


def test_a_conversation_that_can_not_be_kept_is_downloaded_all_the_same(assistant: Broken, files: Files) -> None:
    places.history().parent.mkdir(parents=True, exist_ok=True)
    places.history().write_bytes(b"no database " * 1000)
    page = opened()
    ask(page, "people").run()
    assert b"## Cited passages" in files["talk-here-md"]()
    page.button(key="conversations").click().run()
    assert "move it away" in page.error[0].value.replace("\\", "")
    assert not page.exception


def test_a_removed_document_stays_readable_and_is_said_to_be_gone(
    assistant: Broken, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened()
    ask(page, "people")
    assert general.FALLEN["gone"] not in html(page)
    monkeypatch.setattr(assistant.index, "document", gone)
    monkeypatch.setattr(assistant.index, "passages", (), raising=False)
    for draw in (page.run, lambda: opened(c=address(page))):  # the open page, and after a reload
        files.clear()
        shown = draw()
        drawn = html(shown)
        assert not shown.exception
        assert drawn.count(general.FALLEN["gone"]) == 3  # in the panel of each passage
        assert f'<span class="am-gone">{general.FALLEN_SHORT["gone"]}</span>' in drawn
        assert "<mark>The census of 2020 counted 891 people in Coalton.</mark>" in drawn
        assert '<td dir="auto"><mark>2020</mark></td>' in drawn
        assert general.OPEN_DOCUMENT not in drawn
        assert html(shown).count(f"({general.FALLEN_SHORT['gone']}): “") == 3
        for where in ("answer-1", "talk-here"):
            assert "no longer in the library" in files[f"{where}-md"]().decode()
    page.button(key="conversations").click().run()
    page.button(key=f"change-{address(page)}").click().run()
    assert b"no longer in the library" in files[f"talk-{address(page)}-html"]()


def test_a_document_that_was_changed_is_told_apart_from_one_that_is_gone(
    assistant: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept("c1", "people")
    plain = assistant.index.document

    def changed(name: str) -> Document:
        return replace(plain(name), text="Another text.", blocks=())

    monkeypatch.setattr(assistant.index, "document", changed)
    drawn = html(opened(c="c1"))
    assert general.FALLEN["changed"] in drawn
    assert general.FALLEN["gone"] not in drawn
