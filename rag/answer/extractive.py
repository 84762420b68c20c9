"""The extractive answerer: it chooses among the documents' own sentences and orders them; every word is a quotation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.answer.place_labels import places
from rag.base.types import Citation, Sentence
from rag.language.tokens import stems
from rag.models.linear import Features, Linear, SentenceModel
from rag.question.analysis import Question
from rag.search.candidate_sentences import Unit, named_once, sources_of, term_weights, unit_features, units_of
from rag.search.retriever import Candidate
from rag.store.index import Index

MOST_SENTENCES = 6
RELATIVE = 0.15  # a sentence must be at least this share as good as the best one,
SCANT = 0.03  # this share while an answer is short, if it is from a document that it draws on already,
LENGTHY = 0.05  # and this one where it took many words to say what is better: such a question has many sides
SHORT = 80  # words of an answer that is a figure, a date, a person or a place, and asked alone
ENOUGH = 60  # words up to which an answer is short
MANY = 80  # words
SAME = 0.55  # share of its words that a sentence may have in common with one already chosen
SHORT_KINDS = frozenset({"number", "date", "person", "place"})


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is judged: its sentences, their citations, and how good the best sentence looks (0 to 1)."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    units: tuple[Unit, ...]
    best: float


def draft(index: Index, question: Question, candidates: Sequence[Candidate], model: SentenceModel, words: int) -> Draft:
    """Compose an answer of at most `words` words from the best passages; empty where they hold nothing to quote."""
    units = units_of(question, candidates)
    if not units:
        return Draft((), (), (), 0.0)
    features = unit_features(question, units, term_weights(index, question.terms))
    scores = [model.among.probability(each) for each in among(units, features, model.alone)]
    short = len(question.parts) < 2 and (question.kind in SHORT_KINDS or question.wants_number)
    limit = min(words, SHORT) if short else words
    chosen = named_once(_order(_choose(units, scores, limit)))
    sentences, citations = _cite(index, chosen)
    named = zip(sentences, places(index, question, chosen), strict=True)
    sentences = tuple(replace(sentence, about=place) for sentence, place in named)
    return Draft(sentences, citations, tuple(chosen), max(scores))


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


def _choose(units: Sequence[Unit], scores: Sequence[float], limit: int) -> list[Unit]:
    """Greedily the best units that add something, with the units that they lean on, within the limit of words."""
    by_place = {(unit.rank, unit.place): unit for unit in units}
    chosen: dict[tuple[int, int], Unit] = {}
    best = 0.0
    for i in sorted(range(len(units)), key=lambda i: -scores[i]):
        if scores[i] < best * _share(sum(unit.words for unit in chosen.values())) or len(chosen) >= MOST_SENTENCES:
            break
        documents = {unit.passage.document_id for unit in chosen.values()}
        if chosen and units[i].passage.document_id not in documents and scores[i] < best * RELATIVE:
            continue
        group = _group(units[i], by_place)
        fresh = [unit for unit in group if (unit.rank, unit.place) not in chosen]
        size = sum(unit.words for unit in [*chosen.values(), *fresh])
        if fresh and (size <= limit or not chosen) and not _said(units[i], chosen.values()):
            best = best or scores[i]
            chosen |= {(unit.rank, unit.place): unit for unit in fresh}
    return list(chosen.values())


def _share(words: int) -> float:
    """How good a further sentence must be, beside the best one, in an answer of so many words."""
    if words < ENOUGH:
        return SCANT
    return LENGTHY if words > MANY else RELATIVE


def _group(unit: Unit, by_place: dict[tuple[int, int], Unit]) -> list[Unit]:
    """The unit and up to two before it that it can't be understood without, as far as they are in the passage."""
    group = [unit]
    while group[0].leans:
        before = by_place.get((group[0].rank, group[0].place - 1))
        if before is None or len(group) > 2:
            break
        group.insert(0, before)
    return group


def _said(unit: Unit, chosen: Iterable[Unit]) -> bool:
    words = stems(unit.text)
    return any(len(words & stems(other.text)) > SAME * len(words) for other in chosen)


def _order(chosen: Sequence[Unit]) -> list[Unit]:
    """The best unit first with what it leans on and what leans on it; then passage by passage as they stand there."""
    ranks = list(dict.fromkeys(unit.rank for unit in chosen))
    chains: list[list[Unit]] = []
    for unit in sorted(chosen, key=lambda unit: (ranks.index(unit.rank), unit.place)):
        if unit.leans and chains:
            chains[-1].append(unit)
        else:
            chains.append([unit])
    chains.sort(key=lambda chain: chosen[0] not in chain)
    return [unit for chain in chains for unit in chain]


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
