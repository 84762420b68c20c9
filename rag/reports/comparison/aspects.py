"""Rows of a comparison that are put together from sentences: those that say the same kind of thing of each subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rag.language import dependent_sentences, lexicon
from rag.language.quantities import find
from rag.reports.comparison.matters import Noun, Strengths, matters, shared
from rag.search.candidate_sentences import Unit
from rag.search.entities import AGAINST, PLACED, Subject


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said of one subject: `text` as it reads, `unit` what it stands in (a whole row of a table)."""

    text: str
    unit: Unit

    @property
    def place(self) -> tuple[str, int]:
        """The same for cells of the same sentence or row."""
        return self.unit.passage.id, self.unit.start


@dataclass(frozen=True, slots=True)
class Row:
    """A matter and a cell for each subject, None where nothing was found; rows of more `worth` come first."""

    name: str
    cells: tuple[Cell | None, ...]
    worth: float

    @property
    def filled(self) -> int:
        """How many subjects have a cell."""
        return sum(cell is not None for cell in self.cells)


Floats = NDArray[np.float32]
Place = tuple[str, int]

ALIKE = 0.3  # likeness from which two sentences can stand in one row
FURTHER = 0.15  # the same for the sentence of a third subject, with either of the two
CLEAR = 0.9  # how strongly two sentences must tell of a matter: more than by a word with other meanings each
SURE = 0.15  # what it is worth that a sentence names its subject itself
FIGURES = 0.1  # that both have figures
STRONG = 0.15  # that the matter is told by a word more
HEADED = 0.1  # that a heading names the matter too
WHAT = "What it is"
FIRST = 10.0  # the worth of a row that stands above all others
ELSE = "Also said"
_VAGUE = lexicon.pattern("comparison.vague")
_CALENDAR = frozenset(("year", "date", "decade", "century", "ordinal"))


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about a subject: how surely (0 to 1), its matters and its heading's, its row in the likeness."""

    unit: Unit
    sure: float
    matters: Strengths
    headed: frozenset[str]
    figures: bool
    row: int

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.unit.passage.id, self.unit.start


@dataclass(frozen=True, slots=True)
class _Pair:
    worth: float
    name: str
    places: tuple[int, int]
    said: tuple[Said, Said]


def said(unit: Unit, sure: float, row: int, nouns: Mapping[str, Noun], without: frozenset[str]) -> Said:
    """A sentence taken apart; `without` are the stems of the subjects' names."""
    figures = any(quantity.unit not in _CALENDAR for quantity in find(unit.text))
    told, headed = (matters(text, nouns, without) for text in (unit.text, unit.passage.section))
    return Said(unit, sure, told, frozenset(headed), figures, row)


def rows(
    columns: Sequence[Sequence[Said]], likeness: Floats, named: set[str], used: set[Place], least: float = ALIKE
) -> list[Row]:
    """Rows with two cells or more, the best first; no sentence and no matter stands in two.

    `named` are matters, `used` sentences that have a row already; those of the new rows are added. `least` is how like
    each other two sentences must be (-1 to 1).
    """
    found: list[Row] = []
    for pair in sorted(_pairs(columns, likeness, least), key=lambda pair: -pair.worth):
        if pair.name in named or used & {each.place for each in pair.said}:
            continue
        cells: list[Said | None] = [None] * len(columns)
        for place, each in zip(pair.places, pair.said, strict=True):
            cells[place] = each
        for place in set(range(len(columns))) - set(pair.places):
            cells[place] = _further(columns[place], pair, likeness, used)
        used |= {cell.place for cell in cells if cell}
        named.add(pair.name)
        found.append(Row(pair.name, tuple(map(_cell, cells)), pair.worth))
    return found


