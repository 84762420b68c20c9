"""The extractive answerer: it chooses among the documents' own sentences; every word is a quotation.

Where the nearest asked questions take several sentences each, those are picked that they vote for and that look best.
Else from each of a few passages comes the run of neighbouring sentences that together are worth their words. Where it
quotes several sections, each stretch says which one it is of: a sentence out of its place easily loses its subject.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from operator import attrgetter, itemgetter

from rag.answer.wording import said
from rag.base.mechanisms import on
from rag.base.types import (
    Answer,
    Citation,
    Comparison,
    Correction,
    Coverage,
    Disagreement,
    Hit,
    Nearest,
    Notice,
    Sentence,
    Verdict,
)
from rag.language import lexicon
from rag.language.dependent_sentences import SHORTEST, aside
from rag.language.sentences import names_in
from rag.language.tokens import Terms, content_stems, stems
from rag.models.reader import Linear
from rag.question.analysis import Question
from rag.question.request import VALUES, WIDE
from rag.search.asked import BRACKET, OPENS
from rag.search.candidate_sentences import (
    Unit,
    Weights,
    cited_words,
    explain,
    opens_paragraph,
    term_weights,
    unit_features,
    units_of,
)
from rag.search.reranker import names_another
from rag.search.retriever import Candidate
from rag.store.index import Index

PRICE = 0.004  # of a word, beside the best sentence, which counts 1: what a longer run must be worth
IN_CONTEXT, WIDE_PRICE = 0.003, 0.002  # where a question is read with others, or asks for reasons, a list, a comparison
MOST_RUNS, MOST_OF_WIDE = 4, 6
BROAD, BROAD_OF_ONE = 3.0, 4.0  # sentences that answer the nearest questions, to pick so; where one thing is asked for
OF_BROAD = 0.02  # the price of a word over their number
SHARP, SHARP_BEHIND = 2.5, 1.5  # powers of the worth where a value is asked for: what is half as good is beside it
SEVERAL = 6.0  # sentences; where as many answer the nearest questions with a value, each vote counts as it is
TELLING = 0.3  # the worth of a sentence that doesn't only open what follows
EACH = 20  # words that a picked sentence costs beside its own: a short one that strays is in the way, too
NEARLY, WHOLLY = 0.3, 0.95  # share of a question that a heading is, to open with it: of "what is …", of any
TO_THE_POINT = 0.7  # of the best sentence's score: words of one as good are set off
WIDEST = 2  # sentences before a run that it can't be understood without
APART = 1000  # ranks of one draft from those of the next
LONGEST_TITLE = 40  # characters
SAME = 0.7  # share of its words that a sentence has in common with one that was told: it tells nothing new

YEARS = re.compile(rf"(?<![0-9A-Za-z]){lexicon.piece('calendar.year')}(?![0-9A-Za-z])")  # \b fails at a Chinese word
_WHERE = lexicon.pattern("explained.where")
Run = tuple[Unit, ...]
Worth = Mapping[tuple[int, int], float]  # by a unit's rank and place


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is judged: what it quotes, and how good each unit looks (0 to 1)."""

    units: tuple[Unit, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer before it is worded: `reasons` say why nothing is answered, `warnings` what an answer lacks."""

    standalone: str
    kind: str
    verdict: Verdict = "not_in_corpus"
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    confidence: float = 0.0
    reasons: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    disagreement: Disagreement | None = None
    suggestions: tuple[str, ...] = ()
    coverage: Coverage | None = None
    comparison: Comparison | None = None
    nearest: Nearest | None = None
    correction: Correction | None = None
    model: str = "extractive"


def told(composed: Composed, question: str, seconds: float) -> Answer:
    """The answer to a question as it was typed, its notices in words."""
    kept = {each.name: getattr(composed, each.name) for each in fields(composed) if each.name != "warnings"}
    return Answer(
        question=question,
        warnings=tuple(map(said, composed.warnings)),
        seconds=seconds,
        notice=" ".join(map(said, composed.reasons)),
        **kept,
    )


def draft(
    index: Index, question: Question, candidates: Sequence[Candidate], model: Linear, words: int, *, sure: bool = False
) -> Draft:
    """Compose an answer of at most `words` words from the best passages; empty where they hold nothing to quote.

    It is shorter where one value is asked for and they are `sure` to tell it.
    """
    units = explain(index, units_of(question, candidates))
    if not units:
        return Draft((), ())
    weights = term_weights(index, question)
    features = zip(units, unit_features(question, units, weights), strict=True)
    scores = {(unit.rank, unit.place): model.probability(each) for unit, each in features}
    told = [unit for run in _choose(question, units, scores, words, sure) for unit in run]
    told = _opened(question, told, units, weights) if on("entries") else told
    told = _led(told, units, words) if on("lead_ins") and question.kind not in VALUES else told
    if on("unquotable"):
        told = [unit for unit in told if not (unit.heads or (unit.opens and aside(unit.text)))] or told
    return _drafted([(unit, scores[unit.rank, unit.place]) for unit in told], words)


def joined(question: Question, drafts: Sequence[Draft], words: int) -> Draft:
    """One draft of several, in order, as far as the words go; nothing twice, and of a table only the row asked for."""
    found: dict[tuple[str, int], tuple[Unit, float]] = {}
    for number, each in enumerate(drafts):
        for unit, score in zip(each.units, each.scores, strict=True):
            if names_another(question.whole, unit.passage, unit.start):
                continue
            found.setdefault((unit.passage.id, unit.place), (replace(unit, rank=number * APART + unit.rank), score))
    return _drafted(list(found.values()), words)


def _drafted(chosen: Sequence[tuple[Unit, float]], words: int) -> Draft:
    """The draft of units with their scores, the last of which give way where there are more words than asked for."""
    units = [unit for unit, _ in chosen]
    while len(units) > 1 and _words(units) > words:
        del units[-1]
    return Draft(tuple(units), tuple(score for _, score in chosen[: len(units)]))


def _choose(question: Question, units: Sequence[Unit], scores: Worth, limit: int, sure: bool) -> list[Run]:
    """The best runs of neighbouring sentences, one a passage, within the limit of words, in the order of their worth.

    Those of one document and section stand together. A run reads as its author wrote it, under one citation.
    """
    wide, breadth = question.kind in WIDE, units[0].candidate.votes.breadth
    price = WIDE_PRICE if wide else IN_CONTEXT if question.before else PRICE
    most = MOST_OF_WIDE if wide else MOST_RUNS
    sharp = SHARP_BEHIND if question.before else SHARP
    power = sharp if sure and question.kind in VALUES and on("one_value") else 1.0
    best = max(scores.values()) or 1.0
    worth = {key: (score / best) ** power for key, score in scores.items()}
    if breadth >= (BROAD if wide else BROAD_OF_ONE) and on("picking"):
        return _picked(units, worth, power if breadth < SEVERAL else 1.0, OF_BROAD / breadth, limit)
    runs = [_best_run(tuple(own), worth, price, limit) for _, own in groupby(units, attrgetter("rank"))]
    chosen: list[Run] = []
    for value, run in sorted(runs, key=lambda ranked: (-ranked[0], ranked[1][0].rank)):
        told = [unit for each in chosen for unit in each]
        if len(chosen) == most or (chosen and value <= 0):
            break
        fits = _words([*told, *run]) <= limit and not all(_said(unit, told) or _only_opens(unit, worth) for unit in run)
        if not chosen or fits:
            chosen.append(run)
    sections = [run[0].passage.section_id for run in chosen]
    documents = [document for document, _ in sections]
    place = {section: (documents.index(section[0]), sections.index(section)) for section in sections}
    return sorted(chosen, key=lambda run: place[run[0].passage.section_id])


def _picked(units: Sequence[Unit], worth: Worth, power: float, price: float, limit: int) -> list[Run]:
    """The sentences whose worth and share of the votes are worth their words, those of a document in its own order.

    The share is taken to this power. The best ones are kept within the limit, the document that tells most comes first.
    Each sentence brings those that it can't be understood without.
    """
    votes = {(u.rank, u.place): u.candidate.votes.within(u.passage, u.start, u.end) for u in units}
    most = max(votes.values()) or 1.0
    value = {key: (worth[key] + (votes[key] / most) ** power) / 2 for key in worth}
    by_place = {(unit.rank, unit.place): unit for unit in units}
    picked: dict[tuple[int, int], Unit] = {}
    ranked = sorted(value, key=lambda key: -value[key])
    telling = [key for key in ranked if votes[key] or not (on("openers") and by_place[key].opens)]
    for key in telling or ranked:
        unit = by_place[key]
        if picked and value[key] <= price * (unit.words + EACH):
            continue
        group = [unit]
        while on("left_context") and group[0].leans_alone and len(group) <= WIDEST:
            before = by_place.get((unit.rank, group[0].place - 1))
            if before is None:
                break
            group.insert(0, before)
        new = {(each.rank, each.place): each for each in group if (each.rank, each.place) not in picked}
        fits = _words([*picked.values(), *new.values()]) <= limit
        if not picked or (fits and not _said(unit, picked.values())):
            picked |= new
    told: dict[str, float] = defaultdict(float)
    for key, unit in picked.items():
        told[unit.passage.document_id] += value[key]
    kept = sorted(picked.values(), key=attrgetter("rank", "place"))
    runs = [tuple(own) for _, own in groupby(kept, attrgetter("rank"))]
    return sorted(runs, key=lambda run: (-told[run[0].passage.document_id], run[0].passage.span))


def _best_run(units: Run, worth: Worth, price: float, limit: int) -> tuple[float, Run]:
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


def _only_opens(unit: Unit, worth: Worth) -> bool:
    """Whether it says little but that something follows, as in "Criticism came next."."""
    return on("openers") and unit.opens and worth[unit.rank, unit.place] < TELLING


def _opened(question: Question, told: list[Unit], units: Sequence[Unit], weights: Weights) -> list[Unit]:
    """What is told, behind the first sentence of the section whose heading nearly is the question, if there is one."""
    opening = [(_asked_for(unit.passage.section, question, weights), unit) for unit in units if unit.place == 0]
    share, entry = max(opening, key=itemgetter(0), default=(0.0, None))
    if entry is None or share < (NEARLY if question.kind == "definition" else WHOLLY):
        return told
    rest = [unit for unit in told if (unit.rank, unit.place) != (entry.rank, entry.place)]
    return [entry, *sorted(rest, key=lambda unit: unit.passage.section_id != entry.passage.section_id)]


def _asked_for(heading: str, question: Question, weights: Weights) -> float:
    """The share of the question, by weight, that a name in the heading is; 0 where each has another word."""
    names = [content_stems(name) for name in names_in(heading)]
    return max((sum(weights[word] for word in name) for name in names if name <= question.terms), default=0.0)


def _led(told: Sequence[Unit], units: Sequence[Unit], limit: int) -> list[Unit]:
    """What is told behind the short sentences that lead up to it, as in "Results were modest. Four households …"."""
    by_place = {(unit.rank, unit.place): unit for unit in units}
    room = limit - _words(told)
    led: list[Unit] = []
    for unit in told:
        before = by_place.get((unit.rank, unit.place - 1))
        is_new = before and before not in told and not opens_paragraph(unit)
        if before and is_new and before.words < SHORTEST and before.words <= room:
            led.append(before)
            room -= before.words
        led.append(unit)
    return led


def _words(units: Iterable[Unit]) -> int:
    return sum(unit.words for unit in units)


def _said(unit: Unit, told: Iterable[Unit]) -> bool:
    words = stems(unit.text)
    return on("novelty") and any(len(words & stems(other.text)) > SAME * len(words) for other in told)


def quoted(index: Index, question: Question, draft: Draft) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The sentences of a draft, and a citation a stretch of neighbours; none is set off that tells of other years."""
    sentences: list[Sentence] = []
    stretches: list[list[Unit]] = []
    least, asked = TO_THE_POINT * max(draft.scores, default=0.0), {*YEARS.findall(question.text)}
    for unit, score in zip(draft.units, draft.scores, strict=True):
        last = stretches[-1][-1] if stretches else None
        if last and last.rank == unit.rank and last.place + 1 == unit.place:
            stretches[-1].append(unit)
        else:
            stretches.append([unit])
        away = asked and (years := {*YEARS.findall(unit.text)}) and asked.isdisjoint(years)
        point = unit.point if score >= least and not away else ""
        sentences.append(Sentence(unit.text, (len(stretches),), point=point))
    return labelled(sentences, draft.units), tuple(
        cited_words(index, number, stretch[0].passage, (stretch[0].start, stretch[-1].end))
        for number, stretch in enumerate(stretches, 1)
    )


def section_labels(units: Sequence[Unit]) -> list[str]:
    """For each unit of an answer, which section begins with it; "" for the others, and where all are of one section.

    Of a document's second section in a row, the heading alone; of a single section, the one that it leaves unsaid.
    """
    groups = [list(group) for _, group in groupby(units, lambda unit: unit.passage.section_id)]
    if len(groups) < 2 or not on("section_labels"):
        return [each.unsaid if each is units[0] else "" for each in units]
    found: list[str] = []
    document = ""
    for group in groups:
        passage = group[0].passage
        title, heading = short_title(passage.title), passage.section if passage.section != passage.title else ""
        label = f"{title} › {heading}" if heading and passage.document_id != document else heading or title
        found += [label, *[""] * (len(group) - 1)]
        document = passage.document_id
    return found


def short_title(title: str) -> str:
    """A long title without what stands behind its colon or dash."""
    return re.split(r":| [-–—] ", title)[0].strip() if len(title) > LONGEST_TITLE else title


def labelled(sentences: Sequence[Sentence], units: Sequence[Unit]) -> tuple[Sentence, ...]:
    """The sentences of these units, explained, those with which a section begins below its label."""
    groups = zip(sentences, explained(units, labels := section_labels(units)), labels, strict=True)
    return tuple(replace(sentence, explained=clear, about=label) for sentence, clear, label in groups)


def explained(units: Sequence[Unit], labels: Sequence[str | None] = ()) -> list[str]:
    """The text of each unit with what it points back to in square brackets; "" where it needs none.

    Not said again is what the sentence before it says, if that is told; nor a place below the section's label, if any.
    """
    found: list[str] = []
    there: Terms = frozenset()
    for last, unit, label in zip([None, *units], units, labels or [None] * len(units), strict=False):
        is_next = last is not None and (last.passage.id, last.place + 1) == (unit.passage.id, unit.place)
        before = stems(found[-1] or last.text) if last and is_next else frozenset[str]()
        there = frozenset() if label is None else stems(label) or there
        told = (unit.explained or "").removesuffix(OPENS)
        for bracket in BRACKET.finditer(told):
            known = before | there if _WHERE.match(bracket[1]) else before
            if (content_stems(bracket[1]) or stems(bracket[1])) <= known:
                told = told.replace(bracket[0], "", 1)
        found.append(unit.text.replace(BRACKET.sub("", told), told) if BRACKET.search(told) else "")
        there |= stems(found[-1] or unit.text)
    return found
