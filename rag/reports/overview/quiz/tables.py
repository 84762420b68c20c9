"""Questions on tables whose rows stand for things of one kind: which has most of a measure, what is said of which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.language import lexicon
from rag.language.quantities import Quantity, find
from rag.language.sentences import cells, fold
from rag.reports.overview.quiz.items import Draft, Kind
from rag.search.candidate_sentences import Unit
from rag.search.entities import Subjects

FEWEST = 3  # rows
CLEAR = 0.15  # by how much the largest value is above the next at least
LONGEST = 12  # words of a cell that is a choice
OPENS = 8  # characters before a cell's value
LETTERS = 4  # of a cell that says something beside its figures
WORTH = 0.5
_OF_SOURCES = lexicon.pattern("quiz.of_sources")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_CALENDAR = ("year", "date", "decade", "century", "ordinal", "day")


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names what its rows are about."""

    header: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    units: tuple[Unit, ...]


def tables(units: Sequence[Unit], known: Subjects) -> Iterator[Table]:
    """The tables of three rows or more, the parts of one put together."""
    parts: dict[tuple[str, tuple[str, ...], str], list[Unit]] = {}
    for unit in units:
        if unit.passage.kind == "table":
            passage = unit.passage
            key = passage.document_id, passage.headings, passage.text.split("\n", 1)[0]
            parts.setdefault(key, []).append(unit)
    for (*_, head), found in parts.items():
        lines = [tuple(cells(unit.passage.text[unit.start : unit.end])) for unit in found]
        table = _turned(Table(tuple(cells(head)), tuple(lines), tuple(found)), known)
        names = [line[0] for line in table.lines]
        whole = len({*map(len, (table.header, *table.lines))}) == 1 and all(names) and len(set(names)) == len(names)
        if whole and len(names) >= FEWEST and not _OF_SOURCES.search(table.header[0]) and not any(map(_years, names)):
            yield table


def _turned(table: Table, known: Subjects) -> Table:
    """A table with a thing in each row, where each column has one."""
    things = [known.is_listed(name) for name in table.header[1:]]
    if not things or not all(things) or any(len(line) != len(table.header) for line in table.lines):
        return table
    header, *lines = zip(table.header, *table.lines, strict=True)
    return Table(header, tuple(lines), tuple(table.units[:1]) * len(lines))


def compared(table: Table) -> Iterator[Draft]:
    """For a column of one measure which row has most and which least; for one of words, what is said of each row."""
    for column, name in enumerate(table.header[1:], 1):
        if _OF_SOURCES.search(name):
            continue
        column_cells = [line[column] for line in table.lines]
        values = [_value(cell) for cell in column_cells]
        if all(values) and len({(v.unit, v.per) for v in values if v}) == 1:
            yield from _extremes(table, column, [v for v in values if v])
        elif name and sum(_tells(cell) for cell in column_cells) == len(column_cells):
            yield from _cells(table, column)


def _extremes(table: Table, column: int, values: Sequence[Quantity]) -> Iterator[Draft]:
    ranked = sorted(range(len(values)), key=lambda n: -values[n].value)
    kinds: tuple[tuple[Kind, list[int]], ...] = (("most", ranked), ("least", ranked[::-1]))
    for kind, best in kinds:
        first, second = (values[n] for n in best[:2])
        apart = abs(first.value - second.value) >= CLEAR * max(abs(first.value), abs(second.value))
        if apart and all(value.value >= 0 for value in values):
            ordered = [(table.lines[n][0], table.lines[n][column], table.units[n]) for n in best]
            names = [name for name, *_ in ordered]
            sources = tuple((name, f"{name}: {value}", unit) for name, value, unit in ordered)
            yield Draft(kind, (table.header[column],), names[0], tuple(names[1:]), sources, WORTH)


def _cells(table: Table, column: int) -> Iterator[Draft]:
    told = [line[column] for line in table.lines]
    for line, unit in zip(table.lines, table.units, strict=True):
        own = line[column]
        wrong: list[str] = []
        for cell in told:
            wrong += [] if any(_same(cell, other) for other in (own, *wrong)) else [cell]
        if told.count(own) == 1 and fold(own) not in fold(line[0]):
            before = f"{line[0]} – {table.header[column]}: "
            yield Draft("cell", (before, ""), own, tuple(wrong), ((own, before + own, unit),), WORTH)


def _same(one: str, other: str) -> bool:
    """Whether one cell says what the other does, or a part of it."""
    short, long = sorted((set(fold(one).split()), set(fold(other).split())), key=len)
    return short <= long


def _value(cell: str) -> Quantity | None:
    """The quantity that fills a cell, but for a hedge before it and what stands in brackets."""
    bare = _BRACKETS.sub("", cell)
    first = next(iter(find(bare)), None)
    fits = first and first.start <= OPENS and not first.is_range and first.unit not in _CALENDAR
    return first if first and fits and not bare[first.end :].strip() else None


def _tells(cell: str) -> bool:
    """Whether a cell says something in words, few enough for a choice."""
    bare = cell
    for quantity in reversed(find(cell)):
        bare = bare[: quantity.start] + bare[quantity.end :]
    return len(re.findall(r"[^\W\d_]", bare)) >= LETTERS and len(cell.split()) <= LONGEST


def _years(name: str) -> bool:
    return any(quantity.unit in _CALENDAR for quantity in find(name))
