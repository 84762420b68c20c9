"""The sentences that can stand in a subject's column: about it and none of the others, and understood there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag import dependent_sentences
from rag.quotable import quotable
from rag.subjects import Subject, Subjects
from rag.types import Passage
from rag.units import Unit

SHORTEST, LONGEST = 5, 45  # words
GOES_ON = 0.5  # how surely a sentence is about the subject that the one before it opens with
ONE_OF = 0.3  # and one that names it in a list
ITEMS = 3  # names that make a list

_GOES_ON = re.compile(
    r"\b(?:its|it|the (?:city|town|village|county|district|province|region|country|island|state|company|programme|"
    r"scheme|plan|place|area))\b",
    re.IGNORECASE,
)
_BEFORE_ITEM = re.compile(r"(?:[,:(]|\band|\bor)\s*(?:the )?$")
_BEHIND_ITEM = re.compile(r"(?:\s*\([^)]*\))?\s*(?:[,.;]|and\b|or\b)")


def about(
    known: Subjects, subject: Subject, others: Sequence[Subject], passages: Sequence[Passage]
) -> Iterator[tuple[Unit, float]]:
    """The sentences of the passages about the subject and none of the others, and how surely (0 to 1)."""
    before: Unit | None = None
    for unit in quotable(passages):
        sure = _sure(known, subject, unit, before)
        before = unit
        fits = SHORTEST <= unit.words <= LONGEST and unit.passage.kind != "table"
        if not (sure and fits) or _tells_nothing(unit):
            continue
        if not any(other.within(unit.text) or known.about(unit, other) for other in others):
            yield unit, sure


def _tells_nothing(unit: Unit) -> bool:
    """Whether it announces, speaks of the text, or judges what the sentence before it told."""
    judges = unit.place > 0 and dependent_sentences.comments(unit.text)
    return judges or dependent_sentences.announces(unit.text) or dependent_sentences.aside(unit.text)


def _sure(known: Subjects, subject: Subject, unit: Unit, before: Unit | None) -> float:
    if sure := known.about(unit, subject):
        return sure if subject.within(unit.text) or not dependent_sentences.leans_unasked(unit.text) else 0.0
    if before and before.passage is unit.passage and _opens(subject, before.text) and _goes_on(known, unit):
        return GOES_ON
    return ONE_OF if _listed(known, subject, unit.text) else 0.0


def _opens(subject: Subject, text: str) -> bool:
    return subject.pattern.match(text.removeprefix("The ")) is not None


def _goes_on(known: Subjects, unit: Unit) -> bool:
    return _GOES_ON.search(unit.text) is not None and not any(known.peers(unit.text))


def _listed(known: Subjects, subject: Subject, text: str) -> bool:
    match = subject.within(text)
    if match is None or sum(1 for _ in known.peers(text)) < ITEMS:
        return False
    return bool(_BEFORE_ITEM.search(text[: match.start()]) and _BEHIND_ITEM.match(text[match.end() :]))
