"""Questions that lead on from an answer: on what its documents tell next, each tried before it is offered.

They come from the questions that the corpus brings along and from the headings of the documents that the answer cites.
First come those near to what was asked and on the section that follows; one is offered if its answer tells something
new, from that document and without a warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.refusal.suggestions import Suggester
from rag.base.types import Answer, Passage
from rag.question.analysis import analyse
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
    """A question, the document that should answer it, and how close that lies to the answer, 0 to 1 and a little."""

    question: str
    document: str
    closeness: float


def follow_ups(
    index: Index,
    suggester: Suggester,
    answer: Answer,
    ask: Callable[[str], Answer],
    scope: frozenset[str] | None,
) -> Iterator[str]:
    """At most three questions, each when it was tried; "" for one that is not to be offered."""
    said = {sentence.text for sentence in answer.sentences}
    found: list[Vector] = []
    for lead in _leads(index, suggester, answer, scope)[:TRIED]:
        (vector,) = suggester.encode([lead.question])
        if any(float(vector @ each) >= ALIKE for each in found):
            continue
        told = ask(lead.question)
        good = _is_new(told, lead.document, said)
        if good:
            found.append(vector)
            said |= {sentence.text for sentence in told.sentences}
        yield lead.question if good else ""
        if len(found) == MOST:
            return


def _is_new(told: Answer, document: str, said: set[str]) -> bool:
    """Whether it is an answer from the document, without a warning, that opens with what was not said yet."""
    whole = told.verdict == "answered" and bool(told.sentences) and not told.warnings
    there = any(citation.passage.document_id == document for citation in told.citations)
    return whole and there and told.sentences[0].text not in said


def _leads(index: Index, suggester: Suggester, answer: Answer, scope: frozenset[str] | None) -> list[Lead]:
    """What may be asked, closest first."""
    cited = Counter(each.passage.document_id for each in answer.citations)
    there = [name for name, _ in cited.most_common() if name in index.entries and (scope is None or name in scope)]
    offered: dict[str, tuple[str, float]] = {}
    for document in there[:DOCUMENTS]:
        sections = {each.passage.section for each in answer.citations if each.passage.document_id == document}
        for question, bonus in _on_document(index, suggester, document, sections):
            offered.setdefault(question, (document, bonus))
    asked = analyse(answer.standalone)
    own, *vectors = suggester.encode([answer.standalone, *offered])
    names = {*asked.names}
    leads = []
    for (question, (document, bonus)), vector in zip(offered.items(), vectors, strict=True):
        cosine, about = float(vector @ own), analyse(question)
        if not NEAR <= cosine < SAME or about.terms == asked.terms or len(question.split()) > LONGEST:
            continue
        shared = _SUBJECT if names & {*about.names} else -_SUBJECT if names and about.names else 0.0
        leads.append(Lead(question, document, cosine + bonus + shared))
    return sorted(leads, key=lambda lead: -lead.closeness)


def _on_document(index: Index, suggester: Suggester, document: str, cited: set[str]) -> Iterator[tuple[str, float]]:
    """Questions on a document, and what is to be added to their closeness for where their answer stands."""
    passages: dict[str, Passage] = {}
    for passage in index.passages_of(document):
        passages.setdefault(passage.section, passage)
    order = list(passages)
    following = {after for before, after in pairwise(order) if before in cited} - cited
    for known in suggester.known:
        if known.document == document:
            place = _NEXT if known.section in following else _HERE if known.section in cited else 0.0
            yield known.question, _KNOWN + place
    for section, passage in passages.items():
        if section not in cited and (question := suggester.on_section(passage)):
            yield question, _NEXT if section in following else 0.0
