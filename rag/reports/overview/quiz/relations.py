"""Questions on how things hang together: what is due to what, what a term means, what came first, what has most.

Nothing is worded anew: a cause is the clause behind "because", a definition the entry of a glossary without its term,
an event a dated fact without its date. Wrong choices are the same of other sentences and rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rag.language import dependent_sentences, lexicon
from rag.language.quantities import Quantity, find
from rag.language.tokens import content_stems, split
from rag.reports.overview.glossary import Term
from rag.reports.overview.key_figures import Line, tables
from rag.reports.overview.quiz.items import WRONG, Draft, Kind, Source, Worths, alike, order
from rag.reports.overview.timeline import Event
from rag.search.candidate_sentences import Unit
from rag.search.entities import Subjects

APART = 0.25  # share of words in common from which two causes, or two definitions, may be of the same thing
LONGEST = 22  # words of a choice
SHORTEST_EFFECT = 4  # words of what is told to have the cause
OPENING = 60  # characters in which a pronoun has nothing to stand for
EVENTS = 4
ROOT = 4  # letters
BETWEEN = 3  # years from one event to the next at least
REASON = 0.3  # what it counts that a sentence gives a reason

FEWEST = 3  # rows of a table
CLEAR = 0.15  # by how much its largest value is above the next at least
LEAST_TOLD = 3  # words of a cell up to its first sign that tell something
LONGEST_CELL = 12  # words of a cell that is a choice
BEFORE_VALUE = 8  # characters before a cell's value
LETTERS = 4  # of a cell that says something beside its figures
WORTH = 0.5

Dated = tuple[int, str, Unit]
"""A year, what happened then, and the sentence that tells it."""

_LINKS = lexicon.pattern("quiz.links")
_POINTS = lexicon.pattern("quiz.points")
_DATED = lexicon.pattern("quiz.dated")
_OWN = lexicon.pattern("quiz.own")
_JUDGES, _TRIFLE = lexicon.pattern("quiz.judges"), lexicon.pattern("quiz.trifle")
_UNASKED = (lexicon.pattern("quiz.later"), lexicon.pattern("quiz.state"), _JUDGES, _TRIFLE)
_GROWN_ON = lexicon.pattern("quiz.grown_on")
_BARE = lexicon.pattern("quiz.bare")
_OF_SOURCES = lexicon.pattern("quiz.of_sources")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_CALENDAR = ("year", "date", "decade", "century", "ordinal", "day")


def causes(units: Sequence[Unit], worths: Worths) -> Iterator[Draft]:
    """What a sentence gives as the reason of something, or as what came of it."""
    found = [linked for unit in units if (linked := _linked(unit, worths.of(unit) + REASON))]
    for link, draft in found:
        fitting = [
            other.answer
            for word, other in found
            if word == link
            and other.unit.passage.document_id != draft.unit.passage.document_id
            and alike(_whole(other.unit), _whole(draft.unit)) < APART
            and not content_stems(other.answer) & content_stems(draft.answer)
        ]
        yield replace(draft, wrong=tuple(sorted(fitting, key=lambda clause: abs(len(clause) - len(draft.answer)))))


def _whole(unit: Unit) -> frozenset[str]:
    return content_stems(unit.text) | content_stems(unit.passage.path)


def _linked(unit: Unit, worth: float) -> tuple[str, Draft] | None:
    """A sentence's link, such as "because", and the question for the clause behind it, without wrong choices."""
    text = unit.text
    matches = list(_LINKS.finditer(text))
    unfit = unit.leans_alone or _JUDGES.search(text) or _TRIFLE.search(text)
    if len(matches) != 1 or unfit:
        return None
    match = matches[0]
    kind: Kind = "cause" if match["cause"] else "effect"
    clause, stop, rest = re.split(r"([;.])(?=\s|$)", text[match.end() :] + "\n", maxsplit=1)[:3]
    whole = stop and text[:1].isupper() and not _OWN.search(text[: min(match.start(), OPENING)])
    short = len(text[: match.start()].split()) < SHORTEST_EFFECT
    if not whole or short or _POINTS.search(clause) or not 2 < len(clause.split()) <= LONGEST:
        return None
    parts = text[: match.end()], stop + rest.rstrip("\n")
    return match[0].strip(" ,"), Draft(kind, parts, clause, (), ((clause, text, unit),), worth)


