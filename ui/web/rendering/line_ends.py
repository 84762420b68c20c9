"""A sentence cut where it uses terms that the glossary explains, and where its last words stay with the chips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from rag.reports.overview.glossary import Mention, Term

LONGEST_TAIL = 24
"""Columns of words that are kept on one line with their chips; a Chinese character takes two."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence; `term` is what they are explained by, if they are."""

    text: str
    term: Term | None = None


def pieces(sentence: str, mentions: Sequence[Mention]) -> tuple[list[Piece], list[Piece]]:
    """The sentence, and of it the end that is kept on one line with the chips: a word, or a term and what follows."""
    cut = len(split_last_word(sentence)[0])
    across = next((each for each in mentions if each.start < cut < each.end), None)
    if across:
        cut = across.start if columns(sentence[across.start :]) <= LONGEST_TAIL else len(sentence)
    return _cut(sentence, mentions, 0, cut), _cut(sentence, mentions, cut, len(sentence))


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


def _cut(sentence: str, mentions: Sequence[Mention], start: int, end: int) -> list[Piece]:
    found = []
    for mention in mentions:
        if start <= mention.start and mention.end <= end:
            found += [
                Piece(sentence[start : mention.start]),
                Piece(sentence[mention.start : mention.end], mention.term),
            ]
            start = mention.end
    return [piece for piece in (*found, Piece(sentence[start:end])) if piece.text]
