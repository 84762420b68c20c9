"""Questions that lead on from an answer: on what its documents tell next, each tried before it is offered.

They come from the questions that the corpus brings along and from the headings of the documents that the answer cites.
First come those near to what was asked and on the section that follows; one is offered if its answer opens with
something new, from the section that it is about, and without a warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.refusal.suggestions import Suggester
from rag.base.types import Answer, Passage
from rag.question.analysis import analyse
from rag.search.entities import Subjects, subjects
from rag.store.index import Index
from rag.store.vectors import Vector

MOST = 3
TRIED = 8
DOCUMENTS = 3  # that an answer cites most and that are drawn on
SAME = 0.92  # cosine from which on the same is asked
ALIKE = 0.85  # cosine from which on two of them are not offered together
NEAR = 0.5  # cosine from which on a question is near what was asked
LONGEST = 24  # words
_NEXT, _HERE, _KNOWN, _SUBJECT = 0.15, 0.1, 0.1, 0.15


@dataclass(frozen=True, slots=True)
class Lead:
    """A question, where it should be answered, the words that say what it is about, and what speaks for it.

    Without a section any of the document will do.
    """

    question: str
    document: str
    section: str | None
    about: str
    bonus: float


def follow_ups(
    index: Index,
    suggester: Suggester,
    answer: Answer,
    ask: Callable[[str], Answer],
    scope: frozenset[str] | None,
) -> Iterator[str]:
    """At most three questions, each when it was tried; "" for one that is not to be offered, and between other work."""
    said = {sentence.text for sentence in answer.sentences}
    cited = Counter(each.passage.document_id for each in answer.citations)
    there = [name for name, _ in cited.most_common() if name in index.entries and (scope is None or name in scope)]
    leads: list[Lead] = []
    for document in there[:DOCUMENTS]:
        sections = {each.passage.section for each in answer.citations if each.passage.document_id == document}
        leads += _on_document(index, suggester, document, sections)
        suggester.encode(lead.question for lead in leads)
        yield ""
    found: list[Vector] = []
    for lead in _nearest(suggester, answer, leads, subjects(index))[:TRIED]:
        (vector,) = suggester.encode([lead.question])
        if any(float(vector @ each) >= ALIKE for each in found):
            continue
        told = ask(lead.question)
        good = _is_new(told, lead, said)
        if good:
            found.append(vector)
            said |= {sentence.text for sentence in told.sentences}
        yield lead.question if good else ""
        if len(found) == MOST:
            return


def _is_new(told: Answer, lead: Lead, said: set[str]) -> bool:
    """Whether it is an answer without a warning that opens with what was not said yet, from where it should be."""
    if told.verdict != "answered" or not told.sentences or told.warnings or told.sentences[0].text in said:
        return False
    opening = [each.passage for each in told.citations if each.number in told.sentences[0].citations]
    return any(each.document_id == lead.document and lead.section in (None, each.section) for each in opening)


def _nearest(suggester: Suggester, answer: Answer, leads: Sequence[Lead], known: Subjects) -> list[Lead]:
    """Those that may be asked, closest first; what is about other subjects than the question has to lie nearer."""

    def named(text: str) -> set[str]:
        return {subject.name for subject in known.mentioned(text).values()}

    terms, about = analyse(answer.standalone).terms, named(answer.standalone)
    own, *vectors = suggester.encode([answer.standalone, *(lead.question for lead in leads)])
    scored: dict[str, tuple[float, Lead]] = {}
    for lead, vector in zip(leads, vectors, strict=True):
        cosine, names = float(vector @ own), named(lead.about)
        shared = _SUBJECT if names & about else -_SUBJECT if names and about else 0.0
        if cosine >= SAME or cosine + min(shared, 0.0) < NEAR or len(lead.question.split()) > LONGEST:
            continue
        if analyse(lead.question).terms != terms:
            scored.setdefault(lead.question, (cosine + lead.bonus + shared, lead))
    return [lead for _, lead in sorted(scored.values(), key=lambda pair: -pair[0])]


def _on_document(index: Index, suggester: Suggester, document: str, cited: set[str]) -> Iterator[Lead]:
    passages: dict[str, Passage] = {}
    for passage in index.passages_of(document):
        passages.setdefault(passage.section, passage)
    following = {after for before, after in pairwise(passages) if before in cited} - cited
    for known, place in suggester.placed({document}):
        if place.section in following | cited:
            bonus = _KNOWN + (_NEXT if place.section in following else _HERE)
            yield Lead(known.question, document, place.section, known.question, bonus)
    for section, passage in passages.items():
        if section not in cited and (question := suggester.on_section(passage)):
            yield Lead(question, document, section, section, _NEXT if section in following else 0.0)