def definitions(terms: Sequence[Term], units: Sequence[Unit]) -> Iterator[Draft]:
    """Which term of a glossary is explained so; a term that the entry names, or that is near to it, is no choice."""
    places = {(unit.passage.document_id, unit.passage.section): unit for unit in reversed(units) if unit.place == 0}
    for term in terms:
        unit = places.get((term.document_id, term.section))
        parts = tuple(_naming(term).split(term.brief))
        own = content_stems(term.definition)
        fitting = [
            (alike(content_stems(other.definition), own), other.name)
            for other in terms
            if other is not term
            and not content_stems(other.name) & content_stems(" ".join(term.names))
            and not _naming(other).search(term.definition)
            and not _naming(term).search(other.definition)
            and _is_name(other) == _is_name(term)
        ]
        near = [name for share, name in sorted(fitting, reverse=True) if share < APART]
        grown = any(before[-1:] == "-" or _GROWN_ON.match(behind) for before, behind in pairwise(parts))
        if unit and not grown and not _beginnings(term.name) & _beginnings(" ".join(parts)):
            yield Draft("definition", parts, term.name, tuple(near[: 2 * WRONG]), ((term.name, term.brief, unit),), 0.5)


def _beginnings(text: str) -> frozenset[str]:
    """How the words of a text begin, which gives one away that is derived from another."""
    return frozenset(word[:ROOT] for word in split(text) if len(word) >= ROOT)


def _is_name(term: Term) -> bool:
    """Whether it has capitals beside its first letter, but for what stands in brackets."""
    return any(sign.isupper() for sign in term.name.split("(")[0][1:])


def _naming(term: Term) -> re.Pattern[str]:
    """Where a text names the term: an abbreviation as it is written, other names in small letters too."""
    names = sorted(term.names, key=len, reverse=True)
    ways = [re.escape(name) if name.isupper() else f"(?i:{re.escape(name)})" for name in names]
    return re.compile(rf"\b(?:{'|'.join(ways)})s?\b")


def sequences(events: Sequence[Event], units: Sequence[Unit]) -> Iterator[Draft]:
    """Which of four dated facts of one document came first or last; none shows its date."""
    places = {(unit.passage.id, unit.passage.span[1] - len(unit.passage.text) + unit.start): unit for unit in units}
    told: dict[str, list[Dated]] = defaultdict(list)
    for event in events:
        unit = places.get((event.citation.passage.id, event.citation.start))
        bare = _undated(event.text)
        named = unit and bare and (unit.passage.kind == "table" or dependent_sentences.names(bare))
        if unit and named and event.start == event.end:
            told[unit.passage.document_id].append((event.start, bare, unit))
    for own in told.values():
        yield from in_time(own)


