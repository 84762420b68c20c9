"""Everything in passages that can be quoted by itself, without a question: for overviews that are made by code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rag.index import Index
from rag.question import analyse
from rag.retrieval import Candidate
from rag.types import Citation, Passage
from rag.units import Unit, sources_of, units_of

_NO_QUESTION = analyse("")


def quotable(passages: Iterable[Passage]) -> list[Unit]:
    """The sentences, list items and table rows of the passages, in their order."""
    return [unit for passage in passages for unit in _quotable(passage)]


def cited(index: Index, number: int, unit: Unit) -> Citation:
    """The citation of one unit."""
    passage = unit.passage
    document = index.document(passage.document_id)
    # A later part of a table begins with the repeated header, which is not at this place of the document.
    shift = passage.span[1] - len(passage.text)
    start, end = shift + unit.start, shift + unit.end
    return Citation(number, passage, start, end, document.text[start:end], sources_of(document, passage))


@lru_cache(maxsize=4096)
def _quotable(passage: Passage) -> tuple[Unit, ...]:
    return tuple(units_of(_NO_QUESTION, [Candidate(passage, 0.0, 0.0, 0.0, None, None)]))
