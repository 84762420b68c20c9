"""Rows of a comparison that are themes: what is said of each side's people, of jobs, of money and so on.

A linear model tells the theme of a sentence from the mean of its token vectors, which the index holds: no model runs.
Two sentences come into a row where both are likely of one theme and alike token by token, the best pair first; a row
has one or several near themes, as "Homes" has prices, buyers and moves.
"""

from __future__ import annotations

import json
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

SENTENCES, WORDS = 5, 100  # of a cell
LOOKED_AT = 150  # sentences of a side
OPENS, LEAST = -0.2, -0.9  # what a pair needs to open a row, to come into one: its lesser chance as a logarithm, and
DOUBT = 0.1  # added to each chance
ALIKE = 0.5  # for each standard deviation of likeness
HEADED, LEANS = 0.5, -0.5  # for a sentence below its side's name, for one that leans on another
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


def rows(
    retriever: Retriever, sides: Sequence[Subject], columns: Sequence[Sequence[Unit]], most: int
) -> list[tuple[str, Cells]]:
    """So many rows at most of what two sides speak of, with their names; none without token vectors."""
    told = [_said(retriever, *each) for each in zip(range(len(sides)), sides, columns, strict=True)]
    made: dict[str, list[Said]] = {}
    placed: dict[Said, str] = {}
    for sure, name, *pair in sorted(_pairs(told), key=lambda found: -found[0]):
        new = [said for said in pair if said not in placed]
        row = made.get(name, [])
        fits = all(placed.get(said, name) == name for said in pair) and (row or (sure >= OPENS and len(made) < most))
        fits = fits and all(said.has_room(row) for said in new)
        if new and fits and not any(said.repeats(other) for said in new for other in placed):
            made[name] = row + new
            placed |= dict.fromkeys(new, name)
    order = sorted(made, key=fitted()[0].index)
    return [(name, tuple(_cell(made[name], side) for side in range(len(sides)))) for name in order]


def _cell(row: Sequence[Said], side: int) -> tuple[Unit, ...]:
    return tuple(said.unit for said in row if said.side == side)


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
        fits = np.log(chances + DOUBT) + HEADED * headed + LEANS * unit.leans
        found.append(Said(number, unit, vectors, content_stems(unit.text), fits))
    return sorted(found, key=lambda said: -float(said.fits.max()))[:LOOKED_AT]


def _pairs(told: Sequence[Sequence[Said]]) -> Iterator[tuple[float, str, Said, Said]]:
    """Sentences of two sides that can stand in one row: how well, in which."""
    names = fitted()[0]
    for one, other in combinations(filter(None, told), 2):
        fits = [np.array([said.fits for said in side]) for side in (one, other)]
        both = np.minimum(fits[0][:, None], fits[1][None]) + ALIKE * _alike(one, other)[:, :, None]
        for i, j, theme in zip(*np.where(both >= LEAST), strict=True):
            if one[i].unit.text != other[j].unit.text:
                yield float(both[i, j, theme]), names[theme], one[i], other[j]


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
    """The names of the rows of the themes, and of each theme, and of none of them, the weights and the bias."""
    data = json.loads((resources.files("rag") / "data" / "themes.json").read_text(encoding="utf-8"))
    return tuple(data["names"]), np.array(data["weights"], dtype=np.float32)
