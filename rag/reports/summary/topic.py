"""Whether the corpus knows a topic; what it says of it is read in rag/reports/summary/reading.py."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answer.refusal.confidence import confidence_features
from rag.base.types import Passage
from rag.language.tokens import stems
from rag.models.linear import fitted
from rag.question.analysis import Question, analyse
from rag.reports.summary.sections import Section, section_of
from rag.search.candidate_sentences import term_weights
from rag.search.retriever import Candidate, Retriever
from rag.store.index import Index

LOOKED_AT = 60  # passages
JUDGED = 10  # passages that confidence is measured on
NEAR = 0.95  # of the best passage's likeness to the topic, token by token
NEAR_PLAIN = 0.75  # the same of the vectors' cosines, which lie further apart
HOLDS = 0.4  # of the best passage's share of the topic's words
SHORT = 3  # words of a topic that is not a whole sentence
OVERHEAD = 0.5  # what a word counts that stands in the document's title alone
_OWNER = re.compile(r"['’]s\b")
NAMED, MEANT = 0.95, 0.6  # share of the topic's words, and cosine, of a passage that makes a bare topic known


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic looked for: the passages found, best first, and whether the corpus has it.

    `about` are the sections that hold it: nearly as like it as the best one is, with a fair share of its words. A bare
    topic is no question, which confidence is made for: it is `known` too where a passage holds all its words.
    """

    question: Question
    found: tuple[Candidate, ...]
    about: frozenset[Section]
    confidence: float
    known: bool

    @property
    def is_bare(self) -> bool:
        """Whether it is a few words, which any document may have a section on."""
        return len(self.question.terms) <= SHORT


def explore(
    index: Index, retriever: Retriever, text: str, scope: frozenset[str] | None, threshold: float | None
) -> Topic:
    """Everything on a topic, known from a confidence of `threshold` on. Raises NotFound for an id in `scope`."""
    question = analyse(_OWNER.sub("", text))
    found = retriever.find(text, LOOKED_AT, scope)
    weights = term_weights(index, question)
    features = confidence_features(question, found[:JUDGED], weights)
    confidence = fitted().answerable(features)
    sure = confidence >= (fitted().threshold if threshold is None else threshold)
    named = bool(features) and features["covered"] >= NAMED and features["cosine"] >= MEANT
    about = _about(question, found, weights)
    return Topic(question, tuple(found), about, confidence, bool(about) and (sure or named))


def _about(question: Question, found: Sequence[Candidate], weights: Mapping[str, float]) -> frozenset[Section]:
    """The sections of the passages that are about the topic.

    Where a short topic has names and other words ("agriculture in Tinford"), either alone is not enough.
    """
    names = stems(" ".join(question.names)) if len(weights) <= SHORT else frozenset()
    groups = [{t: w for t, w in weights.items() if (t in names) is named} for named in (True, False)]
    held = [[_held(candidate.passage, group) for candidate in found] for group in (*groups, weights)]
    near = [_likeness(candidate) for candidate in found]
    share = NEAR if any(candidate.matches for candidate in found) else NEAR_PLAIN
    nearest = share * max(near, default=0.0)
    least = [HOLDS * max(column, default=0.0) for column in held]
    return frozenset(
        section_of(candidate.passage)
        for place, candidate in enumerate(found)
        if near[place] >= nearest and all(column[place] >= low for column, low in zip(held, least, strict=True))
    )


def _held(passage: Passage, weights: Mapping[str, float]) -> float:
    """The share of the topic's words, by weight, that the passage holds."""
    title, own = stems(passage.title), stems(" ".join((*passage.headings[1:], passage.text)))
    return sum(w if term in own else OVERHEAD * w if term in title else 0.0 for term, w in weights.items())


def _likeness(candidate: Candidate) -> float:
    """How much a passage means what the topic means; cosines of tokens where there are any, else the vectors'."""
    return candidate.matches.score if candidate.matches else candidate.cosine
