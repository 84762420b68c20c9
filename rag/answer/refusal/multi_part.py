"""Questions of several parts: each part as a question of its own, and which of them the passages answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answer.refusal.confidence import confidence_features
from rag.models.linear import Features
from rag.question.analysis import Question, analyse
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
    """A part as it was written, as a question read with what stands before it, and the probability of an answer."""

    written: str
    question: Question
    confidence: float


def split(question: Question) -> tuple[tuple[str, Question], ...]:
    """Each part as written and as a question; empty where the question has one part only.

    A later part is read with the names of the first, which it may leave out, or with all of it where that has none.
    """
    written = [question.text[start:end].strip(" ,;") for start, end in question.parts]
    if not 1 < len(written) <= MOST:
        return ()
    before = question.before.text if question.before else ""
    first = analyse(_asked(written[0]), before)
    names = " ".join(first.whole_names) or first.whole
    asked = [first, *(analyse(_asked(part), names) for part in written[1:])]
    long = all(len(each.whole.split()) >= SHORTEST for each in asked)
    return tuple(zip((part.rstrip("?.! ") for part in written), asked, strict=True)) if long else ()


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
    parts = [Part(written, asked, 0.0) for written, asked in split(question)]
    seen: list[list[Candidate]] = [[] for _ in parts]
    for candidate in candidates[:READ]:
        doubtful = [i for i, part in enumerate(parts) if part.confidence < enough]
        looks = second.each([(parts[i].question.whole, candidate.passage) for i in doubtful])
        for i, look in zip(doubtful, looks, strict=True):
            seen[i].append(replace(candidate, look=look))
            asked = parts[i].question
            signals = confidence_features(asked, seen[i], term_weights(index, asked))
            parts[i] = replace(parts[i], confidence=probability(signals))
    return tuple(parts)


def _asked(part: str) -> str:
    return part[:1].upper() + part[1:].rstrip("?.! ") + "?"
