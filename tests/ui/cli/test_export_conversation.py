"""`aftermine export --conversation`: which one is meant, what is written, and what is refused in one line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from rag.base.errors import IndexMissing, NotFound
from rag.reports.notebook.conversations import History, Outcome
from rag.reports.notebook.provenance import Origin
from tests.ui.conftest import Aftermine
from tests.ui.samples import ANSWERED, REFUSED, SampleIndex
from ui import places

ORIGIN = Origin("0.1.0", "2026-11-25T12:00:00+00:00", "5a" * 32, (("answering.model", "extractive"),))


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[History]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("rag.reports.notebook.provenance.shelf", lambda _: SampleIndex().document)
    made = History(places.history())
    for name, question in (("mine-abc", "When did it open?"), ("mine-xyz", "../And: who *ran* it?")):
        for each in (replace(ANSWERED, question=question), replace(REFUSED, question="Who won?")):
            made.settle(name, made.ask(name, each.question), Outcome(each), ORIGIN)
    yield made
    made.close()


def test_a_conversation_is_printed_whole(aftermine: Aftermine, store: History) -> None:
    done = aftermine("export", "--conversation", "mine-a", "--format", "md")
    assert (done.status, done.err) == (0, "")
    for words in ("# Conversation: When did it open?", "## Who won?", "(document mine)", "Corpus (SHA-256): 5a5a5a5a"):
        assert words in done.out
    assert "no longer in the library" not in done.out


@pytest.mark.system
@pytest.mark.parametrize("said", ["last", "mine-xyz", "http://localhost:8501/?c=mine-xyz&a=2"])
def test_the_one_that_is_meant_goes_into_a_folder_under_its_name(
    aftermine: Aftermine, store: History, tmp_path: Path, said: str
) -> None:
    (tmp_path / "out").mkdir()
    assert aftermine("export", "--conversation", said, "--format", "docx", "-o", str(tmp_path / "out")).status == 0
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == "And-who-ran-it.docx"
    assert Document(str(file)).paragraphs[0].text == "Conversation: ../And: who *ran* it?"


@pytest.mark.system
def test_a_title_of_any_kind_makes_a_file_in_the_folder(aftermine: Aftermine, store: History, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    title = "../" + "鹤岗 & 100% {of} it " * 20
    line = ("export", "--conversation", "last", "--title", title, "-o", str(tmp_path / "out"))
    for form in ("md", "html", "docx", "bibtex", "ris", "csl-json"):
        assert aftermine(*line, "--format", form).status == 0
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert [Path(name).suffix for name in names] == [".bib", ".docx", ".html", ".json", ".md", ".ris"]
    assert {Path(name).stem for name in names} == {names[0].removesuffix(".bib")}
    assert names[0].startswith("鹤岗-100-of-it")


def test_documents_that_left_the_library_are_told(
    aftermine: Aftermine, store: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(name: str) -> None:
        raise NotFound(f"there is no document {name!r}")

    monkeypatch.setattr("rag.reports.notebook.provenance.shelf", lambda _: gone)
    out = aftermine("export", "--conversation", "last", "--format", "md").out
    assert "(document mine, no longer in the library)" in out
    assert "“The mine opened in 1917.”" in out
    assert "- No longer in the library: The mine (document mine)" in out


def test_an_index_that_can_not_be_read_is_told_and_the_file_is_written(
    aftermine: Aftermine, store: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(folder: Path) -> None:
        raise IndexMissing("there is no index in 'index': run `aftermine ingest`")

    monkeypatch.setattr("rag.reports.notebook.provenance.shelf", missing)
    done = aftermine("export", "--conversation", "last", "--format", "md")
    assert (done.status, done.err.count("\n")) == (0, 1)
    assert "aftermine ingest" in done.err
    assert "“The mine opened in 1917.”" in done.out


@pytest.mark.parametrize(
    ("said", "status", "told"), [("mine-q", 4, "'mine-q'"), ("mine", 2, "2 conversations"), ("", 4, "last")]
)
def test_a_name_of_none_or_several_lists_what_there_is(
    aftermine: Aftermine, store: History, said: str, status: int, told: str
) -> None:
    done = aftermine("export", "--conversation", said, "--format", "md")
    assert (done.status, done.out) == (status, "")
    *listed, error = done.err.splitlines()
    assert [line.split()[0] for line in listed] == ["mine-xyz", "mine-abc"]
    assert "2 questions: ../And: who *ran* it?" in listed[0]
    assert told in error


def test_the_day_is_that_of_this_machines_clock(aftermine: Aftermine, store: History, far_east: None) -> None:
    with closing(sqlite3.connect(store.path)) as file, file:
        file.execute("UPDATE conversations SET updated = '2026-11-25T20:00:00.000000+00:00'")
    listed = aftermine("export", "--conversation", "", "--format", "md").err.splitlines()
    assert [line.count("2026-11-26 04:00, 2 questions: ") for line in listed] == [1, 1, 0]


def test_without_conversations_the_error_stands_alone(
    aftermine: Aftermine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    done = aftermine("export", "--conversation", "last", "--format", "md")
    assert (done.status, done.out, done.err.count("\n")) == (4, "", 1)


def test_a_conversation_of_refusals_is_filed_as_one_and_one_without_answers_is_not(
    aftermine: Aftermine, store: History, tmp_path: Path
) -> None:
    store.settle("r", store.ask("r", "Who won?"), Outcome(REFUSED), ORIGIN)
    assert aftermine("export", "--conversation", "r", "-o", str(tmp_path / "r.ris")).status == 3
    store.ask("open", "And then?")
    done = aftermine("export", "--conversation", "open", "-o", str(tmp_path / "o.md"))
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "'And then?' holds no answer" in done.err
    assert not (tmp_path / "o.md").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--conversation", "last", "--question", "Why?", "--format", "md"), "one of the two"),
        (("--format", "md"), "one of the two"),
        (("--conversation", "last", "-o", "no/such/folder/a.md"), "'no/such/folder'"),
        (("--conversation", "last", "-o", "talk.txt"), "--format"),
        (("--conversation", "last", "--format", "docx"), "-o"),
    ],
)
def test_wrong_use_is_one_line(aftermine: Aftermine, store: History, options: tuple[str, ...], told: str) -> None:
    done = aftermine("export", *options)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert told in done.err


def test_a_file_of_a_later_version_or_no_database_is_one_line(aftermine: Aftermine, store: History) -> None:
    store.close()
    with closing(sqlite3.connect(store.path)) as file:
        file.execute("PRAGMA user_version = 99")
    later = aftermine("export", "--conversation", "last", "--format", "md")
    assert (later.status, later.out, later.err.count("\n")) == (6, "", 1)
    assert "later Aftermine" in later.err
    store.path.write_bytes(b"no database " * 1000)
    damaged = aftermine("export", "--conversation", "last", "--format", "md")
    assert (damaged.status, damaged.out, damaged.err.count("\n")) == (6, "", 1)


def test_a_conversation_is_read_while_another_process_writes(aftermine: Aftermine, store: History) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert aftermine("export", "--conversation", "last", "--format", "bibtex").status == 0
