"""A page of a PDF as a picture, and where on it the words of a passage stand.

The words are looked for letter by letter and digit by digit, so that line ends, hyphens, ligatures and spaces, which
every reader of PDFs sets otherwise, don't matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from rag.base.errors import FileProblem

if TYPE_CHECKING:
    from pypdfium2 import PdfBitmap, PdfPage, PdfTextPage

WIDEST, HIGHEST = 1100, 1700
"""Pixels: sharp at the width that the page is shown in, and small enough to be sent at once."""

SHORTEST = 12
"""Letters that a part of a passage must have to be marked: shorter ones stand in many places."""

_PARTS = re.compile(r"(?<=[.!?;:。！？；])\s+|\n+|\|")
_ONE_AT_A_TIME = Lock()  # PDFium may not be entered by two threads, not even for two documents


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in hundredths of the page's width and height, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as PNG, the number of pages of its file, and the boxes of the words that were looked for."""

    png: bytes
    pages: int
    boxes: tuple[Box, ...]


def page_picture(path: Path, number: int, words: str = "") -> PagePicture:
    """The page with this number, from 1; `words` is the passage to be found on it. Raises FileProblem."""
    from pypdfium2 import PdfDocument, PdfiumError

    with _ONE_AT_A_TIME:
        try:
            with PdfDocument(path) as document:
                if not 1 <= number <= len(document):
                    raise FileProblem(f"{path.name!r} has no page {number!r}: it has {len(document)}")
                page = document[number - 1]
                width, height = page.get_size()
                bitmap = page.render(scale=min(WIDEST / max(width, 1), HIGHEST / max(height, 1)))
                return PagePicture(_png(bitmap), len(document), tuple(_boxes(page, bitmap, words)))
        except (PdfiumError, OSError, ValueError) as error:
            raise FileProblem(f"page {number!r} of {path.name!r} can't be drawn ({error}): read its text") from error


def _png(bitmap: PdfBitmap) -> bytes:
    buffer = BytesIO()
    bitmap.to_pil().save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def _boxes(page: PdfPage, bitmap: PdfBitmap, words: str) -> Iterator[Box]:
    """One box a line of each part of the words that the page holds."""
    text = page.get_textpage()
    place = bitmap.get_posconv(page)
    for first, count in _found(text, words):
        for number in range(text.count_rects(first, count)):
            left, bottom, right, top = text.get_rect(number)
            corners = [place.to_bitmap(left, top), place.to_bitmap(right, bottom)]
            (x1, x2), (y1, y2) = (sorted(axis) for axis in zip(*corners, strict=True))
            horizontal, vertical = 100 / bitmap.width, 100 / bitmap.height
            yield Box(x1 * horizontal, y1 * vertical, (x2 - x1) * horizontal, (y2 - y1) * vertical)


def _found(text: PdfTextPage, words: str) -> list[tuple[int, int]]:
    """Where the words, or else those of their sentences that the page holds, stand: first character and count."""
    page, places = _letters_of(text)
    whole = _letters(words)
    parts = [whole] if whole and whole in page else [_letters(part) for part in _PARTS.split(words)]
    found = []
    for part in parts:
        start = page.find(part) if len(part) >= SHORTEST or part == whole else -1
        if part and start >= 0:
            first, last = places[start], places[start + len(part) - 1]
            found.append((first, last - first + 1))
    return found


def _letters_of(text: PdfTextPage) -> tuple[str, list[int]]:
    """The page's letters and digits in a row, and for each the number of the character on the page that it is from."""
    from pypdfium2.raw import FPDFText_GetUnicode

    letters, places = [], []
    for number in range(text.count_chars()):
        for letter in _letters(chr(FPDFText_GetUnicode(text, number))):
            letters.append(letter)
            places.append(number)
    return "".join(letters), places


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
