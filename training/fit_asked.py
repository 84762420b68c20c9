"""Fit how much the nearest asked questions with and without an answer count in the confidence.

Usage: python -m training.fit_asked

It prints the two weights and the bias of "confidence" in rag/data/answerer.json. All other weights stay as
`fit_answerer.py` gave them, when a tenth as many asked questions had no answer. Fitted are the bundled questions and
`fresh/pairs`. The regression scales the sum of the other signals too (by .66); that factor is left at 1. The bias
refuses as many of the answered ones of `fresh/pairs`, asked for one thing, as were refused before.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from ingest.bundled import questions_folder
from rag.base.settings import Settings
from rag.evaluation.question_set import read
from rag.models.reader import fitted
from rag.question.request import WIDE
from training.fit_answerer import evenly
from ui.compose import open_assistant, refresh

QUESTIONS = questions_folder()
PAIRS = QUESTIONS.parent / "fresh/pairs.jsonl"
NAMES = ("asked", "unasked")
REFUSED = 0.0625  # of the answered questions of `PAIRS` for one thing, before these were fitted


def main() -> None:
    """Measure, fit and print."""
    model = fitted().confidence
    sums, signals, labels, plain = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder) / "index", library=Path(folder) / "library")
        refresh(settings, lambda *_: None, "training")
        assistant = open_assistant(settings, "training")
        for path in (*sorted(QUESTIONS.glob("*.jsonl")), PAIRS):
            for question in read(path):
                seen = assistant.examine(question.question)
                sums.append(
                    sum(w * seen.features.get(name, 0.0) for name, w in model.weights.items() if name not in NAMES)
                )
                signals.append([seen.features.get(name, 0.0) for name in NAMES])
                labels.append(float(question.answerable))
                plain.append(path == PAIRS and question.answerable and seen.question.kind not in WIDE)
        assistant.index.close()
    fit = LogisticRegression(C=10).fit(np.c_[sums, signals], labels, sample_weight=evenly(np.array(labels)))
    weights = fit.coef_[0][1:]
    least = float(np.quantile((np.array(sums) + np.array(signals) @ weights)[plain], REFUSED))
    print(dict(zip(NAMES, weights.round(2).tolist(), strict=True)), f"bias {logit(fitted().plain) - least:.2f}")


if __name__ == "__main__":
    main()
