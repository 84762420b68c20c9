"""Tables of a PDF, found by their ruled lines, else by figures that stand below each other.

In come the file and its lines, out go the lines with one line in the place of each table, and the tables as grids whose
merged cells are repeated. A table that goes on over the next pages is one. Left out: tables in pictures, and on pages
that are turned.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import pairwise

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException
from pypdf import PageObject

from ingest.loaders.characters import clean, unwrap
from ingest.loaders.pdf.layout import is_figures
from ingest.loaders.pdf.lines import Line
from ingest.loaders.pdf.pages import FAILURES
from ingest.loaders.quiet import quiet
from ingest.loaders.tables import markdown_rows
from rag.language.lexicon import pattern, piece

SECONDS = 40.0
"""Of one processor: the most that is spent on looking for tables in a file; later pages are read as plain lines."""

_PLACE = "\ufdd2"  # no character; a line that begins with it stands for a table
_RULES = re.compile(rb"\bre\b|\bl\b")
_FEWEST_RULES = 4
_FEWEST_FIGURES = 3
_PLACE_SIZE = 1.0
_SAME_EDGE = 4.0
_ROW_STEP = 2.4  # heights of a row, between two rows of a table without lines
_GAP = 0.9  # heights of a row, between two of its cells
_LONGEST_HEAD = 160
_MOST_HEADS, _LONGEST_LABEL = 3, 40
_SAME_HEAD = 0.5  # heights of a row, between two lines of a header
_BEFORE, _BEHIND = frozenset(["", *"$€£¥"]), frozenset(["", *"%)", ")%"])
_FULL = 0.6  # of the rows that have something in each column
_FIGURE = re.compile(r"[(<>~≈≤≥+−–-]?[$€£¥]?\d[\d,.\s]*%?\)?[*a-d]?|[-–—…]|n/?a", re.IGNORECASE)

_CAPTION = pattern("tables.caption")
_YEAR = re.compile(piece("calendar.year"))

Grid = list[list[str]]
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Found:
    """A table: its rows, its box on its first page, and the (row, page) at which later pages begin."""

    rows: Grid
    box: Box
    page: int
    breaks: list[tuple[int, int]] = field(default_factory=list)

    def holds(self, line: Line) -> bool:
        """Whether the line of this page lies within the table."""
        left, low, right, high = self.box
        return left - 2 <= line.x <= right + 2 and low - 1 <= line.y <= high + 1

    def markdown(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The table as Markdown, and the (offset, page) at which its later pages begin."""
        lines = markdown_rows(self.rows)
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        return "\n".join(lines), tuple((starts[row + 1], page) for row, page in self.breaks if 0 < row < len(self.rows))


def take_tables(
    data: bytes, pages: Sequence[list[Line]], drawn: Sequence[PageObject]
) -> tuple[list[list[Line]], list[Found], tuple[str, ...]]:
    """The pages with a line for each table in the place of its own lines, the tables, and a warning if time ran out."""
    wanted = [
        n for n, page in enumerate(drawn, 1) if pages[n - 1] and not page.rotation and _may_have(page, pages[n - 1])
    ]
    read = [list(page) for page in pages]
    found: list[Found] = []
    end = time.process_time() + SECONDS
    if not wanted:
        return read, found, ()
    with quiet("pdfminer"), pdfplumber.open(BytesIO(data)) as file:
        for number in wanted:
            if time.process_time() > end:
                warning = f"tables from page {number} on are read as plain lines, since there are so many pages"
                return read, found, (warning,)
            for table in _of_page(file.pages[number - 1], number, read[number - 1]):
                read[number - 1] = _replaced(read[number - 1], table, len(found))
                found.append(table)
            file.pages[number - 1].close()
    return read, found, ()


def joined(lines: Sequence[Line], tables: Sequence[Found]) -> list[Line]:
    """The lines without those of tables that go on from the page before, whose rows are added to the table there."""
    kept: list[Line] = []
    for line in lines:
        table, before = table_of(line.text, tables), table_of(kept[-1].text, tables) if kept else None
        if table and before and _goes_on(before, table):
            rows = table.rows[1:] if table.rows[0] == before.rows[0] else table.rows
            before.breaks.append((len(before.rows), table.page))
            before.rows.extend(rows)
        else:
            kept.append(line)
    return kept


