"""Fit when a part of a question is called doubtful: by how surely it and the first are answered, and by the same words.

Usage: python -m training.fit_parts

It prints the constants of rag/answer/refusal/decide.py, what they tell, and what a fit on either half tells of the
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
from sklearn.linear_model import LogisticRegression

from ingest.bundled import questions_folder
from rag.answer.refusal.decide import weighed
from rag.assistant import Assistant
from rag.base.settings import Settings
from rag.question.analysis import analyse, asked_parts
from ui.compose import open_assistant, refresh

CORPUS = questions_folder().parent
NAMES = ("broad/questions", "fresh/half", "fresh/two-parts")
MOST_WRONG = 0.055  # of the parts that are answered


@dataclass(frozen=True, slots=True)
class Measured:
    """One part of a question; `number` is that of the question."""

    number: int
    answered: bool
    signals: tuple[float, float, float]


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
            found.append(Measured(number, not lacking, part.signals))
    return found


def fit(parts: list[Measured]) -> tuple[NDArray[np.float64], float]:
    """What each signal weighs, the first one 1, and the sum that all but a few of the answered parts have then."""
    signals, answered = np.array([part.signals for part in parts]), np.array([part.answered for part in parts])
    model = LogisticRegression(class_weight="balanced", max_iter=1000).fit(signals, answered)
    weights = model.coef_[0] / model.coef_[0][0]
    return weights, float(np.quantile((signals @ weights)[answered], MOST_WRONG))


def told(parts: list[Measured], weights: NDArray[np.float64], least: float) -> tuple[float, float]:
    """The share of the parts without an answer that are doubtful, and that of the others."""
    signals, answered = np.array([part.signals for part in parts]), np.array([part.answered for part in parts])
    doubtful = signals @ weights < least
    return float(doubtful[~answered].mean()), float(doubtful[answered].mean())


def main() -> None:
    """Measure, fit and print."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder) / "index", library=Path(folder) / "library")
        refresh(settings, lambda *_: None, "training")
        parts = measure(open_assistant(settings, "training"))
    weights, least = fit(parts)
    print(f"WEIGHTS {np.round(weights, 2)}, LEAST {least:.2f}: doubtful {told(parts, weights, least)} of {len(parts)}")
    for half in (0, 1):
        own, other = ([part for part in parts if part.number // 2 % 2 == side] for side in (half, 1 - half))
        print("fitted on the other half:", told(own, *fit(other)))


if __name__ == "__main__":
    main()
