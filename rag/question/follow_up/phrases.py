"""The noun phrases of a question: names, things, people, places; and phrases put together of others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.question.follow_up import grammar as w
from rag.question.follow_up.grammar import Word, is_plural, split, times, verbs

LONGEST = 9  # words of a phrase with its complements
_YEAR = re.compile(r" of (?:1[5-9]|20)\d\d\b")
_COMPLEMENTS = re.compile(r"\s+(?:of|for|in|on|at|to \w+)\s+(?:the\s+|an?\s+)?")
_OF_NAMES = re.compile(r"\s+(?:of|in|to \w+)\s+(?:the\s+|an?\s+)?")
_OWNS = re.compile(r"['’]s\s+")
_COMMA = re.compile(r",\s+")
_LAST = re.compile(r",?\s+(?:and|or|vs\.?|versus)\s+")
_GOES_ON = (",", " and", " or", "'s", "’s")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: `text` as it can be put elsewhere, its offsets, the preposition before it, and what it looks like.

    `full` is the text with the complements that follow it ("the plan of 2013 for cities"). `parts` are the members of
    "A and B". `owned` says that an owner stands before it ("Hegang's debt", "its debt").
    """

    text: str
    full: str
    start: int
    end: int
    before: str = ""
    article: str = ""
    name: bool = False
    owned: bool = False
    parts: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """The last word, in lower case: what kind of thing it is."""
        return self.text.rsplit(maxsplit=1)[-1].lower()

    @property
    def long(self) -> str:
        """The text with its complements where it stays short and they are needed to know which one is meant."""
        return self.full if self.article in w.ARTICLES and len(self.full.split()) <= 8 else self.text

    @property
    def named(self) -> bool:
        """Whether it is a name or holds one that tells which is meant ("the programme to revive the Northeast")."""
        return self.name or (self.article == "the" and bool(re.search(r" [A-Z]", self.full)))

    @property
    def bears_name(self) -> bool:
        """Whether the last word is a part of a name, so that it says nothing of the kind of thing."""
        return self.text.rsplit(maxsplit=1)[-1][0].isupper()

    @property
    def plural(self) -> bool:
        """Whether it speaks of several; a name does only where it has members or its article and an s say so."""
        return bool(self.parts) or (is_plural(self.head) and (not self.name or self.article == "the"))


def joined(text: str, found: Sequence[Phrase]) -> list[Phrase]:
    """The phrases of a text with titles in one, owners and complements added, and a list before its members."""
    titled = _with_titles(text, found)
    owned = [_with_owner(text, titled, n) for n in range(len(titled))]
    full = [_with_complements(text, owned, n) for n in range(len(owned))]
    out: list[Phrase] = []
    behind = 0
    for n, phrase in enumerate(full):
        end = _end_of_list(text, full, n) if n >= behind else n
        if end > n:
            whole = text[phrase.start : full[end].end]
            parts = tuple(member.text for member in full[n : end + 1])
            out.append(replace(phrase, text=whole, full=whole, end=full[end].end, parts=parts))
            behind = end + 1
        out.append(phrase)
    return out


def _with_titles(text: str, found: Sequence[Phrase]) -> list[Phrase]:
    """Two names with a comma between them are one ("Black Coal, Thin Ice") where they are no list."""
    out: list[Phrase] = []
    for n, phrase in enumerate(found):
        last = out[-1] if out else None
        goes_on = text[phrase.end :].startswith(_GOES_ON) or (
            n > 1 and text[found[n - 2].end : found[n - 1].start] in {", ", " and "}
        )
        if last and last.name and phrase.name and text[last.end : phrase.start] == ", " and not goes_on:
            whole = text[last.start : phrase.end]
            out[-1] = replace(last, text=whole, full=whole, end=phrase.end)
        else:
            out.append(phrase)
    return out


def _with_owner(text: str, found: Sequence[Phrase], n: int) -> Phrase:
    owner, phrase = found[n - 1], found[n]
    if not n or not _OWNS.fullmatch(text[owner.end : phrase.start]):
        return phrase
    whole = text[owner.start : phrase.end]
    return replace(phrase, text=whole, full=whole, start=owner.start, before=owner.before, name=owner.name, owned=True)


def _with_complements(text: str, found: Sequence[Phrase], n: int) -> Phrase:
    phrase, end = found[n], found[n].end
    for after in found[n + 1 :]:
        if not (_OF_NAMES if after.name else _COMPLEMENTS).fullmatch(text[end : after.start]):
            break
        end = after.end
    year = _YEAR.match(text, end)
    full = phrase.text + text[phrase.end : year.end() if year else end]
    return replace(phrase, full=full) if len(full.split()) <= LONGEST else phrase


def _end_of_list(text: str, found: Sequence[Phrase], n: int) -> int:
    """The index of the last member of the list that begins with a phrase; its own where none begins."""
    for k in range(n + 1, len(found)):
        between = text[found[k - 1].end : found[k].start]
        if found[k].name != found[n].name:
            return n
        if _LAST.fullmatch(between):
            return k
        if not _COMMA.fullmatch(between):
            return n
    return n


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
