"""Questions on how things hang together: what is due to what, what a term means, what came first, what has most.

Nothing is worded anew: a cause is the clause behind "because", a definition the entry of a glossary without its term,
an event a dated fact without its date. Wrong choices are the same of other sentences and rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rag.language import dependent_sentences, lexicon
from rag.language.quantities import Quantity, find
from rag.language.sentences import fold
from rag.language.tokens import content_stems
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
BETWEEN = 3  # years from one event to the next at least
REASON = 0.3  # what it counts that a sentence gives a reason

FEWEST = 3  # rows of a table
CLEAR = 0.15  # by how much its largest value is above the next at least
LONGEST_CELL = 12  # words of a cell that is a choice
BEFORE_VALUE = 8  # characters before a cell's value
LETTERS = 4  # of a cell that says something beside its figures
WORTH = 0.5

_Event = tuple[int, str, Unit]

_LINKS = lexicon.pattern("quiz.links")
_POINTS = lexicon.pattern("quiz.points")
_DATED = lexicon.pattern("quiz.dated")
_OWN = lexicon.pattern("quiz.own")
_JUDGES, _TRIFLE = lexicon.pattern("quiz.judges"), lexicon.pattern("quiz.trifle")
_UNASKED = (lexicon.pattern("quiz.later"), lexicon.pattern("quiz.state"), _JUDGES, _TRIFLE)
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
        ]
        near = [name for share, name in sorted(fitting, reverse=True) if share < APART]
        if unit and not content_stems(term.name) & content_stems(" ".join(parts)):
            yield Draft("definition", parts, term.name, tuple(near[: 2 * WRONG]), ((term.name, term.brief, unit),), 0.5)


def _naming(term: Term) -> re.Pattern[str]:
    """Where a text names the term: an abbreviation as it is written, other names in small letters too."""
    names = sorted(term.names, key=len, reverse=True)
    ways = [re.escape(name) if name.isupper() else f"(?i:{re.escape(name)})" for name in names]
    return re.compile(rf"\b(?:{'|'.join(ways)})s?\b")


def sequences(
    events: Sequence[Event], units: Sequence[Unit], worths: Worths, topics: Mapping[str, Sequence[str]]
) -> Iterator[Draft]:
    """Which of four dated facts came first or last; none shows its date.

    They are of one document, or, where it tells of too few, of documents that share one of their `topics`.
    """
    places = {(unit.passage.id, unit.passage.span[1] - len(unit.passage.text) + unit.start): unit for unit in units}
    groups: dict[str, list[_Event]] = defaultdict(list)
    for event in events:
        unit = places.get((event.citation.passage.id, event.citation.start))
        bare = _undated(event.text)
        if unit is None or not bare or event.start != event.end:
            continue
        row = unit.passage.kind == "table"
        if row or dependent_sentences.names(bare):
            for group in (f"/{unit.passage.document_id}", *(() if row else topics[unit.passage.document_id])):
                groups[group].append((event.start, bare, unit))
    asked: set[str] = set()
    for name in sorted(groups):
        for chosen in _spread([event for event in groups[name] if event[1] not in asked]):
            asked |= {text for _, text, _ in chosen}
            last = order(0, *(text for _, text, _ in chosen))[0] % 2
            answer, *others = reversed(chosen) if last else chosen
            kind: Kind = "last" if last else "first"
            sources = tuple((text, f"{year}: {text}", unit) for year, text, unit in (answer, *others))
            worth = max(worths.of(unit) for _, _, unit in chosen) + REASON
            yield Draft(kind, (), answer[1], tuple(text for _, text, _ in others), sources, worth)


def _spread(events: Sequence[_Event]) -> Iterator[list[_Event]]:
    """Runs of four events that lie well apart, no event in two."""
    left = sorted(events, key=lambda event: event[0])
    while True:
        run: list[_Event] = []
        step = max(1, len(left) // EVENTS)
        for event in left[::step]:
            if len(run) < EVENTS and (not run or event[0] - run[-1][0] >= BETWEEN):
                run.append(event)
        if len(run) < EVENTS:
            return
        yield run
        left = [event for event in left if event not in run]


def _undated(text: str) -> str:
    """A dated fact without its date; "" where its time can't be taken out, or shows in other words."""
    bare = _DATED.sub("", text, count=1).strip().rstrip(".,;")
    told = any(each.unit in ("year", "date", "decade", "century") for each in find(bare))
    asked = not told and not any(each.search(bare) for each in _UNASKED)
    if not asked or _BARE.match(bare) or not SHORTEST_EFFECT <= len(bare.split()) <= LONGEST:
        return ""
    return bare[:1].upper() + bare[1:]


def compared(units: Sequence[Unit], known: Subjects) -> Iterator[Draft]:
    """For a table's column of one measure which row has most and which least; for one of words, what is said of each.

    Of tables whose rows stand for things of one kind.
    """
    for header, rows in _tables(units, known):
        for column, name in enumerate(header[1:], 1):
            if _OF_SOURCES.search(name):
                continue
            told = [(line[0], line[column], unit) for line, unit in rows]
            values = [value for _, cell, _ in told if (value := _value(cell))]
            if len(values) == len(told) and len({(value.unit, value.per) for value in values}) == 1:
                yield from _extremes(name, told, values)
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
    every = [cell for _, cell, _ in told]
    for name, own, unit in told:
        wrong: list[str] = []
        for cell in every:
            wrong += [] if any(_same(cell, other) for other in (own, *wrong)) else [cell]
        if every.count(own) == 1 and fold(own) not in fold(name):
            before = f"{name} – {measure}: "
            yield Draft("cell", (before, ""), own, tuple(wrong), ((own, before + own, unit),), WORTH)


def _same(one: str, other: str) -> bool:
    """Whether one cell says what the other does, or a part of it."""
    short, long = sorted((set(fold(one).split()), set(fold(other).split())), key=len)
    return short <= long


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
