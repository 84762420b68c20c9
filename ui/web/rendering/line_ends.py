"""A sentence cut where it answers, where it uses terms that are explained, and where its end stays with the chips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from rag.language.sentences import Span
from rag.reports.overview.glossary import Mention, Term

LONGEST_TAIL = 24
"""Columns of words that are kept on one line with their chips; a Chinese character takes two."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence; `term` is what they are explained by, if they are; `answers`: whether they are set off."""

    text: str
    term: Term | None = None
    answers: bool = False


def pieces(sentence: str, mentions: Sequence[Mention], point: str = "") -> tuple[list[Piece], list[Piece]]:
    """The sentence, and of it the end that is kept on one line with the chips: a word, or a term and what follows.

    `point` are the words that answer, whatever stands between them in square brackets.
    """
    cut = len(split_last_word(sentence)[0])
    across = next((each for each in mentions if each.start < cut < each.end), None)
    if across:
        cut = across.start if columns(sentence[across.start :]) <= LONGEST_TAIL else len(sentence)
    answers = _place(point, sentence)
    return _cut(sentence, mentions, answers, (0, cut)), _cut(sentence, mentions, answers, (cut, len(sentence)))


def explained(terms: Iterable[Sequence[Mention]]) -> list[Term]:
    """The terms that are explained, each once."""
    return list(dict.fromkeys(mention.term for mentions in terms for mention in mentions))


def split_last_word(words: str) -> tuple[str, str]:
    """The text and its last word, to keep that on one line with the chips; no last word where it would be too long.

    Chinese is written without spaces, and may be broken nearly anywhere: of a long run of it, the last two characters.
    """
    last = words.rpartition(" ")[2]
    if columns(last) > LONGEST_TAIL:
        last = last[-2:] if columns(last) > len(last) else ""
    return words[: len(words) - len(last)], last


def columns(words: str) -> int:
    """How wide the words are: a full-width character takes two columns."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in words)


def _place(point: str, sentence: str) -> Span:
    words = r"(?: \[[^]]*\])? ".join(map(re.escape, point.split()))
    found = re.search(rf"(?<!\w){words}(?!\w)", sentence, re.ASCII) if point else None
    return found.span() if found else (0, 0)


def _cut(sentence: str, mentions: Sequence[Mention], answers: Span, within: Span) -> list[Piece]:
    terms = {each.start: each for each in mentions}
    edges = {*within, *answers, *(edge for each in mentions for edge in (each.start, each.end))}
    inside = {edge for each in mentions for edge in range(each.start + 1, each.end)}
    at = sorted(edge for edge in edges - inside if within[0] <= edge <= within[1])
    return [
        Piece(sentence[start:end], terms[start].term if start in terms else None, answers[0] <= start < answers[1])
        for start, end in pairwise(at)
    ]
