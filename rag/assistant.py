"""The assistant: one question in, one judged and cited answer out; the same for every face."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import zip_longest

from rag.answer.acts import SCALES, Act, act_on, shaped, sources
from rag.answer.extractive import Composed, Draft, draft, joined, labelled, quoted, told
from rag.answer.generative import Written, settle, write
from rag.answer.refusal import decide
from rag.answer.suggestions import Suggester
from rag.base.errors import ModelProblem
from rag.base.mechanisms import on
from rag.base.settings import Settings
from rag.base.types import Answer, Hit, Notice, Sentence, Turn
from rag.check import disagreement
from rag.check.evidence import gather
from rag.language.sentences import is_chinese
from rag.models.chat_model import ChatModel, open_chat_model
from rag.models.embedder import Embedder
from rag.models.reader import Features, fitted, load_opinions
from rag.question.analysis import Question, analyse, asked_parts, clean_question, context_of, questions, readings
from rag.question.request import (
    ACTS,
    FEWEST,
    MOST,
    SUMMARIES,
    SUMMARY_WORDS,
    TALK,
    WIDE,
    Kinds,
    SummaryRequest,
    asked_gist,
    asked_limit,
    asks,
    asks_for_table,
    is_of_this_document,
    requested_summary,
)
from rag.question.spelling import as_called, respell
from rag.reports.comparison import compare
from rag.reports.summary.summarize import summarize
from rag.search.candidate_sentences import cited, quotable, telling, term_weights
from rag.search.entities import subjects
from rag.search.reranker import second_look
from rag.search.retriever import POOL, SECOND_LOOK, Candidate, Retriever
from rag.store.index import Index

SHOWN_HITS = 10
READ_AHEAD = 512  # passages, as many as `rag.check.evidence` keeps
TELLING = 0.3  # share of the best sentence's score of one that accounts which differ are looked for round
LOOKS_BESIDE_SIDES = 2  # passages that are read for the whole question where each of its subjects has its own


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything that was measured of a question: what training, evaluation and explanations look into."""

    question: Question
    candidates: tuple[Candidate, ...]
    draft: Draft
    features: Features


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: a question with its context, or a summary; `notice` is the reply where neither is.

    `kind` is its kind, `act` what is wanted of the answer before, whose question it then is, `otherwise` the other of
    the `READINGS` that may be meant, `words` the length that is named for an answer.
    """

    text: str
    context: tuple[str, ...] = ()
    kind: str = "fact"
    scope: frozenset[str] | None = None
    summary: SummaryRequest | None = None
    notice: Notice | None = None
    act: Act | None = None
    otherwise: str = ""
    words: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The draft that is answered from, and what was decided on it; `whole` was measured of all that is asked."""

    seen: Examined
    decision: Composed
    whole: Examined


