"""Questions of several parts: each part as a question of its own, and which of them the passages answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.abstention import confidence_features
from rag.conversation import standalone
from rag.index import Index
from rag.question import Question, analyse
from rag.rerank import SecondLook
from rag.retrieval import Candidate
from rag.types import Turn
from rag.units import term_weights
from rag.weights import Features

READ = 2  # passages that are read for each part
MOST = 3  # parts; a question of more is an essay's plan, and each costs time
SHORTEST = 4  # words of a part that says on its own what it asks

Probability = Callable[[Features], float]


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it was written, as a question that stands alone, and the probability that the passages answer it."""

    written: str
    text: str
    confidence: float


def split(question: Question) -> tuple[tuple[str, str], ...]:
    """Each part as written and as a question that stands alone; empty where the question has one part only."""
    written = [question.text[start:end].strip(" ,;") for start, end in question.parts]
    if not 1 < len(written) <= MOST:
        return ()
    first = written[0].rstrip("?.! ") + "?"
    alone = [first, *(standalone(_asked(part), [Turn(first)]) for part in written[1:])]
    long = all(len(text.split()) >= SHORTEST for text in alone)
    return tuple(zip((part.rstrip("?.! ") for part in written), alone, strict=True)) if long else ()


def weigh(
    question: Question,
    candidates: Sequence[Candidate],
    index: Index,
    second: SecondLook,
    sure: tuple[Probability, float],
) -> tuple[Part, ...]:
    """Each part with its probability, read in the best passages; empty where the question has one part only.

    `sure` is what makes a probability of signals, and the one from which a part needs no further passage.
    """
    return tuple(
        Part(written, text, _confidence(analyse(text), candidates[:READ], index, second, sure))
        for written, text in split(question)
    )


def _confidence(
    part: Question,
    candidates: Sequence[Candidate],
    index: Index,
    second: SecondLook,
    sure: tuple[Probability, float],
) -> float:
    probability, enough = sure
    found, read = 0.0, list(candidates)
    for i, candidate in enumerate(candidates):
        (look,) = second.look(part.text, [candidate.passage])
        read[i] = replace(candidate, look=look)
        unread = [replace(each, look=None) for each in candidates[i + 1 :]]
        features = confidence_features(part, [*read[: i + 1], *unread], term_weights(index, part.terms))
        found = probability(features)
        if found >= enough:
            break
    return found


def _asked(part: str) -> str:
    return part[:1].upper() + part[1:].rstrip("?.! ") + "?"
