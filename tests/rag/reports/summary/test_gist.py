"""What a document says itself that it wants to say, asked for by "the take-home points" or "the main argument"."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.chunking import chunk
from ingest.loaders import load
from rag.question.request import asked_gist
from rag.reports.summary.sections import gist, material
from rag.search.candidate_sentences import quotable

TEXT = """The Rope Works

Author: a harbour desk, Pictures: the same

Quay Notes Bottomline: A hall that nobody planned has saved the quay. It did so without a study.

The rope works stood at the end of the quay for a hundred and ten years and employed four hundred people when sold.

Take-Home Points

- The hall pays its rent.
- No study foresaw the guests from the next valley.
"""
POINTS = ["The hall pays its rent.", "No study foresaw the guests from the next valley."]
LINE = ["Quay Notes Bottomline: A hall that nobody planned has saved the quay.", "It did so without a study."]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What are the author's take-home points?", POINTS),
        ("What is the main argument of the article?", LINE + POINTS),
        ("What does the author conclude?", LINE + POINTS),
    ],
)
def test_the_gist_is_what_the_document_calls_so(tmp_path: Path, question: str, told: list[str]) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    found = material(quotable(chunk(load(tmp_path / "a.txt", tmp_path), len, 2000)))

    assert [found.units[number].text for number in gist(found, asked_gist(question))] == told
    assert not any(unit.text.startswith("Author") for unit in found.units)


def test_a_document_that_says_no_such_thing_has_no_gist(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT.split("Quay Notes")[0] + "The works stood on the quay.", encoding="utf-8")
    found = material(quotable(chunk(load(tmp_path / "a.txt", tmp_path), len, 2000)))
    assert gist(found, asked_gist("the main argument")) == []


@pytest.mark.parametrize("question", ["What is the main street called?", "Summarize this document"])
def test_most_questions_ask_for_no_gist(question: str) -> None:
    assert asked_gist(question) == ""
