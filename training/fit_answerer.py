"""Fit the answerer's linear models on question files: which sentence to quote, and when to refuse.

Usage: python -m training.fit_answerer

It writes rag/data/answerer.json.

It is run with the weights of the reader's fifth stage in place, which did not learn from questions on documents of the
`report` half. Fitted are the bundled questions, those of conversations, and ours on that half in
`questions-report.jsonl`; the confidence on them once more, with others before
them. Figures printed are those of the bundled ones, cross-validated by document: no document's questions are scored by
a model that saw them. The sentence model learns from the share of a question's key facts that a unit holds, the
confidence model from which questions have gold sections. The shipped models are then fitted on all.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from ingest.bundled import questions_folder
from rag.answer.extractive import Draft, draft
from rag.answer.refusal.decide import Features as Signals
from rag.assistant import Assistant, Examined
from rag.base.mechanisms import without
from rag.base.settings import Settings
from rag.evaluation.question_set import Question, found, read
from rag.models.embedder import load_embedder
from rag.models.reader import Linear
from rag.question.request import WIDE
from rag.search.candidate_sentences import Unit, term_weights, unit_features, units_of
from training.contextual import contextual
from training.public import OTHER_HALF
from ui.compose import open_assistant, refresh

TARGET = Path(__file__).parent.parent / "rag" / "data" / "answerer.json"
FOLDS = 8
TURNS = 2  # questions before that one is read with
MOST_FALSE_REFUSALS = 0.05
MOST_OF_PLAIN = 0.08  # the same of questions for one thing, where a near miss is worse than the nearest sentences
CONVERSATIONS = questions_folder().parent / "conversations"
BEHIND = 0.515
"""Log-odds that a question behind others gains: the reader that this is fitted with has not learned to read these.

Chosen on our own follow-ups: what had a confidence of .15 has .228 then. Only the later parts of a question are judged
by it where a reader looks; follow-ups have a model of their own (`training/fit_follow_ups.py`).
"""
ALL_BUT = frozenset({"attribute", "premise", "year"})  # what unanswerable questions ask for that lies near
BESIDE = frozenset({"entity", "topic", "off-topic", "other entity"})
ELSEWHERE = 0.6  # what a fact is worth that stands outside the gold sections


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what was measured of it, and the features and worth of each unit it could be answered with."""

    question: Question
    group: str
    bundled: bool
    seen: Examined
    units: list[Unit]
    features: list[dict[str, float]]
    worth: list[float]


def main() -> None:
    """Fit, print the cross-validated figures, write the weights."""
    files = [*sorted(questions_folder().glob("*.jsonl")), OTHER_HALF]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder) / "index", library=Path(folder) / "library")
        refresh(settings, lambda *_: None, "fit_answerer")
        assistant = open_assistant(settings, "fit_answerer")
        found = fit_all(assistant, files, report=True)
        print("where documents have no asked questions:")
        with without({"asked_questions"}):
            plainly = fit_all(assistant, files)
        assistant.index.close()
    threshold = found["threshold"]
    unasked = {
        "unasked": at(plainly["confidence"], plainly["threshold"], threshold),
        "unasked_sentence": plainly["sentence"],
        "unread": at(plainly["unread"], plainly["unread_threshold"], threshold),
    }
    names = ("sentence", "confidence", "near")
    models = {name: plain(model) for name, model in ({name: found[name] for name in names} | unasked).items()}
    stored = json.loads(TARGET.read_text("utf-8")) | models | {name: found[name] for name in ("threshold", "plain")}
    TARGET.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def fit_all(assistant: Assistant, files: Sequence[Path], *, report: bool = False) -> dict[str, Any]:
    """All models and thresholds, by name; where documents have no asked questions, also where no reader looks."""
    cases = [measure(assistant, question, path) for path in files for question in read(path)]
    if report:
        report_answers(cases, cross_drafts(assistant, cases))
    single = [replace(case.question, group=case.group) for case in cases]
    spoken = [question for path in sorted(CONVERSATIONS.glob("*.jsonl")) for question in read(path)]
    after = [measure(assistant, question, OTHER_HALF) for question in (*contextual(single), *spoken)]
    asked = [*cases, *after]
    signals = [{n: value for n, value in case.seen.features.items() if n != "bare"} for case in asked]
    confidence, threshold, of_plain = fit_confidence(asked, signals)
    in_context = {"in_context": confidence.weights["in_context"] + BEHIND}
    confidence = replace(confidence, weights={**confidence.weights, **in_context})
    sentence = fit_sentences([case for case in cases if case.question.answerable])
    found = {"sentence": sentence, "confidence": confidence, "near": fit_near(asked)}
    if not report:
        print("where no reader looks:")
        found["unread"], found["unread_threshold"], _ = fit_confidence(asked, unread_signals(assistant, asked))
    return found | {"threshold": threshold, "plain": of_plain}


