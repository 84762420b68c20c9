"""The extractive answerer: it chooses among the documents' own sentences; every word is a quotation.

An answer is made of runs: from each of a few passages the neighbouring sentences that together are worth their words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rag.answer.place_labels import places
from rag.base.mechanisms import on
from rag.base.types import Citation, Sentence
from rag.language.sentences import count_words
from rag.language.tokens import stems
from rag.models.linear import Features, Linear, SentenceModel
from rag.question.analysis import Question
from rag.search.candidate_sentences import Unit, named_once, sources_of, term_weights, unit_features, units_of
from rag.search.retriever import Candidate
from rag.store.index import Index

PRICE = 0.004  # of a word, beside the best sentence, which counts 1: what a longer run must be worth
MOST_RUNS = 4
WIDEST = 2  # sentences before a run that it can't be understood without
APART = 1000  # ranks of one draft from those of the next
SAME = 0.7  # share of its words that a sentence has in common with one that was told: it tells nothing new

Run = tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is judged: its sentences and their citations, and how good each looks (0 to 1)."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    units: tuple[Unit, ...]
    scores: tuple[float, ...]


def draft(index: Index, question: Question, candidates: Sequence[Candidate], model: SentenceModel, words: int) -> Draft:
    """Compose an answer of at most `words` words from the best passages; empty where they hold nothing to quote."""
    units = units_of(question, candidates)
    if not units:
        return Draft((), (), (), ())
    features = unit_features(question, units, term_weights(index, question))
    if on("neighbours"):
        scores = [model.among.probability(each) for each in among(units, features, model.alone)]
    else:
        scores = [model.alone.probability(each) for each in features]
    worth = {(unit.rank, unit.place): score for unit, score in zip(units, scores, strict=True)}
    chosen = [(unit, worth[unit.rank, unit.place]) for run in _choose(units, scores, words) for unit in run]
    return _drafted(index, question, chosen, words)


def joined(index: Index, question: Question, drafts: Sequence[Draft], words: int) -> Draft:
    """One draft of several, the sentences of each behind those of the one before, as far as the words go.

    What two of them have is told once.
    """
    found: dict[tuple[str, int], tuple[Unit, float]] = {}
    for number, each in enumerate(drafts):
        for unit, score in zip(each.units, each.scores, strict=True):
            found.setdefault((unit.passage.id, unit.place), (replace(unit, rank=number * APART + unit.rank), score))
    return _drafted(index, question, list(found.values()), words)


def _drafted(index: Index, question: Question, chosen: Sequence[tuple[Unit, float]], words: int) -> Draft:
    """The draft of units with their scores; the last ones give way where labels take more words than there are."""
    told = named_once([unit for unit, _ in chosen])
    labels = places(index, question, told) if on("place_labels") else [""] * len(told)
    while len(told) > 1 and _words(told) + sum(map(count_words, labels)) > words:
        del told[-1], labels[-1]
    sentences, citations = _cite(index, told)
    sentences = tuple(replace(sentence, about=place) for sentence, place in zip(sentences, labels, strict=True))
    return Draft(sentences, citations, tuple(told), tuple(score for _, score in chosen[: len(told)]))


def among(units: Sequence[Unit], features: Sequence[Features], alone: Linear) -> list[dict[str, float]]:
    """The features of each unit and, over the best score of any, what its neighbours and its passage's best got alone.

    What follows a good sentence often goes on to answer, above all where it can't be understood without that sentence.
    """
    scores = [alone.probability(each) for each in features]
    best = max(scores, default=1.0)
    by_place = {(unit.rank, unit.place): score / best for unit, score in zip(units, scores, strict=True)}
    found = []
    for unit, each in zip(units, features, strict=True):
        before = by_place.get((unit.rank, unit.place - 1), 0.0)
        around = {
            "before": before,
            "after": by_place.get((unit.rank, unit.place + 1), 0.0),
            "goes_on": before * float(unit.leans),
            "passage_best": max(score for (rank, _), score in by_place.items() if rank == unit.rank),
        }
        found.append({**each, **around})
    return found


def _choose(units: Sequence[Unit], scores: Sequence[float], limit: int) -> list[Run]:
    """The best runs of neighbouring sentences, one a passage, the best one first, within the limit of words.

    A run reads as its author wrote it: with its subject, in its order, under one citation.
    """
    best = max(scores) or 1.0
    worth = {(unit.rank, unit.place): score / best for unit, score in zip(units, scores, strict=True)}
    ranked = sorted(
        (_best_run(tuple(own), worth, limit) for _, own in groupby(units, lambda unit: unit.rank)), key=_value
    )
    chosen: list[Run] = []
    for value, run in reversed(ranked):
        told = [unit for each in chosen for unit in each]
        if len(chosen) == MOST_RUNS or (chosen and value <= 0):
            break
        if not chosen or (_words([*told, *run]) <= limit and not all(_said(unit, told) for unit in run)):
            chosen.append(run)
    return chosen


def _best_run(units: Run, worth: Mapping[tuple[int, int], float], limit: int) -> tuple[float, Run]:
    """The run of a passage's sentences with the greatest sum of worth less the price of the words, and that sum.

    It is widened to the left by what it can't be understood without.
    """
    best, start, end = -math.inf, 0, 1
    for first in range(len(units)):
        value, words = 0.0, 0
        for last in range(first, len(units)):
            unit = units[last]
            value, words = value + worth[unit.rank, unit.place] - PRICE * unit.words, words + unit.words
            if words > limit and last > first:
                break
            if value > best:
                best, start, end = value, first, last + 1
    for _ in range(WIDEST):
        start -= on("left_context") and start > 0 and units[start].leans
    return best, units[start:end]


def _value(ranked: tuple[float, Run]) -> tuple[float, int]:
    value, run = ranked
    return value, -run[0].rank


def _words(units: Iterable[Unit]) -> int:
    return sum(unit.words for unit in units)


def _said(unit: Unit, told: Iterable[Unit]) -> bool:
    words = stems(unit.text)
    return on("novelty") and any(len(words & stems(other.text)) > SAME * len(words) for other in told)


def _cite(index: Index, chosen: Sequence[Unit]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """A citation a stretch of neighbouring units; each sentence carries the number of its stretch."""
    sentences: list[Sentence] = []
    stretches: list[list[Unit]] = []
    for unit in chosen:
        last = stretches[-1][-1] if stretches else None
        if last and last.rank == unit.rank and last.place + 1 == unit.place:
            stretches[-1].append(unit)
        else:
            stretches.append([unit])
        sentences.append(Sentence(unit.text, (len(stretches),)))
    return tuple(sentences), tuple(_citation(index, n, stretch) for n, stretch in enumerate(stretches, 1))


def _citation(index: Index, number: int, stretch: Sequence[Unit]) -> Citation:
    passage = stretch[0].passage
    document = index.document(passage.document_id)
    # A later part of a table begins with the repeated header, which is not at this place of the document.
    shift = passage.span[1] - len(passage.text)
    start, end = shift + stretch[0].start, shift + stretch[-1].end
    return Citation(number, passage, start, end, document.text[start:end], sources_of(document, passage))
