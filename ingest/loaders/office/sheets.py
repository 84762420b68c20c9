"""Spreadsheets: each block of cells of an XLSX, and the whole of a CSV, as a table with its header.

Left out: charts, pictures, comments, hidden sheets, and formulas whose values the file does not hold.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import groupby

from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from ingest.frontmatter import Meta
from ingest.loaders.characters import clean, decode, in_one_line
from ingest.loaders.office.archives import opened
from ingest.loaders.parts import Loaded, Part
from ingest.loaders.tables import markdown_rows
from rag.base.errors import FileProblem

_DELIMITERS = ",;\t|"
_SAMPLE = 20_000
_DIGITS = ".12g"
_LONGEST_FIELD = 1_000_000
Grid = list[list[str]]


def load_xlsx(data: bytes, name: str) -> Loaded:
    """Reads the values of a workbook, sheet by sheet. Raises FileProblem for one that is damaged."""
    parts: list[Part] = []
    warnings: list[str] = []
    with opened(data, name, "spreadsheet"):
        book = load_workbook(BytesIO(data), data_only=True)
        formulas = load_workbook(BytesIO(data), data_only=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in shown:
            if len(shown) > 1:
                parts.append(Part(clean(sheet.title), "heading", 2))
            parts += _parts(_grid(sheet), _spanned(sheet))
        unknown = sum(_without_value(book[sheet.title], sheet) for sheet in formulas.worksheets)
        warnings += [f"left out: the hidden sheet {s.title!r}" for s in book.worksheets if s not in shown]
        about = book.properties
    if unknown:
        warnings.append(f"{unknown} formulas have no stored value: open and save it in a spreadsheet program")
    meta = Meta(title=about.title or None, author=_author(about.creator), year=about.modified and about.modified.year)
    return Loaded(tuple(parts), meta, tuple(warnings))


def load_csv(data: bytes, name: str) -> Loaded:
    """Reads a table in text, whatever parts its fields. Raises FileProblem where a field never ends."""
    text, warnings = decode(data)
    sample = text[:_SAMPLE]
    try:
        delimiter = csv.Sniffer().sniff(sample, _DELIMITERS).delimiter
    except csv.Error:  # one column, or lines of different lengths
        delimiter = max(_DELIMITERS, key=sample.count)
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        rows = [[" ".join(field.split()) for field in row] for row in csv.reader(StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise FileProblem(f"{name!r} can't be read as CSV ({error}): export it again") from error
    return Loaded(tuple(_parts(_even(rows), set())), Meta(), warnings)


def _author(creator: str | None) -> str | None:
    return None if creator in (None, "", "openpyxl") else creator


def _without_value(values: Worksheet, formulas: Worksheet) -> int:
    """How many cells of the sheet hold a formula and no value."""
    return sum(
        cell.data_type == "f" and values[cell.coordinate].value is None
        for row in formulas.iter_rows()
        for cell in row
        if isinstance(cell, Cell)
    )


def _grid(sheet: Worksheet) -> Grid:
    """The cells as text; a merged cell's in each place that it takes."""
    grid = [[_text(cell) for cell in row] for row in sheet.iter_rows()]
    first_row, first_column = sheet.min_row, sheet.min_column
    for merged in sheet.merged_cells.ranges:
        value = _text(sheet.cell(merged.min_row, merged.min_col))
        for row, column in merged.cells:
            grid[row - first_row][column - first_column] = value
    return grid


def _spanned(sheet: Worksheet) -> set[int]:
    """The rows, counted from the first one, that have a cell over several columns but not over all."""
    width = sheet.max_column - sheet.min_column + 1
    ranges = sheet.merged_cells.ranges
    return {merged.min_row - sheet.min_row for merged in ranges if 1 < merged.size["columns"] < width}


def _text(cell: Cell | MergedCell) -> str:
    """A cell as a reader sees it, as far as that matters: shares as per cent, dates without a time of zero."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        percent = "%" in str(cell.number_format)
        return (
            f"{value * 100:{_DIGITS}}%" if percent else f"{value:{_DIGITS}}" if isinstance(value, float) else f"{value}"
        )
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return in_one_line(str(value))


def _even(rows: Sequence[list[str]]) -> Grid:
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _parts(grid: Grid, spanned: set[int]) -> Iterator[Part]:
    """Each block of rows without an empty row: what stands alone in its row above a table, then the table."""
    numbered = enumerate(grid)
    for filled, group in groupby(numbered, key=lambda pair: any(pair[1])):
        if filled:
            yield from _block(list(group), spanned)


def _block(rows: list[tuple[int, list[str]]], spanned: set[int]) -> Iterator[Part]:
    while rows and len(set(filter(None, rows[0][1]))) == 1 and not (len(rows) > 1 and _is_column(rows)):
        yield Part(next(filter(None, rows.pop(0)[1])), "text")
    if not rows:
        return
    lines = [row for _, row in rows]
    kept = [column for column in range(len(lines[0])) if any(line[column] for line in lines)]
    table = [[line[column] for column in kept] for line in lines]
    if len(kept) < 2 or len(table) < 2:
        yield Part("\n".join(" ".join(filter(None, line)) for line in table), "list" if len(table) > 1 else "text")
        return
    if rows[0][0] in spanned and len(table) > 2:
        head = [" ".join(dict.fromkeys(filter(None, pair))) for pair in zip(table[0], table[1], strict=True)]
        table = [head, *table[2:]]
    yield Part("\n".join(markdown_rows(table)), "table")


def _is_column(rows: Sequence[tuple[int, list[str]]]) -> bool:
    """Whether no row has more than one cell, so that all together are a list."""
    return all(sum(map(bool, row)) <= 1 for _, row in rows)
