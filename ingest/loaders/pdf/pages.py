"""Reading the pages of a PDF, and saying which could not be read: scans, fonts without a character map, damage."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Sequence, Set
from itertools import groupby, pairwise
from typing import Literal

from pypdf import PageObject
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import DictionaryObject

from ingest.loaders.parts import Part
from ingest.loaders.pdf.layout import running_lines
from ingest.loaders.pdf.lines import Line, page_lines
from ingest.ocr import INSTALL, program, recognise
from rag.base.errors import FileProblem

# pypdf says that a broken file may cause other exceptions than its own; these are the ones that parsing can raise.
FAILURES = (
    PyPdfError,
    DependencyError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
State = Literal["readable", "empty", "recognised", "scanned", "garbled", "damaged"]
_REPORTS: dict[State, str] = {
    "readable": "",
    "empty": "",
    "recognised": "a picture, read by OCR (tesseract), so that words may be wrong",
    "scanned": "a picture without a text layer, left out: {help}",
    "garbled": "fonts without a character map, so that its text is partly unreadable",
    "damaged": "could not be read (damaged)",
}
_FEW_LETTERS = 16
_GARBLED_SHARE = 0.1
_UNMAPPED = re.compile(r"/[gG]\d+|\(cid:\d+\)|[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_MIXING_SCRIPTS = frozenset(
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "GREEK", "DIGIT", "MODIFIER"}
)


def read_pages(
    pages: Iterable[PageObject], name: str, data: bytes
) -> tuple[list[list[Line]], list[Part], tuple[str, ...]]:
    """The lines of each page, what OCR saw of those that are pictures, and warnings that name what is missing.

    `data` is the whole file. Raises FileProblem if all is missing.
    """
    read: list[list[Line]] = []
    whole: list[tuple[int, PageObject]] = []
    found: dict[State, list[int]] = {state: [] for state in _REPORTS}
    reason: BaseException | None = None
    for number, page in enumerate(pages, 1):
        try:
            read.append(page_lines(page, number))
            whole.append((number, page))
        except (*FAILURES, RecursionError) as error:
            reason = reason or error
            read.append([])
            found["damaged"].append(number)
    running = running_lines(read)
    for number, page in whole:
        found[_state(page, read[number - 1], running)].append(number)
    seen = recognise(data, found["scanned"])
    found["recognised"], found["scanned"] = [*seen], [number for number in found["scanned"] if number not in seen]
    if not (found["readable"] or found["garbled"] or seen):
        if reason:
            raise FileProblem(f"{name!r} is a damaged PDF ({reason}): save it again in a PDF program") from reason
        raise FileProblem(f"{name!r} has no text: it is a scan, or holds drawings only; {_help()}")
    warnings = tuple(
        f"{'page' if len(numbers) == 1 else 'pages'} {page_ranges(numbers)}: {_REPORTS[state].format(help=_help())}"
        for state, numbers in found.items()
        if numbers and _REPORTS[state]
    )
    parts = [
        Part(each.text, "heading", 2, page) if each.is_heading else Part(each.text, "text", page=page)
        for page, paragraphs in seen.items()
        for each in paragraphs
    ]
    return read, parts, warnings


def _help() -> str:
    """What to do about a scan."""
    if program():
        return "OCR (tesseract) saw no words in it: scan it anew, larger or with more contrast"
    others = "or run OCR on the file (ocrmypdf or the scanner's own program can)"
    return f"install tesseract ({INSTALL}) and add it again, {others}"


def page_ranges(numbers: Sequence[int]) -> str:
    """Ascending page numbers in short, as in `2, 5-7`."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _state(page: PageObject, lines: Sequence[Line], running: Set[int]) -> State:
    """What can be read of a page; a line that is stamped on all pages does not make a text layer of a picture."""
    own = _letters(line.text for line in lines if id(line) not in running)
    if (not own or _letters(line.text for line in lines) < _FEW_LETTERS) and _has_picture(page):
        return "scanned"
    text = " ".join(line.text for line in lines)
    return "garbled" if _is_garbled(text) else "readable" if _letters(text) else "empty"


def _letters(texts: Iterable[str]) -> int:
    return sum(character.isalnum() for text in texts for character in text)


def _has_picture(page: DictionaryObject, depth: int = 3) -> bool:
    """Whether the page shows a picture, by itself or in a form that it shows."""
    try:
        resources = page.get("/Resources", {}).get_object()
        shown = resources.get("/XObject", {}).get_object()
        objects = [shown[key].get_object() for key in shown]
        inner = [each for each in objects if each.get("/Subtype") == "/Form" and depth]
        return any(each.get("/Subtype") == "/Image" for each in objects) or any(
            _has_picture(each, depth - 1) for each in inner
        )
    except (*FAILURES, RecursionError):
        return False


def _is_garbled(text: str) -> bool:
    """Whether many characters stand for nothing, or neighbours in a word belong to scripts that never mix."""
    if not text:
        return False
    unmapped = sum(len(match) for match in _UNMAPPED.findall(text))
    scripts = [_script(character) for character in text]
    jumps = sum(bool(a and b and a != b and not {a, b} <= _MIXING_SCRIPTS) for a, b in pairwise(scripts))
    return unmapped > _GARBLED_SHARE * len(text) or jumps > _GARBLED_SHARE * sum(map(bool, scripts))


def _script(character: str) -> str:
    """The script of a letter, nothing for other characters."""
    if not character.isalpha():
        return ""
    return "LATIN" if character.isascii() else unicodedata.name(character, "UNKNOWN").split()[0].split("-")[0]
