"""What the corpus has on a topic: whether it knows it, its sections about it, and the worth of their sentences."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.refusal.confidence import confidence_features
from rag.language.tokens import content_stems
from rag.models.linear import fitted
from rag.question.analysis import analyse
from rag.reports.summary.choice import salience
from rag.reports.summary.sections import Material, Section, material, section_of
from rag.search.candidate_sentences import Unit, quotable, term_weights
from rag.search.retriever import Candidate, Retriever
from rag.store.index import Index

RANKED = 60  # passages
JUDGED = 10  # passages that confidence is measured on
NAMED, MEANT = 0.95, 0.6  # share of the topic's words, and cosine, of a passage that makes a bare topic known
NEAR = 0.23  # below the best passage's score, down to which a section is about the topic
BY_SECTION, BY_SENTENCE = 13.0, 16.0  # by how much worth falls with likeness to the topic, exponentially
BEST = 12  # passages that show whether a whole document is meant
MOSTLY = 0.55  # of their weight that such a document has
NEARLY_ALL = 0.66  # of its sections that are among them
NAMES = 0.5  # of the words of a title before its colon that a topic has which is the document's name
SPREAD = 10.0  # by how much a passage's weight falls with its score, exponentially
_SUBTITLE = re.compile(r":| - | [–—] ")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic looked for: whether the corpus has it, how sure that is, and the passages, best first."""

    confidence: float
    known: bool
    found: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What can be told, how much each unit is worth, and the unit that says what the topic is, where there is one.

    `about` are the sections about the topic.
    """

    material: Material
    worth: tuple[float, ...]
    about: frozenset[Section]
    lead: int | None


def explore(
    index: Index, retriever: Retriever, text: str, scope: frozenset[str] | None, threshold: float | None
) -> Topic:
    """A topic, known from a confidence of `threshold` on. Raises NotFound for an id in `scope`.

    A bare topic is no question, which confidence is made for: it is known too where a passage holds all its words.
    """
    question = analyse(text)
    found = retriever.find(text, JUDGED, scope)
    features = confidence_features(question, found, term_weights(index, question))
    confidence = fitted().answerable(features)
    sure = confidence >= (fitted().threshold if threshold is None else threshold)
    named = bool(features) and features["covered"] >= NAMED and features["cosine"] >= MEANT
    return Topic(confidence, bool(found) and (sure or named), tuple(found))


def whole_document(index: Index, topic: str, ranked: Sequence[Candidate], scope: frozenset[str] | None) -> str | None:
    """The document that is meant as a whole: its name is the topic, or nearly all of it is about the topic.

    The latter, where no section has that name: of the best passages it has most, and they are of nearly all its
    sections, which in a `scope` says little.
    """
    asked = content_stems(topic)
    for candidate in ranked:
        title = content_stems(_SUBTITLE.split(candidate.passage.title)[0])
        own = index.passages_of(candidate.passage.document_id)
        if asked <= title and len(asked) >= NAMES * len(title) and candidate.passage.id == own[0].id:
            return candidate.passage.document_id
    return None if scope is not None or _lead(index, topic, ranked) else _most(index, ranked)


def _most(index: Index, ranked: Sequence[Candidate]) -> str | None:
    best = [candidate for candidate in ranked[:BEST] if candidate.score >= ranked[0].score - NEAR]
    weights: dict[str, float] = defaultdict(float)
    for candidate in best:
        weights[candidate.passage.document_id] += math.exp(SPREAD * (candidate.score - best[0].score))
    name = max(weights, key=lambda each: weights[each])
    there = {section_of(candidate.passage) for candidate in best if candidate.passage.document_id == name}
    sections = {section_of(passage) for passage in index.passages_of(name)}
    mostly = weights[name] >= MOSTLY * sum(weights.values())
    return name if mostly and len(there) >= NEARLY_ALL * len(sections) else None


def read(index: Index, topic: str, ranked: Sequence[Candidate]) -> Reading:
    """The documents that have sections about the topic, the most alike first, and what their units are worth on it."""
    best = ranked[0].score
    scores = {section_of(each.passage): each.score for each in reversed(ranked) if each.score >= best - NEAR}
    lead = _lead(index, topic, [each for each in ranked if section_of(each.passage) in scores])
    first = [lead] if lead else []
    names = dict.fromkeys(each.passage.document_id for each in (*first, *ranked) if section_of(each.passage) in scores)
    found = material(quotable(passage for name in names for passage in index.passages_of(name)))
    candidates = {each.passage.id: each for each in ranked}
    own = [_likeness(candidates.get(unit.passage.id), unit) for unit in found.units]
    most = max(own, default=0.0)
    worth = tuple(
        value * math.exp(BY_SECTION * (scores[section] - best) + BY_SENTENCE * (like - most))
        if (section := section_of(unit.passage)) in scores and unit.passage.id in candidates
        else 0.0
        for unit, value, like in zip(found.units, salience(found), own, strict=True)
    )
    opening = [n for n, unit in enumerate(found.units) if lead and unit.passage.id == lead.passage.id]
    return Reading(found, worth, frozenset(scores), opening[0] if opening else None)


def _lead(index: Index, topic: str, ranked: Sequence[Candidate]) -> Candidate | None:
    """The best passage that opens a section whose heading names the topic."""
    asked = content_stems(topic)
    for candidate in ranked:
        passage = candidate.passage
        if asked <= content_stems(passage.section):
            own = index.passages_of(passage.document_id)
            if passage.id == next(each.id for each in own if each.headings == passage.headings):
                return candidate
    return None


def _likeness(candidate: Candidate | None, unit: Unit) -> float:
    """How much the unit says of the topic, token by token where the index has vectors for that."""
    if candidate is None:
        return 0.0
    return candidate.matches.within(unit.start, unit.end) if candidate.matches else candidate.cosine
