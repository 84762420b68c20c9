"""Folding text so that a spelling is found in an answer however it was typed, and nowhere else.

Folded are case, compatibility forms, typographic quotes, dashes, white space and thousands separators; nothing is
stemmed and no number is rounded. A number must stand as a whole number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rag.language.sentences import HAN, weighed_words

Spellings = tuple[str, ...]

_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"}
)
_MARKER = re.compile(r"\s*\[\d+\](?:\[\d+\])*")
_SPACED_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[\u00a0\u2009\u202f'’]\d{3})+(?![\d'’])")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)")
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+")
_SHORT = 4


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The text for comparison: lower case, plain quotes, dashes and spaces, numbers without thousands separators."""
    joined = _SPACED_THOUSANDS.sub(lambda number: re.sub(r"\D", "", number[0]), text)
    folded = unicodedata.normalize("NFKC", joined).translate(_SIGNS).lower()
    folded = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), folded)
    return " ".join(folded.split())


@lru_cache(maxsize=8192)
def _pattern(folded: str) -> re.Pattern[str]:
    """How a folded spelling must stand in a text."""
    if re.fullmatch(r"[\d.,]+", folded):
        return re.compile(r"(?<![\d.,])" + re.escape(folded) + r"(?!\d|[.,]\d)")
    end = r"(?!\d|[.,]\d)" if folded[-1].isdecimal() else ""
    if folded[0].isdecimal():
        return re.compile(r"(?<![\d.,])" + re.escape(folded) + end)
    if len(folded) <= _SHORT and not HAN.match(folded):
        return re.compile(r"(?<!\w)" + re.escape(folded) + end)
    return re.compile(re.escape(folded) + end)


def has(spelling: str, text: str) -> bool:
    """Whether the spelling stands in the text: numbers as whole numbers, short words from a word's beginning."""
    wanted, there = plain(spelling), plain(text)
    spellings = {wanted, wanted.replace(" ", "")} if _GROUPED.fullmatch(wanted) else {wanted}
    return any(_pattern(each).search(there) for each in spellings if each)


def found(facts: Sequence[Spellings], text: str) -> tuple[bool, ...]:
    """For every fact whether at least one of its spellings stands in the text."""
    return tuple(any(has(spelling, text) for spelling in fact) for fact in facts)


def lacking(facts: Sequence[Spellings], text: str) -> tuple[Spellings, ...]:
    """The facts of which no spelling stands in the text."""
    return tuple(fact for fact, there in zip(facts, found(facts, text), strict=True) if not there)


def unmarked(text: str) -> str:
    """The text without citation markers such as `[1][2]`, which would otherwise pass for numbers."""
    return _MARKER.sub("", text)


def words(text: str) -> float:
    """How long a reader would call the text, in words; two Chinese characters count as one word, signs as none."""
    return sum(weight for _, weight in weighed_words(text))


def first_words(text: str, limit: int) -> str:
    """The text up to its first `limit` words."""
    count = 0.0
    for start, weight in weighed_words(text):
        count += weight
        if count > limit:
            return text[:start].rstrip()
    return text
