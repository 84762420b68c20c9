"""A table that a request asks for: what it wants measured, with a row for each thing that it names.

A figure is taken from those that the table of places knows, where the request wants nothing else; else the reader
finds the sentence with a figure that answers, in the passages found first. Either way the cell is the sentence, with
its passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.extractive import Composed
from rag.language import lexicon
from rag.language.quantities import find
from rag.language.tokens import content_stems, fold_word, stem, stop_words
from rag.question.request import named
from rag.reports.comparison.compare import Cell, Row, Scope, laid_out
from rag.reports.comparison.sides import Sides
from rag.reports.overview.key_figures import best_of, measured
from rag.search.candidate_sentences import Unit
from rag.search.entities import Subject, Subjects, subjects
from rag.search.retriever import POOL, Retriever
from rag.store.index import Index

MOST = 8  # rows
READ = 4  # passages of a thing that are read
LEAST = 0.42  # what the reader finds in a sentence that answers
_TABLE = lexicon.pattern("request.table")
_WORD = re.compile(r"[^\W_]+")
_CALENDAR = ("year", "date", "decade", "century", "ordinal")


def requested_table(text: str, known: Subjects) -> tuple[str, tuple[Subject, ...]]:
    """What a request for a table wants measured, and of what; nothing where it asks for none."""
    if not _TABLE.search(text):
        return "", ()
    pieces, end, found = [], 0, dict[str, Subject]()
    for span, subject in sorted(known.mentioned(text).items()):
        pieces.append(text[end : span[0]])
        end = span[1]
        found[subject.name] = subject
    told = list(filter(None, map(_measure, (*pieces, text[end:]))))
    measure = " ".join(told[:1] + [each for each in told[1:] if re.search(r"\d", each)])
    return (measure, tuple(found.values())) if measure and 2 <= len(found) <= MOST else ("", ())


def _measure(piece: str) -> str:
    """What a stretch of a request without names says beside the asking."""
    words = [(start, end) for start, end in named(piece) if end - start > 1 and not _TABLE.search(piece[start:end])]
    if not words:
        return ""
    start = words[0][0]
    ends = [match.end() for match in _WORD.finditer(piece, start) if fold_word(match[0]) not in stop_words()]
    return piece[start : max(words[-1][1], *ends)]


def tabulate(index: Index, retriever: Retriever, asked: str, scope: Scope = None) -> Composed | None:
    """The table that is asked for; None where none is, or fewer than two of its rows would have a figure."""
    known = subjects(index)
    measure, things = requested_table(asked, known)
    if not things:
        return None
    passages = [p for p in known.passages if scope is None or p.document_id in scope]
    told = Sides(known, things)
    columns = [[unit for unit in told.told(thing, passages) if _has_figure(unit)] for thing in things]
    units = [_known(index, thing, own, measure) for thing, own in zip(things, columns, strict=True)]
    if not all(units):
        found = zip(things, units, columns, strict=True)
        units = [unit or _answering(retriever, f"{thing.name}: {measure}?", own) for thing, unit, own in found]
    if sum(unit is not None for unit in units) < 2:
        return None
    name = measure[0].upper() + measure[1:]
    rows = [
        Row(thing.name, ((Cell(unit.text, unit),) if unit else (),)) for thing, unit in zip(things, units, strict=True)
    ]
    bare = tuple(thing.name for thing, unit in zip(things, units, strict=True) if unit is None)
    return laid_out(index, Composed(asked, "compare"), (name,), rows, (), bare)


def _known(index: Index, thing: Subject, units: Sequence[Unit], measure: str) -> Unit | None:
    """The sentence with the figure that is meant, where the measure is a noun and at most a year."""
    years = {str(int(each.value)) for each in find(measure) if each.unit == "year"}
    plain = {stem(word) for word in lexicon.words("key_figures.relative")}
    wanted = {each for each in content_stems(measure) if not each.isdecimal()} - (plain - {stem("peak")})
    fitting = [
        each
        for each in measured(index, thing, units)
        if each.names(wanted) and not each.since and (not years or each.when in years)
    ]
    found = best_of(fitting)
    return found.unit if found else None


def _answering(retriever: Retriever, question: str, units: Sequence[Unit]) -> Unit | None:
    """The sentence in which the reader finds the measure, in the passages that are found first."""
    own = {unit.passage.id for unit in units}
    scope = frozenset(unit.passage.document_id for unit in units)
    ranked = retriever.rank(question, POOL, scope) if units else []
    first = [each.passage for each in ranked if each.passage.id in own][:READ]
    names = [passage.id for passage in first]
    readings = dict(zip(names, retriever.read([(question, each) for each in first]), strict=True))
    found = [(unit, readings.get(unit.passage.id)) for unit in units]
    read = [(reading.within(unit.start, unit.end), unit) for unit, reading in found if reading]
    chance, best = max(read, key=lambda each: each[0], default=(0.0, None))
    return best if chance >= LEAST else None


def _has_figure(unit: Unit) -> bool:
    return any(each.unit not in _CALENDAR for each in find(unit.text))
