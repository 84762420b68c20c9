"""A quiz made from the corpus: cited sentences with a figure, a year or a place left out, and three wrong choices.

Which sentences can be asked is in `gaps.py`, which choices are wrong in `choices.py`; nothing is typed in by hand.
"""

from __future__ import annotations

from functools import lru_cache

from rag.base.errors import UsageError
from rag.reports.overview.glossary import glossary
from rag.reports.overview.quiz.choices import WRONG, Pool, order, spread
from rag.reports.overview.quiz.gaps import MOST, Gap, Item, Kind, Request, gaps, stands_alone
from rag.reports.overview.timeline import last_years
from rag.search.candidate_sentences import cited, quotable
from rag.search.entities import subjects
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
