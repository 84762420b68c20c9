"""The verdict on a draft: answered, in part, or refused; reasons and warnings as data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rag.answer.extractive import Draft
from rag.answer.refusal.false_premise import contradiction
from rag.answer.refusal.multi_part import Part
from rag.answer.refusal.unknown_names import Missing, find_missing
from rag.base.types import Notice, Verdict
from rag.language.sentences import Span
from rag.language.tokens import Terms, stems, stop_stems
from rag.question.analysis import Question
from rag.search.retriever import Candidate
from rag.store.index import Index

CLOSE = 0.5  # from which share of the threshold a refusal says that the passages come close
DOUBTFUL = 0.5  # a part of a question is not covered below this share of the threshold
PHRASES_TOLD = 6

_WITH_BARE_VERB = re.compile(r"\b(?:do|does|did|will|would|can|could|should)\b", re.IGNORECASE)  # "did it cost"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a draft: `reasons` of a refusal, `warnings` of an answer.

    `against` is the id of the passage that contradicts the question, which is to be shown first.
    """

    verdict: Verdict
    reasons: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    against: str | None = None


def decide(
    question: Question, index: Index, candidates: Sequence[Candidate], draft: Draft, sure: tuple[float, float]
) -> Decision:
    """The verdict; `sure` is the confidence and the threshold that it must reach."""
    confidence, threshold = sure
    denial = contradiction(question.text, [candidate.passage for candidate in candidates])
    if denial:
        told = Notice("otherwise", {"quote": denial.quote, "place": denial.passage.path})
        return Decision("not_in_corpus", (told,), against=denial.passage.id)
    missing = find_missing(question, index, candidates, draft)
    if not draft.sentences or confidence < threshold or missing.forbids:
        close = bool(draft.sentences) and confidence >= CLOSE * threshold and not missing.forbids
        return Decision("not_in_corpus", _refusal(question, missing, close))
    return Decision("partly_supported" if missing.warnings else "answered", warnings=missing.warnings)


def uncovered(parts: Sequence[Part], threshold: float) -> tuple[Notice, ...]:
    """A warning of each part that is not covered where another one is."""
    if not any(part.confidence >= threshold for part in parts):
        return ()
    best = max(parts, key=lambda part: part.confidence)
    doubtful = [part for part in parts if part is not best and part.confidence < DOUBTFUL * threshold]
    return tuple(Notice("uncovered", {"part": part.written}) for part in doubtful)


def in_part(decision: Decision, gaps: tuple[Notice, ...]) -> Decision:
    """The decision on an answer with these gaps; a refusal stays one."""
    if not gaps or decision.verdict == "not_in_corpus":
        return decision
    return Decision("partly_supported", warnings=(*decision.warnings, *gaps))


def _refusal(question: Question, missing: Missing, close: bool) -> tuple[Notice, ...]:
    terms = _told(question)
    said = Notice("refusal", {"terms": tuple(terms)}) if terms else Notice("refusal_bare")
    return (said, *missing.reasons, *([Notice("nearly")] if close else []))


def _told(question: Question) -> list[str]:
    """The words that were searched for; those that follow each other are one phrase, as in “slot machines”."""
    text, found = question.text, list[tuple[int, int]]()
    for match in re.finditer(r"[\w'’%.,-]*[\w%]", text):
        if not question.terms & (stems(match[0]) - stop_stems() - _light()):
            continue
        if found and text[found[-1][1] : match.start()] == " " and _belongs(text, found[-1], match.span()):
            found[-1] = (found[-1][0], match.end())
        else:
            found.append(match.span())
    return list(dict.fromkeys(text[start:end] for start, end in found))[:PHRASES_TOLD]


def _belongs(text: str, phrase: Span, word: Span) -> bool:
    """Whether a word goes on with the phrase before it: neither behind a name nor the verb that ends a "did it"."""
    if not text[word[0]].islower():
        return True
    before = text[slice(*phrase)].split()[-1]
    verb = _WITH_BARE_VERB.search(text) and not re.search(r"\w", text[word[1] :])
    return not verb and not (before.isalpha() and before[0].isupper())


@cache
def _light() -> Terms:
    """Stems of words that say little by themselves, though they help to find and to tell passages apart."""
    return stems(
        "after altogether around away back because before best behind below beside between call ever exactly find "
        "get go happen her him himself his its just keep know let like made make may might more most must my need "
        "now off once only other our out over own put roughly same see since still take today under until up use "
        "very want while"
    )
