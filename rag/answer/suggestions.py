"""Questions that the corpus does answer: near to one that it doesn't, and those that an answer leads on to.

They come from a list that the corpus brings along, and from the headings and names of the passages that were found or
cited, the nearest in meaning first; what is not near is not offered. Near a refused question each is offered only if
its passage answers it, by the measure that decides on every answer; behind an answer, if its own answer opens with
something new, from the section that it is about, and without a warning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answer import wording
from rag.answer.extractive import short_title
from rag.answer.refusal.decide import confidence_features
from rag.base.mechanisms import on
from rag.base.types import Answer, Passage
from rag.language.tokens import read, stems
from rag.models.embedder import Embedder
from rag.models.linear import fitted
from rag.question.analysis import Question, analyse
from rag.search.asked import asked_in
from rag.search.candidate_sentences import Weights, term_weights
from rag.search.entities import subjects
from rag.search.reranker import SecondLook
from rag.search.retriever import Candidate
from rag.store.index import Index
from rag.store.vectors import Vector

MOST = 3
CHECKED = 5  # questions that are tried for one refusal; each costs a look at one passage
NEAREST = 5  # passages whose documents and sections are drawn on
KNOWN = 4  # of the list, for one refusal
NEAR, NEAR_IN_WORDS, SHARED = 0.6, 0.45, 0.2  # cosines without and with that share of the question's words, by weight
LONGEST_HEADING = 12  # words
GLOSSARY = 12  # sections of one passage each make a document a list of terms
TRIED = 8  # questions behind an answer
DOCUMENTS = 3  # that an answer cites most and that are drawn on
SAME = 0.92  # cosine from which on the same is asked
ALIKE = 0.85  # cosine from which on two of them are not offered together
LEADING = 0.5  # cosine from which on a question is near what was asked
LONGEST = 24  # words

_SAME_SECTION, _SAME_DOCUMENT = 0.3, 0.1
_NEXT, _HERE, _KNOWN, _SUBJECT = 0.15, 0.1, 0.1, 0.15


@dataclass(frozen=True, slots=True)
class Known:
    """A question that is known to be answered in a document, and how the first sentence begins that does so."""

    question: str
    document: str
    answer: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A question, where it should be answered, the words that say what it is about, and what speaks for it."""

    question: str
    document: str
    section: str
    about: str
    bonus: float


