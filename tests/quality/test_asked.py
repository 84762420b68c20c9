"""General questions in words of their own, which asked questions lead to more of what answers them."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

from rag.base.mechanisms import without
from rag.evaluation.key_facts import found
from rag.evaluation.question_set import read
from tests.quality.conftest import Once

ROWS = read(Path(__file__).parents[2] / "corpus/fresh/general.jsonl")[::8]
FOUND = 0.8  # share of the facts in the ten best passages: .87 of all 60 when this was written, .76 without
GAINED = 0.06  # of the facts told, by asked questions: .21 when this was written
BY_PICKING = 0.04  # of these, by sentences picked one by one: .12


def told(texts: list[str]) -> float:
    """The mean share of the facts of each question that its text tells."""
    return fmean(fmean(found(row.must_include, text)) for row, text in zip(ROWS, texts, strict=True))


def test_more_of_the_facts_is_found_and_told(assistant: Once) -> None:
    answers = [assistant.ask(row.question) for row in ROWS]
    there = told([" ".join(hit.passage.text for hit in answer.hits) for answer in answers])
    with_both = told([answer.text for answer in answers])
    with without({"asked_questions"}):
        plain = told([assistant.real.ask(row.question).text for row in ROWS])
    with without({"picking"}):
        runs = told([assistant.real.ask(row.question).text for row in ROWS])
    print(there, with_both, plain, runs)
    assert there >= FOUND
    assert with_both >= plain + GAINED
    assert with_both >= runs + BY_PICKING
