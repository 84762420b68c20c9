"""Whose a sentence is: one on another place than the city that is asked about is seldom a part of the answer.

Only where that is one of China's cities: a country or a region holds the places that are told of.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.gazetteer import is_city
from rag.index import Index
from rag.question import Question
from rag.subject import Subject
from rag.subjects import Subjects, subjects
from rag.units import Unit

STRAYING = 0.3  # how much of its score such a sentence keeps


def straying(index: Index, question: Question, units: Sequence[Unit]) -> list[float]:
    """What each unit keeps of its score: all of it unless the question names one place and the unit is of another."""
    known = subjects(index)
    places = {place for peer in known.peers(question.text) if (place := known.place(peer[0]))}
    name = places.pop() if len(places) == 1 else ""
    asked = known.named(name) if is_city(name) else None
    return [STRAYING if asked and _strays(known, asked, unit) else 1.0 for unit in units]


def _strays(known: Subjects, asked: Subject, unit: Unit) -> bool:
    passage = unit.passage
    named = asked.within(unit.text)
    others = _other_places(known, asked, unit.text)
    if passage.kind == "table":
        return bool(others) and not named and not asked.within(passage.path)
    if known.about(unit, asked):
        return False
    if others and (not named or others[0] < named.start()):
        return True
    if named:
        return False
    if not asked.within(passage.section) and _other_places(known, asked, passage.section):
        return True
    return not asked.within(passage.path) and not asked.within(passage.text)


def _other_places(known: Subjects, asked: Subject, text: str) -> list[int]:
    """Where other places are named."""
    return [peer.start() for peer in known.others(text, asked) if known.place(peer[0])]
