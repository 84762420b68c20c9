"""Rows of a comparison that stand in the corpus as a table: subjects down or across, with their attributes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set

from rag.base.types import Passage
from rag.language.markdown_tables import cells
from rag.language.names import Subject, is_name
from rag.language.sentences import HAN
from rag.reports.comparison.aspects import Cell, Row
from rag.search.candidate_sentences import Unit, quotable

WORTH = 3.0  # beside rows that were put together from sentences

_BRACKETS = re.compile(r"\s*\([^)]*\)")


def table_rows(passages: Iterable[Passage], subjects: Sequence[Subject]) -> list[Row]:
    """The rows that tables hold for two of the subjects or more, in their order; one table may be several passages."""
    parts: dict[tuple[str, tuple[str, ...], str], list[Unit]] = {}
    for passage in passages:
        if passage.kind == "table":
            key = passage.document_id, passage.headings, passage.text.split("\n", 1)[0]
            parts.setdefault(key, []).extend(quotable([passage]))
    found: list[Row] = []
    for (*_, line), units in parts.items():
        header = cells(line)
        found += [*_across(header, units, subjects), *_down(header, units, subjects)]
    return found


def _across(header: Sequence[str], units: Sequence[Unit], subjects: Sequence[Subject]) -> Iterator[Row]:
    """A column for each subject: the rows as they are."""
    columns = [next((n for n, cell in enumerate(header) if n and subject.fills(cell)), None) for subject in subjects]
    if sum(column is not None for column in columns) < 2:
        return
    for unit in units:
        line = _line(unit)
        found = tuple(_cell(line[0], line, column, unit) for column in columns)
        if line[0] and sum(cell is not None for cell in found) > 1:
            yield Row(line[0], found, WORTH)


def _down(header: Sequence[str], units: Sequence[Unit], subjects: Sequence[Subject]) -> Iterator[Row]:
    """A row for each subject: a row of the comparison for each further column."""
    groups = _groups([_line(unit) for unit in units])
    where = [
        next(((unit, n) for unit in units if (n := _own(_line(unit), subject, groups)) is not None), None)
        for subject in subjects
    ]
    if sum(each is not None for each in where) < 2:
        return
    named = {each[1] for each in where if each}
    for column, name in enumerate(header):
        found = tuple(_cell(name, _line(each[0]), column, each[0]) if each else None for each in where)
        if name and column not in named and sum(cell is not None for cell in found) > 1:
            yield Row(name, found, WORTH)


def _groups(lines: Sequence[Sequence[str]]) -> frozenset[int]:
    """The columns in which a name stands for several rows, as a province for its cities."""
    names = Counter((n, cell) for line in lines for n, cell in enumerate(line) if _names(cell))
    return frozenset(n for (n, _), times in names.items() if times > 1)


def _own(line: Sequence[str], subject: Subject, groups: Set[int]) -> int | None:
    """The cell that makes it the subject's row: in no column of groups, and behind no other name."""
    for place, cell in enumerate(line):
        if place in groups:
            continue
        if subject.fills(cell):
            return place
        if _names(cell):
            return None
    return None


def _names(cell: str) -> bool:
    bare = _BRACKETS.sub("", cell)
    return is_name(bare) or bool(HAN.match(bare) and not re.search(r"\d", bare))


def _cell(name: str, line: Sequence[str], column: int | None, unit: Unit) -> Cell | None:
    if column is None or column >= len(line) or not re.search(r"\w", line[column]):
        return None
    return Cell(f"{name}: {line[column]}", unit)


def _line(unit: Unit) -> list[str]:
    return cells(unit.passage.text[unit.start : unit.end])
