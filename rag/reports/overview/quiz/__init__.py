"""A quiz made from the corpus: cited sentences with a figure, a year or a place left out, and three wrong choices.

Which sentences can be asked is in `gaps.py`. A wrong choice is of the same kind, from the corpus, and never what some
passage says of the same thing; nothing is typed in by hand.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from rag.base.errors import UsageError
from rag.language.quantities import Quantity, compare
from rag.language.sentences import fold
from rag.language.tokens import stems, stop_stems
from rag.reports.overview.glossary import glossary
from rag.reports.overview.quiz.gaps import MOST, Gap, Item, Kind, Request, gaps, readings, stands_alone
from rag.reports.overview.timeline import last_years
from rag.search.candidate_sentences import Unit, cited, quotable
from rag.search.entities import Subjects, subjects
from rag.store.index import Index

__all__ = ["MOST", "Item", "Kind", "Request", "quiz", "topics"]


def quiz(index: Index, request: Request) -> tuple[Item, ...]:
    """At most `request.count` questions, no two of one sentence; fewer where the documents hold no more.

    Raises UsageError for a count that makes no sense, NotFound for a document that is not there.
    """
    if not 1 <= request.count <= MOST:
        raise UsageError(f"a quiz can't have {request.count!r} questions: ask for 1 to {MOST}")
    pool, found = _material(index, index.corpus_sha256)
    wanted = _documents(index, request)
    items: list[Item] = []
    asked: set[str] = set()
    for gap in spread((gap for gap in found if gap.unit.passage.document_id in wanted), request.seed):
        wrong = () if gap.unit.text in asked else pool.wrong(gap, request.seed)
        if len(wrong) == WRONG:
            asked.add(gap.unit.text)
            items.append(_item(index, gap, wrong, request.seed))
        if len(items) == request.count:
            break
    return tuple(items)


def topics(index: Index) -> tuple[str, ...]:
    """The topics that documents name, in alphabetical order."""
    return tuple(sorted({topic for document in index.documents() for topic in document.topics}))


@lru_cache(maxsize=2)
def _material(index: Index, _state: str) -> tuple[Pool, tuple[Gap, ...]]:
    """What all quizzes of one state of the corpus are made of; entries of a glossary don't stand alone."""
    known = subjects(index)
    explained = {term.document_id for term in glossary(index).terms}
    units = quotable(passage for passage in index.passages if passage.kind != "table")
    told = [unit for unit in units if unit.passage.document_id not in explained and stands_alone(unit)]
    return Pool(units, known, last_years(index)), tuple(gap for unit in told for gap in gaps(unit, known))


def _documents(index: Index, request: Request) -> set[str]:
    if request.document is not None:
        return {index.document(request.document).id}
    named = (document for document in index.documents() if request.topic in (None, *document.topics))
    return {document.id for document in named}


def _item(index: Index, gap: Gap, wrong: tuple[str, ...], seed: int) -> Item:
    text = gap.unit.text
    choices = sorted((gap.answer, *wrong), key=lambda choice: order(seed, "place", text, choice))
    before, after = text[: gap.start], text[gap.end :]
    return Item(gap.kind, before, after, tuple(choices), choices.index(gap.answer), cited(index, 1, gap.unit))


WRONG = 3
NEAREST = 12  # values of which the seed chooses
ALIKE = 0.4  # share of words in common from which two sentences may speak of the same thing
APART = 0.15  # by how much two figures must differ
FACTOR = 6  # how many times as large a wrong figure may be
YEARS = 15

Shape = tuple[str, str, str]


