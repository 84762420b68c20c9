"""Asked questions, which documents are known to answer: those nearest to a question vote for the sentences that answer.

How people ask is often far from how a document puts it, but near to how others have asked it before. So passages are
found and sentences chosen by such questions too (doc2query, Nogueira and Lin 2019; PAQ, Lewis and others 2021), which
are stored as side arrays of their document, and so are the things that it tells of and the aspects by which each can be
laid beside another. A document without any, such as a reader's own paper, is told without them.
Which are nearest is learned from the asked questions themselves: those that the same sentences answer lie close
(neighbourhood components analysis, Goldberger and others 2004; `training/fit_likeness.py`).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from rag.base.mechanisms import on
from rag.base.types import Passage
from rag.language.tokens import content_stems
from rag.models.embedder import Vectors, likeness_of
from rag.store.index import Index, per_corpus
from rag.store.vectors import Vector

ASKED, ASPECTS = "asked", "aspects"  # side arrays of a document: vectors of texts on its sentences
THINGS = "things"  # and names of what they tell of
LESSONS = "lessons"  # what of it is worth learning, each as JSON
EXPLAINED = "explained"  # sentences that can't be understood alone, with what they point back to in square brackets
OPENS = " […]"  # behind one that only announces what follows, or speaks of its document
PLACES = "_places"  # behind the name of such an array, the one that says on which
VOTERS = 24
SHARP = 0.08  # difference in cosine that divides a vote by e
APART, ALIKE = 0.65, 0.95  # cosines: questions on anything else reach the one, the same in other words the other
BESIDE, RELATED = 0.6, 0.75  # cosines at which votes begin to count, and count in full
BRACKET = re.compile(r" \[([^\]]+)\]")
Place = tuple[str, int]
"""A passage's id, and where a sentence begins in its text."""
BEFORE = 0.75  # of the vector of the questions before a follow-up: what is taken off its own


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Asked(_Line):
    """One asked question, and how each sentence begins that answers it; none where the document is known not to."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Votes:
    """What the asked questions nearest to a question say.

    `shares` has by passage id, and the place in its text where a sentence begins, the share of the votes, all the less
    the farther the nearest question is. `answered` and `unanswered` tell how near the nearest is that documents
    answer, and the nearest that they are known not to answer, 0 to 1. `breadth` is how many sentences answer a question
    that votes, in the mean, all the less the farther they are. `documents` are the ids of those that have any.
    """

    shares: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    answered: float = 0.0
    unanswered: float = 0.0
    breadth: float = 0.0
    documents: frozenset[str] = frozenset()

    def within(self, passage: Passage, start: int, end: int) -> float:
        """The largest share of a sentence that begins in this stretch of a passage's text."""
        own = self.shares.get(passage.id, {})
        return max((share for place, share in own.items() if start <= place < end), default=0.0)


NO_VOTES = Votes()


class ThingAspect(_Line):
    """A thing that a document tells of, an aspect of it, and how each sentence begins that tells it."""

    thing: str
    aspect: str
    answers: tuple[str, ...]


class Lesson(_Line):
    """What is worth learning: a question, how the one sentence begins that answers it, and the words of it that do.

    `right` is a figure, a year, a place or a reason by its `kind`; `event` is what happened in a year, without it.
    """

    learn: str
    answers: tuple[str, ...]
    right: str
    kind: Literal["figure", "year", "place", "cause"]
    event: str = ""


class Explained(_Line):
    """A sentence with what it points back to in square brackets, as in "It [the plan] failed.", and what OPENS."""

    explained: str = Field(pattern=BRACKET.pattern)

    @property
    def answers(self) -> tuple[str, ...]:
        """How the sentence stands in its document."""
        return (BRACKET.sub("", self.explained),)


class Texts:
    """Short texts that are stored with documents, as vectors, each with the sentences that it is on.

    `kind` is the array's name. The same text of several documents counts once. `rows` has by document which of them
    its own are, in the order in which it has them, `answers` the places that each is on.
    """

    def __init__(self, index: Index, kind: str) -> None:
        vectors: dict[bytes, NDArray[np.float16]] = {}
        owners: dict[bytes, set[str]] = defaultdict(set)
        answers: dict[bytes, list[tuple[str, int]]] = defaultdict(list)
        order: dict[str, list[bytes]] = {}
        for name in sorted(index.entries):
            arrays, passages = index.arrays(name), index.passages_of(name)
            stored = [np.asarray(vector) for vector in arrays.get(kind, ())]
            order[name] = [vector.tobytes() for vector in stored]
            for key, vector in zip(order[name], stored, strict=True):
                vectors[key] = vector
                owners[key].add(name)
            for row, number, start in arrays[kind + PLACES].tolist() if stored else ():
                answers[order[name][row]].append((passages[number].id, start))
        self._vectors = np.array(list(vectors.values()), dtype=np.float32)
        self._owners = [frozenset(owners[key]) for key in vectors]
        self.answers = [tuple(answers[key]) for key in vectors]
        self._on: dict[Place, list[int]] = defaultdict(list)
        for row, places in enumerate(self.answers):
            for place in set(places):
                self._on[place].append(row)
        numbers = {key: number for number, key in enumerate(vectors)}
        self.rows = {name: [numbers[key] for key in own] for name, own in order.items()}

    def on(self, passage: Passage, start: int, end: int) -> NDArray[np.float32]:
        """The vectors (texts, dimensions) of what is on a sentence that begins in this stretch of a passage's text."""
        rows = self._rows_on(passage, start, end)
        return self._vectors[rows] if rows else np.empty((0, 1), np.float32)

    def _rows_on(self, passage: Passage, start: int, end: int) -> list[int]:
        return sorted({row for place in range(start, end) for row in self._on.get((passage.id, place), ())})


