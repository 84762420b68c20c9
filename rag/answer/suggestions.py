"""Questions that the corpus does answer: near to one that it doesn't, and those that an answer leads on to.

They are asked questions, near a refusal of the documents that were found, first those that the likest sentences answer;
what is not near is not offered. A document without any, such as a reader's own paper, is asked about by its headings
and names: near a refused question, if the passage answers by the measure that decides on every answer. What leads on
from an answer is asked, and offered if something new is told of it without a warning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer import wording
from rag.answer.extractive import short_title
from rag.answer.refusal.decide import confidence_features
from rag.base.mechanisms import on
from rag.base.types import Answer, Citation, Passage
from rag.language.tokens import read
from rag.models.embedder import Embedder
from rag.models.reader import fitted
from rag.question.analysis import Question, analyse
from rag.search.asked import SHARP, asked_in
from rag.search.candidate_sentences import term_weights
from rag.search.reranker import Look, SecondLook
from rag.search.retriever import Candidate
from rag.store.index import Index
from rag.store.vectors import Vector

MOST = 3
NEAREST = 5  # passages whose documents and sections are drawn on
LONGEST_HEADING = 12  # words
TRIED = 36  # questions behind an answer
DOCUMENTS = 3  # that an answer cites most and that are drawn on
NEAR = 0.45  # likeness of a question to a refused one, from which on it is offered
LEADING, SAME = 0.42, 0.72  # likeness to the centre of what was told: below on something else, above the same
LEAST, BESIDE = 0.5, 0.64  # mean likeness of one that leads on to what was told: at least, and to come first
NEIGHBOURS = 8  # questions that were answered, over which the mean goes
HEADED = 0.5  # cosine from which on a question on a heading is near another
LONGEST = 24  # words


@dataclass(frozen=True, slots=True, eq=False)
class Lead:
    """A question, a passage that should answer it, and where its sentence begins in that; None of a whole section.

    `like` tells how near it is to what it is offered for, `vector` how alike two are (`AskedQuestions.turn`).
    """

    question: str
    vector: Vector
    like: float
    passage: Passage
    start: int | None = None

    def is_quoted(self, citations: Sequence[Citation]) -> bool:
        """Whether one of them quotes the sentence that answers; of a section, any in it."""
        if self.start is None:
            return any(each.passage.section_id == self.passage.section_id for each in citations)
        quotes = (each.quote for each in citations if each.passage.id == self.passage.id)
        begins = ((self.passage.text.find(quote), quote) for quote in quotes)
        return any(0 <= begin <= self.start < begin + len(quote) for begin, quote in begins)


class Suggester:
    """Finds such questions in one index; `asked` are the texts of each document's asked questions, as it has them."""

    def __init__(
        self, index: Index, embedder: Embedder, second: SecondLook | None, asked: Mapping[str, Sequence[str]]
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._second = second
        self._asked = asked

    def near(self, question: Question, candidates: Sequence[Candidate], threshold: float) -> tuple[str, ...]:
        """At most three questions that an assistant with this threshold answers; none without a second look."""
        if self._second is None or not on("suggestions"):
            return ()
        passages = [candidate.passage for candidate in candidates[:NEAREST]]
        own = self._embedder.queries([question.whole])[0]
        turned = asked_in(self._index).turn(own)
        found: list[Lead] = []
        for lead in self._listed(turned, dict.fromkeys(passage.document_id for passage in passages), NEAR):
            if len(found) < MOST and is_apart(lead, found):
                found.append(lead)
        headed = self._headed(own, passages) if len(found) < MOST else []
        near = [lead for lead in headed if analyse(lead.question).terms != question.terms]
        looks = self._second.each([(lead.question, lead.passage) for lead in near])
        sure = [lead for lead, look in zip(near, looks, strict=True) if self._confidence(lead, look) >= threshold]
        return tuple(lead.question for lead in (*found, *sure)[:MOST])

    def _listed(self, like: Vector, documents: Iterable[str], least: float) -> list[Lead]:
        """The well put asked questions of these documents that are like a vector as it is turned, the likest first."""
        found: dict[str, Lead] = {}  # what several documents answer counts once
        asked = asked_in(self._index)
        for name in documents:
            texts, rows = self._asked.get(name, ()), asked.rows[name]
            if not texts or len(texts) != len(rows):  # none, or the index was made with others
                continue
            likes = asked.turned[rows] @ like
            for number in np.flatnonzero(likes >= least).tolist():
                text, row = texts[number], rows[number]
                passages = ((self._index.passage(each), start) for each, start in asked.answers[row])
                place = next((place for place in passages if place[0].document_id == name), None)
                if place and text[:1].isupper() and text.endswith("?"):
                    found.setdefault(text, Lead(text, asked.turned[row], float(likes[number]), *place))
        return sorted(found.values(), key=lambda lead: -lead.like)

    def _headed(self, own: Vector, passages: Iterable[Passage]) -> list[Lead]:
        """Questions on the headings, or names, of passages whose documents have no asked ones, the nearest first."""
        texts: dict[str, Passage] = {}
        for passage in passages:
            bare = not self._asked.get(passage.document_id)
            if bare and (text := on_section(passage) or on_name(passage)):
                texts.setdefault(text, passage)
        vectors = self._embedder.queries([*texts]) if texts else ()
        turned = map(asked_in(self._index).turn, vectors)
        near = zip(texts.items(), turned, (float(vector @ own) for vector in vectors), strict=True)
        leads = [Lead(text, vector, cosine, passage) for (text, passage), vector, cosine in near if cosine >= HEADED]
        return sorted(leads, key=lambda lead: -lead.like)

    def _confidence(self, lead: Lead, look: Look) -> float:
        """How sure its passage alone makes an answer to its question; other passages could only make it surer."""
        question, name = analyse(lead.question), lead.passage.id
        cosine = self._index.cosines(self._embedder.queries([lead.question])[0], [name])[name]
        candidate = Candidate(lead.passage, cosine, cosine, 0.0, None, None, look)
        return fitted().answerable(confidence_features(question, [candidate], term_weights(self._index, question)))

    def follow_ups(self, answer: Answer, ask: Callable[[str], Answer], scope: frozenset[str] | None) -> Iterator[str]:
        """At most three questions, each when it was tried; "" for one that failed."""
        said = {sentence.text for sentence in answer.sentences}
        found: list[Lead] = []
        for lead in self._leading(answer, scope)[:TRIED]:
            if len(found) < MOST and is_apart(lead, found):
                told = ask(lead.question)
                is_answered = told.verdict == "answered" and not told.warnings and lead.is_quoted(told.citations)
                if is_new := is_answered and told.sentences[0].text not in said:
                    found.append(lead)
                    said |= {sentence.text for sentence in told.sentences}
                yield lead.question if is_new else ""

    def _leading(self, answer: Answer, scope: frozenset[str] | None) -> list[Lead]:
        """What may be asked next and wasn't told, the likest first: asked questions, and headings of papers cited."""
        own = self._embedder.queries([answer.standalone])[0]
        quotes = [(each, each.passage.text.find(each.quote)) for each in answer.citations]
        stretches = [(each.passage, at, at + len(each.quote)) for each, at in quotes if at >= 0]
        told = asked_in(self._index).told(own, stretches)
        likeness = told @ asked_in(self._index).turn(own)
        centre = np.exp((likeness - likeness.max()) / SHARP) @ told
        centre /= np.linalg.norm(centre)
        cited = Counter(each.passage.document_id for each in answer.citations)
        within = [name for name in self._index.entries if scope is None or name in scope]
        documents = [name for name, _ in cited.most_common() if name in within][:DOCUMENTS]
        passages = (passage for name in documents for passage in self._index.passages_of(name))
        listed = [lead for lead in self._listed(centre, within, LEADING) if lead.like < SAME]
        near = {lead.question: float(np.sort(told @ lead.vector)[-NEIGHBOURS:].mean()) for lead in listed}
        listed = [lead for lead in listed if near[lead.question] >= LEAST]
        listed.sort(key=lambda lead: near[lead.question] < BESIDE)
        leads = (*listed, *self._headed(own, passages))
        return [
            lead for lead in leads if len(lead.question.split()) <= LONGEST and not lead.is_quoted(answer.citations)
        ]


def is_apart(lead: Lead, found: Iterable[Lead]) -> bool:
    """Whether none of these asks about the same."""
    return all(float(lead.vector @ each.vector) < SAME for each in found)


def on_section(passage: Passage) -> str | None:
    """The question on the section that a passage stands in; None where its heading makes none."""
    heading = passage.section.strip(" .:")
    words = re.findall(r"[^\W\d_]{2,}", heading)
    if not words or len(heading.split()) > LONGEST_HEADING or heading == passage.title:
        return None
    return wording.about_section(short_title(passage.title), heading)


def on_name(passage: Passage) -> str | None:
    """A question on the name that the passage says most often, None where it has no name twice."""
    names = Counter(token.text for token in read(passage.text).tokens if token.is_name and len(token.text) > 3)
    name, count = next(iter(names.most_common(1)), ("", 0))
    return wording.SUGGEST_NAME.format(name=re.sub(r"['’]s$", "", name)) if count > 1 else None
