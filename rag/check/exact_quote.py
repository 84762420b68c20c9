"""Telling whether a sentence is the passage's own words, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from rag.language.markdown_tables import rows
from rag.language.sentences import Span, fold
from rag.language.tokens import POSSESSIVE, Text, Token, fold_word, read

_EDGES = " .,;:!?\"'()[]。，；：！？“”‘’"
_OPENERS = '.!?:;|“"(•。！？：；「《-–\n'
_CLOSERS = '.!?:;|”")。！？：；」》\n'


def own_words(claim: Text, passage: str) -> Span | None:
    """The span of the passage that is word for word the sentence, or None.

    Only a stretch that opens and closes like a sentence, an item or a cell counts: a piece cut out of a longer one may
    have lost its "not" or its "according to". A row of a table counts as it is read out with its column headings.
    """
    wanted = fold(claim.text).strip(_EDGES)
    if not wanted:
        return None
    if row := _row(wanted, passage):
        return row
    if wanted not in fold(passage):
        return None
    words = [fold_word(token.text) for token in claim.tokens]
    tokens = read(passage).tokens
    for i in range(len(tokens) - len(words) + 1):
        if fold_word(tokens[i].text) == words[0] and _same(words, tokens[i : i + len(words)]):
            start, end = tokens[i].start, tokens[i + len(words) - 1].end
            if _opens(passage[:start]) and _closes(passage[end:]):
                return start, end
    return None


def under_heading(sentence: str, passage: str, headings: Sequence[str]) -> Span | None:
    """The span of the passage's own words behind a heading of it, as in "Vacancy: No regular rate was found.".

    A name may stand there as an owner: "Hegang" is one of "Hegang's flats".
    """
    label, colon, rest = sentence.partition(": ")
    said = [fold_word(token.text) for token in read(label).tokens]
    words = {fold_word(token.text) for heading in headings for token in read(heading).tokens}
    named = words | {POSSESSIVE.sub("", word) for word in words}
    return own_words(read(rest.strip()), passage) if colon and said and named.issuperset(said) else None


def _row(wanted: str, passage: str) -> Span | None:
    """The row of a table that is read out so, if the passage is one."""
    told = rows(passage) if passage.startswith("|") else ()
    return next((span for _, span, row in told if fold(row).strip(_EDGES) == wanted), None)


def _same(words: list[str], tokens: tuple[Token, ...]) -> bool:
    return all(word == fold_word(token.text) for word, token in zip(words, tokens, strict=True))


def _opens(before: str) -> bool:
    kept = before.rstrip(" \t*_")
    return not kept or kept[-1] in _OPENERS


def _closes(after: str) -> bool:
    kept = after.lstrip(" \t%°*_")
    return not kept or kept[0] in _CLOSERS
