"""The questions of a quiz, and what can be left out of a sentence for one: a figure, a year, or a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.base.types import Citation
from rag.language import lexicon
from rag.language.quantities import Quantity, find
from rag.language.quantities.units import MONTHS
from rag.language.sentences import fold
from rag.language.tokens import OWNER, split, stems, stop_stems
from rag.search.candidate_sentences import Unit
from rag.search.entities import Subjects

Kind = Literal["figure", "year", "place"]
MOST = 50


@dataclass(frozen=True, slots=True)
class Request:
    """How many questions; of one document or topic, or of all where None. Equal requests give equal quizzes."""

    count: int = 10
    seed: int = 1
    document: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A cited sentence with a gap between `before` and `after`; `choices[right]` is what the passage says.

    The citation quotes the whole sentence.
    """

    kind: Kind
    before: str
    after: str
    choices: tuple[str, ...]
    right: int
    citation: Citation

    @property
    def answer(self) -> str:
        """The right choice."""
        return self.choices[self.right]


LEAST_WORDS, MOST_WORDS = 9, 36
LEAST_COUNT = 10  # smaller counts can be guessed
NEAR = 6  # words to each side that say what a value is of
UNASKED = ("date", "decade", "century", "ordinal", "day", "times")

_NAMED = lexicon.pattern("quiz.named")
_BARE = lexicon.pattern("quiz.bare")
_ONE_OF_MANY = lexicon.pattern("quiz.one_of_many")
_OWN = lexicon.pattern("quiz.own")
_OPENS_WITH_NAME = lexicon.pattern("quiz.opens_with_name")
_GROWN_BEFORE = lexicon.pattern("quiz.grown_before")
_GROWN_BEHIND = lexicon.pattern("quiz.grown_behind")
_BESIDE = lexicon.pattern("quiz.beside")


@dataclass(frozen=True, slots=True)
class Gap:
    """What is left out of a sentence, where it stands in the unit's text, and the stems of the words around it."""

    unit: Unit
    kind: Kind
    start: int
    end: int
    near: frozenset[str]
    quantity: Quantity | None = None

    @property
    def answer(self) -> str:
        """The words that are left out."""
        return self.unit.text[self.start : self.end]


def readings(unit: Unit) -> list[Gap]:
    """Every figure and year of a sentence, whether it can be asked for or not."""
    return [
        Gap(unit, "year" if each.unit == "year" else "figure", each.start, each.end, near(unit.text, each), each)
        for each in find(unit.text)
        if each.unit not in UNASKED and re.search(r"\d", each.text)
    ]


def near(text: str, around: Quantity) -> frozenset[str]:
    """The stems of the content words next to a value."""
    sides = (text[: around.start], text[around.end :])
    content = [[word for word in split(side) if word[0].isalpha() and stems(word) - stop_stems()] for side in sides]
    return stems(" ".join(content[0][-NEAR:] + content[1][:NEAR]))


def stands_alone(unit: Unit) -> bool:
    """Whether a sentence can be understood by itself: whole, of a fair length, saying by name what it is about."""
    text = unit.text
    whole = text[:1].isupper() and text.endswith(".") and unit.passage.kind == "text"
    if not whole or unit.leans or not LEAST_WORDS <= unit.words <= MOST_WORDS:
        return False
    if _OWN.search(text[:60]) or re.search(r"[:;“”\"?|]", text):
        return False
    return not _BARE.match(text) and (bool(_names_before(text, len(text) * 2 // 3)) or _is_named_first(text))


def gaps(unit: Unit, subjects: Subjects) -> Iterator[Gap]:
    """What can be left out of a sentence that stands alone."""
    found = readings(unit)
    if _ONE_OF_MANY.search(unit.text) and not subjects.peers(unit.text):
        return
    years = [gap for gap in found if gap.kind == "year"]
    for gap in found:
        fits = len(years) == 1 and _is_a_time(gap) if gap.kind == "year" else _is_askable(gap)
        if fits and not _told_elsewhere(gap):
            yield gap
    if any(gap.kind == "figure" for gap in found):
        for match in subjects.peers(unit.text):
            place = Gap(unit, "place", match.start(), match.start() + len(_bare(match[0])), frozenset())
            if _bare(match[0]) in subjects.places and not _told_elsewhere(place):
                yield place


def _names_before(text: str, end: int) -> list[str]:
    return [match[0] for match in _NAMED.finditer(text, 0, end) if match[0].lower() not in MONTHS]


def _bare(name: str) -> str:
    return OWNER.sub("", name)


def _is_named_first(text: str) -> bool:
    """Whether a sentence opens with a name and not with any word, which is written large there too."""
    first = text.split()[0]
    return first.isupper() or bool(_OPENS_WITH_NAME.match(text))


def _is_a_time(gap: Gap) -> bool:
    """Whether a year tells when; one before a name, such as that of games or a law, is a part of the name."""
    value = gap.quantity.value if gap.quantity else 0.0
    return 1900 <= value < 2100 and not re.match(r"[\w–-]| [A-Z]", gap.unit.text[gap.end :])


def _is_askable(gap: Gap) -> bool:
    """A single value with its unit and no word grown onto it, not so small a count that it could be guessed."""
    quantity, text = gap.quantity, gap.unit.text
    if quantity is None or quantity.is_range or (quantity.elliptic and not quantity.unit):
        return False
    grown = _GROWN_BEFORE.search(text[: gap.start]) or _GROWN_BEHIND.match(text[gap.end :])
    beside = _BESIDE.search(text[: gap.start])
    return not grown and not beside and (bool(quantity.unit) or quantity.value >= LEAST_COUNT)


def _told_elsewhere(gap: Gap) -> bool:
    """Whether the answer can be read in the rest of the sentence, its headings or its title."""
    rest = gap.unit.text[: gap.start] + " … " + gap.unit.text[gap.end :]
    shown = " ".join((rest, gap.unit.passage.title, *gap.unit.passage.headings))
    return fold(gap.answer) in fold(shown)
