"""Questions of several parts: each part as a question of its own, and which of them the passages answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answer.refusal.confidence import confidence_features
from rag.base.types import Turn
from rag.models.linear import Features
from rag.question.analysis import Question, analyse
from rag.question.follow_up.rewriting import standalone
from rag.search.candidate_sentences import term_weights
from rag.search.reranker import SecondLook
from rag.search.retriever import Candidate
from rag.store.index import Index

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
    probability, enough = sure
    parts = [Part(written, text, 0.0) for written, text in split(question)]
    seen: list[list[Candidate]] = [[] for _ in parts]
    for candidate in candidates[:READ]:
        doubtful = [i for i, part in enumerate(parts) if part.confidence < enough]
        looks = second.each([(parts[i].text, candidate.passage) for i in doubtful])
        for i, look in zip(doubtful, looks, strict=True):
            seen[i].append(replace(candidate, look=look))
            asked = analyse(parts[i].text)
            signals = confidence_features(asked, seen[i], term_weights(index, asked.terms))
            parts[i] = replace(parts[i], confidence=probability(signals))
    return tuple(parts)


def _asked(part: str) -> str:
    return part[:1].upper() + part[1:].rstrip("?.! ") + "?"
