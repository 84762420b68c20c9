"""A sentence cut where it uses terms that the glossary explains, and where its last words stay with the chips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.reports.overview.glossary import Mention, Term
from ui.web.layout import LONGEST_TAIL, columns, split_last_word


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