def lone_rows(columns: Sequence[Sequence[Said]], named: set[str], used: set[Place]) -> list[Row]:
    """Rows of one cell: what is said of one subject on a matter that no sentence about the others touches."""
    found: list[Row] = []
    for i, column in enumerate(columns):
        others = {name for k, other in enumerate(columns) if k != i for each in other for name in each.matters}
        for each in sorted(column, key=lambda each: (-each.sure - each.figures, each.row)):
            own = {name: each.matters[name] + (name in each.headed) for name in each.matters if name not in others}
            name = max(own, key=lambda name: own[name], default="")
            if not name or name in named or own[name] < 2 or each.place in used:
                continue
            named.add(name)
            used.add(each.place)
            found.append(Row(name, tuple(_cell(each) if k == i else None for k in range(len(columns))), each.sure))
    return found


def mentions(made: Sequence[Row], units: Sequence[Sequence[Unit]], subjects: Sequence[Subject]) -> list[Row]:
    """One row for the subjects that no row has a cell for: a sentence that names each, in a list or in passing."""
    cells: list[Cell | None] = []
    for place, (column, subject) in enumerate(zip(units, subjects, strict=True)):
        bare = not any(row.cells[place] for row in made)
        others = [other for other in subjects if other is not subject]
        named = [unit for unit in column if bare and _names(unit.text, subject, others)]
        best = max(named, key=lambda unit: (unit.passage.kind != "table", -unit.words), default=None)
        cells.append(Cell(best.text.rstrip(";,"), best) if best else None)
    return [Row(ELSE, tuple(cells), 0.0)] if any(cells) else []


def _names(text: str, subject: Subject, others: Sequence[Subject]) -> bool:
    """Whether the text tells of the subject, neither as the place of something nor beside one of the others."""
    match = subject.within(text)
    if (
        match is None
        or dependent_sentences.announces(text)
        or _VAGUE.search(text)
        or any(other.within(text) for other in others)
    ):
        return False
    return not PLACED.search(text[: match.start()]) and not AGAINST.search(text[: match.start()])


def _cell(each: Said | None) -> Cell | None:
    return Cell(each.unit.text.rstrip(";,"), each.unit) if each else None


def _pairs(columns: Sequence[Sequence[Said]], likeness: Floats, least: float) -> Iterator[_Pair]:
    for i, j in combinations(range(len(columns)), 2):
        for one in columns[i]:
            for other in columns[j]:
                alike = float(likeness[one.row, other.row])
                common = shared(one.matters, other.matters) if alike >= least else {}
                for name, strength in common.items():
                    if strength < CLEAR:
                        continue
                    good = SURE * (one.sure + other.sure) + FIGURES * (one.figures and other.figures)
                    headed = HEADED * ((name in one.headed) + (name in other.headed))
                    worth = alike + good + headed + STRONG * min(strength - 1, 2)
                    yield _Pair(worth, name, (i, j), (one, other))


def _further(column: Sequence[Said], pair: _Pair, likeness: Floats, used: set[Place]) -> Said | None:
    fit = [
        (float(max(likeness[each.row, other.row] for other in pair.said)) + SURE * each.sure, each)
        for each in column
        if each.place not in used and pair.name in each.matters
    ]
    alike, best = max(fit, key=lambda pair: pair[0], default=(0.0, None))
    return best if alike >= FURTHER else None


def openings(units: Sequence[Sequence[Unit]], subjects: Sequence[Subject]) -> list[Row]:
    """What each subject is: the sentence that says so, or the one that opens the section of its name."""
    cells = [_opening(column, subject) for column, subject in zip(units, subjects, strict=True)]
    return [Row(WHAT, tuple(cells), FIRST)] if sum(cell is not None for cell in cells) > 1 else []


def _opening(units: Sequence[Unit], subject: Subject) -> Cell | None:
    says = re.compile(rf"(?:The )?(?:{subject.pattern.pattern}){lexicon.piece('comparison.is_a')}")
    first = [unit for unit in units if subject.heads(unit.passage.section) and unit.place == 0 and not unit.leans]
    told = next((unit for unit in units if says.match(unit.text) and not _VAGUE.search(unit.text)), None)
    told = told or (first[0] if first else None)
    return Cell(told.text.rstrip(";,"), told) if told else None
