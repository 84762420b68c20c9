"""The lines of a PDF page as pypdf finds them, each with its font size, emphasis and place."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pypdf import PageObject

from ingest.loaders.characters import clean

Emphasis = Literal[0, 1, 2]
Matrix = Sequence[float]

_BOLD = re.compile(r"bold|black|heavy|demi|CMBX|SFBX|-Bd\b", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|CMTI|SFTI|-It\b", re.IGNORECASE)
_LEADER = re.compile(r"\s*(?:[.·_…]\s?){5,}")
_BULLET_GLYPH = re.compile(r"^\s*[\uf0a7\uf0b7\uf0d8\uf0fc\uf076\u25cf\u25aa\u25a0\u27a2\u2756](?=\s|\w)")
_SPACED_OUT = re.compile(r"(?<!\w)[^\W\d_](?: [a-z]){4,}(?!\w)")
_HYPHEN_END = re.compile("[\u00ad\u2010]\\s*$")
_UNSEEN_SIZE = 2.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: `size` in points, `x` and `y` of its start in points from the lower left, `page` 1-based.

    `place` is its height on the page, 0 at the lower edge and 1 at the upper one; `emphasis` 2 for bold, 1 for italic.
    """

    text: str
    size: float
    x: float
    y: float
    place: float
    emphasis: Emphasis
    page: int


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    size: float
    x: float
    y: float
    emphasis: Emphasis


def page_lines(page: PageObject, number: int) -> list[Line]:
    """The page's lines in the order in which the file draws them; text too small for the eye is left out.

    Raises whatever pypdf raises on a damaged page.
    """
    rows: list[list[_Run]] = [[]]

    def collect(text: str, user: Matrix, matrix: Matrix, font: Mapping[str, object] | None, size: float) -> None:
        for index, piece in enumerate(text.split("\n")):
            if index:
                rows.append([])
            if piece:
                rows[-1].append(_run(piece, _multiply(matrix, user), font, size))

    page.extract_text(visitor_text=collect)
    bottom, height = float(page.mediabox.bottom), float(page.mediabox.height) or 1.0
    lines = [_line(runs, number, bottom, height) for runs in _whole_rows(rows)]
    visible = [line for line in lines if line.size >= _UNSEEN_SIZE]
    return [line for line in visible or lines if line.text]


def _run(text: str, matrix: Matrix, font: Mapping[str, object] | None, size: float) -> _Run:
    scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
    name = str((font or {}).get("/BaseFont", ""))
    emphasis: Emphasis = 2 if _BOLD.search(name) else 1 if _ITALIC.search(name) else 0
    return _Run(text, round(size * scale, 1), matrix[4], matrix[5], emphasis)


def _whole_rows(rows: Sequence[list[_Run]]) -> list[list[_Run]]:
    """The rows with words; one that goes on to the right on the same base line is one with the row before it."""
    whole: list[list[_Run]] = []
    for row in rows:
        inked = next((run for run in row if run.text.strip()), None)
        if inked is None:
            continue
        last = next((run for run in reversed(whole[-1]) if run.text.strip()), None) if whole else None
        if last and abs(last.y - inked.y) < 0.15 * inked.size and inked.x > last.x:
            end = last.x + 0.5 * last.size * len(last.text.rstrip())
            gap = [_Run(" ", inked.size, end, inked.y, 0)] if inked.x - end > 0.3 * inked.size else []
            whole[-1] += [*gap, *row]
        else:
            whole.append(row)
    return whole


def _line(runs: Sequence[_Run], number: int, bottom: float, height: float) -> Line:
    """One line of its runs; size and emphasis are those of most of its characters."""
    sizes: Counter[float] = Counter()
    emphases: Counter[Emphasis] = Counter()
    for run in runs:
        weight = len(run.text.strip())
        sizes[run.size] += weight
        emphases[run.emphasis] += weight
    text = "".join(run.text for run in runs)
    text = _HYPHEN_END.sub("-", _BULLET_GLYPH.sub("• ", text))
    text = " ".join(_LEADER.sub(" … ", clean(text)).split())
    text = _SPACED_OUT.sub(lambda match: match[0].replace(" ", ""), text)
    first = next(run for run in runs if run.text.strip())
    place = (first.y - bottom) / height
    return Line(text, sizes.most_common(1)[0][0], first.x, first.y, place, emphases.most_common(1)[0][0], number)


def _multiply(a: Matrix, b: Matrix) -> tuple[float, ...]:
    """The product of two PDF matrices, each written as its six free numbers."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )
