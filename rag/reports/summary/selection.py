"""Choosing sentences for a summary: how much each matters, then a greedy maximum under a limit of words.

What is maximised (after Lin and Bilmes 2011) is submodular: a second sentence of a section counts less than the first
of another. The weights were chosen on the tuning half of `corpus/summaries` and on the public questions; see there.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.language import dependent_sentences, lexicon
from rag.language.tokens import Terms, content_stems
from rag.reports.summary.sections import Material, opens_paragraph
from rag.search.candidate_sentences import Unit

Floats = NDArray[np.float64]

WEIGHTS = {
    "central": 0.1,
    "opens_passage": 0.7,
    "opens_section": 0.5,
    "closes_section": -0.3,
    "figures": 1.0,
    "title": 0.5,
    "reading": 0.5,
    "row": -1.0,
    "bare": -0.5,
}
LEAST_SALIENCE = 0.01
DAMPING = 0.85  # the usual one of PageRank, and of LexRank (Erkan and Radev 2004)
ROUNDS = 60

_FIGURE = re.compile(r"\d[\d.,]*")
_READING = lexicon.pattern("summary.reading")


def likeness(texts: Sequence[Terms]) -> Floats:
    """Cosines of tf-idf vectors, every text with every text."""
    held = Counter(term for terms in texts for term in terms)
    column = {term: place for place, term in enumerate(sorted(held))}
    vectors = np.zeros((len(texts), len(column)))
    for row, terms in zip(vectors, texts, strict=True):
        for term in terms:
            row[column[term]] = math.log(1 + len(texts) / held[term])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    alike: Floats = vectors @ vectors.T
    return alike


def salience(material: Material, alike: Floats) -> Floats:
    """How much each unit matters, 0 where it only announces what follows; `alike` are the units' cosines."""
    central = _central(alike)
    places = material.places
    values = []
    for number, unit in enumerate(material.units):
        title = content_stems(unit.passage.title)
        last = number + 1 == len(places) or places[number + 1] == 0
        signs = {
            "central": central[number],
            "opens_passage": float(opens_paragraph(unit)),
            "opens_section": float(places[number] == 0),
            "closes_section": float(last),
            "figures": min(3, len(_FIGURE.findall(unit.text))) / 3,
            "title": len(title & content_stems(unit.text)) / max(1, len(title)),
            "reading": float(bool(_READING.search(unit.text))),
            "row": float(unit.passage.kind == "table"),
            "bare": float(not _FIGURE.search(unit.text) and not dependent_sentences.names(unit.text)),
        }
        value = sum(WEIGHTS[name] * value for name, value in signs.items())
        values.append(0.0 if dependent_sentences.announces(unit.text) else max(LEAST_SALIENCE, value))
    return np.array(values)


def _central(alike: Floats) -> Floats:
    """PageRank over the graph of likeness, 1 for the most central."""
    size = len(alike)
    if size == 0:
        return np.zeros(0)
    graph = alike - np.diag(np.diag(alike))
    out = graph.sum(axis=1, keepdims=True)
    graph = np.divide(graph, out, out=np.zeros_like(graph), where=out > 0)
    rank = np.full(size, 1 / size)
    for _ in range(ROUNDS):
        rank = (1 - DAMPING) / size + DAMPING * graph.T @ rank
    return np.asarray(rank / rank.max())


REACHED = 0.1  # share of a sentence's likeness to the whole that satisfies it
REPRESENTATION = 20.0  # weight of standing for all sentences, against the sections
LENGTH, LENGTH_ON_TOPIC = 0.7, 0.5  # power of its words by which a sentence's gain is divided
SHORTEST, SHORTEST_ON_TOPIC = 8, 12  # words below which a sentence counts as if it had as many
SAME = 0.55  # share of the shorter one's words that two sentences may have in common
WHOLE = 0.5  # weight of the topic as a whole, where each of its aspects has 1
LEAST = 0.03  # of the most that any unit is worth on a topic; below that it is of no use


