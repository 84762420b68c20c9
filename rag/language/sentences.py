"""Sentences, words counted and folded, names in headings, rows of Markdown tables; offsets are those of characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

Span = tuple[int, int]

HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})
"""The hyphens that are set apart in type, one of them so that no line breaks there, as the one on every keyboard."""

HAN = re.compile("[\u3400-\u9fff]")
"""A Chinese character: where they stand, no spaces tell words apart."""

# What a sentence can't cross: the end of a paragraph, or of an item of a list.
_BLOCK_END = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)")
_CJK_END = re.compile(r"[。！？；][。！？；…”’」』）】》〉]*")
_MAY_END = re.compile(r"[.!?…;)\]]\S*\s")  # without any, syntok finds one sentence
_FOLD = HYPHENS | str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "\u00a0": " "})
_WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]*[^\W\u3400-\u9fff][^\s\u3400-\u9fff]*")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case, straight quotes, plain dashes, no accents, single spaces: for comparing, never for showing."""
    plain = unicodedata.normalize("NFKD", text.translate(_FOLD)).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).translate(_FOLD).split())


def is_chinese(text: str) -> bool:
    """Whether more than half of its words are Chinese."""
    return sum(weight if HAN.match(text[start]) else -weight for start, weight in weighed_words(text)) > 0


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[Span, ...]:
    """The spans of the text's sentences without surrounding white space; lines that begin with "- " are sentences."""
    spans: list[Span] = []
    for start, end in _pieces(text, 0, len(text), _BLOCK_END):
        for piece_start, piece_end in _pieces(text, start, end, _CJK_END):
            spans += _latin(text, piece_start, piece_end)
    return tuple(spans)


def grouped(spans: Iterable[Span], belongs: Callable[[Span, Span], bool]) -> list[Span]:
    """The spans in their order, each that belongs to the one before it as one with that."""
    found: list[Span] = []
    for span in spans:
        if found and belongs(found[-1], span):
            found[-1] = (found[-1][0], max(found[-1][1], span[1]))
        else:
            found.append(span)
    return found


def weighed_words(text: str) -> Iterator[tuple[int, float]]:
    """Where each word begins and as how many it counts: two Chinese characters are one word, signs alone are none."""
    return ((word.start(), 0.5 if HAN.match(word[0]) else 1.0) for word in _WORD.finditer(text))


def count_words(text: str) -> int:
    """How many words there are between spaces; where there is Chinese, which has none, two characters are one word."""
    words = text.split()
    if not HAN.search(text):
        return len(words)
    return round(sum(max(1.0, sum(weight for _, weight in weighed_words(word))) for word in words))


def _latin(text: str, start: int, end: int) -> list[Span]:
    if not _MAY_END.search(text[start:end].rstrip()):
        return [_trim(text, start, end)]
    from syntok import segmenter

    starts = [
        start + sentence[0].offset
        for paragraph in segmenter.analyze(text[start:end])
        for sentence in map(list, paragraph)
        if sentence
    ]
    bounds = [start, *starts[1:], end]
    return [span for span in (_trim(text, a, b) for a, b in pairwise(bounds)) if span[0] < span[1]]


def _pieces(text: str, start: int, end: int, boundary: re.Pattern[str]) -> list[Span]:
    cuts = [start, *(match.end() for match in boundary.finditer(text, start, end)), end]
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


_ASIDE = re.compile(r"\s*\(([^()]*)\)")
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


def names_in(heading: str) -> tuple[str, ...]:
    """The names in a heading: "Tang ping (lying flat)" has two, "Akiya and akiya banks" two, "Eds and meds" one."""
    plain = _ASIDE.sub("", heading).strip()
    first, _, second = plain.partition(" and ")
    parts = [first, second] if second and fold(first) in fold(second) else [plain]
    found = [*parts, *(aside.strip() for aside in _ASIDE.findall(heading))]
    return tuple(dict.fromkeys(name for name in found if len(name) > 2))
