"""Summaries of one whole document, or of a topic across documents, in the documents' own words, every sentence cited.

A document is read from its first to its last section; a topic takes every section of the corpus that is about it. The
length asked for is never exceeded. Not here: which questions ask for a summary (rag/question/request.py).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.extractive import Composed, Draft, draft, explained
from rag.answer.refusal.decide import confidence_features
from rag.answer.wording import SUMMARY_OF
from rag.base.errors import UsageError
from rag.base.mechanisms import on
from rag.base.types import Coverage, Disagreement, Notice, Sentence
from rag.check import disagreement
from rag.check.disagreement import Statement
from rag.language import lexicon
from rag.language.sentences import fold
from rag.language.tokens import content_stems
from rag.models.reader import fitted
from rag.question.analysis import analyse
from rag.question.request import FEWEST, LEAST_SPELLED, LONGEST_TOPIC, MOST, SummaryRequest
from rag.reports.summary.sections import Material, Section, choose, gist, material, salience
from rag.search.asked import NO_VOTES, Votes, asked_in
from rag.search.candidate_sentences import Unit, cited, explain, quotable, telling, term_weights
from rag.search.retriever import Candidate, Retriever
from rag.store.index import Index

SHOWN_HITS = 10
RANKED = 60  # passages
NAMED, MEANT = 0.95, 0.6  # share of the topic's words, and cosine, of a passage that makes a bare topic known
READ = 2  # passages, for the request, beside those for its topic
NEAR = 0.14  # below the best passage's score, down to which a passage is about the topic
VOTELESS = 0.02  # what a sentence counts that no question near the topic asks for, beside one that most do
FILLS = 0.001  # what a sentence counts that is not drafted, where words are left
SOLE = 0.7  # share of the votes that one document has which alone is asked for
ASIDE = 0.1  # share of the votes below which a document is not meant though its name is said
SPREAD = 0.4  # share of its sections over which they are spread (inverse Simpson index) if the whole of it is
ALIKE = 0.15  # how near a question to the request must be for that, of 1
NAME = 0.5  # of the words of a title before its colon that a topic has which is the document's name
_SUBTITLE = re.compile(r":| - | [–—] ")
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
        votes = retriever.votes(request.text) if request.text else NO_VOTES
        if not _is_elsewhere(index, request.document, request.text, votes):
            return _of_document(index, retriever, request.document, request)
        request = replace(request, document=None, topic=request.text)
    topic, words = _OWNER.sub("", " ".join((request.topic or "").split())), request.words
    first = retriever.find(topic, SHOWN_HITS, scope)
    is_known, confidence = known(index, topic, first, threshold)
    asked = SUMMARY_OF.format(name=topic)
    blank = Composed(asked, "summary", hits=tuple(each.hit() for each in first), confidence=confidence)
    if not is_known:
        return replace(blank, reasons=(Notice("unknown_topic", {"name": topic}),))
    ranked = retriever.rank(topic, RANKED, scope)
    votes = retriever.votes(request.text or topic, scope)
    # Within a scope nearly all of the best passages may be of one document that has little on the topic.
    if scope is None and (whole := whole_document(index, topic, ranked, votes if request.text else NO_VOTES)):
        made = _of_document(index, retriever, whole, replace(request, gist=""))
        return replace(made, standalone=asked, hits=blank.hits)
    # It is told as what answers any question is; the whole request says more than its topic of what is wanted.
    question = analyse(request.text or topic, kind="summary")
    best = retriever.find(question.whole, RANKED, scope, READ)
    about = [each for each in best if each.lift or each.score >= best[0].score - NEAR]
    told = telling(question, [each for each in about if each.passage.kind != "table"] or about)
    drafted = draft(index, question, told, fitted().sentences(bool(told) and told[0].asked), words)
    found, worth = _told(index, drafted, votes)
    sections = {each.passage.section_id for each in about}
    return _composed(index, blank, found, choose(found, worth, words), words, len(sections))


def _told(index: Index, drafted: Draft, votes: Votes) -> tuple[Material, list[float]]:
    """The documents that a draft quotes, and what each of their sentences is worth.

    Little where it isn't drafted, and nothing outside of the sections that are drafted from.
    """
    drawn = [*zip(drafted.units, drafted.scores, strict=True)]
    told = [(unit, score) for unit, score in drawn if not unit.opens] or drawn
    scores = {(unit.passage.id, unit.start): score for unit, score in told}
    names = dict.fromkeys(unit.passage.document_id for unit, _ in told)
    sections = {unit.passage.section_id for unit, _ in told}
    found = material(explain(index, quotable(each for name in names for each in index.passages_of(name))))
    worth = [
        FILLS
        * (VOTELESS + vote)
        * (unit.passage.section_id in sections and not (unit.passage.kind == "table" or unit.opens))
        for unit, vote in zip(found.units, voted(found, votes), strict=True)
    ]
    return found, [
        scores.get((unit.passage.id, unit.start), value) for unit, value in zip(found.units, worth, strict=True)
    ]


def _is_elsewhere(index: Index, document: str, text: str, votes: Votes) -> bool:
    """Whether a document's name only stands in a request that others have the votes on: "sacked rust-belt workers"."""
    shares = {name: sum(own.values()) for name, own in _by_section(index, votes).items()}
    is_voted = document in votes.documents and votes.answered >= ALIKE
    title = fold(index.document(document).title)
    spelled_out = len(title.split()) >= LEAST_SPELLED and title in fold(text)
    return is_voted and not spelled_out and shares.get(document, 0.0) < ASIDE * sum(shares.values())