class Choice(ABC):
    """The state of the greedy search over one material; a unit that is worth nothing comes only with another.

    `worth` has a value a unit; `length` and `shortest` say how long sentences are held back.
    """

    def __init__(self, material: Material, worth: Floats, length: float, shortest: int) -> None:
        self._material = material
        self._worth = worth
        self._length = length
        self._shortest = shortest
        self._terms = [content_stems(unit.text) for unit in material.units]
        self._sections = np.zeros(len(material.sections))
        self.chosen: set[int] = set()
        self.words = 0
        usable = [n for n in np.flatnonzero(worth > 0).tolist() if material.chain(n)]
        told = {material.section_numbers[n] for n in usable if not _is_row(material.units[n])}
        self._rows = [n for n in usable if _is_row(material.units[n]) and material.section_numbers[n] in told]
        self._left = sorted(set(usable) - set(self._rows))

    def step(self, limit: int, anew: bool = False) -> bool:
        """Takes the best sentence that still fits, with what it leans on; False where none does.

        Rows of tables are taken when no sentence of their section is left. `anew`: of a section that has none yet.
        """
        best: tuple[float, list[int]] | None = None
        for number in list(self._left):
            if number in self.chosen or self.words + self._size([number]) > limit or self._said(number):
                self._left.remove(number)
                continue
            if anew and self._sections[self._material.section_numbers[number]]:
                continue
            fresh = self._material.chain(number, self.chosen)
            size = self._size(fresh)
            if self.words + size > limit:
                continue
            gain = self._gain(number, fresh) / max(self._shortest, size) ** self._length
            if best is None or gain > best[0]:
                best = gain, fresh
        if best is None and self._rows and not anew:
            self._left, self._rows = self._rows, []
            return self.step(limit)
        if best is None:
            return False
        self._take(best[1])
        return True

    def _size(self, numbers: Sequence[int]) -> int:
        return sum(self._material.units[n].words for n in numbers)

    @abstractmethod
    def _gain(self, number: int, fresh: Sequence[int]) -> float:
        """What a unit adds, with the `fresh` ones that it brings along."""

    def _take(self, fresh: Sequence[int]) -> None:
        self.words += self._size(fresh)
        for number in fresh:
            self.chosen.add(number)
            self._sections[self._material.section_numbers[number]] += self._worth[number]

    def _in_section(self, number: int, fresh: Sequence[int]) -> float:
        so_far = self._sections[self._material.section_numbers[number]]
        worth = self._worth[number] if number in fresh else 0.0
        return float(np.sqrt(so_far + worth) - np.sqrt(so_far))

    def _said(self, number: int) -> bool:
        own = self._terms[number]
        return any(
            len(own & self._terms[other]) > SAME * max(1, min(len(own), len(self._terms[other])))
            for other in self.chosen
            if other != number
        )


class OfDocument(Choice):
    """The choice for a whole document, `worth` being salience and `alike` the units' cosines."""

    def __init__(self, material: Material, worth: Floats, alike: Floats) -> None:
        super().__init__(material, worth, LENGTH, SHORTEST)
        self._alike = alike
        self._limits = REACHED * alike.sum(axis=1)
        self._reached = np.zeros(len(material.units))

    def _gain(self, number: int, fresh: Sequence[int]) -> float:
        after = np.minimum(self._reached + self._alike[:, fresh].sum(axis=1), self._limits).sum()
        represented = float(after - np.minimum(self._reached, self._limits).sum()) / len(self._limits)
        return REPRESENTATION * represented + self._in_section(number, fresh)

    def _take(self, fresh: Sequence[int]) -> None:
        super()._take(fresh)
        self._reached += self._alike[:, list(fresh)].sum(axis=1)


class OnTopic(Choice):
    """The choice for a topic; `told` is (1 + aspects, units): what each unit says on the whole and on each aspect."""

    def __init__(self, material: Material, told: Floats) -> None:
        self._weights = np.array([WHOLE if len(told) > 1 else 1.0, *[1.0] * (len(told) - 1)])
        self._weights /= self._weights.sum()
        worth = self._weights @ told
        super().__init__(
            material, np.where(worth >= LEAST * worth.max(initial=0.0), worth, 0.0), LENGTH_ON_TOPIC, SHORTEST_ON_TOPIC
        )
        self._told = told
        self._reached = np.zeros(len(told))

    def _gain(self, number: int, fresh: Sequence[int]) -> float:
        added = self._told[:, number]
        said = float(self._weights @ (np.sqrt(self._reached + added) - np.sqrt(self._reached)))
        return said + self._in_section(number, fresh)

    def _take(self, fresh: Sequence[int]) -> None:
        super()._take(fresh)
        self._reached += self._told[:, list(fresh)].sum(axis=1)


def _is_row(unit: Unit) -> bool:
    return unit.passage.kind == "table"
