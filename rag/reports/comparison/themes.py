"""Rows of a comparison that are themes: what is said of each side's people, of jobs, of money and so on.

A linear model tells the themes of a sentence from the mean of its token vectors, which the index holds: no model runs.
Two sentences come into a row where both are likely of its theme and alike token by token, the best pair first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rag.language.tokens import content_stems
from rag.search.candidate_sentences import Unit
from rag.search.entities import Subject
from rag.search.retriever import Retriever

SENTENCES, WORDS = 3, 60  # of a cell
PARTS, OF_MORE = 3, 1  # rows of a theme, where two are compared and where more are
LOOKED_AT = 150  # sentences of a side
LEAST = 0.05  # chance of a theme, from which a sentence may stand in its row
OPENS, MORE = 0.0, 0.3  # what the pair must have that opens a row, and more for each that the theme has
DOUBT = 0.1  # added to each chance
ALIKE = 0.5  # what a standard deviation of likeness counts beside the logarithms of chances
FIGURES, HEADED, LEANS = 0.6, 0.5, -0.5  # of a sentence with figures, below its side's name, that leans on another
AGAIN = 0.7  # of the shorter sentence's words, from which it says again what another says

Floats = NDArray[np.float32]
Cells = tuple[tuple[Unit, ...], ...]
"""The sentences of each side."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A sentence of a side, its tokens' vectors, its words, and how well it stands in the row of each theme."""

    side: int
    unit: Unit
    vectors: Floats
    stems: frozenset[str]
    fits: Floats

    def has_room(self, row: Sequence[Said]) -> bool:
        """Whether its side's cell of a row can take it."""
        cell = [other.unit.words for other in row if other.side == self.side]
        return not cell or (len(cell) < SENTENCES and sum(cell) + self.unit.words <= WORDS)

    def repeats(self, other: Said) -> bool:
        """Whether it says what another sentence says."""
        shorter = min(len(self.stems), len(other.stems))
        again = self.side == other.side and len(self.stems & other.stems) >= AGAIN * shorter
        return again or self.unit.text == other.unit.text


@dataclass(slots=True, eq=False)
class Row:
    """A theme, and the sentences of all sides that stand in its row."""

    theme: int
    told: list[Said]

    def cells(self, sides: int) -> Cells:
        """The sentences by side."""
        return tuple(tuple(said.unit for said in self.told if said.side == side) for side in range(sides))


def rows(
    retriever: Retriever, sides: Sequence[Subject], columns: Sequence[Sequence[Unit]], most: int
) -> list[tuple[str, Cells]]:
    """So many rows at most of what two sides speak of, with the names of their themes; none without token vectors."""
    told = [_said(retriever, *each) for each in zip(range(len(sides)), sides, columns, strict=True)]
    parts = PARTS if len(sides) == 2 else OF_MORE
    made: list[Row] = []
    placed: dict[Said, Row] = {}
    for sure, theme, *pair in sorted(_pairs(told), key=lambda found: -found[0]):
        new = [said for said in pair if said not in placed]
        held = [placed[said] for said in pair if said in placed]
        own = [row for row in made if row.theme == theme]
        fitting = [row for row in held or own if row.theme == theme and all(said.has_room(row.told) for said in new)]
        if not fitting and not held and len(own) < parts and len(made) < most and sure >= OPENS + MORE * len(own):
            fitting = [Row(theme, [])]
        if new and fitting and not any(said.repeats(other) for said in new for other in placed):
            row = fitting[0]
            row.told += new
            placed |= dict.fromkeys(new, row)
            made += [] if row in made else [row]
    return [(fitted()[0][row.theme], row.cells(len(sides))) for row in sorted(made, key=lambda row: row.theme)]


def _said(retriever: Retriever, number: int, side: Subject, units: Sequence[Unit]) -> list[Said]:
    """The sentences of a side that can stand in a row, those that stand best."""
    weights = fitted()[1]
    found: list[Said] = []
    for unit in units:
        vectors = retriever.vectors(unit.passage, unit.start, unit.end)
        if vectors is None:
            continue
        odds = np.exp(weights[:, :-1] @ mean(vectors) + weights[:, -1])
        chances = (odds / odds.sum())[:-1]
        headed = any(side.within(heading) for heading in (unit.passage.title, *unit.passage.headings))
        more = FIGURES * bool(re.search(r"\d", unit.text)) + HEADED * headed + LEANS * unit.leans
        fits = np.where(chances >= LEAST, np.log(chances + DOUBT) + more, -np.inf)
        found.append(Said(number, unit, vectors, content_stems(unit.text), fits))
    return sorted(found, key=lambda said: -float(said.fits.max()))[:LOOKED_AT]


def _pairs(told: Sequence[Sequence[Said]]) -> Iterator[tuple[float, int, Said, Said]]:
    """Sentences of two sides that can stand in one row: how well, of which theme."""
    for one, other in combinations(filter(None, told), 2):
        fits = [np.array([said.fits for said in side]) for side in (one, other)]
        both = np.minimum(fits[0][:, None], fits[1][None]) + ALIKE * _alike(one, other)[:, :, None]
        for i, j, theme in zip(*np.where(np.isfinite(both)), strict=True):
            if one[i].unit.text != other[j].unit.text:
                yield float(both[i, j, theme]), int(theme), one[i], other[j]


def _alike(one: Sequence[Said], other: Sequence[Said]) -> Floats:
    """How alike the sentences of two sides are, in standard deviations: the mean of their tokens' best matches."""
    long = [np.array([len(said.vectors) for said in side]) for side in (one, other)]
    starts = [np.cumsum(own) - own for own in long]
    tokens = np.concatenate([said.vectors for said in one]) @ np.concatenate([said.vectors for said in other]).T
    of_one = np.add.reduceat(np.maximum.reduceat(tokens, starts[1], axis=1), starts[0]) / long[0][:, None]
    of_other = np.add.reduceat(np.maximum.reduceat(tokens, starts[0]), starts[1], axis=1) / long[1]
    found = of_one + of_other
    scaled: Floats = (found - found.mean()) / (found.std() + 1e-6)
    return scaled


def mean(vectors: Floats) -> Floats:
    """The direction of a sentence with these token vectors."""
    found = vectors.mean(axis=0)
    direction: Floats = found / max(float(np.linalg.norm(found)), 1e-6)
    return direction


@cache
def fitted() -> tuple[tuple[str, ...], Floats]:
    """The names of the themes, and of each, and of none of them, the weights and the bias."""
    data = json.loads((resources.files("rag") / "data" / "themes.json").read_text(encoding="utf-8"))
    return tuple(data["names"]), np.array(data["weights"], dtype=np.float32)