class Suggester:
    """Finds such questions in one index; what was tried is remembered as long as the corpus stays the same."""

    def __init__(self, index: Index, embedder: Embedder, second: SecondLook | None, known: Sequence[Known]) -> None:
        self._index = index
        self._embedder = embedder
        self._second = second
        self._known = known
        self._tried: dict[tuple[str, str, str], float] = {}
        self._vectors: dict[str, Vector] = {}

    def near(self, question: Question, candidates: Sequence[Candidate], threshold: float) -> tuple[str, ...]:
        """At most three questions that an assistant with this threshold answers; none without a second look."""
        if self._second is None or not on("suggestions"):
            return ()
        passages = [candidate.passage for candidate in candidates[:NEAREST]]
        places: dict[str, tuple[str, Passage]] = {}
        for text, passage in self._nearest(question, passages):
            places.setdefault(passage.path, (text, passage))
        nearest = list(places.values())[:CHECKED]
        found: list[str] = []
        for some in (nearest[:MOST], nearest[MOST:]):
            if len(found) < MOST:
                confidences = self._confidences(some, self._second)
                found += [text for (text, _), sure in zip(some, confidences, strict=True) if sure >= threshold]
        return tuple(found[:MOST])

    def _nearest(self, question: Question, passages: Sequence[Passage]) -> list[tuple[str, Passage]]:
        weights = term_weights(self._index, question)
        offered = dict((*self._from_passages(question, passages), *self._listed(question, passages, weights)))
        asked = self._embedder.queries([question.whole])[0]
        self._encode(offered)
        cosines = {text: float(self._vectors[text] @ asked) for text in offered}
        near = [
            each for each in offered if cosines[each] >= (NEAR_IN_WORDS if _shared(each, weights) >= SHARED else NEAR)
        ]
        return [(text, offered[text]) for text in sorted(near, key=lambda each: -cosines[each])]

    def _encode(self, texts: Iterable[str]) -> list[Vector]:
        """The vectors of questions; those that have none yet are made in one go."""
        asked = list(texts)
        if fresh := [text for text in asked if text not in self._vectors]:
            self._vectors |= zip(fresh, self._embedder.queries(fresh), strict=True)
        return [self._vectors[text] for text in asked]

    def _listed(self, question: Question, passages: Sequence[Passage], weights: Weights) -> list[tuple[str, Passage]]:
        """The known questions that share most words with this one, from the documents that were found."""
        sections = {(passage.document_id, passage.section) for passage in passages}
        scored = []
        for known, place in self._placed({passage.document_id for passage in passages}):
            if known.question.casefold() != question.text.casefold():
                same = _SAME_SECTION if (place.document_id, place.section) in sections else _SAME_DOCUMENT
                scored.append((_shared(known.question, weights) + same, known.question, place))
        scored.sort(key=lambda each: -each[0])
        return [(text, place) for _, text, place in scored[:KNOWN]]

    def _placed(self, documents: Container[str]) -> Iterator[tuple[Known, Passage]]:
        """The known questions of these documents with the passages that answer them."""
        for known in self._known:
            if known.document in documents and known.document in self._index.entries:
                inside = self._index.passages_of(known.document)
                if place := next((passage for passage in inside if known.answer in passage.text), None):
                    yield known, place

    def _from_passages(self, question: Question, passages: Sequence[Passage]) -> Iterator[tuple[str, Passage]]:
        for passage in passages:
            text = self._on_section(passage) or _on_name(passage)
            if text and analyse(text).terms != question.terms:
                yield text, passage

    def _on_section(self, passage: Passage) -> str | None:
        """The question on the section that a passage stands in; None where its heading makes none."""
        heading = passage.section.strip(" .:")
        words = re.findall(r"[^\W\d_]{2,}", heading)
        if not words or len(heading.split()) > LONGEST_HEADING or heading == passage.title:
            return None
        beside = self._index.passages_of(passage.document_id)
        is_glossary = len({each.section for each in beside}) >= max(GLOSSARY, 0.8 * len(beside))
        if is_glossary and not heading.endswith("?"):
            return wording.SUGGEST_TERM.format(term=heading)
        return wording.about_section(short_title(passage.title), heading)

    def _confidences(self, offered: Sequence[tuple[str, Passage]], second: SecondLook) -> list[float]:
        """How sure each passage alone makes an answer to its question; other passages could only make it surer.

        A question of the list is known to be answered: it needs no reading.
        """
        corpus, listed = self._index.corpus_sha256, {known.question for known in self._known}
        keys = [(corpus, text, passage.id) for text, passage in offered]
        fresh = [
            each for each, key in zip(offered, keys, strict=True) if key not in self._tried and each[0] not in listed
        ]
        for (text, passage), look in zip(fresh, second.each(fresh), strict=True):
            question = analyse(text)
            cosine = self._index.cosines(self._vectors[text], [passage.id])[passage.id]
            votes = asked_in(self._index).votes(self._vectors[text])
            candidate = Candidate(passage, cosine, cosine, 0.0, None, None, look, votes)
            features = confidence_features(question, [candidate], term_weights(self._index, question))
            self._tried[corpus, text, passage.id] = fitted().answerable(features)
        return [self._tried.get(key, 1.0) for key in keys]

    def follow_ups(self, answer: Answer, ask: Callable[[str], Answer], scope: frozenset[str] | None) -> Iterator[str]:
        """At most three questions, each when it was tried; "" for one that failed, and between other work."""
        said = {sentence.text for sentence in answer.sentences}
        cited = Counter(each.passage.document_id for each in answer.citations)
        inside = self._index.entries.keys() if scope is None else self._index.entries.keys() & scope
        leads: list[Lead] = []
        for document in [name for name, _ in cited.most_common() if name in inside][:DOCUMENTS]:
            sections = {each.passage.section for each in answer.citations if each.passage.document_id == document}
            leads += self._on_document(document, sections)
            self._encode(lead.question for lead in leads)
            yield ""
        found: list[Vector] = []
        for lead in self._leading(answer, leads)[:TRIED]:
            (vector,) = self._encode([lead.question])
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

    def _leading(self, answer: Answer, leads: Sequence[Lead]) -> list[Lead]:
        """Those that may be asked, closest first; what is about other subjects than the question has to lie nearer."""

        def named(text: str) -> set[str]:
            return {subject.name for subject in subjects(self._index).mentioned(text).values()}

        terms, about = analyse(answer.standalone).terms, named(answer.standalone)
        own, *vectors = self._encode([answer.standalone, *(lead.question for lead in leads)])
        scored: dict[str, tuple[float, Lead]] = {}
        for lead, vector in zip(leads, vectors, strict=True):
            cosine, names = float(vector @ own), named(lead.about)
            shared = _SUBJECT if names & about else -_SUBJECT if names and about else 0.0
            if cosine >= SAME or cosine + min(shared, 0.0) < LEADING or len(lead.question.split()) > LONGEST:
                continue
            if analyse(lead.question).terms != terms:
                scored.setdefault(lead.question, (cosine + lead.bonus + shared, lead))
        return [lead for _, lead in sorted(scored.values(), key=lambda pair: -pair[0])]

    def _on_document(self, document: str, cited: set[str]) -> Iterator[Lead]:
        passages: dict[str, Passage] = {}
        for passage in self._index.passages_of(document):
            passages.setdefault(passage.section, passage)
        following = {after for before, after in pairwise(passages) if before in cited} - cited
        for known, place in self._placed({document}):
            if place.section in following | cited:
                bonus = _KNOWN + (_NEXT if place.section in following else _HERE)
                yield Lead(known.question, document, place.section, known.question, bonus)
        for section, passage in passages.items():
            if section not in cited and (question := self._on_section(passage)):
                yield Lead(question, document, section, section, _NEXT if section in following else 0.0)


def _is_new(told: Answer, lead: Lead, said: set[str]) -> bool:
    """Whether it is an answer without a warning that opens with what was not said yet, from where it should be."""
    if told.verdict != "answered" or not told.sentences or told.warnings or told.sentences[0].text in said:
        return False
    opening = [each.passage for each in told.citations if each.number in told.sentences[0].citations]
    return any(each.document_id == lead.document and lead.section == each.section for each in opening)


def _shared(text: str, weights: Weights) -> float:
    own = stems(text)
    return sum(weight for term, weight in weights.items() if term in own)


def _on_name(passage: Passage) -> str | None:
    """A question on the name that the passage says most often, None where it has no name twice."""
    names = Counter(token.text for token in read(passage.text).tokens if token.is_name and len(token.text) > 3)
    name, count = next(iter(names.most_common(1)), ("", 0))
    return wording.SUGGEST_NAME.format(name=re.sub(r"['’]s$", "", name)) if count > 1 else None
