"""What the corpus holds on a topic: the sections that are about it, and whether there are any.

The whole corpus is looked through, not only the ten best passages. A section is about the topic when one of its
passages means nearly as much as the best one does, and holds a fair share of the topic's words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.abstention import confidence_features
from rag.index import Index
from rag.question import Question, analyse, stems
from rag.retrieval import Candidate, Retriever
from rag.summary.salience import Floats
from rag.summary.sections import Material, material, section_of
from rag.types import Passage
from rag.units import term_weights, unit_features, units_of
from rag.weights import fitted

LOOKED_AT = 60  # passages
JUDGED = 10  # passages that confidence is measured on
NEAR = 0.95  # of the best passage's likeness to the topic, token by token
NEAR_PLAIN = 0.75  # the same of the vectors' cosines, which lie further apart
HOLDS = 0.4  # of the best passage's share of the topic's words
OVERHEAD = 0.5  # what a word counts that stands in the document's title alone
LEAST = 0.1  # of what the best unit says on the topic
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
    question = analyse(text)
    found = retriever.find(text, LOOKED_AT, scope)
    weights = term_weights(index, question.terms)
    features = confidence_features(question, found[:JUDGED], weights)
    confidence = fitted().confidence.probability(features) if features else 0.0
    sure = confidence >= (fitted().threshold if threshold is None else threshold)
    named = bool(features) and features["covered"] >= NAMED and features["cosine"] >= MEANT
    return Topic(question, tuple(found), _relevant(found, weights), confidence, sure or named, weights)


def read(topic: Topic) -> tuple[Material, Floats]:
    """The units of the relevant passages in the documents' order, and how much each says on the topic.

    That is 0 to 1, as a share of the best unit's, and 0 where the share is too small to be used.
    """
    units = units_of(topic.question, topic.found)
    model = fitted().sentence.alone
    told = [model.probability(each) for each in unit_features(topic.question, units, topic.weights)]
    values = {(unit.passage.id, unit.place): value for unit, value in zip(units, told, strict=True)}
    order = {candidate.passage.id: number for number, candidate in enumerate(topic.relevant)}
    kept = [unit for unit in units if unit.passage.id in order]
    found = material(sorted(kept, key=lambda unit: (order[unit.passage.id], unit.place)))
    said = np.array([values[unit.passage.id, unit.place] for unit in found.units])
    shares = said / max(said.max(initial=0.0), 1e-9)
    return found, np.where(shares < LEAST, 0.0, shares)


def _relevant(found: Sequence[Candidate], weights: Mapping[str, float]) -> tuple[Candidate, ...]:
    """The candidates about the topic, section by section: documents in the order of their best passage."""
    held = [_held(candidate.passage, weights) for candidate in found]
    near = [_likeness(candidate) for candidate in found]
    share = NEAR if any(candidate.matches for candidate in found) else NEAR_PLAIN
    least, nearest = HOLDS * max(held, default=0.0), share * max(near, default=0.0)
    about = {section_of(c.passage) for c, h, n in zip(found, held, near, strict=True) if h >= least and n >= nearest}
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
