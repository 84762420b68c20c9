"""Reading pages that are pictures (OCR), by the program tesseract where it is installed; nothing else is asked for.

Each page is drawn, and what tesseract sees of it comes as words with their places: lines make paragraphs, large lines
headings. What it is not sure of is left out.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from statistics import fmean, median

PROGRAM = "tesseract"
INSTALL = "apt-get install tesseract-ocr tesseract-ocr-chi-sim"
LANGUAGES = ("eng", "chi_sim")
SECONDS, SECONDS_A_MB = 60.0, 60.0
"""The time that the pictures of a file have, and more for every megabyte of it: a page takes two to ten seconds."""
PAGE_SECONDS = 60.0
DOTS = 300  # an inch, which tesseract is made for
MOST_PIXELS = 20_000_000
SURE = 70.0
"""Of a hundred: the mean confidence from which on a paragraph is taken for text."""
LARGE = 1.3
"""A line that is so many times as high as most is a heading."""
_CHINESE = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_SPACED = re.compile(f"(?<={_CHINESE}) (?={_CHINESE})")
_LONGEST_HEADING = 15


@dataclass(frozen=True, slots=True)
class Seen:
    """A paragraph, or a heading."""

    text: str
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word as tesseract saw it; `line` are the numbers of its block, paragraph and line."""

    text: str
    line: tuple[int, int, int]
    height: int
    sure: float


def program() -> str | None:
    """Where tesseract is; None where it is not installed."""
    return shutil.which(PROGRAM)


def seconds(size: int) -> float:
    """How long the pictures of a file of so many bytes may take; none where they are not read."""
    return SECONDS + SECONDS_A_MB * size / 2**20 if program() else 0.0


def recognise(data: bytes, pages: Sequence[int]) -> Mapping[int, tuple[Seen, ...]]:
    """What stands on these pages of a PDF, by their numbers from 1; those without words, or time, are absent."""
    tesseract = program() if pages else None
    if tesseract is None:
        return {}
    end = time.monotonic() + seconds(len(data))
    found: dict[int, tuple[Seen, ...]] = {}
    for page in pages:
        for turn in (0, 180):  # tesseract does not know of a page with few words that it lies upside down
            left = min(PAGE_SECONDS, end - time.monotonic())
            picture = _picture(data, page, turn) if left > 0 else None
            seen = tuple(_paragraphs(_words(_table(tesseract, picture, left)))) if picture else ()
            if seen:
                found[page] = seen
                break
    return found


def _picture(data: bytes, number: int, turn: int) -> bytes | None:
    """The page in shades of grey as PNG, turned by so many degrees; None where it can't be drawn."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        with PdfDocument(data) as document:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(DOTS / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
            buffer = BytesIO()
            page.render(scale=scale, rotation=turn, grayscale=True).to_pil().save(buffer, "PNG", compress_level=1)
            return buffer.getvalue()
    except (PdfiumError, OSError, ValueError):
        return None


def _table(tesseract: str, picture: bytes, most: float) -> str:
    """Tesseract's table of words; empty where it fails or takes too long."""
    languages = _languages(tesseract)
    wanted = [each for each in LANGUAGES if each in languages]
    layout = ["--psm", "1"] if "osd" in languages else ["--psm", "3"]  # which turns pages round where it can
    command = [tesseract, "stdin", "stdout", *layout, "--dpi", str(DOTS)]
    command += ["-l", "+".join(wanted)] if wanted else []
    try:
        done = subprocess.run([*command, "tsv"], input=picture, capture_output=True, timeout=most, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")


@lru_cache(maxsize=4)
def _languages(tesseract: str) -> frozenset[str]:
    try:
        done = subprocess.run([tesseract, "--list-langs"], capture_output=True, timeout=PAGE_SECONDS, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(done.stdout.decode("utf-8", "replace").split())


def _words(table: str) -> list[Word]:
    found = []
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        numbers = [str(row.get(name) or "") for name in ("block_num", "par_num", "line_num", "height", "conf")]
        if text and all(re.fullmatch(r"-?\d+(?:\.\d+)?", number) for number in numbers):
            block, paragraph, line, height, sure = map(float, numbers)
            found.append(Word(text, (int(block), int(paragraph), int(line)), int(height), sure))
    return found


def _paragraphs(words: Sequence[Word]) -> Iterator[Seen]:
    """The paragraphs and headings that the words make."""
    usual = median(word.height for word in words) if words else 0
    for _, run in groupby(words, key=lambda word: word.line[:2]):
        paragraph = list(run)
        if fmean(word.sure for word in paragraph) < SURE:
            continue
        lines = [" ".join(word.text for word in line) for _, line in groupby(paragraph, key=lambda word: word.line)]
        text = _SPACED.sub("", _joined(lines))
        is_large = median(word.height for word in paragraph) >= LARGE * usual and len(paragraph) <= _LONGEST_HEADING
        if sum(character.isalnum() for character in text) > 1:
            yield Seen(text, is_large)


def _joined(lines: Sequence[str]) -> str:
    """The lines in one; a word that is broken at the end of one is whole again."""
    return re.sub(r"(?<=[^\W\d_])- (?=[a-z])", "", " ".join(lines))
