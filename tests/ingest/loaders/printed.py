"""Printed tables for PDFs: with lines, with few, with none, over several pages, with merged cells."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.ingest.loaders.files import Text, lines, pdf

HEADER = ("Town", "Jobs 2000", "Jobs 2010", "Change")
TOWNS = ("Alton", "Brady", "Corwen", "Dunmore", "Elstow", "Farley", "Garston", "Hexham", "Ilford", "Jarrow")
PROSE = (
    "The towns on the river lost much of their work in these years, and the census tells",
    "how much it was. Nobody had counted the jobs of the quarries before, so that the sums",
    "are somewhat lower than those of the yearbook.",
)
ROW, WIDTH, LEFT = 16.0, 100.0, 72.0
Rows = Sequence[Sequence[str]]


def figures(count: int, seed: int) -> list[tuple[str, ...]]:
    """Rows of a town and three figures."""
    chance = random.Random(seed)
    return [
        (
            TOWNS[number % 10] + (f" {number // 10 + 1}" if number >= 10 else ""),
            f"{chance.randint(100, 9999):,}",
            f"{chance.randint(100, 9999):,}",
            f"{chance.uniform(-60, 60):.1f}%",
        )
        for number in range(count)
    ]


def cells(rows: Rows, top: float, width: float = WIDTH, left: float = LEFT) -> list[Text]:
    """The words of rows below each other."""
    return [
        Text(words, top - ROW * (number + 1) + 4, left + 4 + width * column)
        for number, row in enumerate(rows)
        for column, words in enumerate(row)
        if words
    ]


def grid(rows: int, columns: int, top: float, width: float = WIDTH, left: float = LEFT) -> str:
    """The lines around so many cells, as PDF draws them."""
    across = [f"{left} {top - ROW * row} m {left + width * columns} {top - ROW * row} l S" for row in range(rows + 1)]
    down = [
        f"{left + width * column} {top} m {left + width * column} {top - ROW * rows} l S"
        for column in range(columns + 1)
    ]
    return "\n".join([*across, *down]) + "\n"


def shades(rows: int, columns: int, top: float) -> str:
    """Rows in turn grey and white, without any line."""
    boxes = [f"0.9 g {LEFT} {top - ROW * (row + 1)} {WIDTH * columns} {ROW} re f 0 g" for row in range(0, rows, 2)]
    return "\n".join(boxes) + "\n"


def page(caption: str, rows: Rows, drawing: str, top: float = 620.0) -> tuple[list[Text], str]:
    """A page of prose, a caption, a table and prose again."""
    under = top - ROW * len(rows) - 30
    texts = [*lines(*PROSE, top=700), Text(caption, top + 8, LEFT), *cells(rows, top), *lines(*PROSE, top=under)]
    return texts, drawing


def printed(*pages: tuple[list[Text], str]) -> bytes:
    """A PDF of pages with what is drawn on each."""
    return pdf([texts for texts, _ in pages], drawings=[drawing for _, drawing in pages])
