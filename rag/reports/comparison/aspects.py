"""Rows of a comparison that are put together from sentences: those that say the same kind of thing of each subject.

A sentence can stand in a subject's column if it is about it and no other; two in one row if they are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rag.base.types import Passage
from rag.language import dependent_sentences, lexicon
from rag.language.quantities import find
from rag.language.tokens import read
from rag.reports.comparison.matters import Noun, Strengths, matters, shared
from rag.search.candidate_sentences import Unit, quotable
from rag.search.entities import AGAINST, PLACED, Subject, Subjects
from rag.store.index import Index, per_corpus


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
SHORTEST, LONGEST = 5, 45  # words
GOES_ON = 0.5  # how surely a sentence is about the subject that the one before it opens with
ONE_OF = 0.3  # and one that names it in a list
ITEMS = 3  # names that make a list
_GOES_ON = lexicon.pattern("comparison.goes_on")
_BEFORE_ITEM = lexicon.pattern("comparison.before_item")
_BEHIND_ITEM = lexicon.pattern("comparison.behind_item")
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
    return _GOES_ON.search(unit.text) is not None and not known.peers(unit.text)


def _listed(known: Subjects, subject: Subject, text: str) -> bool:
    match = subject.within(text)
    if match is None or len(known.peers(text)) < ITEMS:
        return False
    return bool(_BEFORE_ITEM.search(text[: match.start()]) and _BEHIND_ITEM.match(text[match.end() :]))


def likeness(index: Index, units: Sequence[Unit], without: Sequence[Subject]) -> Floats:
    """How like each sentence is to each other: cosines (-1 to 1) of the means of their tokens' vectors.

    What all sentences of the corpus have in common is taken off first; tokens of the subjects' names are left out.
    Where the index stores no token vectors, the share of weighted words that two sentences have in common (0 to 1).
    """
    if not units:
        return np.zeros((0, 0), dtype=np.float32)
    middle = _middle(index)
    if middle is None:
        return _by_words(units, without)
    rows = np.asarray([_mean(index, unit, without) for unit in units], dtype=np.float32).reshape(len(units), -1)
    rows -= middle
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return np.asarray(rows @ rows.T, dtype=np.float32)


@per_corpus
def _middle(index: Index) -> Floats | None:
    """The mean vector of all tokens of the corpus."""
    total: NDArray[np.float64] | None = None
    count = 0
    for name in index.entries:
        tokens = index.arrays(name).get("tokens")
        if tokens is not None and len(tokens):
            sums = np.asarray(tokens, dtype=np.float32).sum(axis=0, dtype=np.float64)
            total = sums if total is None else total + sums
            count += len(tokens)
    return None if total is None else np.asarray(total / count, dtype=np.float32)


def _by_words(units: Sequence[Unit], without: Sequence[Subject]) -> Floats:
    names = frozenset(token.stem for subject in without for token in read(subject.name).tokens)
    told = [
        {t.stem: t.weight for t in read(unit.text).tokens if t.is_content and t.stem not in names} for unit in units
    ]
    found = np.zeros((len(units), len(units)), dtype=np.float32)
    for i, one in enumerate(told):
        for j, other in enumerate(told):
            least = min(sum(one.values()), sum(other.values())) or 1.0
            found[i, j] = sum(weight for word, weight in one.items() if word in other) / least
    return found


def _mean(index: Index, unit: Unit, without: Sequence[Subject]) -> Floats:
    arrays = index.arrays(unit.passage.document_id)
    position = index.passages_of(unit.passage.document_id).index(unit.passage)
    ends = arrays["ends"]
    rows = slice(int(ends[position - 1]) if position else 0, int(ends[position]))
    starts, stops = np.asarray(arrays["offsets"][rows]).T
    inside = (starts >= unit.start) & (stops <= unit.end) & (stops > starts)
    for subject in without:
        for match in subject.pattern.finditer(unit.passage.text, unit.start, unit.end):
            inside &= (stops <= match.start()) | (starts >= match.end())
    tokens = np.asarray(arrays["tokens"][rows], dtype=np.float32)[inside]
    return tokens.mean(axis=0) if len(tokens) else np.zeros(arrays["tokens"].shape[1], dtype=np.float32)
