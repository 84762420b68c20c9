"""The verdict on a draft, and what it says: answered, in part, or refused for a reason that the reader is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag import phrases
from rag.extractive import Draft
from rag.index import Index
from rag.question import Question, stems, stop_stems
from rag.refusal.missing import Missing, find_missing
from rag.refusal.parts import Part
from rag.refusal.premise import contradiction
from rag.retrieval import Candidate
from rag.smalltalk import asks_for_other_work
from rag.types import Verdict

OTHER_WORK = 0.5  # how far from the threshold to certainty the confidence must lie for what asks for other work
DOUBTFUL = 0.5  # a part of a question is not covered below this share of the threshold
TERMS_TOLD = 8


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a draft. `notice` is a refusal's text, `warnings` those of an answer.

    `against` is the id of the passage that contradicts the question, which is to be shown first.
    """

    verdict: Verdict
    notice: str = ""
    warnings: tuple[str, ...] = ()
    against: str | None = None


def judge(
    question: Question, index: Index, candidates: Sequence[Candidate], draft: Draft, sure: tuple[float, float]
) -> Judgement:
    """The verdict; `sure` is the confidence and the threshold that it must reach."""
    confidence, threshold = sure
    if asks_for_other_work(question.text) and confidence < threshold + OTHER_WORK * (1 - threshold):
        return Judgement("not_in_corpus", phrases.OFF_TOPIC)
    denial = contradiction(question.text, [candidate.passage for candidate in candidates])
    if denial:
        told = phrases.OTHERWISE.format(quote=denial.quote, place=denial.passage.path)
        return Judgement("not_in_corpus", told, against=denial.passage.id)
    missing = find_missing(question, index, candidates, draft)
    if not draft.sentences or confidence < threshold or missing.forbids:
        return Judgement("not_in_corpus", _refusal(question, missing))
    return Judgement("partly_supported" if missing.warnings else "answered", warnings=missing.warnings)


def uncovered(parts: Sequence[Part], threshold: float) -> tuple[str, ...]:
    """A sentence on each part that is not covered where another one is."""
    if not any(part.confidence >= threshold for part in parts):
        return ()
    best = max(parts, key=lambda part: part.confidence)
    doubtful = [part for part in parts if part is not best and part.confidence < DOUBTFUL * threshold]
    return tuple(phrases.UNCOVERED.format(part=part.written) for part in doubtful)


def _refusal(question: Question, missing: Missing) -> str:
    words = re.findall(r"[\w'’%.,-]*[\w%]", question.text)
    told = [word for word in dict.fromkeys(words) if question.terms & (stems(word) - stop_stems())]
    listed = ", ".join(f"“{word}”" for word in told[:TERMS_TOLD])
    said = phrases.REFUSAL.format(terms=listed) if told else phrases.REFUSAL_BARE
    return " ".join((said, *missing.reasons))
