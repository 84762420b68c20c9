"""The verdict on a draft, and what it says: answered, in part, or refused for a reason that the reader is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rag.answer import wording
from rag.answer.extractive import Draft
from rag.answer.refusal.false_premise import contradiction
from rag.answer.refusal.multi_part import Part
from rag.answer.refusal.unknown_names import Missing, find_missing
from rag.base.types import Verdict
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
    denial = contradiction(question.text, [candidate.passage for candidate in candidates])
    if denial:
        told = wording.OTHERWISE.format(quote=denial.quote, place=denial.passage.path)
        return Judgement("not_in_corpus", told, against=denial.passage.id)
    missing = find_missing(question, index, candidates, draft)
    if not draft.sentences or confidence < threshold or missing.forbids:
        close = bool(draft.sentences) and confidence >= CLOSE * threshold and not missing.forbids
        return Judgement("not_in_corpus", _refusal(question, missing, close))
    return Judgement("partly_supported" if missing.warnings else "answered", warnings=missing.warnings)


def uncovered(parts: Sequence[Part], threshold: float) -> tuple[str, ...]:
    """A sentence on each part that is not covered where another one is."""
    if not any(part.confidence >= threshold for part in parts):
        return ()
    best = max(parts, key=lambda part: part.confidence)
    doubtful = [part for part in parts if part is not best and part.confidence < DOUBTFUL * threshold]
    return tuple(wording.UNCOVERED.format(part=part.written) for part in doubtful)


def _refusal(question: Question, missing: Missing, close: bool) -> str:
    told = _told(question)
    *first, last = [f"“{phrase}”" for phrase in told] or [""]
    listed = f"{', '.join(first)} and {last}" if first else last
    said = wording.REFUSAL.format(terms=listed) if told else wording.REFUSAL_BARE
    return " ".join((said, *missing.reasons, *([wording.NEARLY] if close else [])))


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
