"""What a quiz is made of: what is asked for, its questions, and drafts of them that show how much they matter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from rag.base.types import Citation
from rag.language.tokens import content_stems
from rag.reports.summary.sections import material, salience
from rag.search.candidate_sentences import Unit, quotable
from rag.store.index import Index

Kind = Literal["cause", "effect", "place", "definition", "first", "last", "most", "least", "cell", "figure", "year"]
FAMILIES: dict[Kind, str] = {
    "cause": "cause",
    "effect": "cause",
    "place": "place",
    "definition": "definition",
    "first": "sequence",
    "last": "sequence",
    "most": "comparison",
    "least": "comparison",
    "cell": "comparison",
    "figure": "figure",
    "year": "figure",
}
"""What is learned by a kind of question."""
MOST = 50
HEADING = 0.25  # what a word counts that a sentence shares with its heading or title, of two at most


@dataclass(frozen=True, slots=True)
class Request:
    """How many questions; of one document or topic, or of all where None. Equal requests give equal quizzes."""

    count: int = 10
    seed: int = 1
    document: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the documents say of a choice: in `text`, beside the citation that it stands in (number 1)."""

    choice: str
    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Item:
    """A question: a cited text with gaps between its `parts`, and `choices`, of which `right` fills them.

    Nothing is left out of the name of a measure that is compared (one part), and a sequence shows no text (none).
    `told` is why the right choice is right, that of the right choice first; `context` where the text stands.
    """

    kind: Kind
    parts: tuple[str, ...]
    choices: tuple[str, ...]
    right: int
    told: tuple[Told, ...]
    context: str

    @property
    def answer(self) -> str:
        """The right choice."""
        return self.choices[self.right]

    @property
    def citation(self) -> Citation:
        """What the right choice rests on."""
        return self.told[0].citation


Source = tuple[str, str, Unit]
"""A choice, what is told of it, and where."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that can be asked, what may be chosen wrongly, what each choice rests on, and how much it matters."""

    kind: Kind
    parts: tuple[str, ...]
    answer: str
    wrong: tuple[str, ...]
    sources: tuple[Source, ...]
    worth: float

    @property
    def unit(self) -> Unit:
        """What the right choice rests on."""
        return self.sources[0][2]


class Worths:
    """How much each sentence of a corpus matters to its document: as for a summary, more where its heading says so."""

    def __init__(self, index: Index) -> None:
        self._worths: dict[tuple[str, int], float] = {}
        for document in index.documents():
            found = material(quotable(index.passages_of(document.id)))
            values = [value + _headed(unit) for value, unit in zip(salience(found), found.units, strict=True)]
            ranked = sorted(values)
            for unit, value in zip(found.units, values, strict=True):
                self._worths[unit.passage.id, unit.end] = bisect_right(ranked, value) / len(ranked) - 0.5

    def of(self, unit: Unit) -> float:
        """The share of its document's sentences that matter no more, less a half: above 0 it is of the better half."""
        return self._worths.get((unit.passage.id, unit.end), -0.5)


def _headed(unit: Unit) -> float:
    shared = content_stems(f"{unit.passage.title} {unit.passage.section}") & content_stems(unit.text)
    return HEADING * min(2, len(shared))


def order(seed: int, *parts: str) -> bytes:
    """A place in an order that the seed gives, the same on every machine."""
    return blake2b("\0".join((str(seed), *parts)).encode(), digest_size=8).digest()


def alike(one: Sequence[str] | frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter one's words that two texts have in common."""
    return len(frozenset(one) & other) / max(1, min(len(one), len(other)))
