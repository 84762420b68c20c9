"""`aftermine export` and `aftermine bibliography`: what is written where, and what is refused in one line."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path

import pytest
import rispy
from docx import Document
from pybtex.database import parse_string

from tests.ui.conftest import Aftermine
from tests.ui.samples import SampleAssistant

ASKED = "When did the mine open?"


def test_an_answer_is_printed(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    done = aftermine("export", "--question", ASKED, "--format", "md")
    assert done.status == 0
    assert f"# {ASKED}" in done.out
    assert "The mine opened in 1917. [\\[1\\]](#quote-1)" in done.out
    assert "The mine › History, p. 2 (document mine)" in done.out
    assert "5a5a5a" in done.out
    assert assistant.index.closed


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json"])
def test_sources_are_printed(aftermine: Aftermine, assistant: SampleAssistant, form: str) -> None:
    done = aftermine("export", "--question", ASKED, "--format", form)
    read = {
        "bibtex": lambda text: list(parse_string(text, "bibtex").entries),
        "ris": lambda text: [entry["id"] for entry in rispy.loads(text)],
        "csl-json": lambda text: [item["id"] for item in json.loads(text)],
    }[form]
    assert read(done.out) == ["smith2010", "registry"]


def test_a_citation_style_is_named_or_brought(aftermine: Aftermine, assistant: SampleAssistant, tmp_path: Path) -> None:
    line = ("export", "--question", ASKED, "--format", "md", "--style")
    assert "in the citation style “Notes”" in aftermine(*line, "notes").out
    own = tmp_path / "mine.csl"
    own.write_bytes(files("citeproc").joinpath("data/styles/harvard-cite-them-right.csl").read_bytes())
    assert "“Cite Them Right" in aftermine(*line, str(own)).out
    own.write_text("<style", encoding="utf-8")
    for style, told in ((str(own), "not XML"), ("harvard", "choose author-date, notes, numbers")):
        done = aftermine(*line, style)
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
        assert told in done.err


def test_a_file_is_written_once(aftermine: Aftermine, assistant: SampleAssistant, tmp_path: Path) -> None:
    file = tmp_path / "answer.docx"
    line = ("export", "--question", ASKED, "--title", "For the file", "-o", str(file))
    assert aftermine(*line).status == 0
    assert Document(str(file)).paragraphs[0].text == "For the file"
    before = file.read_bytes()
    again = aftermine(*line)
    assert (again.status, again.err.count("\n")) == (2, 1)
    assert "--force" in again.err
    assert file.read_bytes() == before
    assert aftermine(*line, "--force").status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["answer.docx"]


def test_a_folder_gets_a_file_with_a_safe_name(
    aftermine: Aftermine, assistant: SampleAssistant, tmp_path: Path
) -> None:
    title = "../../" + "long " * 60 + "\x1b/\\:"
    assert (
        aftermine("export", "--question", ASKED, "--title", title, "--format", "html", "-o", str(tmp_path)).status == 0
    )
    (file,) = tmp_path.iterdir()
    assert file.name.startswith("long-long")
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_refusal_is_filed_as_one(aftermine: Aftermine, assistant: SampleAssistant, tmp_path: Path) -> None:
    done = aftermine("export", "--question", "Who won?", "-o", str(tmp_path / "r.md"))
    assert done.status == 3
    assert "**Not in these documents**" in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_a_docx_can_be_piped_when_asked_for(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    refused = aftermine("export", "--question", ASKED, "--format", "docx")
    assert (refused.status, refused.out) == (2, "")
    assert "-o" in refused.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--format", "pdf"), "'pdf'"),
        (("-o", "answer.txt"), "--format"),
        ((), "--format"),
        (("-o", "no/such/folder/a.md"), "'no/such/folder'"),
    ],
)
def test_wrong_use_is_one_line(
    aftermine: Aftermine, assistant: SampleAssistant, options: tuple[str, ...], told: str
) -> None:
    done = aftermine("export", "--question", ASKED, *options)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert told in done.err
    assert assistant.asked == []


def test_a_place_that_cannot_be_written_is_one_line(
    aftermine: Aftermine, assistant: SampleAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("rag.store.atomic_files.write_bytes", full)
    done = aftermine("export", "--question", ASKED, "-o", str(tmp_path / "a.md"))
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "No space left" in done.err


def test_an_empty_question_is_refused(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    assert aftermine("export", "--question", " ", "--format", "md").status == 2


def test_small_talk_is_no_answer_to_file(aftermine: Aftermine, assistant: SampleAssistant, tmp_path: Path) -> None:
    done = aftermine("export", "--question", "Hello!", "-o", str(tmp_path / "hello.md"))
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "'Hello!' is small talk" in done.err
    assert list(tmp_path.iterdir()) == []


def test_the_librarys_bibliography(aftermine: Aftermine, assistant: SampleAssistant, tmp_path: Path) -> None:
    printed = aftermine("bibliography")
    assert "- Smith, J. (2010), “Coal”, A Press, <https://example.org/coal>" in printed.out
    assert "- “A town” (n.d.)" in printed.out
    assert aftermine("bibliography", "-o", str(tmp_path / "all.bib")).status == 0
    found = parse_string((tmp_path / "all.bib").read_text(encoding="utf-8"), "bibtex").entries
    assert sorted(found) == ["registry", "smith2010", "town"]
    assert aftermine("bibliography", "--format", "docx").status == 2