def _by_section(index: Index, votes: Votes) -> dict[str, dict[Section, float]]:
    """The shares of the votes by document and section."""
    shares: dict[str, dict[Section, float]] = defaultdict(lambda: defaultdict(float))
    for name, own in votes.shares.items():
        passage = index.passage(name)
        shares[passage.document_id][passage.section_id] += sum(own.values())
    return shares


def check(request: SummaryRequest) -> None:
    """Raises UsageError for a request that makes no sense."""
    if (request.document is None) == (request.topic is None):
        raise UsageError("a summary is of a document or of a topic: give one of the two")
    if not FEWEST <= request.words <= MOST:
        raise UsageError(f"a summary can't have {request.words!r} words: ask for {FEWEST} to {MOST}")
    topic = request.topic
    if topic is not None and not re.search(r"\w", topic):
        raise UsageError(f"the topic {topic[:40]!r} has no words: name one")
    if topic is not None and len(topic) > LONGEST_TOPIC:
        raise UsageError(f"the topic {topic[:30]!r}… has {len(topic)} characters, at most {LONGEST_TOPIC}: shorten it")


def _of_document(index: Index, retriever: Retriever, document_id: str, request: SummaryRequest) -> Composed:
    title, words = index.document(document_id).title, request.words
    found = material(explain(index, quotable(index.passages_of(document_id))))
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
    telling = {n for n, value in enumerate(wanted) if value and not found.units[n].opens} or range(len(wanted))
    chosen = own or choose(found, _worth_of(index, found, wanted), words, lead=min(telling), every=telling)
    return _composed(index, blank, found, chosen, words, len(found.sections))


def _worth_of(index: Index, found: Material, wanted: Sequence[float]) -> list[float]:
    """How much each unit matters: by its place and form, by how many asked questions it answers, and by the votes."""
    worth = salience(found)
    if not on("asked_questions"):
        return worth
    asked = asked_in(index)
    times = [asked.times(unit.passage, unit.start, unit.end) for unit in found.units]
    weighed = zip(worth, times, wanted, strict=True)
    return [value * math.sqrt(1 + 2 * number) * (VOTELESS + vote) for value, number, vote in weighed]


def _composed(
    index: Index, blank: Composed, found: Material, chosen: Sequence[int], words: int, sections: int
) -> Composed:
    """The summary; `sections` is how many there were to tell of."""
    if not chosen:
        return replace(blank, reasons=(Notice("nothing_so_short", {"words": str(words)}),))
    units = [found.units[number] for number in chosen]
    citations = tuple(cited(index, number, unit) for number, unit in enumerate(units, 1))
    used = {found.section_numbers[number] for number in chosen}
    return replace(
        blank,
        sentences=tuple(
            Sentence(unit.text, (number,), explained=clear)
            for number, (unit, clear) in enumerate(zip(units, explained(units), strict=True), 1)
        ),
        citations=citations,
        verdict="answered",
        disagreement=_dispute(units),
        coverage=Coverage(len(used), sections),
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


def known(index: Index, topic: str, found: Sequence[Candidate], threshold: float | None) -> tuple[bool, float]:
    """Whether the corpus has the topic, from a confidence of `threshold` on, and that confidence.

    A bare topic is no question, which confidence is made for: it is known too where a passage holds all its words.
    """
    question = analyse(topic)
    features = confidence_features(question, found, term_weights(index, question))
    confidence = fitted().answerable(features)
    named = bool(features) and features["covered"] >= NAMED and features["cosine"] >= MEANT
    sure = confidence >= (fitted().threshold if threshold is None else threshold)
    return bool(found) and (sure or named), confidence


def whole_document(index: Index, topic: str, ranked: Sequence[Candidate], votes: Votes) -> str | None:
    """The document that the topic is the name of, or that most of the votes are for, and for most of its sections."""
    shares = _by_section(index, votes)
    sums = {name: sum(own.values()) for name, own in shares.items()}
    most = max(sums, key=lambda name: sums[name], default="")
    if votes.answered >= ALIKE and sums[most] >= SOLE * sum(sums.values()):
        spread = sums[most] ** 2 / sum(share**2 for share in shares[most].values())
        if spread >= SPREAD * len({passage.section_id for passage in index.passages_of(most)}):
            return most
    asked = content_stems(topic)
    for passage in (candidate.passage for candidate in ranked):
        title = content_stems(_SUBTITLE.split(passage.title)[0])
        first = index.passages_of(passage.document_id)[0].id
        if asked and asked <= title and len(asked) >= NAME * len(title) and passage.id == first:
            return passage.document_id
    return None


def voted(found: Material, votes: Votes) -> list[float]:
    """How many votes each unit has, by their root: 1 for the one that has most."""
    shares = [votes.within(unit.passage, unit.start, unit.end) for unit in found.units]
    most = max(shares, default=0.0) or 1.0
    return [math.sqrt(share / most) for share in shares]
