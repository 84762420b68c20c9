"""Fit how sure an answer to a question behind others is, and where it is refused.

Usage: python -m training.fit_follow_ups

It writes `behind` of rag/data/answerer.json and prints what it tells of each style of hand when it is fitted on the
others. Fitted are the 280 questions of `corpus/fresh/dialogues.jsonl`, a third of them without an answer, which the
reader has not learned from.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.special import logit
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneGroupOut

from ingest.bundled import questions_folder
from rag.assistant import Assistant, Request
from rag.base.settings import Settings
from rag.base.types import Turn
from rag.evaluation.question_set import Question, read
from rag.models.reader import Features, Linear, fitted
from rag.question.analysis import analyse
from training.fit_answerer import TARGET, evenly, linear, plain
from ui.compose import open_assistant, refresh

DIALOGUES = questions_folder().parent / "fresh" / "dialogues.jsonl"
SIGNALS = ("any", "bare", "cosine", "covered", "look", "wants_number")
MOST_FALSE_REFUSALS = 0.03
STRENGTH = 0.3  # of the regularisation, as scikit-learn's C


def signals(assistant: Assistant, question: Question) -> Features:
    """What is measured of a question behind those before it; nothing where it is read without them."""
    request = assistant._request(question.question, tuple(map(Turn, question.turns)), None)
    if not request.context:
        return {}
    asked = analyse(request.text, " ".join(request.context), request.kind)
    measured = assistant._examine(asked, Request(request.text)).features
    return {name: measured[name] for name in SIGNALS if name in measured}


def fit(rows: Sequence[Features], labels: np.ndarray) -> Linear:
    """The model of these rows, in which questions with and without an answer weigh the same."""
    return linear([dict(row) for row in rows], labels, evenly(labels), STRENGTH)


def main() -> None:
    """Fit, print the figures that are crossed by hand, write the weights."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder) / "index", library=Path(folder) / "library")
        refresh(settings, lambda *_: None, "fit_follow_ups")
        assistant = open_assistant(settings, "fit_follow_ups")
        measured = [(question, signals(assistant, question)) for question in read(DIALOGUES)]
        assistant.index.close()
    asked = [(question, row) for question, row in measured if "bare" in row]
    rows, hands = [row for _, row in asked], np.array([str(question.extra["style"]) for question, _ in asked])
    labels = np.array([float(question.answerable) for question, _ in asked])
    crossed = np.zeros(len(rows))
    for train, test in LeaveOneGroupOut().split(rows, groups=hands):
        model = fit([rows[i] for i in train], labels[train])
        crossed[test] = [model.logit(rows[i]) for i in test]
    least = float(np.quantile(crossed[labels == 1], MOST_FALSE_REFUSALS))
    for hand in sorted(set(hands)):
        which = hands == hand
        wrong, right = ((crossed[which] < least)[labels[which] == label].mean() for label in (1, 0))
        auc = roc_auc_score(labels[which], crossed[which])
        print(
            f"{hand}: AUC {auc:.3f}, refused though answered {wrong:.3f}, refused rightly {right:.3f} (n {sum(which)})"
        )
    model = fit(rows, labels)
    model = replace(model, bias=model.bias - least + float(logit(fitted().threshold)))
    weights = json.loads(TARGET.read_text("utf-8")) | {"behind": plain(model)}
    TARGET.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