def at(model: Linear, own: float, threshold: float) -> Linear:
    """The model, shifted so that its `own` threshold is this one."""
    return replace(model, bias=model.bias + float(logit(threshold) - logit(own)))


def measure(assistant: Assistant, question: Question, path: Path) -> Case:
    """Everything that fitting needs of one question."""
    seen = assistant.examine(question.question, None, context(question))
    units = units_of(seen.question, seen.candidates[: assistant.settings.retrieval.passages])
    features = unit_features(seen.question, units, term_weights(assistant.index, seen.question))
    gold = {(source.document, source.section) for source in question.sources}
    worth = [
        float(np.mean(found(question.must_include, unit.text) or (0.0,)))
        * (1.0 if (unit.passage.document_id, unit.passage.section) in gold else ELSEWHERE)
        for unit in units
    ]
    return Case(question, question.group or path.stem, path != OTHER_HALF, seen, units, features, worth)


def cross_drafts(assistant: Assistant, cases: Sequence[Case]) -> dict[int, Draft]:
    """The answers to the bundled questions, by place, from sentence models that saw no question on the document."""
    drafts: dict[int, Draft] = {}
    words = assistant.settings.answering.words
    for train, test in GroupKFold(FOLDS).split(cases, groups=[case.group for case in cases]):
        model = fit_sentences([cases[i] for i in train if cases[i].question.answerable])
        for i in test:
            if not cases[i].bundled:
                continue
            used = cases[i].seen.candidates[: assistant.settings.retrieval.passages]
            drafts[i] = draft(assistant.index, cases[i].seen.question, used, model, words)
    return drafts


def fit_sentences(cases: Sequence[Case]) -> Linear:
    """The sentence model: each unit counts as good by its worth and as bad by the rest."""
    rows = [features for case in cases for features in case.features]
    worth = np.array([value for case in cases for value in case.worth])
    labels, weights = np.r_[np.ones(len(worth)), np.zeros(len(worth))], np.r_[worth, 1 - worth]
    return linear([*rows, *rows], labels, weights, 0.3)


def unread_signals(assistant: Assistant, cases: Sequence[Case]) -> list[Signals]:
    """The signals that there are when passages are ranked without a second look."""
    retrieval = assistant.settings.retrieval.model_copy(update={"rerank": "none"})
    settings = assistant.settings.model_copy(update={"retrieval": retrieval})
    other = Assistant(assistant.index, load_embedder(settings), settings)
    return [other.examine(case.question.question, None, context(case.question)).features for case in cases]


def context(question: Question) -> str:
    """The last questions before it, as they are read with it."""
    return " ".join(question.turns[-TURNS:])


