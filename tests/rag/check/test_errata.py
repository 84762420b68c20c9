"""A figure of the briefs that an added document gives otherwise: both are shown, whichever of the two is quoted."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.chunking import chunk
from ingest.loaders import load
from rag.base.types import Citation, Passage
from rag.check.disagreement import beside
from rag.search.candidate_sentences import quotable

ROOT = Path(__file__).parents[3]
CASES = [json.loads(line) for line in (ROOT / "corpus/checks/errata.jsonl").read_text(encoding="utf-8").splitlines()]
MISSED = {
    "table-05",  # neither row nor column names what the figure is of
    "table-14",  # the column's heading is any result's
    "years-08",  # the verb stands with an earlier figure
    "years-11",  # "the state-wide rate": of what stands two sentences before
    "before-10",  # the figure's year is not told by the other document
}


@cache
def passages(brief: str) -> list[Passage]:
    folder = ROOT / "corpus" / "briefs"
    return chunk(load(folder / f"{brief}.md", folder), lambda text: len(text.split()), 180)


def quoted(passage: Passage, value: str) -> Citation | None:
    place = passage.text.find(value)
    unit = next((unit for unit in quotable([passage]) if unit.start <= place < unit.end), None)
    return Citation(1, passage, unit.start, unit.end, passage.text[unit.start : unit.end]) if unit else None


def shown(citation: Citation, others: list[Passage], question: str) -> str:
    found = beside([citation], others, question)
    return " ".join(value.value for value in found[0].values) if found else ""


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_planted_figure_is_shown_with_that_of_the_brief(case: dict[str, Any]) -> None:
    text, (wrong, right) = case["planted"], case["values"]
    planted = Passage("planted", "planted", "Note", text, ("Note",), (), (0, len(text)))
    own = passages(case["doc"])
    first = shown(Citation(1, planted, 0, len(text), text), own, case["question"])
    holding = [citation for passage in own if (citation := quoted(passage, right))]
    second = [shown(citation, [planted], case["question"]) for citation in holding]
    expected = case["id"] not in MISSED
    assert (wrong in first and right in first) is expected
    assert any(wrong in both and right in both for both in second) is expected


def test_there_are_as_many_of_each_form() -> None:
    forms = [case["form"] for case in CASES]
    assert {form: forms.count(form) for form in forms} == {"table": 14, "years": 14, "before": 14}
    assert len(MISSED) <= len(CASES) // 8
