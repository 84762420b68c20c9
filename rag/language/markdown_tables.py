"""Tables in Markdown: the cells of a line, and a row read out with its column headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.sentences import Span

_BORDER = re.compile(r"(?<!\\)\|")


def cells(line: str) -> list[str]:
    """The cells of a table's line, without their borders."""
    return [cell.strip().replace("\\|", "|") for cell in _BORDER.split(line.strip().strip("|"))]


def told(header: Sequence[str], row: Sequence[str]) -> str:
    """A row as a sentence: "City: Jiaozuo – Old base: coal; New base: tourism."."""
    pairs = [f"{name}: {cell}" if name else cell for name, cell in zip(header[1:], row[1:], strict=False) if cell]
    label = f"{header[0]}: {row[0]}" if header[0] and row[0] else row[0]
    return " – ".join(part for part in (label, "; ".join(pairs)) if part) + "."


def rows(text: str) -> Iterator[tuple[int, Span, str]]:
    """The rows below a table's two header lines: the line's number, its span in the text, and how it is told.

    An empty first cell may stand for the one above it or begin a row of totals: nothing is put into it.
    """
    lines = text.split("\n")
    header = cells(lines[0])
    start = 0
    for place, line in enumerate(lines):
        row = cells(line)
        if place >= 2 and any(row[: len(header)]):
            yield place, (start, start + len(line)), told(header, row)
        start += len(line) + 1
