"""Public sets as question sets: passages with queries, answerable and unanswerable questions, claims with evidence.

The layout is one folder of JSON Lines: `retrieval/NAME/passages.jsonl` and `queries.jsonl`, `abstain/NAME.jsonl`,
`grounded/NAME.jsonl`. Rows keep their `group` and `split`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from rag.base.errors import UsageError
from rag.base.types import Block, Document, Support
from rag.evaluation import stats
from rag.evaluation.grading import SupportChecker
from rag.evaluation.question_set import Gold, Half, Question, QuestionSet, readable
from rag.evaluation.stats import Estimate

STRENGTH: dict[Support, float] = {"none": 0.0, "partial": 1.0, "supported": 2.0, "exact": 3.0}
"""Verdicts in order, for the area under the ROC curve."""

AnyRow = TypeVar("AnyRow", bound=BaseModel)


class _Row(BaseModel):
    id: str
    group: str | None = None
    split: Half | None = None


class _Said(BaseModel):
    role: str
    text: str


class _PassageRow(BaseModel):
    id: str
    title: str = ""
    text: str
    lang: str = "en"


class _Talk(_Row):
    history: list[_Said] = []


class _Query(_Talk):
    text: str
    relevant: list[str]


class _Asked(_Talk):
    question: str
    answerable: bool | None
    answers: list[str] = []
    context_ids: list[str] = []
    label: str = ""


class Claim(_Row):
    """A sentence, the sentences that it is said to rest on, and whether they support it (`label`)."""

    claim: str
    evidence: list[str]
    label: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well a support checker agrees with people: of claims that people call supported, against all others."""

    n: int
    balanced_accuracy: Estimate
    auroc: Estimate
    f1: float


def passages(path: Path) -> tuple[Document, ...]:
    """Each passage of a `passages.jsonl` as a document of its own, under the passage's id."""
    return tuple(
        Document(
            id=row.id,
            title=row.title,
            path=row.id,
            sha256=hashlib.sha256(row.text.encode()).hexdigest(),
            language=row.lang,
            text=row.text,
            blocks=(Block(row.text, (), None, 0),),
        )
        for row in _rows(path, _PassageRow)
    )


def questions(path: Path) -> QuestionSet:
    """The queries, or the answerable and unanswerable questions, of a public set, whichever the file holds.

    It is named after the file, or after its folder where the file is called `queries`. The gold places of queries are
    passages. Questions for which neither yes nor no is right are left out; an accepted answer is a spelling of the one
    key fact, except where the answers are whole sentences.
    """
    with readable("set", path), path.open("rb") as lines:
        first = lines.readline()
    name = path.absolute().parent.name if path.stem == "queries" else path.stem
    if b'"relevant"' in first:
        return QuestionSet(name, tuple(_question(row, row.text, row.relevant) for row in _rows(path, _Query)))
    asked = tuple(
        replace(
            _question(row, row.question, row.context_ids if row.answerable else ()),
            kind=row.label or ("fact" if row.answerable else "unanswerable"),
            answer=row.answers[0] if row.answers else "",
            must_include=(tuple(row.answers),) if row.answerable and any(map(str.strip, row.answers)) else (),
        )
        for row in _rows(path, _Asked)
        if row.answerable is not None
    )
    return QuestionSet(name, asked)


def _question(row: _Talk, text: str, golds: Sequence[str]) -> Question:
    turns = tuple(said.text for said in row.history if said.role == "user")
    return Question(row.id, text, sources=tuple(map(Gold, golds)), turns=turns, group=row.group, split=row.split)


def claims(path: Path, half: Half | None = None) -> tuple[Claim, ...]:
    """The claims of a `grounded` file that has evidence and labels, or those of one half."""
    return tuple(row for row in _rows(path, Claim) if half in (None, row.split))


def agreement(checker: SupportChecker, judged: Sequence[Claim]) -> Agreement:
    """Asks the checker about every claim. Raises UsageError unless both supported and other claims are there."""
    strength = np.array([STRENGTH[checker.support(row.claim, row.evidence)] for row in judged])
    truth = np.array([row.label == "supported" for row in judged])
    if truth.all() or not truth.any():
        raise UsageError(f"all {len(judged)} claims have one label: agreement needs supported claims and others")
    said = strength >= STRENGTH["supported"]
    right = int((said & truth).sum())
    return Agreement(
        n=len(judged),
        balanced_accuracy=_area(said.astype(np.float64), truth),
        auroc=_area(strength, truth),
        f1=2 * right / max(1, int(said.sum() + truth.sum())),
    )


def _area(strength: stats.Numbers, truth: NDArray[np.bool_]) -> Estimate:
    return stats.statistic((strength[truth], strength[~truth]), stats.auc, (0.0, 1.0))


def _rows(path: Path, kind: type[AnyRow]) -> Iterator[AnyRow]:
    with readable("set", path), path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield kind.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                name = ".".join(str(part) for part in first["loc"])
                what = f"{path.name}, line {number}: field {name!r}: {first['msg'].lower()}"
                raise UsageError(f"{what}: give a file in the layout of the public sets") from error
