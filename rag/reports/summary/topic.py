"""A topic in the corpus: whether it is known or a whole document, and what each sentence is worth on it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.refusal.decide import confidence_features
from rag.language.tokens import content_stems
from rag.models.linear import fitted
from rag.question.analysis import analyse
from rag.reports.summary.choice import salience
from rag.reports.summary.sections import Material, Section, material
from rag.search.asked import Votes
from rag.search.candidate_sentences import quotable, term_weights
from rag.search.retriever import Candidate
from rag.store.index import Index

NAMED, MEANT = 0.95, 0.6  # share of the topic's words, and cosine, of a passage that makes a bare topic known
NEAR = 0.14  # below the best passage's score, down to which a passage is about the topic
BY_SECTION, BY_SENTENCE = 25.0, 4.0  # by how much worth falls with likeness to the topic, exponentially
BY_DOCUMENT = 2  # power of the share that a document has of the best passages, beside the one that has most
BEST = 20  # passages
VOTELESS = 0.02  # what a sentence counts that no question near the topic asks for, beside one that most do
UNKNOWN = 0.5  # what one of a document counts that has no asked questions
SOLE = 0.7  # share of the votes that one document has which alone is asked for
ALIKE = 0.15  # how near a question to the request must be for that, of 1
NAME = 0.5  # of the words of a title before its colon that a topic has which is the document's name
_SUBTITLE = re.compile(r":| - | [–—] ")


@dataclass(frozen=True, slots=True)
class Reading:
    """What can be told: units in order and what each is worth, the sections about the topic, the unit to begin with."""

    material: Material
    worth: tuple[float, ...]
    about: frozenset[Section]
    lead: int | None


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
    """The document that the topic is the name of, or that most of the votes on the request are for."""
    shares: dict[str, float] = defaultdict(float)
    for name, own in votes.shares.items():
        shares[index.passage(name).document_id] += sum(own.values())
    most = max(shares, key=lambda name: shares[name], default="")
    if votes.answered >= ALIKE and shares[most] >= SOLE * sum(shares.values()):
        return most
    asked = content_stems(topic)
    for passage in (candidate.passage for candidate in ranked):
        title = content_stems(_SUBTITLE.split(passage.title)[0])
        first = index.passages_of(passage.document_id)[0].id
        if asked and asked <= title and len(asked) >= NAME * len(title) and passage.id == first:
            return passage.document_id
    return None


def read(index: Index, topic: str, ranked: Sequence[Candidate], votes: Votes) -> Reading:
    """The documents that the best passages are of, that of the lead first, then the most alike; what it is worth.

    What a section is headed by must be told of in the others too.
    """
    best = ranked[0].score
    near = [each for each in ranked if each.score >= best - NEAR]
    lead = _lead(index, topic, near)
    if lead:
        asked = content_stems(topic)
        near = [each for each in near if asked <= content_stems(f"{each.passage.section} {each.passage.text}")]
    scores = {each.passage.section_id: each.score for each in reversed(near)}
    counts = Counter(each.passage.document_id for each in ranked[:BEST])
    names = dict.fromkeys(each.passage.document_id for each in ([lead] if lead else []) + near)
    found = material(quotable(passage for name in names for passage in index.passages_of(name)))
    by_id = {each.passage.id: each for each in ranked if each.passage.section_id in scores}
    likeness = [each.cosine if (each := by_id.get(unit.passage.id)) else None for unit in found.units]
    most = max((each for each in likeness if each is not None), default=0.0)
    wanted = [
        VOTELESS + value if unit.passage.document_id in votes.documents else UNKNOWN
        for unit, value in zip(found.units, voted(found, votes), strict=True)
    ]
    leading = max(counts.values())
    worth = tuple(
        0.0
        if like is None
        else value
        * (counts[unit.passage.document_id] / leading) ** BY_DOCUMENT
        * math.exp(BY_SECTION * (scores[unit.passage.section_id] - best) + BY_SENTENCE * (like - most))
        * asked
        for unit, value, like, asked in zip(found.units, salience(found), likeness, wanted, strict=True)
    )
    opening = [number for number, unit in enumerate(found.units) if lead and unit.passage.id == lead.passage.id]
    return Reading(found, worth, frozenset(scores), opening[0] if opening else None)


def voted(found: Material, votes: Votes) -> list[float]:
    """How many votes each unit has, by their root: 1 for the one that has most."""
    shares = [votes.within(unit.passage, unit.start, unit.end) for unit in found.units]
    most = max(shares) or 1.0
    return [math.sqrt(share / most) for share in shares]


def _lead(index: Index, topic: str, ranked: Sequence[Candidate]) -> Candidate | None:
    """The best passage that opens a section whose heading names the topic."""
    asked = content_stems(topic)
    for candidate in ranked:
        passage = candidate.passage
        if asked and asked <= content_stems(passage.section):
            own = index.passages_of(passage.document_id)
            if passage.id == next(each.id for each in own if each.headings == passage.headings):
                return candidate
    return None
