"""The check of sentences with second opinions, on written pairs: what it lets through, and what it doubts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from rag.base.settings import Settings
from rag.check.checker import verify
from rag.models.reader import load_opinions
from tests.quality.conftest import SCOPES

pytestmark = pytest.mark.quality

PAIRS = Path(__file__).parents[2] / "corpus" / "checks" / "pairs.jsonl"
# Shares of truths that pass and of lies that don't; in the subtlest rounds lies are facts of one passage exchanged.
LEAST = {"earlier": (0.9, 0.93), "bold": (0.88, 0.9), "subtlest": (0.92, 0.75)}
SUBTLEST = (11, 12)  # rounds
SAMPLE = {"earlier": 70, "bold": 200, "subtlest": 70}
CHANCE = 0.05  # by which a share in a sample may lie lower


def sort_of(pair: dict[str, Any]) -> str:
    if pair["round"] in SUBTLEST:
        return "subtlest"
    return "bold" if pair["round"] >= 5 else "earlier"


def chosen(scope: str) -> list[dict[str, Any]]:
    """All pairs that are judged, or of each sort as many as `SAMPLE` says, always the same."""
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    pairs = sorted((pair for pair in pairs if pair["round"] != 4), key=lambda pair: crc32(pair["id"].encode()))
    if scope == "all":
        return pairs
    return [pair for sort, size in SAMPLE.items() for pair in [p for p in pairs if sort_of(p) == sort][:size]]


@pytest.fixture(scope="module", params=SCOPES)
def passed(request: pytest.FixtureRequest) -> tuple[str, list[tuple[str, bool, bool]]]:
    """The scope, and of each pair the sort, whether it is true, and whether it passes."""
    opinions = load_opinions(Settings())
    return request.param, [
        (
            sort_of(pair),
            pair["supported"],
            verify(pair["sentence"], [pair["passage"]], [f"{pair['title']} › {pair['section']}"], opinions).holds,
        )
        for pair in chosen(request.param)
    ]


@pytest.mark.parametrize("sort", LEAST)
def test_truths_pass_and_lies_do_not(passed: tuple[str, list[tuple[str, bool, bool]]], sort: str) -> None:
    scope, judged = passed
    for truth, least in zip((True, False), LEAST[sort], strict=True):
        right = [holds == truth for each, supported, holds in judged if (each, supported) == (sort, truth)]
        assert np.mean(right) >= least - CHANCE * (scope == "sample"), (sort, truth, float(np.mean(right)), len(right))


def test_a_sample_holds_truths_and_lies_of_every_sort() -> None:
    counted = Counter((sort_of(pair), pair["supported"]) for pair in chosen("sample"))
    assert {sort for sort, _ in counted} == set(SAMPLE)
    assert min(counted.values()) >= 30
    assert len(chosen("all")) > 5 * sum(SAMPLE.values())
