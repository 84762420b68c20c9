"""The assistant: one question in, one judged and cited answer out; the same for every face."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rag.answer import wording
from rag.answer.extractive import Draft, draft
from rag.answer.generative import Written, settle, write
from rag.answer.refusal.confidence import Features, confidence_features
from rag.answer.refusal.decide import judge, uncovered
from rag.answer.refusal.multi_part import weigh
from rag.answer.refusal.suggestions import Known, Suggester
from rag.base.errors import ModelProblem, UsageError
from rag.base.settings import Settings
from rag.base.types import Answer, Hit, Sentence, Turn
from rag.check import disagreement
from rag.language.sentences import is_chinese
from rag.models.chat_model import ChatModel, open_chat_model
from rag.models.embedder import Embedder
from rag.models.linear import SentenceModel, fitted
from rag.models.second_opinion import load_opinions
from rag.models.token_vectors import TokenVectors
from rag.question.analysis import Question, analyse
from rag.question.context import context_of
from rag.question.request import FEWEST, SUMMARY_WORDS, SummaryRequest, is_of_this_document, requested_summary
from rag.question.small_talk import small_talk
from rag.question.spelling import respell
from rag.reports.comparison import compare
from rag.reports.summary.summarize import summarize
from rag.search.candidate_sentences import cited, term_weights
from rag.search.reranker import second_look
from rag.search.retriever import Candidate, Retriever
from rag.store.index import Index

LONGEST_QUESTION = 2000  # characters; more is a document, not a question
SHOWN_HITS = 10


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything that was measured of a question: what training, evaluation and explanations look into."""

    question: Question
    candidates: tuple[Candidate, ...]
    draft: Draft
    features: Features


