"""Public sets as question sets: passages with queries, answerable and unanswerable questions, claims with evidence.

The layout is one folder of JSON Lines: `retrieval/NAME/passages.jsonl` and `queries.jsonl`, `abstain/NAME.jsonl`,
`grounded/NAME.jsonl`. Rows keep their `group` and `split`. Nothing of them is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from rag.errors import UsageError
from rag.evaluation import stats
from rag.evaluation.questions import Gold, Question
from rag.evaluation.stats import Estimate
from rag.evaluation.support import SupportChecker
from rag.types import Block, Document, Passage, Support

STRENGTH: dict[Support, float] = {"none": 0.0, "partial": 1.0, "supported": 2.0, "exact": 3.0}
"""Verdicts in order, for the area under the ROC curve."""


AnyRow = TypeVar("AnyRow", bound=BaseModel)


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    group: str | None = None
    split: Literal["tune", "report"] | None = None


class _Said(BaseModel):
    role: str
    text: str


class _PassageRow(BaseModel):
    id: str
    title: str = ""
    text: str
    lang: str = "en"


class _Query(_Row):
    text: str
    relevant: list[str]
    history: list[_Said] = []


class _Asked(_Row):
    question: str
    answerable: bool | None
    answers: list[str] = []
    context_ids: list[str] = []
    history: list[_Said] = []
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


def passages(path: Path) -> Iterator[tuple[Document, Passage]]:
    """Each passage of a `passages.jsonl` as a document of its own with one passage, both under the passage's id."""
    for row in _rows(path, _PassageRow):
        sha256 = hashlib.sha256(row.text.encode()).hexdigest()
        headings = (row.title,) if row.title else ()
        block = Block(row.text, headings, None, 0)
        title = row.title or row.id
        yield (
            Document(row.id, title, row.id, sha256, row.lang, row.text, (block,)),
            Passage(row.id, row.id, title, row.text, headings, (), (0, len(row.text))),
        )


def queries(path: Path) -> tuple[Question, ...]:
    """The queries of a `queries.jsonl`; their gold places are passages."""
    return tuple(
        Question(
            id=row.id,
            question=row.text,
            sources=tuple(map(Gold, row.relevant)),
            turns=_turns(row.history),
            group=row.group,
            split=row.split,
        )
        for row in _rows(path, _Query)
    )


def abstentions(path: Path) -> tuple[Question, ...]:
    """The questions of an `abstain` file; those for which neither yes nor no is right are left out.

    An accepted answer is a spelling of the one key fact, except where the answers are whole sentences.
    """
    return tuple(
        Question(
            id=row.id,
            question=row.question,
            kind=row.label or ("fact" if row.answerable else "unanswerable"),
            answer=row.answers[0] if row.answers else "",
            must_include=(tuple(row.answers),) if row.answerable and any(map(str.strip, row.answers)) else (),
            sources=tuple(map(Gold, row.context_ids)) if row.answerable else (),
            turns=_turns(row.history),
            group=row.group,
            split=row.split,
        )
        for row in _rows(path, _Asked)
        if row.answerable is not None
    )


def claims(path: Path) -> tuple[Claim, ...]:
    """The claims of a `grounded` file that has evidence and labels."""
    return tuple(_rows(path, Claim))


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


def _turns(history: Sequence[_Said]) -> tuple[str, ...]:
    return tuple(said.text for said in history if said.role == "user")


def _rows(path: Path, kind: type[AnyRow]) -> Iterator[AnyRow]:
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield kind.model_validate_json(line)
                except ValidationError as error:
                    first = error.errors()[0]
                    name = ".".join(str(part) for part in first["loc"])
                    what = f"{path.name}, line {number}: field {name!r}: {first['msg'].lower()}"
                    raise UsageError(f"{what}: is it the layout that `aftermine evaluate --external` reads?") from error
    except OSError as error:
        raise UsageError(f"the set {str(path)!r} can't be read ({error.strerror}): correct the folder") from error
