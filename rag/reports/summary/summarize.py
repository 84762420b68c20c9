"""Summaries of one whole document, or of a topic across documents, in the documents' own words, every sentence cited.

A document is read from its first to its last section; a topic takes every section of the corpus that is about it. The
length asked for is never exceeded. Not here: which questions ask for a summary (rag/question/request.py).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.extractive import Composed
from rag.answer.wording import SUMMARY_OF
from rag.base.errors import UsageError
from rag.base.mechanisms import on
from rag.base.types import Coverage, Disagreement, Notice, Sentence
from rag.check import disagreement
from rag.check.disagreement import Statement
from rag.language import lexicon
from rag.question.request import FEWEST, LONGEST_TOPIC, MOST, SummaryRequest
from rag.reports.summary.choice import choose, salience
from rag.reports.summary.sections import Material, gist, material
from rag.reports.summary.topic import VOTELESS, known, read, voted, whole_document
from rag.search.asked import NO_VOTES, asked_in
from rag.search.candidate_sentences import Unit, cited, quotable
from rag.search.retriever import Retriever
from rag.store.index import Index

SHOWN_HITS = 10
RANKED = 60  # passages
_OWNER = re.compile(r"['’]s\b")
_AMOUNT = "How large: {sentence}"


def summarize(
    index: Index,
    retriever: Retriever,
    request: SummaryRequest,
    scope: frozenset[str] | None = None,
    threshold: float | None = None,
) -> Composed:
    """The summary with its coverage, or `not_in_corpus` with a reason; `scope`: a topic in these documents alone.

    `threshold` is the confidence below which a topic is refused, the fitted one where it is None. Raises UsageError for
    a request that makes no sense, NotFound for a document that is not there.
    """
    check(request)
    if request.document is not None:
        return _of_document(index, retriever, request)
    return _of_topic(index, retriever, request, scope, threshold)


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


def _of_document(index: Index, retriever: Retriever, request: SummaryRequest) -> Composed:
    document_id = request.document or ""
    title, words = index.document(document_id).title, request.words
    found = material(quotable(index.passages_of(document_id)))
    asked = SUMMARY_OF.format(name=title)
    hits = tuple(candidate.hit() for candidate in retriever.find(title, SHOWN_HITS))
    blank = Composed(asked, "summary", hits=hits, confidence=1.0)
    if not found.units:
        return replace(blank, reasons=(Notice("nothing_to_summarise", {"name": title}),))
    own = gist(found, request.gist) if request.gist else []
    if sum(found.units[number].words for number in own) > words:
        own = choose(found, [float(number in own) for number in range(len(found.units))], words)
    votes = retriever.votes(request.text, frozenset({document_id})) if request.text else NO_VOTES
    wanted = voted(found, votes)
    telling = {number for number, value in enumerate(wanted) if value} or range(len(wanted))
    chosen = own or choose(found, _worth_of(index, found, wanted), words, lead=min(telling), every=telling)
    return _composed(index, blank, found, chosen, words)


def _worth_of(index: Index, found: Material, wanted: Sequence[float]) -> list[float]:
    """How much each unit matters: by its place and form, by how many asked questions it answers, and by the votes."""
    worth = salience(found)
    if not on("asked_questions"):
        return worth
    asked = asked_in(index)
    times = [asked.times(unit.passage, unit.start, unit.end) for unit in found.units]
    weighed = zip(worth, times, wanted, strict=True)
    return [value * math.sqrt(1 + 2 * number) * (VOTELESS + vote) for value, number, vote in weighed]


def _of_topic(
    index: Index,
    retriever: Retriever,
    request: SummaryRequest,
    scope: frozenset[str] | None,
    threshold: float | None,
) -> Composed:
    topic, words = _OWNER.sub("", " ".join((request.topic or "").split())), request.words
    found = retriever.find(topic, SHOWN_HITS, scope)
    is_known, confidence = known(index, topic, found, threshold)
    asked = SUMMARY_OF.format(name=topic)
    blank = Composed(asked, "summary", hits=tuple(each.hit() for each in found), confidence=confidence)
    if not is_known:
        return replace(blank, reasons=(Notice("unknown_topic", {"name": topic}),))
    ranked = retriever.rank(topic, RANKED, scope)
    # The whole request says more than its topic of what is wanted to be told.
    votes = retriever.votes(request.text or topic, scope)
    # Within a scope nearly all of the best passages may be of one document that has little on the topic.
    if scope is None and (whole := whole_document(index, topic, ranked, votes if request.text else NO_VOTES)):
        made = _of_document(index, retriever, SummaryRequest(whole, None, words, text=request.text))
        return replace(made, standalone=asked, hits=blank.hits)
    reading = read(index, topic, ranked, votes)
    chosen = choose(reading.material, reading.worth, words, reading.lead)
    if reading.lead is not None:
        sections = reading.material.section_numbers
        first = sections[reading.lead]
        chosen.sort(key=lambda number: sections[number] != first)
    return _composed(index, blank, reading.material, chosen, words, len(reading.about))


def _composed(
    index: Index, blank: Composed, found: Material, chosen: Sequence[int], words: int, sections: int | None = None
) -> Composed:
    """The summary; `sections` is how many there were to tell of, by default all of the material."""
    if not chosen:
        return replace(blank, reasons=(Notice("nothing_so_short", {"words": str(words)}),))
    units = [found.units[number] for number in chosen]
    citations = tuple(cited(index, number, unit) for number, unit in enumerate(units, 1))
    used = {found.section_numbers[number] for number in chosen}
    return replace(
        blank,
        sentences=tuple(Sentence(unit.text, (number,)) for number, unit in enumerate(units, 1)),
        citations=citations,
        verdict="answered",
        disagreement=_dispute(units),
        coverage=Coverage(len(used), sections or len(found.sections)),
    )


def _dispute(units: Sequence[Unit]) -> Disagreement | None:
    """The first fact on which a sentence says that accounts differ, with its values; None where there is none.

    A summary asks nothing: each sentence asks for itself. A citation's number is the sentence's place, counted from 1.
    """
    for number, unit in enumerate(units, 1):
        if lexicon.pattern("accounts.differ").search(unit.text):
            statement = Statement(unit.text, number, (unit.passage.path,))
            if found := disagreement.find([statement], _AMOUNT.format(sentence=unit.text)):
                return replace(found, about=unit.passage.section)
    return None
