"""Rows of a comparison that are questions: asked of all sides alike, they stand where two sides or more answer them.

The questions can be asked of any place, works or scheme. Token vectors find the sentence of a side that is most about
one, beside what sentences of any text are about it; the reader says whether it answers. Both must, on both sides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.models.token_vectors import TokenMatches
from rag.search.candidate_sentences import Unit
from rag.search.retriever import Retriever

LOOKED_AT = 16  # questions that are read, those that two sides say most of
READ = 2  # passages of a side that are read for a question
FIRST = 3  # sentences whose passages are read
LEAST = 0.5  # chance that two sentences answer the same question, from which they are a row
FURTHER, FOUND = 1.5, 0.08  # how far a further sentence of a cell must stand out, and what the reader must find in it
TOLD = 2  # sentences of a cell
USUAL = (0.65, 0.028)  # mean and deviation of a question that is not in the file
# Of the weaker and the stronger reading and the weaker match, and a constant: fitted on 104 rows, read by hand.
WEIGHTS = (1.22, 0.33, 2.48, -3.86)
ALONE = 0.42  # what the reader finds in a sentence that answers a question by itself
ENOUGH, LITTLE = 0.5, 0.05  # what is found in one passage so that no other is read, and so little that it is nothing


@dataclass(frozen=True, slots=True)
class Asked:
    """A row's name and its question; how well sentences of any text match it, and how far they spread."""

    name: str
    question: str
    mean: float = USUAL[0]
    spread: float = USUAL[1]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with the sentences of each side that answer it, none where none does, and the chance that they do."""

    asked: Asked
    cells: tuple[tuple[Unit, ...], ...]
    chance: float


@cache
def general() -> tuple[Asked, ...]:
    """The questions that every comparison tries."""
    lines = (resources.files("rag") / "data" / "aspects.tsv").read_text(encoding="utf-8").splitlines()
    found = (line.split("\t") for line in lines)
    return tuple(Asked(name, question, float(mean), float(spread)) for name, question, mean, spread in found)


class Answers:
    """The sentences of the sides of one comparison, by how much they answer."""

    def __init__(self, retriever: Retriever, names: Sequence[str], columns: Sequence[Sequence[Unit]]) -> None:
        self._retriever = retriever
        self._names = names
        self._columns = columns

    def rows(self, questions: Sequence[Asked]) -> list[Answered]:
        """The questions that two sides answer, the surest first; no two rows say the same."""
        matched = [(asked, scores) for asked in questions if (scores := self._matches(asked))]
        matched.sort(key=lambda each: -_second([max(column, default=0.0) for column in each[1]]))
        found = [self._answered(asked, scores) for asked, scores in matched[:LOOKED_AT]]
        rows: list[Answered] = []
        for row in sorted(found, key=lambda row: -row.chance):
            leads = [cell[0] for cell in row.cells if cell]
            if row.chance >= LEAST and not any(self._repeats(leads, other) for other in rows):
                rows.append(row)
        return rows

    @staticmethod
    def _repeats(leads: Sequence[Unit], other: Answered) -> bool:
        """Whether another row begins with all of these sentences but one."""
        told = {_place(cell[0]) for cell in other.cells if cell}
        return sum(_place(unit) in told for unit in leads) >= len(leads) - 1 > 0

    def each(self, asked: Asked) -> list[Unit | None]:
        """The sentence in which each side answers a question by itself; None where it does not."""
        matched = self._matches(asked)
        found = (
            [self._best(asked, place, own) for place, own in enumerate(matched)]
            if matched
            else [None] * len(self._columns)
        )
        return [each.units[0] if each and each.read >= ALONE else None for each in found]

    def _matches(self, asked: Asked) -> list[list[float]]:
        """How far each sentence stands out in what it says to a question; nothing without token vectors."""
        query = self._retriever.token_query(asked.question)
        if query is None:
            return []
        known: dict[str, TokenMatches] = {}

        def of(unit: Unit) -> float:
            passage = unit.passage
            if passage.id not in known:
                known[passage.id] = self._retriever.matched(query, passage)
            return (known[passage.id].within(unit.start, unit.end) - asked.mean) / asked.spread

        return [[of(unit) for unit in column] for column in self._columns]

    def _answered(self, asked: Asked, scores: Sequence[Sequence[float]]) -> Answered:
        """The question with what is said to it: by the two sides that say most, and by others that are as sure."""
        best: list[_Best | None] = []
        for place, own in enumerate(scores):
            silent = sum(each is None for each in best)
            best.append(self._best(asked, place, own) if silent < len(scores) - 1 else None)
        found = sorted((each.sure, place) for place, each in enumerate(best) if each)[::-1]
        chance, kept = 0.0, set[int]()
        for number in range(2, len(found) + 1):
            chosen = [each for _, place in found[:number] if (each := best[place])]
            if number == 2 or _chance(chosen) >= LEAST:
                chance, kept = _chance(chosen), {place for _, place in found[:number]}
        cells = tuple(each.units if each and place in kept else () for place, each in enumerate(best))
        return Answered(asked, cells, chance)

    def _best(self, asked: Asked, place: int, scores: Sequence[float]) -> _Best | None:
        """What a side says to a question: the sentence in which the reader finds most, with one that is as near."""
        units = self._columns[place]
        order = sorted(range(len(units)), key=lambda n: -scores[n])
        said: dict[int, float] = {}
        for passage in list(dict.fromkeys(units[n].passage for n in order[:FIRST]))[:READ]:
            (reading,) = self._retriever.read([(f"{self._names[place]}: {asked.question}?", passage)])
            for n in order if reading else ():
                if units[n].passage is passage and scores[n] > 0 and reading:
                    said[n] = reading.within(units[n].start, units[n].end)
            if max(said.values(), default=0.0) >= ENOUGH:
                break
        lead = max(said, key=lambda n: said[n], default=-1)
        if said.get(lead, 0.0) < LITTLE:
            return None
        further = [n for n in order if n in said and n != lead and scores[n] >= FURTHER and said[n] >= FOUND]
        return _Best(tuple(units[n] for n in (lead, *further[: TOLD - 1])), said[lead], scores[lead])


@dataclass(frozen=True, slots=True)
class _Best:
    units: tuple[Unit, ...]
    read: float
    match: float

    @property
    def sure(self) -> float:
        """How surely it answers, beside other sides."""
        return WEIGHTS[0] * math.log(self.read) + WEIGHTS[2] * self.match


def _chance(found: Sequence[_Best]) -> float:
    """The chance that all of these sentences answer the same question."""
    reads = [math.log(each.read) for each in found]
    weaker, stronger, match, constant = WEIGHTS
    odds = weaker * min(reads) + stronger * max(reads) + match * min(each.match for each in found) + constant
    return 1 / (1 + math.exp(-odds))


def _second(values: Sequence[float]) -> float:
    return sorted(values)[-2]


def _place(unit: Unit) -> tuple[str, int]:
    return unit.passage.id, unit.start
