"""Turning an HTML table into Markdown rows: header row first, spanned cells repeated, `|` escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml.html import HtmlElement

_WIDEST = 200
_LAYOUT = ("table", "h1", "h2", "h3", "h4", "h5", "h6", "article", "section", "form")
_SKELETON = ("thead", "tbody", "tfoot", "tr")
_LONGEST_CELL = 2_000
Grid = list[list[str]]


def table_rows(table: HtmlElement, words: Callable[[HtmlElement], str]) -> list[str] | None:
    """The table's lines, or None where it holds no data but arranges a page, so that its cells have to be walked.

    A table of data has two rows and two columns at least, no tables, headings or long texts in its cells, and no words
    outside of them.
    """
    if next(table.iterdescendants(*_LAYOUT), None) is not None or _has_stray_words(table):
        return None
    head, grid = _grid(table, words)
    width = len(grid[0]) if grid else 0
    if len(grid) < 2 or not 2 <= width <= _WIDEST or any(len(cell) > _LONGEST_CELL for row in grid for cell in row):
        return None
    return markdown_rows(_merge(grid[:head]) + grid[head:])


def markdown_rows(grid: Sequence[Sequence[str]]) -> list[str]:
    """The grid as Markdown, its first row as the header."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in grid]
    return [lines[0], "|" + " --- |" * len(grid[0]), *lines[1:]]


def _has_stray_words(table: HtmlElement) -> bool:
    inside = [table.text, *(element.text for element in table.iterdescendants(*_SKELETON))]
    between = [element.tail for element in table.iterdescendants("caption", "colgroup", "td", "th", *_SKELETON)]
    return any(text and text.strip() for text in (*inside, *between))


def _grid(table: HtmlElement, words: Callable[[HtmlElement], str]) -> tuple[int, Grid]:
    """How many rows are header rows, and the cells: spanned ones repeated, without empty rows and columns."""
    rows: list[tuple[bool, list[str]]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _hang(cells, hanging)
            text, down = words(cell), _span(cell, "rowspan") - 1
            for _ in range(_span(cell, "colspan")):
                hanging[len(cells)] = (down, text)
                cells.append(text)
        _hang(cells, hanging)
        if any(cells):
            rows.append((_heads(row, all(is_head for is_head, _ in rows)), cells))
    width = max((len(cells) for _, cells in rows), default=0)
    grid = [cells + [""] * (width - len(cells)) for _, cells in rows]
    kept = [column for column in range(width) if any(row[column] for row in grid)]
    head = next((index for index, (is_head, _) in enumerate(rows) if not is_head), 1)
    return max(head, 1), [[row[column] for column in kept] for row in grid]


def _heads(row: HtmlElement, leads: bool) -> bool:
    """Whether it is a header row: in the table's head, or one of those that lead it and have only header cells."""
    parent = row.getparent()
    return (parent is not None and parent.tag == "thead") or (leads and all(cell.tag == "th" for cell in row))


def _hang(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Puts in the cells that hang down from earlier rows at this place."""
    while hanging.get(len(cells), (0, ""))[0] > 0:
        left, text = hanging[len(cells)]
        hanging[len(cells)] = (left - 1, text)
        cells.append(text)


def _merge(rows: Grid) -> Grid:
    """Several header rows as one: each column's different texts, from top to bottom."""
    return [[" ".join(dict.fromkeys(text for text in column if text)) for column in zip(*rows, strict=True)]]


def _span(cell: HtmlElement, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return min(max(int(text), 1), _WIDEST) if text.isdecimal() and len(text) < 6 else 1
