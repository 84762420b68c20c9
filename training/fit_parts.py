"""Fit when a part of a question is called doubtful: by its probability, and by what answers the first part already.

Usage: python -m training.fit_parts

It prints the two constants of rag/answer/refusal/decide.py, what they tell, and what a fit on either half tells of the
other. Fitted are the questions of several parts of the bundled sets, of `broad`, `fresh/half` and `fresh/two-parts`,
whose `lacks` holds a word of the part that the corpus has no answer to.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from ingest.bundled import questions_folder
from rag.answer.refusal.decide import weighed
from rag.assistant import Assistant
from rag.base.settings import Settings
from rag.question.analysis import analyse, asked_parts
from ui.compose import open_assistant, refresh

CORPUS = questions_folder().parent
NAMES = ("broad/questions", "fresh/half", "fresh/two-parts")
MOST_WRONG = 0.05  # of the parts that are answered
CERTAIN = 1e-3


@dataclass(frozen=True, slots=True)
class Measured:
    """One part of a question; `number` is that of the question."""

    number: int
    answered: bool
    chance: float
    again: float


def measure(assistant: Assistant) -> list[Measured]:
    """All parts of all questions of several."""
    files = [*sorted((CORPUS / "questions").glob("*.jsonl")), *(CORPUS / f"{name}.jsonl" for name in NAMES)]
    found = []
    rows = (json.loads(line) for path in files for line in path.read_text("utf-8").splitlines())
    for number, row in enumerate(rows):
        lacks = [word.lower() for word in row.get("lacks", [])]
        if not row["must_include"]:
            continue
        parts = weighed(assistant._retriever, asked_parts(analyse(row["question"])), 10, None)
        for part in parts:
            lacking = any(word in part.written.lower() for word in lacks)
            found.append(Measured(number, not lacking, part.chance, part.again))
    return found


def fit(parts: list[Measured]) -> tuple[float, float]:
    """What the same words cost, in log-odds, and the odds that all but a few of the answered parts have then."""
    features, answered = _features(parts), np.array([part.answered for part in parts])
    model = LogisticRegression(class_weight="balanced", max_iter=1000).fit(features, answered)
    against = float(-model.coef_[0][1] / model.coef_[0][0])
    rest = features[:, 0] - against * features[:, 1]
    return against, float(np.exp(np.quantile(rest[answered], MOST_WRONG)))


def told(parts: list[Measured], against: float, least: float) -> tuple[float, float]:
    """The share of the parts without an answer that are doubtful, and that of the others."""
    features, answered = _features(parts), np.array([part.answered for part in parts])
    doubtful = np.exp(features[:, 0] - against * features[:, 1]) < least
    return float(doubtful[~answered].mean()), float(doubtful[answered].mean())


def _features(parts: list[Measured]) -> NDArray[np.float64]:
    chances = np.clip([part.chance for part in parts], CERTAIN, 1 - CERTAIN)
    return np.column_stack([logit(chances), [part.again for part in parts]])


def main() -> None:
    """Measure, fit and print."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder) / "index", library=Path(folder) / "library")
        refresh(settings, lambda *_: None, "training")
        parts = measure(open_assistant(settings, "training"))
    against, least = fit(parts)
    print(f"AGAINST {against:.2f}, LEAST_ODDS {least:.3f}: doubtful {told(parts, against, least)} of {len(parts)}")
    for half in (0, 1):
        own, other = ([part for part in parts if part.number // 2 % 2 == side] for side in (half, 1 - half))
        print("fitted on the other half:", told(own, *fit(other)))


if __name__ == "__main__":
    main()
