"""Questions whose sources differ, or only seem to, with the real models: the dispute is told with its values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.assistant import Assistant
from tests.quality.conftest import SCOPES

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "corpus/checks/disagreements.jsonl").read_text("utf-8").splitlines()
]
FEWEST = 0.8  # of those that differ
MOST = 0.05  # of those that only seem to


@pytest.mark.parametrize("scope", SCOPES)
def test_what_sources_differ_on_is_told_and_nothing_else(assistant: Assistant, scope: str) -> None:
    cases = CASES[:: 2 if scope == "sample" else 1]
    told = {case["id"]: assistant.ask(case["question"]).disagreement for case in cases}
    differ = [case for case in cases if case["differs"]]
    both = [
        case["id"]
        for case in differ
        if (found := told[case["id"]])
        and all(any(value in each.value for each in found.values) for value in case["values"])
    ]
    wrong = [case["id"] for case in cases if not case["differs"] and told[case["id"]]]
    assert len(differ) == len(cases) / 2
    assert len(both) >= FEWEST * len(differ), {case["id"] for case in differ} - set(both)
    assert len(wrong) <= MOST * (len(cases) - len(differ)), wrong