def fit_confidence(cases: Sequence[Case], rows: Sequence[Signals]) -> tuple[Linear, float, float]:
    """The confidence model of these signals, and the highest threshold that keeps false refusals rare in
    cross-validation: those of all questions, and those of questions for one thing, asked alone.
    """
    labels = np.array([float(case.question.answerable) for case in cases])
    crossed = np.zeros(len(cases))
    for train, test in GroupKFold(FOLDS).split(rows, groups=[case.group for case in cases]):
        model = balanced([rows[i] for i in train], labels[train])
        crossed[test] = [model.probability(rows[i]) for i in test]
    bundled = np.array([case.bundled for case in cases])
    threshold = float(np.quantile(crossed[labels == 1], MOST_FALSE_REFUSALS))
    alone = np.array([case.seen.question.kind not in WIDE and not case.seen.question.before for case in cases])
    of_plain = float(np.quantile(crossed[(labels == 1) & alone], MOST_OF_PLAIN))
    for which, kind in ((bundled, "bundled"), (~bundled, "ours")):
        told, got = labels[which], crossed[which]
        print(f"answerable or not, {kind}: AUC {roc_auc_score(told, got):.3f} (n {len(told)}, {FOLDS} folds)")
        for each in (threshold / 2, threshold, threshold * 1.5):
            wrong, right = ((got < each)[told == label].mean() for label in (1, 0))
            print(f"  threshold {each:.3f}: false refusals {wrong:.3f}, refusal recall {right:.3f}")
        for name in sorted(rows[0]):
            values = np.array([row.get(name, 0.0) for row in rows])[which]
            print(f"  {name}: AUC {roc_auc_score(told, values):.3f}")
    model = balanced(rows, labels)
    slope, shift = stretched(model, rows, labels)
    weights = {name: value * slope for name, value in model.weights.items()}
    told = [round(float(expit(logit(each) * slope + shift)), 3) for each in (threshold, of_plain)]
    return Linear(model.bias * slope + shift, weights), told[0], told[1]


def fit_near(cases: Sequence[Case]) -> Linear:
    """The model that tells questions beside the corpus from those that it answers, or answers all but."""
    known = [case for case in cases if case.question.answerable or case.question.extra.get("why") in ALL_BUT | BESIDE]
    labels = np.array([float(case.question.extra.get("why") not in BESIDE) for case in known])
    rows = [{name: case.seen.features.get(name, 0.0) for name in ("cosine", "covered")} for case in known]
    model = linear(rows, labels, evenly(labels), 1.0)
    logits = np.array([model.logit(row) for row in rows])
    answerable = np.array([case.question.answerable for case in known])
    least = float(np.quantile(logits[answerable], MOST_FALSE_REFUSALS))
    told = logits >= least
    print(f"near: {told[labels == 1].mean():.3f} of what is, {told[labels == 0].mean():.3f} of what isn't")
    return replace(model, bias=model.bias - least)


def balanced(rows: Sequence[dict[str, float]], labels: np.ndarray) -> Linear:
    """A strongly regularised model in which answerable and unanswerable questions weigh the same."""
    return linear(rows, labels, evenly(labels), 0.01)


def stretched(model: Linear, rows: Sequence[dict[str, float]], labels: np.ndarray) -> tuple[float, float]:
    """Slope and shift that make the model's logits right on the whole: so regularised it hardly leaves one half."""
    logits = np.array([[model.logit(row)] for row in rows])
    scale = LogisticRegression(C=1000).fit(logits, labels, sample_weight=evenly(labels))
    return float(scale.coef_[0, 0]), float(scale.intercept_[0])


def evenly(labels: np.ndarray) -> np.ndarray:
    """The weights with which questions with and without an answer weigh the same."""
    return np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))


def linear(rows: Sequence[dict[str, float]], labels: np.ndarray, weights: np.ndarray, strength: float) -> Linear:
    """A regularised logistic regression, its weights expressed for features as they are measured."""
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    scaler = StandardScaler().fit(table)
    model = LogisticRegression(C=strength, max_iter=5000).fit(scaler.transform(table), labels, sample_weight=weights)
    slopes = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (slopes * scaler.mean_).sum())
    return Linear(bias, dict(zip(names, slopes.tolist(), strict=True)))


def report_answers(cases: Sequence[Case], drafts: Mapping[int, Draft]) -> None:
    """Print how many key facts the cross-validated answers hold, and how long they are."""
    shares, lengths = [], []
    for place, each in drafts.items():
        if cases[place].question.answerable:
            text = " ".join(unit.text for unit in each.units)
            shares.append(np.array(found(cases[place].question.must_include, text)))
            lengths.append(len(text.split()))
    print(
        f"key facts {np.mean([s.mean() for s in shares]):.3f}, all facts {np.mean([s.all() for s in shares]):.3f}",
        end="",
    )
    print(f", words median {np.median(lengths):.0f}, most {max(lengths)} (n {len(shares)}, {FOLDS} folds)")


def plain(model: Linear) -> dict[str, object]:
    """A model as data, rounded so that the file is short and stable."""
    return {"bias": round(model.bias, 5), "weights": {name: round(value, 5) for name, value in model.weights.items()}}


if __name__ == "__main__":
    main()
