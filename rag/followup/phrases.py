"""The noun phrases of a question: names, things, people, places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.followup import words as w
from rag.followup.grammar import Word, split, times, verbs
from rag.followup.phrase import Phrase, joined

_OF_A_NATION = re.compile(r"[A-Z]\w+(?:ese|ish|ian|ean|ican|rman|nch|tch|lsh|ern|wiss)")


@lru_cache(maxsize=4096)
def phrases(text: str) -> tuple[Phrase, ...]:
    """The noun phrases in order; dates, pronouns and question words are none."""
    row, found, i = split(text), [], 0
    acts, dated = verbs(text), times(text)
    while i < len(row):
        end = _run(row, i, acts, dated)
        if end == i:
            i += 1
            continue
        found.append(_phrase(text, row, i, end))
        i = end
    return tuple(joined(text, found))


def _run(row: Sequence[Word], i: int, acts: frozenset[int], dated: Sequence[tuple[int, int]]) -> int:
    """The index behind the phrase that begins at `i`; `i` where none begins."""
    named = None
    end = i
    marked = i > 0 and row[i - 1].low == "the"
    while end < len(row) and (end == i or row[end].glued):
        if marked and _links_names(row, end, acts):
            end += 1
        if not _nominal(row, end, acts, dated):
            break
        capital = row[end].capital or (bool(named) and row[end].text[0].isdigit())
        if named is True and not capital and not marked and not _OF_A_NATION.fullmatch(row[end - 1].text):
            break
        if named is False and capital and not marked and not row[end].text[0].isdigit():
            break
        named = capital
        end += 1
    return end


def _links_names(row: Sequence[Word], i: int, acts: frozenset[int]) -> bool:
    """Whether the word is the "and" of "the Lewis and Clark expedition"."""
    if row[i].low != "and" or not 0 < i < len(row) - 2 or not all(word.glued for word in row[i : i + 3]):
        return False
    noun = not row[i + 2].capital and row[i + 2].low not in w.FUNCTION and i + 2 not in acts
    return row[i - 1].capital and row[i + 1].capital and noun


def _nominal(row: Sequence[Word], i: int, acts: frozenset[int], dated: Sequence[tuple[int, int]]) -> bool:
    word = row[i]
    if word.low.startswith(("'", "’")) or i in acts or (i and row[i - 1].low == "how"):
        return False
    if any(a <= word.start < b and not (i and row[i - 1].capital and row[i - 1].glued) for a, b in dated):
        return False
    return not _is_small(word) or (word.capital and word.low not in w.ASKING | {"i"})


def _is_small(word: Word) -> bool:
    return word.low in w.FUNCTION or (len(word.low) > 5 and word.low.endswith("ly") and not word.capital)


def _phrase(text: str, row: Sequence[Word], i: int, end: int) -> Phrase:
    article = row[i - 1].low if i and row[i].glued and row[i - 1].low in w.DETERMINERS else ""
    first = i - 1 if article in w.ARTICLES else i
    outer = i - 1 if article else i
    possessive = i > 0 and row[i].glued and row[i - 1].low in {"'s", "’s", "its", "their", "his", "her"}
    before = row[outer - 1].low if outer and row[outer].glued else ""
    shown = text[row[first].start : row[end - 1].end]
    name = any(word.capital and not _OF_A_NATION.fullmatch(word.text) for word in row[i:end]) or (
        end == i + 1 and row[i].text.isdigit()
    )
    shown = article + shown[len(article) :] if first != i else shown
    return Phrase(shown, shown, row[first].start, row[end - 1].end, before, article, name, possessive)