def worded(index: Index, kind: str) -> Iterator[tuple[str, str, Place]]:
    """The texts of a kind that is stored in words, each with its document's id, for each place that it is on."""
    for document in sorted(index.entries):
        arrays, passages = index.arrays(document), index.passages_of(document)
        texts = arrays.get(kind, np.array(())).tolist()
        for row, number, start in arrays[kind + PLACES].tolist() if texts else ():
            yield document, texts[row], (passages[number].id, start)


class Things:
    """The names of what documents tell of, each with the sentences on it."""

    def __init__(self, index: Index) -> None:
        self._places: dict[frozenset[str], set[Place]] = defaultdict(set)
        for _, thing, place in worded(index, THINGS):
            self._places[content_stems(thing)].add(place)
        self.places = frozenset[Place]().union(*self._places.values())

    def named(self, name: str) -> frozenset[Place]:
        """The sentences on whatever has all words of this name in its own."""
        words = content_stems(name)
        return frozenset[Place]().union(*(own for thing, own in self._places.items() if words and words <= thing))


def _explained(index: Index) -> dict[str, dict[Place, str]]:
    found: dict[str, dict[Place, str]] = defaultdict(dict)
    for document, text, place in worded(index, EXPLAINED):
        found[document][place] = text
    return found


class AskedQuestions(Texts):
    """The asked questions of a corpus; one that several documents answer counts once."""

    def __init__(self, index: Index) -> None:
        super().__init__(index, ASKED)
        self._documents = frozenset[str]().union(*self._owners)
        self._likeness = likeness_of(index.recipe.embedder_sha256) if self._owners else None
        self.turned = self.turn(self._vectors)

    def votes(self, vector: Vector, scope: frozenset[str] | None = None, before: Vector | None = None) -> Votes:
        """The votes on a question's vector of length 1, of the questions that are asked of documents of the scope.

        `before` is the vector of the questions that a follow-up is read behind: what they were on was answered.
        """
        if not self._owners:
            return NO_VOTES
        own = _beyond(vector, before)
        if on("likeness"):
            likeness = self.turned @ _beyond(self.turn(vector), None if before is None else self.turn(before))
        else:
            likeness = self._vectors @ own
        ranked = map(int, np.argsort(-likeness, kind="stable"))  # of which few are looked at
        inside = (row for row in ranked if scope is None or not scope.isdisjoint(self._owners[row]))
        voters: list[int] = []
        unanswered = 0.0
        for row in inside:
            if self.answers[row]:
                voters.append(row)
            else:
                unanswered = unanswered or _between(APART, ALIKE, float(self._vectors[row] @ own))
            if len(voters) == VOTERS:
                break
        weights = {row: math.exp(float(likeness[row] - likeness[voters[0]]) / SHARP) for row in voters}
        best = max((float(self._vectors[row] @ own) for row in voters), default=0.0)
        near = _between(BESIDE, RELATED, max((float(self._vectors[row] @ vector) for row in voters), default=0.0))
        total = sum(weights.values()) or 1.0
        breadth = 0.0
        shares: dict[str, dict[int, float]] = defaultdict(dict)
        for row, weight in weights.items():
            share = near * weight / total
            breadth += share * len(self.answers[row])
            for passage, start in self.answers[row]:
                shares[passage][start] = shares[passage].get(start, 0.0) + share
        return Votes(shares, _between(APART, ALIKE, best), unanswered, breadth, self._documents)

    def turn(self, vectors: Vectors) -> Vectors:
        """Questions' vectors so that their cosines tell how likely the same sentences answer; `turned` are the own."""
        return self._likeness.turned(vectors) if self._likeness else vectors

    def told(self, vector: Vector, quotes: Iterable[tuple[Passage, int, int]]) -> Vectors:
        """The questions that these stretches of passages answer, turned; the given one alone where there are none."""
        rows = sorted({row for quote in quotes for row in self._rows_on(*quote)})
        found: Vectors = self.turned[rows] if rows else self.turn(vector)[None]
        return found

    def times(self, passage: Passage, start: int, end: int) -> int:
        """How many questions a sentence answers that begins in this stretch of a passage's text."""
        return sum(len(self._on.get((passage.id, place), ())) for place in range(start, end))


asked_in = per_corpus(AskedQuestions)
"""The asked questions of an open index."""
things_in = per_corpus(Things)
"""What the documents of an open index tell of."""
explained_in = per_corpus(_explained)
"""By document that comes with it, the sentences that point back, explained, by where they begin."""
aspects_in = per_corpus(partial(Texts, kind=ASPECTS))
"""By what the things in the documents of the open index can be compared."""


def _beyond(vector: Vector, before: Vector | None) -> Vector:
    """A question's vector of length 1 without what the questions before it are on."""
    if before is None:
        return vector
    rest = vector - BEFORE * before
    wanted: Vector = rest / np.linalg.norm(rest)
    return wanted


def _between(low: float, high: float, cosine: float) -> float:
    """0 at `low` and below, 1 at `high` and above."""
    return min(1.0, max(0.0, (cosine - low) / (high - low)))
