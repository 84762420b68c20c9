"""Which parts of a question are answered, as in "when did it open, and who paid?": each is searched and read alone.

A later part is read behind the first, which says what it is about. A reader that knows no answer to it then points at
the words that answer the first, so that the same words for both speak against it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.refusal.decide import confidence_features
from rag.base.mechanisms import on
from rag.base.types import Passage
from rag.models.linear import fitted
from rag.models.reader import Reading
from rag.question.analysis import Question
from rag.search.candidate_sentences import term_weights
from rag.search.retriever import Candidate, Retriever

LOOKS_AT_A_PART = 4  # passages that are read for a part of a question or one of its subjects
AGAINST, LEAST_ODDS = 3.67, 0.497  # log-odds that the same words cost, odds needed: training/fit_parts.py


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question as written, what it asks, and the probability that passages answer it.

    `again` is the share (0 to 1) of what is pointed at for it that answers the first part already.
    """

    written: str
    question: Question
    chance: float
    again: float = 0.0

    def is_doubtful(self, threshold: float) -> bool:
        """Whether it is probably not answered; `threshold` is that of any question."""
        if not on("same_words"):
            return self.chance < threshold
        return self.chance * math.exp(-AGAINST * self.again) < LEAST_ODDS * (1 - self.chance)


def weighed(
    retriever: Retriever, asked: Sequence[tuple[str, Question]], passages: int, scope: frozenset[str] | None
) -> list[Part]:
    """Each part with what is found for it."""
    parts: list[Part] = []
    first: Sequence[Candidate] = ()
    for written, question in asked:
        found = retriever.find(question.whole, passages, scope, LOOKS_AT_A_PART, question.context)
        features = confidence_features(question, found, term_weights(retriever.index, question))
        parts.append(Part(written, question, fitted().answerable(features), _again(first, found)))
        first = first or found
    return parts


def _again(first: Sequence[Candidate], found: Sequence[Candidate]) -> float:
    """How much of what is pointed at in the passage that answers best answers the first part too."""
    readings, before = _readings(found), _readings(first)
    best = max(readings, key=lambda passage: readings[passage].answerable, default=None)
    if best is None or best not in before:
        return 0.0
    chances = dict(readings[best].chances)
    return before[best].answerable * sum(min(chance, chances.get(at, 0.0)) for at, chance in before[best].chances)


def _readings(found: Sequence[Candidate]) -> dict[Passage, Reading]:
    return {each.passage: each.look.reading for each in found if each.look and each.look.reading}
