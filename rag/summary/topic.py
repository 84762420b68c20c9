"""What the corpus holds on a topic: the sections that are about it, and whether there are any.

The whole corpus is looked through, not only the ten best passages. A section is about the topic when one of its
passages means nearly as much as the best one does, and holds a fair share of the topic's words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.abstention import confidence_features
from rag.index import Index
from rag.question import Question, analyse, stems
from rag.quotable import quotable
from rag.retrieval import Candidate, Retriever
from rag.summary.salience import Floats
from rag.summary.sections import Material, Section, entries_of, material, section_of
from rag.types import Passage
from rag.units import term_weights, unit_features, units_of
from rag.weights import fitted

LOOKED_AT = 60  # passages
JUDGED = 10  # passages that confidence is measured on
NEAR = 0.95  # of the best passage's likeness to the topic, token by token
NEAR_PLAIN = 0.75  # the same of the vectors' cosines, which lie further apart
HOLDS = 0.4  # of the best passage's share of the topic's words
SHORT = 3  # words of a topic that is not a whole sentence
OVERHEAD = 0.5  # what a word counts that stands in the document's title alone
LEAST = 0.1  # of what the best unit says on the topic, for one that has a word of it
LEAST_OTHERWISE = 0.15  # and for one that has none
LONGEST_CHAIN = 2  # sentences that only make sense together; a third would lead away from the topic
_OWNER = re.compile(r"['’]s\b")
NAMED, MEANT = 0.95, 0.6  # share of the topic's words, and cosine, of a passage that makes a bare topic known


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic looked for: what was found, best first, and what of it is about the topic.

    A bare topic is no question, which confidence is made for: it is `known` too where a passage holds all its words.
    """

    question: Question
    found: tuple[Candidate, ...]
    relevant: tuple[Candidate, ...]
    confidence: float
    known: bool
    weights: Mapping[str, float]


def explore(
    index: Index, retriever: Retriever, text: str, scope: frozenset[str] | None, threshold: float | None
) -> Topic:
    """Everything on a topic, known from a confidence of `threshold` on. Raises NotFound for an id in `scope`."""
    question = analyse(_OWNER.sub("", text))
    found = retriever.find(text, LOOKED_AT, scope)
    weights = term_weights(index, question.terms)
    features = confidence_features(question, found[:JUDGED], weights)
    confidence = fitted().confidence.probability(features) if features else 0.0
    sure = confidence >= (fitted().threshold if threshold is None else threshold)
    named = bool(features) and features["covered"] >= NAMED and features["cosine"] >= MEANT
    return Topic(question, tuple(found), _relevant(question, found, weights), confidence, sure or named, weights)


def read(index: Index, topic: Topic) -> tuple[Material, Floats]:
    """The units of the relevant passages in the documents' order, and how much each says on the topic.

    That is 0 to 1, as a share of the best unit's, and 0 where the share is too small to be used.
    """
    units = units_of(topic.question, topic.found)
    features = unit_features(topic.question, units, topic.weights)
    model = fitted().sentence.alone
    told = {(u.passage.id, u.place): (model.probability(f), f["overlap"]) for u, f in zip(units, features, strict=True)}
    passages = [candidate.passage for candidate in topic.relevant]
    documents = dict.fromkeys(passage.document_id for passage in passages)
    entries = frozenset[Section]().union(*(entries_of(quotable(index.passages_of(name))) for name in documents))
    found = material(quotable(passages), entries)
    best = max((told[unit.passage.id, unit.place][0] for unit in found.units), default=1.0)
    shares = [_share(*told[unit.passage.id, unit.place], best) for unit in found.units]
    return replace(found, longest=LONGEST_CHAIN), np.array(shares)


def _share(told: float, overlap: float, best: float) -> float:
    share = told / best
    return share if share >= (LEAST if overlap else LEAST_OTHERWISE) else 0.0


def _relevant(question: Question, found: Sequence[Candidate], weights: Mapping[str, float]) -> tuple[Candidate, ...]:
    """The candidates about the topic, section by section: documents in the order of their best passage.

    Where a short topic has names and other words ("agriculture in Tinford"), either alone is not enough.
    """
    names = stems(" ".join(question.names)) if len(weights) <= SHORT else frozenset()
    groups = [{t: w for t, w in weights.items() if (t in names) is named} for named in (True, False)]
    held = [[_held(candidate.passage, group) for candidate in found] for group in (*groups, weights)]
    near = [_likeness(candidate) for candidate in found]
    share = NEAR if any(candidate.matches for candidate in found) else NEAR_PLAIN
    nearest = share * max(near, default=0.0)
    least = [HOLDS * max(column, default=0.0) for column in held]
    about = {
        section_of(candidate.passage)
        for place, candidate in enumerate(found)
        if near[place] >= nearest and all(column[place] >= low for column, low in zip(held, least, strict=True))
    }
    kept = [candidate for candidate in found if section_of(candidate.passage) in about]
    documents = list(dict.fromkeys(candidate.passage.document_id for candidate in kept))
    return tuple(sorted(kept, key=lambda c: (documents.index(c.passage.document_id), c.passage.span)))


def _held(passage: Passage, weights: Mapping[str, float]) -> float:
    """The share of the topic's words, by weight, that the passage holds."""
    title, own = stems(passage.title), stems(" ".join((*passage.headings[1:], passage.text)))
    return sum(w if term in own else OVERHEAD * w if term in title else 0.0 for term, w in weights.items())


def _likeness(candidate: Candidate) -> float:
    """How much a passage means what the topic means; cosines of tokens where there are any, else the vectors'."""
    return candidate.matches.score if candidate.matches else candidate.cosine