class Assistant:
    """Answers questions from an open index. Not for two threads at once."""

    def __init__(
        self, index: Index, embedder: Embedder, settings: Settings, asked: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.index = index
        self.settings = settings
        self._look = second_look(settings)
        self.opinion = load_opinions(settings)
        self._retriever = Retriever(index, embedder, settings.retrieval, self._look)
        self._kinds = Kinds(embedder, settings.threads)
        self._suggester = Suggester(index, embedder, self._look, asked or {})

    @cached_property
    def chat(self) -> ChatModel | None:
        """The chat model of the settings, opened at first use; None for the extractive answerer."""
        return open_chat_model(self.settings)

    @property
    def threshold(self) -> float:
        """The confidence below which any question is refused."""
        return fitted().threshold if (chosen := self.settings.answering.threshold) is None else chosen

    def read_ahead(self) -> None:
        """Takes passages apart, as many as are kept, so that the first answers don't wait; another thread may ask."""
        for passage in self.index.passages[:READ_AHEAD]:
            quotable([passage])
            gather([passage.text], [passage.path])

    def ask(
        self, question: str, turns: Sequence[Turn] = (), scope: frozenset[str] | None = None, reading: str = ""
    ) -> Answer:
        """The answer to a question after `turns`, or a refusal; `scope`: from the documents with these ids alone.

        Raises UsageError for a question that is empty or too long, NotFound for a document of the scope that is not
        there, ModelProblem where a chat model can't be used at all.
        """
        return _last(self.stream(question, turns, scope, reading))

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        scope: frozenset[str] | None = None,
        reading: str = "",
        *,
        quoting: bool = False,
    ) -> Iterator[Sentence | Answer]:
        """The sentences of a chat model as they are checked, then the whole answer; the extractive answer comes whole.

        `reading` is what the reader takes the request for, "summary" or "answer", where it may be either; `quoting`
        leaves the chat model out. To cancel, close the iterator. Raises what `ask` raises.
        """
        started, chat = time.perf_counter(), None if quoting else self.chat
        request = self._request(clean_question(question), turns, scope, reading)
        answer = self._without_search(request)
        context: tuple[str, ...] = ()
        if answer is None:
            asked = self._question(request)
            ways = readings(asked, self._kinds, subjects(self.index).mentioned)
            read = sorted((self._examine(way, request) for way in ways), key=self._confidence, reverse=True)
            decided = [self._decide(each, request) for each in read]
            # The surest reading counts, or the next one where that is refused.
            found = next((each for each in decided if each.decision.verdict != "not_in_corpus"), decided[0])
            context = request.context if found.whole.question.before == asked.before else ()
            answer = self._refused(found) if found.decision.verdict == "not_in_corpus" else self._answered(found)
            if chat and (answer.sentences or (answer.nearest and not answer.correction)):
                written = Written(self.opinion)
                yield from self._write(chat, found.whole, written, self._words(request))
                answer = settle(answer, written, chat.name)
            kind = "compare" if request.act and request.act.name == "table" else answer.kind
            if kind == "compare" and on("comparisons"):
                answer = compare.beside(self.index, self._retriever, replace(answer, kind=kind), request.text, scope)
        answer = shaped(request.act, answer) if request.act else answer
        worded = told(answer, question, time.perf_counter() - started)
        yield replace(worded, context=context, otherwise=request.otherwise)

    def _request(self, text: str, turns: Sequence[Turn], scope: frozenset[str] | None, reading: str = "") -> Request:
        wanted = self._kinds.of(text, asked=bool(questions(turns, self._kinds, 1)), reading=reading)
        kind = wanted.name
        known = subjects(self.index)
        if kind in TALK and (known.is_listed(text) or ((asks(text) or turns) and known.mentioned(text))):
            kind = "fact"  # "How is Fuxin doing today?" is no greeting, nor "resource curse", nor "n hashima" later on
        if kind in TALK and on("small_talk"):
            return Request(text, notice=Notice(kind))
        if not self.index.passages:
            return Request(text, notice=Notice("nothing_stored"))
        table = asks_for_table(text) and bool(compare.requested_table(text, subjects(self.index))[0])
        acts = ACTS - {"table"} if table else ACTS
        if kind in acts and on("acts") and (act := act_on(kind, turns, self._kinds)):
            return self._again(act, scope)
        of_this = is_of_this_document(text, self._kinds)
        wants_summary = not table and (kind in SUMMARIES or (of_this and bool(asked_gist(text)))) and on("summaries")
        named = not (wants_summary and of_this)
        if not named and len(scope if scope is not None else self.index.entries) != 1:
            title = next(iter(self.index.documents())).title
            return Request(text, notice=Notice("which_document", {"title": title}))
        asked = as_called(respell(text, self.index), self.index) if named else text
        words = max(FEWEST, min(SUMMARY_WORDS, self.settings.answering.words))
        summary = (
            requested_summary(asked, self.index, self._kinds, words, scope) if wants_summary or wanted.unsure else None
        )
        limit, asked = (0, asked) if wants_summary else asked_limit(asked)
        context = () if known.sides(asked) else context_of(asked, kind, turns, self._kinds, known.mentioned)
        otherwise = ("answer" if wants_summary else "summary") if wanted.unsure and summary else ""
        return Request(asked, context, kind, scope, summary if wants_summary else None, None, None, otherwise, limit)

    def _question(self, request: Request) -> Question:
        before = subjects(self.index).in_place_of(request.context, request.text)
        return analyse(request.text, " ".join(before), request.kind)

    def _again(self, act: Act, scope: frozenset[str] | None) -> Request:
        """The question before, asked again for what is wanted of its answer."""
        if act.name == "more" and not act.answer:
            act = act.told_in(self.ask(act.question, act.before, scope))
        reading = "summary" if act.answer and act.answer.coverage else ""  # one that the reader chose stays one
        request = self._request(clean_question(act.question), act.before, scope, reading)
        if summary := request.summary:  # which has no other passages: more of it is a longer one
            scale = SCALES["longer"] if act.name == "more" else act.scale
            summary = replace(summary, words=max(FEWEST, min(MOST, round(summary.words * scale))))
        return replace(request, summary=summary, act=act)

    def _words(self, request: Request) -> int:
        words = request.words or self.settings.answering.words
        return max(FEWEST, round(request.act.scale_of(words))) if request.act else words

    def _without_search(self, request: Request) -> Composed | None:
        """The reply to small talk, or the summary that is asked for; None where passages are to be searched.

        They are too where there is nothing to make a summary of.
        """
        if notice := request.notice:
            kind = "fact" if notice.kind == "nothing_stored" else "small_talk"
            return Composed(request.text, kind, reasons=(notice,))
        if (act := request.act) and act.name == "sources" and act.answer:
            return sources(act.answer.citations, request.text)
        if request.summary is None:
            if not (asks_for_table(request.text) and on("comparisons")):
                return None
            return compare.tabulate(self.index, self._retriever, request.text, request.scope)
        made = summarize(self.index, self._retriever, request.summary, request.scope, self.threshold)
        return replace(made, standalone=request.text) if made.sentences else None

    def _decide(self, seen: Examined, request: Request) -> Found:
        """Whether the draft answers or, where it doesn't, that of its surest part; and what answers the other parts."""
        found = Found(seen, self._judged(seen, sure=self._is_sure(seen)), seen)
        refused = found.decision.verdict == "not_in_corpus"
        parts = asked_parts(seen.question) if self._look and on("parts") else ()
        unknown = any(reason.kind == "nothing_on" for reason in found.decision.reasons)
        if not parts or (refused and (unknown or self._is_sure(seen))):
            return found
        weights = decide.weighed(self._retriever, parts, self.settings.retrieval.passages, request.scope)
        surest = max(weights, key=lambda part: part.odds)
        if surest.odds < 0:
            return found
        doubtful = [part for part in weights if part.odds < 0]
        if refused:
            best = self._examine(surest.question, Request(surest.written, scope=request.scope))
            if (surest is not weights[0] or self.settings.answering.threshold is not None) and not self._is_sure(best):
                return found  # only the first says by itself what it is about; a chosen threshold holds for all
            found = Found(best, self._judged(best, sure=True), seen)
        told = decide.completed(self.index, found.seen.question, found.seen.draft, weights, self._words(request))
        return replace(found, seen=replace(found.seen, draft=told), decision=decide.in_part(found.decision, doubtful))

    def _judged(self, seen: Examined, *, sure: bool) -> Composed:
        return decide.decide(seen.question, self._retriever, seen.candidates, seen.draft, seen.features, sure=sure)

    def _is_sure(self, seen: Examined) -> bool:
        """Whether it is answered: more is asked where a question is for one thing, which a passage says or does not."""
        chosen, question = self.settings.answering.threshold, seen.question
        read = "look" in seen.features and not question.before
        plain = read and question.kind not in WIDE and not asked_parts(question)
        least = fitted().plain if plain and chosen is None and on("plain_threshold") else self.threshold
        return self._confidence(seen) >= least

    def _confidence(self, seen: Examined) -> float:
        return fitted().answerable(seen.features)

    def _answered(self, found: Found) -> Composed:
        """The answer with what another document says otherwise."""
        question, units, scores = found.seen.question, found.seen.draft.units, found.seen.draft.scores
        sentences, citations = quoted(self.index, question, found.seen.draft)
        told = [
            u.passage.text[u.start : u.end] for u, n in zip(units, scores, strict=True) if n >= TELLING * max(scores)
        ]
        differ = disagreement.among(citations, question.text, told) if on("disagreement_among") else None
        answer = replace(self._blank(found), sentences=sentences, citations=citations, disagreement=differ)
        if answer.disagreement or question.before or not on("disagreement_beside"):
            return answer
        passages = [hit.passage for hit in answer.hits]
        beside = disagreement.beside(answer.citations, passages, answer.standalone)
        if beside is None:
            return answer
        disputed, unit = beside
        citation = cited(self.index, len(answer.citations) + 1, unit)
        sentences = labelled([*sentences, Sentence(unit.text, (citation.number,))], [*units, unit])
        return replace(answer, sentences=sentences, citations=(*answer.citations, citation), disagreement=disputed)

    def _refused(self, found: Found) -> Composed:
        blank, whole = self._blank(found), found.whole
        if on("not_english") and is_chinese(whole.question.text):
            return replace(blank, kind="language", reasons=(Notice("not_english"),), nearest=None, correction=None)
        return replace(blank, suggestions=self._suggester.near(whole.question, whole.candidates, self.threshold))

    def _blank(self, found: Found) -> Composed:
        """What was decided with the passages that were looked at, one that denies the question first."""
        decision, shown = found.decision, [each.hit() for each in found.whole.candidates]
        if decision.correction and decision.nearest:
            against = decision.nearest.citations[0].passage.id
            shown.sort(key=lambda hit: hit.passage.id != against)
        standalone, confidence = found.whole.question.whole, self._confidence(found.seen)
        return replace(decision, standalone=standalone, hits=tuple(shown), confidence=confidence)

    def _write(self, chat: ChatModel, seen: Examined, written: Written, words: int) -> Iterator[Sentence]:
        passages = [candidate.passage for candidate in seen.candidates[: self.settings.retrieval.passages]]
        try:
            yield from write(self.index, chat, seen.question.whole, passages, words, written)
        except ModelProblem as error:
            if not written.sentences:
                raise
            written.broken = str(error)

    def summarize(self, request: SummaryRequest, scope: frozenset[str] | None = None) -> Answer:
        """A summary of a document, or of a topic within `scope`. Raises as `rag.reports.summary.summarize` does."""
        started = time.perf_counter()
        made = summarize(self.index, self._retriever, request, scope, self.threshold)
        return told(made, made.standalone, time.perf_counter() - started)

    def search(
        self, query: str, k: int = 10, scope: frozenset[str] | None = None, turns: Sequence[Turn] = ()
    ) -> list[Hit]:
        """The `k` best passages after `turns`, and why they were found, best first. Raises what `ask` raises."""
        text = clean_question(query)
        asked = self._question(self._request(text, turns, scope)) if turns else analyse(text)
        return [each.hit() for each in self._retriever.find(asked.whole, k, scope, before=asked.context)]

    def compare(self, names: Sequence[str]) -> Answer:
        """What the corpus says of the subjects of two to four names, side by side. Raises UsageError."""
        started = time.perf_counter()
        made = compare.compare(self.index, self._retriever, names)
        return told(made, made.standalone, time.perf_counter() - started)

    def lead_on(self, answer: Answer, turns: Sequence[Turn], scope: frozenset[str] | None = None) -> Iterator[str]:
        """Questions that lead on from an answer, the last of `turns`, tried by quoting; "" for one that failed."""
        ask = partial(self.stream, turns=turns, scope=scope, quoting=True)
        yield from self._suggester.follow_ups(answer, lambda question: _last(ask(question)), scope)

    def answers_from(self, question: str, document_id: str) -> bool:
        """Whether the question would be answered from this document, were it asked of it, without a chat model."""
        seen = self.examine(question, frozenset((document_id,)))
        return self._is_sure(seen) and bool(seen.draft.units)

    def examine(self, text: str, scope: frozenset[str] | None = None, context: str = "") -> Examined:
        """All that is measured before an answer is judged; `context` are the questions before."""
        question = analyse(text, context, self._kinds.of(text, asked=bool(context)).name)
        return self._examine(question, Request(text, scope=scope))

    def _examine(self, question: Question, request: Request) -> Examined:
        """A question of several subjects is asked of each alone, and then as a whole, as far as the words go."""
        scope, limit = request.scope, self._words(request)
        passed = request.act.told if request.act else frozenset[str]()
        named = subjects(self.index).sides(question.text) if on("sides") else ()
        sides = [analyse(side, question.context, question.kind) for side in named]
        looks, enough = LOOKS_BESIDE_SIDES if sides else SECOND_LOOK, partial(decide.is_settled, self.index, question)
        pool = max(POOL, SHOWN_HITS + len(passed), self.settings.retrieval.passages + len(passed))
        found = self._retriever.find(question.whole, pool, scope, looks, question.context, enough)
        whole = self._read(question, found, limit, passed)
        if not sides:
            return whole
        texts = [(side.whole, side.context) for side in sides]
        voted = bool(found) and found[0].asked  # then votes tell what to quote of each
        sure = voted and self._confidence(whole) >= decide.SETTLED[1]
        apart = self._retriever.find_each(texts, pool, scope, 0 if sure else decide.LOOKS_AT_A_PART)
        each = [self._read(side, own, limit // len(sides), passed) for side, own in zip(sides, apart, strict=True)]
        surest = whole if sure else max((whole, *each), key=self._confidence)
        seen = {c.passage.id: c for ranked in zip_longest(*(side.candidates for side in each)) for c in ranked if c}
        return Examined(
            question,
            tuple(seen.values())[: len(whole.candidates)],
            joined(question, [side.draft for side in (*each, whole)], limit),
            surest.features,
        )

    def _read(self, question: Question, found: Sequence[Candidate], words: int, passed: frozenset[str]) -> Examined:
        """What the best passages say, and others that are voted for, but for those that are `passed` over."""
        most = self.settings.retrieval.passages
        candidates = [candidate for candidate in found if candidate.passage.id not in passed]
        used = telling(question, candidates[:most])
        told = telling(question, [*candidates[:most], *(each for each in candidates[most:] if each.lift)])
        bare = self._retriever.bare(question.text, used) if question.before and on("bare") else None
        features = decide.confidence_features(question, used, term_weights(self.index, question), bare)
        sure = fitted().answerable(features) >= self.threshold
        drafted = draft(self.index, question, told, fitted().sentences(bool(used) and used[0].asked), words, sure=sure)
        return Examined(question, tuple(candidates[: max(SHOWN_HITS, most)]), drafted, features)


def _last(events: Iterator[Sentence | Answer]) -> Answer:
    *_, answer = events
    assert isinstance(answer, Answer)
    return answer