def in_time(events: Sequence[Dated]) -> Iterator[Draft]:
    """Runs of four events that lie well apart, no event in two, each asked for its first or its last."""
    left = sorted(events, key=lambda event: event[0])
    while True:
        run: list[Dated] = []
        step = max(1, len(left) // EVENTS)
        for event in left[::step]:
            if len(run) < EVENTS and (not run or event[0] - run[-1][0] >= BETWEEN):
                run.append(event)
        if len(run) < EVENTS:
            return
        left = [event for event in left if event not in run]
        kind: Kind = "last" if order(0, *(text for _, text, _ in run))[0] % 2 else "first"
        answer, *others = reversed(run) if kind == "last" else run
        sources = tuple((text, f"{year}: {text}", unit) for year, text, unit in (answer, *others))
        yield Draft(kind, (), answer[1], tuple(text for _, text, _ in others), sources, WORTH)


def _undated(text: str) -> str:
    """A dated fact without its date; "" where its time can't be taken out, or shows in other words."""
    bare = _DATED.sub("", text, count=1).strip().rstrip(".,;")
    told = any(each.unit in ("year", "date", "decade", "century") for each in find(bare))
    asked = not told and not any(each.search(bare) for each in _UNASKED)
    if not asked or _BARE.match(bare) or not SHORTEST_EFFECT <= len(bare.split()) <= LONGEST:
        return ""
    return bare[:1].upper() + bare[1:]


def compared(units: Sequence[Unit], known: Subjects, taught: Collection[str]) -> Iterator[Draft]:
    """For a table's column of one measure which row has most and which least; for one of words, of which each is said.

    Of tables whose rows stand for things of one kind; of the documents that are `taught` only the words.
    """
    for header, rows in _tables(units, known):
        for column, name in enumerate(header[1:], 1):
            if _OF_SOURCES.search(name):
                continue
            told = [(line[0], line[column], unit) for line, unit in rows]
            values = [value for _, cell, _ in told if (value := _value(cell))]
            if len(values) == len(told) and len({(value.unit, value.per) for value in values}) == 1:
                yield from () if rows[0][1].passage.document_id in taught else _extremes(name, told, values)
            elif name and all(_tells(cell) for _, cell, _ in told):
                yield from _cells(name, told)


def _tables(units: Sequence[Unit], known: Subjects) -> Iterator[tuple[Sequence[str], list[Line]]]:
    """The headers and rows of tables whose first column names what rows are about."""
    for head, lines in tables(units):
        header, rows = _turned(head, lines, known)
        names = [line[0] for line, _ in rows]
        whole = all(names) and len(set(names)) == len(names) and all(len(line) == len(header) for line, _ in rows)
        dated = any(quantity.unit in _CALENDAR for name in names for quantity in find(name))
        if whole and len(names) >= FEWEST and not _OF_SOURCES.search(header[0]) and not dated:
            yield header, rows


def _turned(header: Sequence[str], rows: list[Line], known: Subjects) -> tuple[Sequence[str], list[Line]]:
    """A table with a thing in each row, where each column has one."""
    things = len(header) > 1 and all(map(known.is_listed, header[1:]))
    if not things or any(len(line) != len(header) for line, _ in rows):
        return header, rows
    first, *lines = zip(header, *(line for line, _ in rows), strict=True)
    return first, [(line, rows[0][1]) for line in lines]


def _extremes(measure: str, told: Sequence[Source], values: Sequence[Quantity]) -> Iterator[Draft]:
    ranked = sorted(range(len(values)), key=lambda n: -values[n].value)
    kinds: tuple[tuple[Kind, list[int]], ...] = (("most", ranked), ("least", ranked[::-1]))
    for kind, best in kinds:
        first, second = (values[n].value for n in best[:2])
        apart = abs(first - second) >= CLEAR * max(abs(first), abs(second))
        if apart and all(value.value >= 0 for value in values):
            answer, *wrong = (told[n][0] for n in best)
            sources = tuple((name, f"{name}: {value}", unit) for name, value, unit in (told[n] for n in best))
            yield Draft(kind, (measure,), answer, tuple(wrong), sources, WORTH)


def _cells(measure: str, told: Sequence[Source]) -> Iterator[Draft]:
    for name, own, unit in told:
        said = content_stems(own)
        others = [other for other in told if other[0] != name and alike(content_stems(other[1]), said) < APART]
        tells = len(re.split(r"[;,(]", own)[0].split()) >= LEAST_TOLD and not content_stems(name) & said
        if tells and len(others) == len(told) - 1:
            sources = tuple((row, f"{row} – {measure}: {cell}", at) for row, cell, at in ((name, own, unit), *others))
            wrong = tuple(row for row, *_ in others)
            yield Draft("cell", (f"{measure}: {own}",), name, wrong, sources, WORTH)


def _value(cell: str) -> Quantity | None:
    """The quantity that fills a cell, but for a hedge before it and what stands in brackets."""
    bare = _BRACKETS.sub("", cell)
    first = next(iter(find(bare)), None)
    fits = first and first.start <= BEFORE_VALUE and not first.is_range and first.unit not in _CALENDAR
    return first if first and fits and not bare[first.end :].strip() else None


def _tells(cell: str) -> bool:
    """Whether a cell says something in words, few enough for a choice."""
    bare = cell
    for quantity in reversed(find(cell)):
        bare = bare[: quantity.start] + bare[quantity.end :]
    return len(re.findall(r"[^\W\d_]", bare)) >= LETTERS and len(cell.split()) <= LONGEST_CELL