def table_of(text: str, tables: Sequence[Found]) -> Found | None:
    """The table that a line stands for, None for a line of words."""
    return tables[ord(text[1]) - ord(_FIRST)] if text.startswith(_PLACE) else None


_FIRST = "\u4e00"  # a letter a table, so that two such lines are not taken for the same running head


def _replaced(lines: Sequence[Line], table: Found, number: int) -> list[Line]:
    inside = [index for index, line in enumerate(lines) if table.holds(line)]
    if not inside:
        return list(lines)
    first = lines[inside[0]]
    place = replace(first, text=f"{_PLACE}{chr(ord(_FIRST) + number)}", size=_PLACE_SIZE, emphasis=0)
    out = set(inside)
    return [place if index == inside[0] else line for index, line in enumerate(lines) if index not in out - {inside[0]}]


def _goes_on(before: Found, table: Found) -> bool:
    """Whether a table is the rest of the one before: on the next page, as many columns, as wide."""
    last = before.breaks[-1][1] if before.breaks else before.page
    near = all(abs(before.box[side] - table.box[side]) <= _SAME_EDGE for side in (0, 2))
    return table.page == last + 1 and len(before.rows[0]) == len(table.rows[0]) and near


def _may_have(page: PageObject, lines: Sequence[Line]) -> bool:
    """Whether the page draws lines or boxes, or has several lines that end in figures; what is sure costs too much."""
    if sum(map(is_figures, lines)) >= _FEWEST_FIGURES:
        return True
    try:
        contents = page.get_contents()
        return contents is not None and len(_RULES.findall(contents.get_data())) >= _FEWEST_RULES
    except (*FAILURES, RecursionError):
        return False


def _of_page(page: Page, number: int, lines: Sequence[Line]) -> Iterator[Found]:
    """The tables of a page from top to bottom; none where it is too damaged for them."""
    try:
        ruled = [found for table in page.find_tables() if (found := _ruled(page, table, number))]
        boxes = [found.box for found in ruled]
        figures = [line for line in lines if is_figures(line) and not any(found.holds(line) for found in ruled)]
        bare = list(_bare(page, number, boxes)) if len(figures) >= _FEWEST_FIGURES else []
    except (*FAILURES, PdfminerException, RecursionError):
        return
    yield from sorted((*ruled, *bare), key=lambda found: -found.box[3])


def _ruled(page: Page, table: Table, number: int) -> Found | None:
    """A table with lines, a merged cell's text in each place that it takes; None for a mere box."""
    texts = table.extract()
    boxes = [
        (cell, _line(text))
        for row, line in zip(table.rows, texts, strict=True)
        for cell, text in zip(row.cells, line, strict=True)
        if cell
    ]
    columns = sorted({round(edge) for cell, _ in boxes for edge in (cell[0], cell[2])})
    rows = sorted({round(edge) for cell, _ in boxes for edge in (cell[1], cell[3])})
    grid = [["" for _ in columns[1:]] for _ in rows[1:]]
    spans = False
    for (left, top, right, bottom), text in boxes:
        across = range(bisect_right(columns, left + 1) - 1, bisect_right(columns, right - 1))
        down = range(bisect_right(rows, top + 1) - 1, bisect_right(rows, bottom - 1))
        spans |= bool(rows) and top <= rows[0] + 1 and len(across) > 1
        for row in down:
            for column in across:
                grid[row][column] = text
    filled = [row for row in grid if any(row)]
    places, filled = _without_signs(list(pairwise(map(float, columns))), filled)
    box = table.bbox
    if filled and sum(bool(_FIGURE.fullmatch(cell)) for cell in filled[0]) >= len(filled[0]) / 2:
        above = _header_above(page, box, places)
        filled, top = ([above[0], *filled], above[1]) if above else (filled, box[1])
        box = (box[0], top, box[2], box[3])
    else:
        filled = _headed(filled, spans)
    return _found(page, filled, box, number)


