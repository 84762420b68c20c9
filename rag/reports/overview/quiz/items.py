"""What a quiz is made of: drafts of questions that show how much they matter, questions, and files of them.

The files are what course platforms read: GIFT for Moodle, and CSV for everything with rows and columns. How each kind
of question is worded, the face says.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
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
GAP = "_____"
COLUMNS = ("kind", "question", "choice_1", "choice_2", "choice_3", "choice_4", "right", "why", "document", "section")
WRONG = 3  # choices
_SPECIAL = re.compile(r"([\\~=#{}:])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by spreadsheets."""
HEADING = 0.25  # what a word counts that a sentence shares with its heading or title, of two at most


@dataclass(frozen=True, slots=True)
class Told:
    """What the documents say of a choice: in `text`, beside the citation that it stands in (number 1)."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Item:
    """A question: a cited text with gaps between its `parts`, and `choices`, of which `right` fills them.

    Nothing is left out of what is compared (one part); a sequence, and a `question` that is asked, have no text (none).
    `told` is why the right choice is right, that of the right choice first; `context` where the text stands.
    """

    kind: Kind
    parts: tuple[str, ...]
    choices: tuple[str, ...]
    right: int
    told: tuple[Told, ...]
    context: str
    question: str = ""

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
    question: str = ""

    @property
    def unit(self) -> Unit:
        """What the right choice rests on."""
        return self.sources[0][2]


class Worths:
    """How much each sentence of documents matters to its own: as for a summary, more where its heading says so."""

    def __init__(self, index: Index, documents: Iterable[str]) -> None:
        self._worths: dict[tuple[str, int], float] = {}
        for document in documents:
            found = material(quotable(index.passages_of(document)))
            values = []
            for unit, value in zip(found.units, salience(found), strict=True):
                headed = content_stems(f"{unit.passage.title} {unit.passage.section}")
                values.append(value + HEADING * min(2, len(headed & content_stems(unit.text))))
            ranked = sorted(values)
            for unit, value in zip(found.units, values, strict=True):
                self._worths[unit.passage.id, unit.end] = bisect_right(ranked, value) / len(ranked) - 0.5

    def of(self, unit: Unit) -> float:
        """The share of its document's sentences that matter no more, less a half: above 0 it is of the better half."""
        return self._worths.get((unit.passage.id, unit.end), -0.5)


def order(seed: int, *parts: str) -> bytes:
    """A place in an order that the seed gives, the same on every machine."""
    return blake2b("\0".join((str(seed), *parts)).encode(), digest_size=8).digest()


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter one's words that two texts have in common."""
    return len(one & other) / max(1, min(len(one), len(other)))


def to_gift(items: Sequence[Item], prompts: Mapping[Kind, str]) -> str:
    """One question a block, each with the words that the right choice rests on as its feedback."""
    blocks = []
    for number, item in enumerate(items, 1):
        choices = [f"{'=' if place == item.right else '~'}{_plain(said)}" for place, said in enumerate(item.choices)]
        asked = f"::{number:02} {item.kind}::{_plain(_asked(item, prompts))}"
        blocks.append("\n".join((f"{asked} {{", *choices, f"####{_plain(_why(item))}", "}")))
    return "\n\n".join(blocks) + "\n"


def to_csv(items: Sequence[Item], prompts: Mapping[Kind, str]) -> str:
    """One question a row below the names of the columns; `right` is the number of the right choice, from 1."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for item in items:
        choices = (*item.choices, *("",) * (1 + WRONG - len(item.choices)))
        passage = item.citation.passage
        asked, why = _asked(item, prompts), _why(item)
        cells = (item.kind, asked, *choices, str(item.right + 1), why, passage.title, passage.section)
        rows.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return written.getvalue()


def _asked(item: Item, prompts: Mapping[Kind, str]) -> str:
    """The question in one line, with where its text stands."""
    where = f"({item.context})" if item.context else ""
    return item.question or " ".join(filter(None, (prompts[item.kind], where, GAP.join(item.parts).strip())))


def _why(item: Item) -> str:
    place = item.citation.passage.path
    return f"{' · '.join(told.text for told in item.told)} ({place})"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
