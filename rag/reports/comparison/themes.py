"""Rows of a comparison that are themes: what is said of each side's people, of jobs, of money and so on.

A linear model tells the theme of a sentence from the questions that it answers and the aspects that it is stored under,
as vectors; from its own words where nothing is stored. Two sentences come into a row where both are likely of one theme
and alike by these questions and aspects, the best pair first. A row has one or several near themes, as "Homes" has
prices, buyers and moves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rag.base.mechanisms import on
from rag.language.tokens import content_stems
from rag.models.embedder import Embedder, bundled
from rag.search.asked import Texts, asked_in, aspects_in
from rag.search.candidate_sentences import Unit
from rag.search.entities import Subject
from rag.search.retriever import Retriever
from rag.store.index import Index

SENTENCES, WORDS = 5, 100  # of a cell
LOOKED_AT = 150  # sentences of a side
LEAST = -0.5  # what a pair needs to come into a row: its lesser chance as a logarithm, and how alike it is
OPENS, OPENS_UNASKED = 1.5, 0.3  # to open one; where no question is stored on any sentence
DOUBT = 0.1  # added to each chance
ALIKE = 0.7, 0.7  # for each standard deviation of likeness by questions, by aspects
HEADED, LEANS = 0.5, -0.5  # for a sentence below its side's name, for one that leans on another
AGAIN = 0.7  # of the shorter sentence's words, from which it says again what another says

Floats = NDArray[np.float32]
Cells = tuple[tuple[Unit, ...], ...]
"""The sentences of each side."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A sentence of a side, its words, how well it stands in the row of each theme, and by what it is like others.

    `vectors` are those of the questions that it answers, and of its aspects, its own where it has neither; of each kind
    (n, dimensions).
    """

    side: int
    unit: Unit
    stems: frozenset[str]
    fits: Floats
    vectors: tuple[Floats, ...]

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
    """So many rows at most of what two sides speak of, with their names."""
    told = [_said(retriever, *each) for each in zip(range(len(sides)), sides, columns, strict=True)]
    asked = any(len(said.vectors[0]) for side in told for said in side)
    least = OPENS if asked else OPENS_UNASKED
    made: dict[str, list[Said]] = {}
    placed: dict[Said, str] = {}
    for sure, name, *pair in sorted(_pairs(told), key=lambda found: -found[0]):
        new = [said for said in pair if said not in placed]
        row = made.get(name, [])
        fits = all(placed.get(said, name) == name for said in pair) and (row or (sure >= least and len(made) < most))
        fits = fits and all(said.has_room(row) for said in new)
        if new and fits and not any(said.repeats(other) for said in new for other in placed):
            made[name] = row + new
            placed |= dict.fromkeys(new, name)
    order = sorted(made, key=fitted()[0].index)
    return [(name, tuple(_cell(made[name], side) for side in range(len(sides)))) for name in order]


def _cell(row: Sequence[Said], side: int) -> tuple[Unit, ...]:
    """The sentences of a side, those of a passage in its order."""
    units = [said.unit for said in row if said.side == side]
    passages = list(dict.fromkeys(unit.passage.id for unit in units))
    return tuple(sorted(units, key=lambda unit: (passages.index(unit.passage.id), unit.start)))


def _said(retriever: Retriever, number: int, side: Subject, units: Sequence[Unit]) -> list[Said]:
    """The sentences of a side that can stand in a row, those that stand best."""
    weights = fitted()[1]
    found: list[Said] = []
    questions = _stored(retriever, asked_in, "asked_questions", units)
    aspects = _stored(retriever, aspects_in, "aspects", units)
    meant = meanings(retriever.embedder, [unit.text for unit in units], questions, aspects)
    every = zip(units, meant, questions, _without_side(questions), aspects, strict=True)
    for unit, meaning, asked, freed, own in every:
        if meaning is None:
            continue
        odds = np.exp(weights[:, :-1] @ meaning + weights[:, -1])
        chances = (odds / odds.sum())[:-1]
        headed = any(side.within(heading) for heading in (unit.passage.title, *unit.passage.headings))
        fits = np.log(chances + DOUBT) + HEADED * headed + LEANS * unit.leans
        vectors = freed, own if len(own) or len(asked) else meaning[None]
        found.append(Said(number, unit, content_stems(unit.text), fits, vectors))
    return sorted(found, key=lambda said: -float(said.fits.max()))[:LOOKED_AT]


def _pairs(told: Sequence[Sequence[Said]]) -> Iterator[tuple[float, str, Said, Said]]:
    """Sentences of two sides that can stand in one row: how well, and in which."""
    names = fitted()[0]
    for one, other in combinations(filter(None, told), 2):
        fits = [np.array([said.fits for said in side]) for side in (one, other)]
        both = np.minimum(fits[0][:, None], fits[1][None])
        for kind, weight in enumerate(ALIKE):
            vectors = ([said.vectors[kind] for said in side] for side in (one, other))
            both += weight * _alike(*vectors)[:, :, None]
        for i, j, theme in zip(*np.where(both >= LEAST), strict=True):
            if one[i].unit.text != other[j].unit.text:
                yield float(both[i, j, theme]), names[theme], one[i], other[j]


def _stored(
    retriever: Retriever, texts_in: Callable[[Index], Texts], switch: str, units: Sequence[Unit]
) -> list[Floats]:
    """The vectors of stored texts on each unit, where the bundled encoder made them and their mechanism is on."""
    texts, known = texts_in(retriever.index), on(switch) and bundled(retriever.embedder) is retriever.embedder
    return [texts.on(unit.passage, unit.start, unit.end if known else unit.start) for unit in units]


def meanings(embedder: Embedder, texts: Sequence[str], *stored: Sequence[Floats]) -> list[Floats | None]:
    """A direction for each sentence: the mean of what is `stored` on it, else that of its own words.

    None for those beyond the first `LOOKED_AT` that would have to be encoded.
    """
    about = [[vectors for vectors in own if len(vectors)] for own in zip(*stored, strict=True)]
    bare = [n for n, own in enumerate(about) if not own][:LOOKED_AT]
    encoded = dict(zip(bare, bundled(embedder).passages([texts[n] for n in bare]), strict=True)) if bare else {}
    return [mean(np.concatenate(own)) if own else encoded.get(n) for n, own in enumerate(about)]


def _without_side(questions: Sequence[Floats]) -> list[Floats]:
    """The vectors of questions without what those on the whole side share: its name."""
    every = [vectors for vectors in questions if len(vectors)]
    shared = mean(np.concatenate(every)) if every else np.empty(0, np.float32)
    rest = [vectors - np.outer(vectors @ shared, shared) if len(vectors) else vectors for vectors in questions]
    return [vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6) for vectors in rest]


def _alike(one: Sequence[Floats], other: Sequence[Floats]) -> Floats:
    """How alike two sides' sentences are, in standard deviations: the mean of vectors' best matches; 0 without any."""
    found = np.zeros((len(one), len(other)), np.float32)
    has = [[n for n, vectors in enumerate(side) if len(vectors)] for side in (one, other)]
    if not all(map(len, has)):
        return found
    long = [np.array([len(side[n]) for n in own]) for side, own in zip((one, other), has, strict=True)]
    starts = [np.cumsum(own) - own for own in long]
    matches = np.concatenate([one[n] for n in has[0]]) @ np.concatenate([other[n] for n in has[1]]).T
    of_one = np.add.reduceat(np.maximum.reduceat(matches, starts[1], axis=1), starts[0]) / long[0][:, None]
    of_other = np.add.reduceat(np.maximum.reduceat(matches, starts[0]), starts[1], axis=1) / long[1]
    both = of_one + of_other
    found[np.ix_(*has)] = (both - both.mean()) / (both.std() + 1e-6)
    return found


def mean(vectors: Floats) -> Floats:
    """The direction of the mean of some vectors."""
    found = vectors.mean(axis=0)
    direction: Floats = found / max(float(np.linalg.norm(found)), 1e-6)
    return direction


@cache
def fitted() -> tuple[tuple[str, ...], Floats]:
    """The names of the rows of the themes, and of each theme, and of none of them, the weights and the bias."""
    data = json.loads((resources.files("rag") / "data" / "themes.json").read_text(encoding="utf-8"))
    return tuple(data["names"]), np.array(data["weights"], dtype=np.float32)
