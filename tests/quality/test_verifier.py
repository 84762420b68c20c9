"""The check of sentences with second opinions, on written pairs: what it lets through, and what it doubts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rag.opinion import load_opinions
from rag.settings import Settings
from rag.verify import verify

pytestmark = pytest.mark.quality

PAIRS = Path(__file__).parents[2] / "corpus" / "checks" / "pairs.jsonl"
# Shares of truths that pass and of lies that don't; in the subtlest rounds lies are facts of one passage exchanged.
LEAST = {"earlier": (0.9, 0.93), "bold": (0.88, 0.9), "subtlest": (0.92, 0.75)}
SUBTLEST = (11, 12)  # rounds


@pytest.fixture(scope="module")
def passed() -> list[tuple[str, bool, bool]]:
    """Of the bold pairs and of every fourth earlier one: the sort, whether it is true, and whether it passes."""
    opinions = load_opinions(Settings())
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    chosen = [pair for pair in pairs if pair["round"] >= 5] + [pair for pair in pairs if pair["round"] <= 3][::4]
    return [
        (
            "subtlest" if pair["round"] in SUBTLEST else "bold" if pair["round"] >= 5 else "earlier",
            pair["supported"],
            verify(pair["sentence"], [pair["passage"]], [f"{pair['title']} › {pair['section']}"], opinions).holds,
        )
        for pair in chosen
    ]


@pytest.mark.parametrize("sort", LEAST)
def test_truths_pass_and_lies_do_not(passed: list[tuple[str, bool, bool]], sort: str) -> None:
    for truth, least in zip((True, False), LEAST[sort], strict=True):
        right = [holds == truth for each, supported, holds in passed if (each, supported) == (sort, truth)]
        assert np.mean(right) >= least, (sort, truth, float(np.mean(right)), len(right))