class Assistant:
    """Answers questions from an open index. Not for two threads at once."""

    def __init__(self, index: Index, embedder: Embedder, settings: Settings, known: Sequence[Known] = ()) -> None:
        self.index = index
        self.settings = settings
        way = settings.retrieval.rerank
        late = TokenVectors(settings.threads) if way != "none" and index.recipe.enricher == TokenVectors.name else None
        self._look = second_look(settings)
        self._opinion = load_opinions(settings)
        self._retriever = Retriever(index, embedder, settings.retrieval, late, self._look)
        self._suggester = Suggester(index, embedder, self._look, known)
        self.sentence_model: SentenceModel = fitted().sentence

    @cached_property
    def chat(self) -> ChatModel | None:
        """The chat model of the settings, opened at first use; None for the extractive answerer."""
        return open_chat_model(self.settings)

    @property
    def threshold(self) -> float:
        """The confidence below which a question is refused."""
        chosen = self.settings.answering.threshold
        return fitted().threshold if chosen is None else chosen

    def ask(self, question: str, turns: Sequence[Turn] = (), scope: frozenset[str] | None = None) -> Answer:
        """The answer to a question after `turns`, or a refusal; `scope`: from the documents with these ids alone.

        Raises UsageError for a question that is empty or too long, NotFound for a document of the scope that is not
        there, ModelProblem where a chat model can't be used at all.
        """
        *_, answer = self.stream(question, turns, scope)
        if not isinstance(answer, Answer):
            raise TypeError(f"a stream ended with {answer!r}, not with an answer")
        return answer

    def stream(
        self, question: str, turns: Sequence[Turn] = (), scope: frozenset[str] | None = None
    ) -> Iterator[Sentence | Answer]:
        """The sentences of a chat model as they are checked, then the whole answer; the extractive answer comes whole.

        To cancel, close the iterator. Raises what `ask` raises.
        """
        started = time.perf_counter()
        text = clean_question(question)
        if talk := small_talk(text, [turn.question for turn in turns]):
            yield _plain(question, text, wording.SMALL_TALK[talk], time.perf_counter() - started)
            return
        if not self.index.passages:
            answer = _plain(question, text, wording.NOTHING_STORED, 0.0)
            yield replace(answer, kind="fact", seconds=time.perf_counter() - started)
            return
        asked = text if is_of_this_document(text) else respell(text, self.index)
        if summary := self._summary(asked, scope):
            yield replace(summary, question=question, standalone=asked, seconds=time.perf_counter() - started)
            return
        seen = self.examine(asked, scope, context_of(turns))
        answer = self._contradicted(self._in_parts(self._judge(question, seen), seen, scope))
        if not answer.sentences and is_chinese(text):
            answer = replace(answer, kind="language", notice=wording.NOT_ENGLISH)
        elif not answer.sentences:
            near = self._suggester.near(seen.question, seen.candidates, self.threshold)
            answer = replace(answer, suggestions=near)
        if answer.sentences and self.chat:
            written = Written(self._opinion)
            yield from self._write(self.chat, seen, written)
            answer = settle(answer, written, self.chat.name)
        answer = compare.beside(self.index, answer, scope)
        yield replace(answer, seconds=time.perf_counter() - started)

    def _write(self, chat: ChatModel, seen: Examined, written: Written) -> Iterator[Sentence]:
        passages = [candidate.passage for candidate in seen.candidates[: self.settings.retrieval.passages]]
        try:
            yield from write(self.index, chat, seen.question.whole, passages, self.settings.answering.words, written)
        except ModelProblem as error:
            if not written.sentences:
                raise
            written.broken = str(error)

    def summarize(self, request: SummaryRequest, scope: frozenset[str] | None = None) -> Answer:
        """A summary of a document, or of a topic within `scope`. Raises as `rag.reports.summary.summarize` does."""
        return summarize(self.index, self._retriever, request, scope, self.threshold)

    def _summary(self, text: str, scope: frozenset[str] | None) -> Answer | None:
        """The summary that a question asks for; None where it asks for none, or there is nothing to make it of.

        Where it asks for one of "this document" and there are several, what to do about that.
        """
        words = max(FEWEST, min(SUMMARY_WORDS, self.settings.answering.words))
        request = requested_summary(text, self.index, words, scope)
        if request is None and is_of_this_document(text):
            title = next(iter(self.index.documents())).title
            return _plain(text, text, wording.WHICH_DOCUMENT.format(title=title), 0.0)
        if request is None or (scope is not None and request.document is not None and request.document not in scope):
            return None
        answer = self.summarize(request, scope)
        return answer if answer.sentences else None

    def search(self, query: str, k: int = 10, scope: frozenset[str] | None = None) -> list[Hit]:
        """The `k` best passages and why they were found, best first. Raises UsageError and NotFound as `ask` does."""
        return [candidate.hit() for candidate in self._retriever.find(clean_question(query), k, scope)]

    def compare(self, subjects: Sequence[str]) -> Answer:
        """What the corpus says of two to four subjects, side by side. Raises UsageError."""
        return compare.compare(self.index, self._retriever, subjects)

    def answers_from(self, question: str, document_id: str) -> bool:
        """Whether the question would be answered without a chat model, and cite this document."""
        seen = self.examine(question)
        sure = fitted().answerable(seen.features) >= self.threshold
        return sure and any(citation.passage.document_id == document_id for citation in seen.draft.citations)

    def examine(self, text: str, scope: frozenset[str] | None = None, context: str = "") -> Examined:
        """All that is measured before an answer is judged; `context` are the questions before."""
        return self._examine(analyse(text, context), scope)

    def _examine(self, question: Question, scope: frozenset[str] | None) -> Examined:
        candidates = self._retriever.find(question.whole, max(SHOWN_HITS, self.settings.retrieval.passages), scope)
        used = candidates[: self.settings.retrieval.passages]
        composed = draft(self.index, question, used, self.sentence_model, self.settings.answering.words)
        features = confidence_features(question, used, term_weights(self.index, question))
        return Examined(question, tuple(candidates), composed, features)

    def _judge(self, asked: str, seen: Examined) -> Answer:
        confidence = fitted().answerable(seen.features)
        found = judge(seen.question, self.index, seen.candidates, seen.draft, (confidence, self.threshold))
        answered = found.verdict != "not_in_corpus"
        told = disagreement.among(seen.draft.citations, seen.question.text) if answered else None
        hits = sorted((each.hit() for each in seen.candidates), key=lambda hit: hit.passage.id != found.against)
        return Answer(
            question=asked,
            standalone=seen.question.whole,
            sentences=seen.draft.sentences if answered else (),
            citations=seen.draft.citations if answered else (),
            hits=tuple(hits),
            verdict=found.verdict,
            disagreement=told,
            warnings=found.warnings,
            # A premise that does not hold, or a missing name, refuses what the fitted model would have answered.
            confidence=self.threshold / 2 if confidence >= self.threshold and not answered else confidence,
            kind=seen.question.kind,
            notice=found.notice,
        )

    def _contradicted(self, answer: Answer) -> Answer:
        """The answer with what another document says otherwise, where no disagreement is told yet."""
        if answer.disagreement or not answer.sentences:
            return answer
        passages = [hit.passage for hit in answer.hits]
        found = disagreement.beside(answer.citations, passages, answer.standalone)
        if found is None:
            return answer
        told, unit = found
        citation = cited(self.index, len(answer.citations) + 1, unit)
        sentence = Sentence(unit.text, (citation.number,))
        return replace(
            answer,
            sentences=(*answer.sentences, sentence),
            citations=(*answer.citations, citation),
            disagreement=told,
        )

    def _in_parts(self, answer: Answer, seen: Examined, scope: frozenset[str] | None) -> Answer:
        """The answer with a warning for each part of the question that is not covered.

        Where the whole was refused, the answer to the part that the passages do answer.
        """
        refused = not answer.sentences
        unsure = fitted().answerable(seen.features) < self.threshold
        if self._look is None or (refused and not unsure):
            return answer
        sure = (fitted().answerable, self.threshold)
        parts = weigh(seen.question, seen.candidates, self.index, self._look, sure)
        if refused and max((part.confidence for part in parts), default=0.0) >= self.threshold:
            best = max(parts, key=lambda part: part.confidence)
            part = self._judge(answer.question, self._examine(best.question, scope))
            answer = replace(part, standalone=answer.standalone, hits=answer.hits)
        gaps = uncovered(parts, self.threshold)
        if not gaps or not answer.sentences:
            return answer
        return replace(answer, verdict="partly_supported", warnings=(*answer.warnings, *gaps))


def clean_question(text: str) -> str:
    """The question in one line without control characters. Raises UsageError if nothing is left, or too much."""
    seen = (c for c in text.replace("\u200b", " ") if unicodedata.category(c) != "Cf")  # soft hyphens, joiners
    kept = "".join(c if unicodedata.category(c) not in {"Cc", "Cs", "Co"} else " " for c in seen)
    cleaned = " ".join(unicodedata.normalize("NFC", kept).split())
    if not re.search(r"\w", cleaned):
        raise UsageError(f"the question {cleaned[:40]!r} has no words: ask in words")
    if len(cleaned) > LONGEST_QUESTION:
        raise UsageError(
            f"the question {cleaned[:30]!r}… has {len(cleaned)} characters, at most {LONGEST_QUESTION}: shorten it"
        )
    return cleaned


def _plain(question: str, text: str, reply: str, seconds: float) -> Answer:
    return Answer(question, text, (), (), (), "not_in_corpus", notice=reply, kind="small_talk", seconds=seconds)