def _without_signs(places: list[tuple[float, float]], rows: Grid) -> tuple[list[tuple[float, float]], Grid]:
    """Without columns that hold only the signs of the figures beside them, which get these."""
    column = 0
    while column + 1 < len(places):
        pairs = [(row[column], row[column + 1]) for row in rows]
        if all(a == b or a in _BEFORE or b in _BEHIND for a, b in pairs) and any(a != b and a and b for a, b in pairs):
            for row, (a, b) in zip(rows, pairs, strict=True):
                row[column : column + 2] = [a if a == b else f"{a}{b}"]
            places[column : column + 2] = [(places[column][0], places[column + 1][1])]
        else:
            column += 1
    return places, rows


def _header_above(page: Page, box: Box, places: Sequence[tuple[float, float]]) -> tuple[list[str], float] | None:
    """The header of a table that stands above its lines, and its top; None where there is none."""
    above = [row for row in _rows(page) if row.bottom <= box[1] + 2]
    head, top = [""] * len(places), box[1]
    for row in reversed(above[-_MOST_HEADS:]):
        words = [word for word in row.words if box[0] - 2 <= word.left and word.right <= box[2] + 2]
        placed = _placed(words, places)
        text = " ".join(word.text for word in row.words)
        is_label = any(placed) and not any(placed[1:]) and len(text) <= _LONGEST_LABEL
        if top - row.bottom > row.height or len(text) > _LONGEST_HEAD or _CAPTION.search(text):
            break
        if sum(map(bool, placed)) < 2 and not is_label:
            break
        head, top = [" ".join(filter(None, pair)) for pair in zip(placed, head, strict=True)], row.top
    return (head, top) if sum(map(bool, head)) >= len(head) / 2 else None


def _headed(full: Grid, spans: bool) -> Grid:
    """The rows; where a cell of the first one spans columns, it and the next one are one header."""
    if spans and len(full) > 2 and len(set(full[0])) > 1:
        head = [" ".join(dict.fromkeys(filter(None, pair))) for pair in zip(full[0], full[1], strict=True)]
        return [head, *full[2:]]
    return full


def _found(page: Page, rows: Grid, box: Box, number: int) -> Found | None:
    """The table, if it has two rows and two columns that hold something at least."""
    kept = [column for column in range(len(rows[0]) if rows else 0) if any(row[column] for row in rows)]
    if len(rows) < 2 or len(kept) < 2:
        return None
    left, top, right, bottom = box
    shift = float(page.mediabox[1])
    places = (left, shift + page.height - bottom, right, shift + page.height - top)
    return Found([[row[column] for column in kept] for row in rows], places, number)


