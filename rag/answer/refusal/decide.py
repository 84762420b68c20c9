"""The verdict on a draft: answered, in part, or refused; reasons and warnings as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.extractive import Draft
from rag.answer.refusal.false_premise import contradiction
from rag.answer.refusal.multi_part import Part
from rag.answer.refusal.nearest import denying, nearest, phrases
from rag.answer.refusal.unknown_names import find_missing
from rag.base.mechanisms import on
from rag.base.types import Correction, Nearest, Notice, Verdict
from rag.question.analysis import Question
from rag.search.retriever import Candidate
from rag.store.index import Index

DOUBTFUL = 0.5  # a part of a question is not covered below this share of the threshold


@dataclass(frozen=True, slots=True)
class Sureness:
    """The probability that passages answer, the threshold that it must reach, and whether they are at least near."""

    confidence: float
    threshold: float
    near: bool

    @property
    def answers(self) -> bool:
        """Whether it is reached."""
        return not on("confidence") or self.confidence >= self.threshold


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a draft: `reasons` of a refusal, `warnings` of an answer.

    `against` is the id of the passage that contradicts the question, which is to be shown first; `nearest` is what a
    refusal shows.
    """

    verdict: Verdict
    reasons: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    against: str | None = None
    nearest: Nearest | None = None
    correction: Correction | None = None


def decide(question: Question, index: Index, candidates: Sequence[Candidate], draft: Draft, sure: Sureness) -> Decision:
    """The verdict on a draft; a refusal shows the nearest sentences where the passages are about what was asked."""
    near = sure.near and bool(draft.units)
    passages = [candidate.passage for candidate in candidates] if on("false_premise") else []
    if denial := contradiction(question.text, passages):
        told = Notice("otherwise", {"quote": denial.quote, "place": denial.passage.path})
        denied = denying(index, denial)
        correction = Correction(denial.claim, denied.citations[0].number)
        return Decision("not_in_corpus", (told,), against=denial.passage.id, nearest=denied, correction=correction)
    missing = find_missing(question, index, candidates, draft)
    if draft.sentences and sure.answers and not missing.forbids:
        return Decision("partly_supported" if missing.warnings else "answered", warnings=missing.warnings)
    shown = nearest(index, question, draft) if near and on("nearest") and not missing.absent else None
    return Decision("not_in_corpus", (*_refusal(question, shown), *missing.reasons), nearest=shown)


def uncovered(parts: Sequence[Part], threshold: float) -> tuple[Notice, ...]:
    """A warning of each part that is not covered where another one is."""
    if not on("part_warnings") or not any(part.confidence >= threshold for part in parts):
        return ()
    best = max(parts, key=lambda part: part.confidence)
    doubtful = [part for part in parts if part is not best and part.confidence < DOUBTFUL * threshold]
    return tuple(Notice("uncovered", {"part": part.written}) for part in doubtful)


def in_part(decision: Decision, gaps: tuple[Notice, ...]) -> Decision:
    """The decision on an answer with these gaps; a refusal stays one."""
    if not gaps or decision.verdict == "not_in_corpus":
        return decision
    return Decision("partly_supported", warnings=(*decision.warnings, *gaps))


def _refusal(question: Question, shown: Nearest | None) -> tuple[Notice, ...]:
    if shown is not None:
        lacking = (Notice("nothing_found_on", {"terms": shown.missing}),) if shown.missing else ()
        return (Notice("not_said"), *lacking)
    terms = phrases(question, question.terms)
    return (Notice("refusal", {"terms": terms}) if terms else Notice("refusal_bare"),)
