"""The extractive answerer: it chooses among the documents' own sentences; every word is a quotation.

Where the asked questions nearest to a question take several sentences each, those are picked that they vote for and
that look best. Else an answer is made of runs: from each of a few passages the neighbouring sentences that together are
worth their words.
Where neither a sentence nor the question says which place it is of, a label does, whose name comes from the headings
above the sentence alone, so that whoever checks it finds it there.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from rag.base.mechanisms import on
from rag.base.types import Citation, Sentence
from rag.language import dependent_sentences, lexicon
from rag.language.sentences import count_words, fold
from rag.language.tokens import POSSESSIVE, Terms, fold_word, read, stem, stems
from rag.models.linear import Features, Linear, SentenceModel
from rag.question.analysis import Question
from rag.question.kinds import WIDE
from rag.question.spelling import english
from rag.search.candidate_sentences import Unit, cited_words, named_once, term_weights, unit_features, units_of
from rag.search.entities import AGAINST, Subject, Subjects, subjects
from rag.search.named_rows import names_another
from rag.search.retriever import Candidate
from rag.store.index import Index, per_corpus

PRICE = 0.004  # of a word, beside the best sentence, which counts 1: what a longer run must be worth
IN_CONTEXT, WIDE_PRICE = 0.003, 0.002  # where a question is read with others, or asks for reasons, a list, a comparison
MOST_RUNS, MOST_OF_WIDE = 4, 6
BROAD, OF_BROAD = 3.0, 0.02  # sentences that answer the nearest questions, to pick so; the price over their number
SHORTEST, TELLING = 6, 0.3  # words of a sentence that may only open what follows, and the worth of one that doesn't
WIDEST = 2  # sentences before a run that it can't be understood without
APART = 1000  # ranks of one draft from those of the next
SAME = 0.7  # share of its words that a sentence has in common with one that was told: it tells nothing new
COMMON = 0.5  # of the documents: a place that more of them declare is the whole corpus's, which needs no telling

_SEVERAL = lexicon.pattern("labels.several")
_PARTS = re.compile(r": | - | [–—] ")
_BESIDE = lexicon.pattern("labels.beside")
_SAME = tuple(tuple(line.split(" | ")) for line in lexicon.lines("labels.same"))
_COUNTRIES = frozenset(map(stem, lexicon.words("words.countries") | lexicon.words("words.nationalities"))).union(*_SAME)

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
    chosen = [(unit, worth[unit.rank, unit.place]) for run in _choose(question, units, scores, words) for unit in run]
    return _drafted(index, question, chosen, words)


def joined(index: Index, question: Question, drafts: Sequence[Draft], words: int) -> Draft:
    """One draft of several, the sentences of each behind those of the one before, as far as the words go.

    What two of them have is told once, and of a table only the row that the whole question names, if any.
    """
    found: dict[tuple[str, int], tuple[Unit, float]] = {}
    for number, each in enumerate(drafts):
        for unit, score in zip(each.units, each.scores, strict=True):
            if names_another(question.whole, unit.passage, unit.start):
                continue
            found.setdefault((unit.passage.id, unit.place), (replace(unit, rank=number * APART + unit.rank), score))
    return _drafted(index, question, list(found.values()), words)


def _drafted(index: Index, question: Question, chosen: Sequence[tuple[Unit, float]], words: int) -> Draft:
    """The draft of units with their scores; the last ones give way where labels take more words than there are."""
    told = named_once([unit for unit, _ in chosen])
    labels = place_labels(index, question, told) if on("place_labels") else [""] * len(told)
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


def _choose(question: Question, units: Sequence[Unit], scores: Sequence[float], limit: int) -> list[Run]:
    """The best runs of neighbouring sentences, one a passage, within the limit of words; first that which answers.

    The one with the best sentence answers, the others add to it in the order of their worth. A run reads as its author
    wrote it: with its subject, in its order, under one citation.
    """
    wide = question.kind in WIDE
    price = WIDE_PRICE if wide else IN_CONTEXT if question.before else PRICE
    most = MOST_OF_WIDE if wide else MOST_RUNS
    best = max(scores) or 1.0
    worth = {(unit.rank, unit.place): score / best for unit, score in zip(units, scores, strict=True)}
    breadth = units[0].candidate.votes.breadth
    if breadth >= BROAD and on("picking"):
        return _picked(units, worth, OF_BROAD / breadth, limit)
    ranked = sorted(
        (_best_run(tuple(own), worth, price, limit) for _, own in groupby(units, lambda unit: unit.rank)), key=_value
    )
    chosen: list[Run] = []
    for value, run in reversed(ranked):
        told = [unit for each in chosen for unit in each]
        if len(chosen) == most or (chosen and value <= 0):
            break
        fits = _words([*told, *run]) <= limit and not all(_said(unit, told) or _only_opens(unit, worth) for unit in run)
        if not chosen or fits:
            chosen.append(run)
    answers = max(chosen, key=lambda run: max(worth[unit.rank, unit.place] for unit in run))
    return [answers, *(run for run in chosen if run is not answers)]


def _picked(units: Sequence[Unit], worth: Mapping[tuple[int, int], float], price: float, limit: int) -> list[Run]:
    """The sentences whose worth and share of the votes are worth their words, those of a passage together.

    The best ones are kept within the limit, the passage with the best comes first. Each sentence brings those that it
    can't be understood without.
    """
    votes = {(u.rank, u.place): u.candidate.votes.within(u.passage, u.start, u.end) for u in units}
    most = max(votes.values()) or 1.0
    value = {key: (worth[key] + votes[key] / most) / 2 for key in worth}
    by_place = {(unit.rank, unit.place): unit for unit in units}
    picked: dict[tuple[int, int], Unit] = {}
    ranked = sorted(value, key=lambda key: -value[key])
    telling = [key for key in ranked if not (on("openers") and dependent_sentences.tells_nothing(by_place[key].text))]
    for key in telling or ranked:
        unit = by_place[key]
        if picked and value[key] <= price * unit.words:
            continue
        group = [unit]
        while on("left_context") and group[0].leans_alone and len(group) <= WIDEST:
            before = by_place.get((unit.rank, group[0].place - 1))
            if before is None:
                break
            group.insert(0, before)
        new = {(each.rank, each.place): each for each in group if (each.rank, each.place) not in picked}
        told = picked.values()
        if not picked or (_words([*told, *new.values()]) <= limit and not _said(unit, told)):
            picked |= new
    ranks = dict.fromkeys(rank for rank, _ in sorted(picked, key=lambda key: -value[key]))
    return [tuple(unit for unit in units if unit.rank == rank and (rank, unit.place) in picked) for rank in ranks]


def _best_run(units: Run, worth: Mapping[tuple[int, int], float], price: float, limit: int) -> tuple[float, Run]:
    """The run of a passage's sentences with the greatest sum of worth less the price of the words, and that sum.

    It doesn't end by opening what is not told, and is widened to the left by what it can't be understood without.
    """
    best, start, end = -math.inf, 0, 1
    for first in range(len(units)):
        value, words = 0.0, 0
        for last in range(first, len(units)):
            unit = units[last]
            value, words = value + worth[unit.rank, unit.place] - price * unit.words, words + unit.words
            if words > limit and last > first:
                break
            if value > best:
                best, start, end = value, first, last + 1
    while end - start > 1 and _only_opens(units[end - 1], worth):
        end -= 1
    for _ in range(WIDEST):
        start -= on("left_context") and start > 0 and units[start].leans
    return best, units[start:end]


def _only_opens(unit: Unit, worth: Mapping[tuple[int, int], float]) -> bool:
    """Whether it says little but that something follows, as in "Criticism came next."."""
    weak = unit.words <= SHORTEST and worth[unit.rank, unit.place] < TELLING
    named = any(token.is_name or token.text.isdigit() for token in read(unit.text).tokens)
    return on("openers") and weak and not named


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
    return tuple(sentences), tuple(
        cited_words(index, number, stretch[0].passage, (stretch[0].start, stretch[-1].end))
        for number, stretch in enumerate(stretches, 1)
    )


def place_labels(index: Index, question: Question, units: Sequence[Unit]) -> list[str]:
    """For each unit of an answer the place to put before it; "" where the reader knows it, or it has none."""
    known = subjects(index)
    common = _common(index)
    asked = _named(known, question.whole, common)
    single = [place for place in asked if place not in common] or asked
    home = single[0] if len(single) == 1 else ""
    here = home
    found: list[str] = []
    before: Unit | None = None
    for unit in units:
        goes_on = unit.leans and before is not None and (before.rank, before.place + 1) == (unit.rank, unit.place)
        before = unit
        if goes_on:
            found.append("")
            continue
        place = _of(known, unit, common, question.whole if len(asked) < 2 else "")
        said = _named(known, unit.text, common, place)
        expected = place == here or (place in common and (not asked or place in asked))
        found.append("" if said or expected else place)
        here = place or home if home or not said or place in said else ""
    return found


def _of(known: Subjects, unit: Unit, common: frozenset[str], told: str) -> str:
    """The place that the unit is of by the nearest heading that is about one; "" where none is.

    A heading that has a place's adjective ("Chinese rules") is about that one, or leads away from those above it.
    One that opens with a country is of it though no document declares it, which needs no telling where `told` has it.
    """
    if _SEVERAL.search(unit.text):
        return ""
    alone = replace(unit, leans=False)
    below: list[str] = []
    for heading in (*reversed(unit.passage.headings), unit.passage.title):
        for subject in _about(known, heading):
            if known.about(alone, subject):
                return subject.name
        if by_adjective := _by_adjective(known, heading):
            return "" if _named(known, unit.text, common) else by_adjective
        country = "" if below else _country(heading, f"{unit.text} {told}")
        if country and not known.place(country):
            return country
        below += _named(known, heading, common)
        written = {known.place(peer[0]) for peer in known.peers(heading)}
        if not written.issuperset(_named(known, heading, common)):
            return ""
    return ""


def _about(known: Subjects, heading: str) -> Iterator[Subject]:
    """The places that a part of a heading may be about: with no name before it, none beside it, not set off against."""
    for part in _PARTS.split(heading):
        for peer in known.peers(part):
            before = part[: peer.start()]
            subject = known.named(known.place(peer[0]))
            if subject and not (AGAINST.search(before) or _has_name(before) or _BESIDE.match(part[peer.end() :])):
                yield subject


def _by_adjective(known: Subjects, heading: str) -> str:
    """The one place whose adjective a heading opens with, as in "Russian towns: …"; "" where there is none."""
    opening = _PARTS.split(heading)[0]
    named = _named(known, opening, frozenset())
    return named[0] if len(named) == 1 and not re.search(rf"\b{re.escape(named[0])}\b", opening) else ""


def _country(heading: str, told: str) -> str:
    """The country that a heading opens with, as in "The US coalfields"; "" where `told` has it or a name beside it."""
    opening = _PARTS.split(heading)[0]
    words = [token for token in read(opening).tokens if token.is_content]
    first, names = words[0] if words else None, {token.stem for token in words if token.is_name}
    if first is None or first.stem not in names & _COUNTRIES or _BESIDE.match(opening[first.end :]):
        return ""
    same = next((names for names in _SAME if first.stem in names), ())
    known = names & {token.stem for token in read(told).tokens if token.is_name}
    return "" if known or any(_stems(name) <= read(told).stems for name in same) else POSSESSIVE.sub("", first.text)


def _has_name(text: str) -> bool:
    return any(token.is_name and not _is_doing(token.text.lower()) for token in read(text).tokens)


def _is_doing(word: str) -> bool:
    """Whether it says what is done, as "Rebuilding" does at the beginning of a heading."""
    return word.endswith("ing") and not english().isdisjoint({word[:-3], f"{word[:-3]}e"})


def _named(known: Subjects, text: str, common: frozenset[str], here: str = "") -> list[str]:
    """The places that a text names in any form ("Russian" is one of Russia), without what others or `here` lie in.

    Of a name that holds that of the whole corpus's place ("North China"), the rest is enough.
    """
    there, shared = read(text).stems, frozenset().union(*map(_stems, common))
    held = [name for name in known.places if (_stems(name) - shared or _stems(name)) <= there]
    found = [subject for name in (*held, *([here] if held else [])) if (subject := known.named(name))]
    wider = frozenset[str]().union(*(known.wider(subject) for subject in found))
    inside = [name for name in held if fold(name) not in wider]
    return [name for name in inside if not any(name != other and name in other for other in inside)]


@cache
def _stems(name: str) -> Terms:
    return frozenset(stem(fold_word(word)) for word in name.split())


@per_corpus
def _common(index: Index) -> frozenset[str]:
    documents = index.documents()
    counts = Counter(place for document in documents for place in set(document.places))
    return frozenset(place for place, count in counts.items() if count > COMMON * len(documents))
