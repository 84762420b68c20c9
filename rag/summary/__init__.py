"""Summaries of one whole document, or of a topic across documents, in the documents' own words, every sentence cited.

A document is read from its first to its last section; a topic takes every section of the corpus that is about it. The
length asked for is never exceeded. Not here: which questions ask for a summary (rag/summary/asked.py).
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag import phrases
from rag.errors import UsageError
from rag.index import Index
from rag.quotable import cited, quotable
from rag.retrieval import Retriever
from rag.summary.aspects import subject
from rag.summary.dispute import dispute
from rag.summary.reading import read
from rag.summary.salience import likeness, salience
from rag.summary.sections import Material, content, material
from rag.summary.selection import Choice, OfDocument, OnTopic
from rag.summary.topic import explore
from rag.types import Answer, Coverage, Sentence

FEWEST, MOST = 20, 2000  # words
PAGE = 450  # words of "one page"
SHOWN_HITS = 10
LONGEST_TOPIC = 300  # characters

__all__ = ["FEWEST", "MOST", "PAGE", "SummaryRequest", "check", "summarize"]


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What to summarise, a document by its id or a topic in words, and in how many words at most."""

    document: str | None
    topic: str | None
    words: int


def summarize(
    index: Index,
    retriever: Retriever,
    request: SummaryRequest,
    scope: frozenset[str] | None = None,
    threshold: float | None = None,
) -> Answer:
    """The summary with its coverage, or `not_in_corpus` with a notice; `scope`: a topic in these documents alone.

    `threshold` is the confidence below which a topic is refused, the fitted one where it is None. Raises UsageError for
    a request that makes no sense, NotFound for a document that is not there.
    """
    started = time.perf_counter()
    check(request)
    if request.document is not None:
        answer = _of_document(index, retriever, request.document, request.words)
    else:
        topic = subject(" ".join((request.topic or "").split()))
        answer = _of_topic(index, retriever, topic, request.words, scope, threshold)
    return replace(answer, seconds=time.perf_counter() - started)


def check(request: SummaryRequest) -> None:
    """Raises UsageError for a request that makes no sense."""
    if (request.document is None) == (request.topic is None):
        raise UsageError("a summary is of a document or of a topic: give one of the two")
    if not FEWEST <= request.words <= MOST:
        raise UsageError(f"a summary can't have {request.words!r} words: ask for {FEWEST} to {MOST}")
    if request.topic is not None and not re.search(r"\w", request.topic):
        raise UsageError(f"the topic {request.topic[:40]!r} has no words: name one")
    if request.topic is not None and len(request.topic) > LONGEST_TOPIC:
        length = len(request.topic)
        raise UsageError(
            f"the topic {request.topic[:30]!r}… has {length} characters, at most {LONGEST_TOPIC}: shorten it"
        )


def _of_document(index: Index, retriever: Retriever, document_id: str, words: int) -> Answer:
    title = index.document(document_id).title
    found = material(quotable(index.passages_of(document_id)))
    asked = phrases.SUMMARY_OF.format(name=title)
    hits = tuple(candidate.hit() for candidate in retriever.find(title, SHOWN_HITS))
    blank = Answer(asked, asked, (), (), hits, "not_in_corpus", confidence=1.0, kind="summary")
    if not found.units:
        return replace(blank, notice=phrases.NOTHING_TO_SUMMARISE.format(name=title))
    alike = likeness([content(unit.text) for unit in found.units])
    choice = OfDocument(found, salience(found, alike), alike)
    while choice.step(words, anew=True):
        pass
    return _composed(index, blank, found, _choose(choice, words), words)


def _of_topic(
    index: Index, retriever: Retriever, topic: str, words: int, scope: frozenset[str] | None, threshold: float | None
) -> Answer:
    seen = explore(index, retriever, topic, scope, threshold)
    asked = phrases.SUMMARY_OF.format(name=topic)
    hits = tuple(candidate.hit() for candidate in seen.found[:SHOWN_HITS])
    blank = Answer(asked, asked, (), (), hits, "not_in_corpus", confidence=seen.confidence, kind="summary")
    if not seen.known:
        return replace(blank, notice=phrases.UNKNOWN_TOPIC.format(name=topic))
    reading = read(index, retriever, seen, scope)
    return _composed(index, blank, reading.material, _choose(OnTopic(reading.material, reading.told), words), words)


def _choose(choice: Choice, words: int) -> list[int]:
    """The numbers of the chosen units, in the documents' order."""
    while choice.step(words):
        pass
    return sorted(choice.chosen)


def _composed(index: Index, blank: Answer, found: Material, chosen: Sequence[int], words: int) -> Answer:
    if not chosen:
        return replace(blank, notice=phrases.NOTHING_SO_SHORT.format(words=words))
    units = [found.units[number] for number in chosen]
    citations = tuple(cited(index, number, unit) for number, unit in enumerate(units, 1))
    used = {found.section_numbers[number] for number in chosen}
    return replace(
        blank,
        sentences=tuple(Sentence(unit.text, (number,)) for number, unit in enumerate(units, 1)),
        citations=citations,
        verdict="answered",
        disagreement=dispute(units),
        coverage=Coverage(len(used), len(found.sections)),
    )