def _line(text: str | None) -> str:
    """A cell's words on one line, a word that was cut at a line's end whole again."""
    return " ".join(unwrap(re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", clean(text or ""))).split())


@dataclass(slots=True)
class _Cell:
    text: str
    left: float
    right: float


@dataclass(slots=True)
class _Row:
    """A line of a page: its words, and its cells, which are parted by wide gaps and before the figures at its end."""

    words: list[_Cell]
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """From its top to its base."""
        return max(self.bottom - self.top, 1.0)

    @property
    def cells(self) -> list[_Cell]:
        """Its cells from left to right."""
        tail = len(self.words)
        while tail > 1 and _FIGURE.fullmatch(self.words[tail - 1].text):
            tail -= 1
        return self._joined(tail)

    @property
    def heads(self) -> list[_Cell]:
        """Its cells where they are headings, which may be figures that belong to the word before."""
        return self._joined(len(self.words))

    def _joined(self, tail: int) -> list[_Cell]:
        cells: list[_Cell] = []
        for number, word in enumerate(self.words):
            if cells and number < tail and word.left - cells[-1].right <= _GAP * self.height:
                cells[-1] = _Cell(f"{cells[-1].text} {word.text}", cells[-1].left, word.right)
            else:
                cells.append(word)
        return cells

    @property
    def is_figures(self) -> bool:
        """Whether all cells but the first are figures, and there are two at least."""
        return len(self.cells) > 2 and all(_FIGURE.fullmatch(cell.text) for cell in self.cells[1:])

    @property
    def is_years(self) -> bool:
        """Whether all cells but the first are years."""
        return all(_YEAR.fullmatch(cell.text) for cell in self.cells[1:])


def _bare(page: Page, number: int, boxes: Sequence[Box]) -> Iterator[Found]:
    """Tables without lines: three rows and more of a name and figures below each other, and what stands above them."""
    rows = list(_rows(page))
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end].is_figures and (end == start or _close(rows[end - 1], rows[end])):
            end += 1
        if end - start >= _FEWEST_FIGURES:
            first = start + (rows[start].is_years and not rows[start + 1].is_years)
            table = _aligned(page, rows[max(first - _MOST_HEADS, 0) : first], rows[first:end], number)
            if table and not any(low <= table.box[1] <= high for _, low, _, high in boxes):
                yield table
        start = max(end, start + 1)


def _close(above: _Row, row: _Row) -> bool:
    return row.top - above.bottom <= _ROW_STEP * row.height


def _heads(above: Sequence[_Row], row: _Row, columns: Sequence[tuple[float, float]]) -> tuple[list[str], float]:
    """What heads the columns in the lines above a row, and their top: no sentence, no caption, the lines close."""
    head, top = [""] * len(columns), row.top
    for line in reversed(above):
        text = " ".join(word.text for word in line.words)
        far = top - line.bottom > (_SAME_HEAD if any(head) else _ROW_STEP) * row.height
        few = not any(head) and len(line.words) < len(columns) - 1
        if far or few or len(text) > _LONGEST_HEAD or text.endswith(".") or _CAPTION.search(text):
            break
        cells = line.heads if any(head) or len(line.heads) >= len(columns) - 1 else line.words
        placed = [cell.text for cell in cells] if len(cells) == len(columns) else _placed(cells, columns)
        head, top = [" ".join(filter(None, pair)) for pair in zip(placed, head, strict=True)], min(top, line.top)
    return head, top


def _rows(page: Page) -> Iterator[_Row]:
    """The page's lines from top to bottom."""
    row: _Row | None = None
    for word in sorted(page.extract_words(), key=lambda word: (round(word["bottom"]), word["x0"])):
        cell = _Cell(clean(word["text"]), word["x0"], word["x1"])
        if row is None or word["bottom"] - row.bottom > 0.4 * (word["bottom"] - word["top"]):
            if row:
                yield row
            row = _Row([cell], word["top"], word["bottom"])
        else:
            row.words.append(cell)
    if row:
        yield row


def _aligned(page: Page, above: Sequence[_Row], run: Sequence[_Row], number: int) -> Found | None:
    """The rows as a table if their cells stand below each other, with what heads them; None if they don't."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted((cell.left, cell.right) for row in run for cell in row.cells):
        if columns and left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    grid = [_placed(row.cells, columns) for row in run]
    top = run[0].top
    head, head_top = _heads(above, run[0], columns)
    if sum(map(bool, head)) >= len(columns) - 1:
        grid.insert(0, head)
        top = head_top
    if sum(all(line) for line in grid) < _FULL * len(grid):
        return None
    return _found(page, grid, (columns[0][0], top, columns[-1][1], run[-1].bottom), number)


def _placed(cells: Sequence[_Cell], columns: Sequence[tuple[float, float]]) -> list[str]:
    """The texts in the columns that they stand in, or nearest to."""
    line = [""] * len(columns)
    for cell in cells:
        middle = (cell.left + cell.right) / 2
        place = min(range(len(columns)), key=lambda at: _distance(columns[at], middle))
        line[place] = f"{line[place]} {cell.text}".strip()
    return line


def _distance(column: tuple[float, float], middle: float) -> float:
    return max(column[0] - middle, middle - column[1], 0.0) + 0.001 * abs(sum(column) / 2 - middle)