class Pool:
    """All values and places of a corpus, as wrong choices for one another."""

    def __init__(self, units: Sequence[Unit], subjects: Subjects, latest: Mapping[str, int]) -> None:
        """`latest` is the last year of which each document can tell, by its id."""
        self._values: dict[Shape, list[Gap]] = defaultdict(list)
        self._subjects = subjects
        self._units = [(unit, stems(unit.text) - stop_stems()) for unit in units]
        for unit in units:
            last = latest[unit.passage.document_id]
            for reading in readings(unit):
                if reading.kind != "year" or (reading.quantity and reading.quantity.value <= last):
                    self._values[_shape(reading)].append(reading)

    def wrong(self, gap: Gap, seed: int) -> tuple[str, ...]:
        """Three wrong choices, or fewer where the corpus has no more that are surely wrong."""
        return self._wrong_places(gap, seed) if gap.kind == "place" else self._wrong_values(gap, seed)

    def _wrong_values(self, gap: Gap, seed: int) -> tuple[str, ...]:
        own = gap.quantity
        assert own is not None
        known = self._values[_shape(gap)]
        same = [reading.quantity for reading in known if _may_be_of_the_same(reading, gap)]
        taken = [quantity for quantity in (own, *same) if quantity]
        fitting: dict[str, Quantity] = {}
        for reading in known:
            quantity = reading.quantity
            if (
                quantity
                and quantity.text not in gap.unit.text
                and _is_near(quantity, own)
                and all(_differ(quantity, other) for other in taken)
            ):
                fitting.setdefault(quantity.text, quantity)
        nearest = sorted(fitting.values(), key=lambda quantity: _distance(quantity, own))[:NEAREST]
        chosen: list[Quantity] = []
        for quantity in sorted(nearest, key=lambda quantity: order(seed, gap.unit.text, quantity.text)):
            if all(_differ(quantity, other) for other in chosen):
                chosen.append(quantity)
        return tuple(quantity.text for quantity in chosen[:WRONG])

    def _wrong_places(self, gap: Gap, seed: int) -> tuple[str, ...]:
        """Places of the same province or country that no sentence alike, and nothing in the passage, names."""
        words = stems(gap.unit.text) - stop_stems() - stems(gap.answer)
        alike = [unit.text for unit, other in self._units if len(words & other) >= ALIKE * len(words)]
        shown = fold(" ".join((*alike, gap.unit.passage.text, gap.unit.passage.path)))
        lies = self._around(gap.answer)
        found: list[str] = []
        for name in sorted(self._subjects.places, key=lambda name: order(seed, gap.unit.text, name)):
            if len(found) < WRONG and fold(name) not in shown and fold(name) not in lies:
                around = self._around(name)
                if lies & around and fold(gap.answer) not in around:
                    found.append(name)
        return tuple(found)

    def _around(self, place: str) -> frozenset[str]:
        """The folded names of what a place lies in."""
        subject = self._subjects.named(place)
        return self._subjects.wider(subject) if subject else frozenset()


def order(seed: int, *parts: str) -> bytes:
    """A place in an order that the seed gives, the same on every machine."""
    return blake2b("\0".join((str(seed), *parts)).encode(), digest_size=8).digest()


def _shape(reading: Gap) -> Shape:
    """What values must share to be told apart by their figures alone: unit, rate, and the words round the figure."""
    quantity = reading.quantity
    assert quantity is not None
    return quantity.unit, quantity.per, re.sub(r"\d[\d.,]*", "#", fold(quantity.text))


def _may_be_of_the_same(reading: Gap, gap: Gap) -> bool:
    if reading.unit.passage.id == gap.unit.passage.id:
        return True
    shared = len(reading.near & gap.near)
    return shared >= ALIKE * max(1, min(len(reading.near), len(gap.near)))


def _is_near(quantity: Quantity, own: Quantity) -> bool:
    if quantity.is_range:
        return False
    if own.unit == "year":
        return abs(quantity.value - own.value) <= YEARS
    if not quantity.unit and quantity.value < 10:
        return False
    low, high = sorted((quantity.value, own.value))
    return low > 0 and high <= FACTOR * low


def _differ(one: Quantity, other: Quantity) -> bool:
    """Whether two values can't be taken for each other, even rounded."""
    if one.unit == "year":
        return one.value != other.value
    apart = abs(one.value - other.value) >= APART * max(abs(one.value), abs(other.value))
    return apart and compare(one, other) == compare(other, one) == "differs"


def _distance(quantity: Quantity, own: Quantity) -> tuple[float, str]:
    """How unlike a value looks: how much rounder or finer it is, then how much larger or smaller."""
    if own.unit == "year":
        return abs(quantity.value - own.value), quantity.text
    return 0.5 * abs(_digits(quantity) - _digits(own)) + abs(math.log(quantity.value / own.value)), quantity.text


def _digits(quantity: Quantity) -> int:
    """How many figures are not closing zeros."""
    return len(re.sub(r"\D", "", quantity.text).strip("0"))


def spread(units: Iterable[Gap], seed: int) -> list[Gap]:
    """The gaps in the seed's order, one of each document in turn."""
    by_document: dict[str, list[Gap]] = defaultdict(list)
    for gap in sorted(units, key=lambda gap: order(seed, gap.unit.text, gap.answer)):
        by_document[gap.unit.passage.document_id].append(gap)
    ranked = [(place, order(seed, name), gap) for name, own in by_document.items() for place, gap in enumerate(own)]
    return [gap for *_, gap in sorted(ranked, key=lambda entry: entry[:2])]
