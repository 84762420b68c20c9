"""The noun phrases of a question: names, things, people, places; by the order of function words, without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.followup import words as w

LONGEST = 9  # words of a phrase with its complements

_WORD = re.compile(
    r"No\.(?=\s*\d)|\d[\d.,]*\d(?:-[^\W_]+)*|[^\W_]+(?:[-&][^\W_]+|['’](?!s\b)[^\W_]+)*|['’]s\b", re.IGNORECASE
)
_SUBJECTS = frozenset({"i", "he", "she", "it", "they", "we", "you", "who", "that"})
_TIME = re.compile(
    r"\b(?:(?:in|since|before|after|until|by|during|from|around|between)\s+)?"
    rf"(?:(?:the\s+)?(?:early|mid|late|end|beginning|start)[\s-]+(?:of\s+)?)?(?:\d{{1,2}}\s+)?(?:(?:{w.MONTHS})\s+)?(?:the\s+)?"
    r"(?:1[5-9]|20)\d\ds?(?:\s*(?:-|–|to|and)\s*(?:1[5-9]|20)?\d\d)?\b"
    r"|\b(?:today|nowadays|right now|at present|currently|last year|this year|ten years later)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its offsets; `low` in lower case, `glued`: only white space before it, `first`: opens a sentence."""

    text: str
    low: str
    start: int
    end: int
    glued: bool
    first: bool = False

    @property
    def capital(self) -> bool:
        """Whether it looks like a part of a name."""
        return self.text[0].isupper() and not (self.first and self.low in w.FUNCTION | w.VERB_FORMS)


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
    def plural(self) -> bool:
        """Whether it speaks of several; a name does only where it has members or its article and an s say so."""
        return bool(self.parts) or (is_plural(self.head) and (not self.name or self.article == "the"))


def is_plural(word: str) -> bool:
    """Whether a common noun looks like a plural."""
    return (word.endswith("s") and not word.endswith(("ss", "us", "is"))) or word in {
        "people",
        "children",
        "men",
        "women",
    }


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[Word, ...]:
    """The words of a text; a possessive 's is a word of its own."""
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(text):
        between = text[last : match.start()]
        first = not found or (bool(re.search(r"[.?!:]", between)) and found[-1].low != "no.")
        found.append(Word(match.group(), match.group().lower(), *match.span(), not between.strip(), first))
        last = match.end()
    return tuple(found)


@lru_cache(maxsize=4096)
def times(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the dates and periods, each with its preposition."""
    return tuple(match.span() for match in _TIME.finditer(text))


@lru_cache(maxsize=4096)
def verbs(text: str) -> frozenset[int]:
    """The indices of the words that are verbs, or are said of a subject like one ("is it safe")."""
    row = split(text)
    found: set[int] = set()
    waiting, helper, count = False, "", 0
    for i, word in enumerate(row):
        if i and not word.glued and not word.low.startswith(("'", "’")):
            waiting, count = False, 0
        if word.low in w.HELPING or word.low in w.ASKING:
            waiting, helper, count = True, word.low, 0
            continue
        if _is_verb(row, i, waiting, helper, count):
            found.add(i)
            waiting = waiting and row[i - 1].low == "to"
        elif word.low not in w.DETERMINERS and word.low not in w.SMALL:
            count += 1
    return frozenset(found)


def _is_verb(row: Sequence[Word], i: int, waiting: bool, helper: str, count: int) -> bool:
    word, before = row[i], row[i - 1].low if i else ""
    if word.capital:
        return False
    if before == "to" or not i or before in _SUBJECTS:
        return word.low in w.VERB_FORMS
    if not waiting or before in w.DETERMINERS - w.ASKING or (before in w.PREPOSITIONS and count):
        return False
    if helper in w.BEING:
        return (count > 0 and _is_said(word.low)) or (
            word.low in w.VERB_FORMS - w.VERBS and (count > 0 or _bare(row, i))
        )
    if helper in w.HELPING:
        return word.low in w.VERB_FORMS and (count > 0 or _bare(row, i))
    opens = not count and helper in {"what", "who", "how"} and not is_followed_by_helper(row, i)
    return (word.low in w.VERB_FORMS and bool(count or opens)) or (count > 0 and word.low.endswith("ed"))


def _is_said(word: str) -> bool:
    return word in w.SAID_OF or word.endswith(("able", "ible"))


def _bare(row: Sequence[Word], i: int) -> bool:
    """Whether the word stands right behind an auxiliary that has no subject behind it ("who was elected mayor")."""
    return row[i - 1].low in w.HELPING and i > 1 and row[i - 2].low not in {"when", "where", "why", "how"}


def is_followed_by_helper(row: Sequence[Word], i: int) -> bool:
    """Whether an auxiliary is still to come in the clause, so that the word here is no verb yet."""
    for word in row[i + 1 : i + 5]:
        if not word.glued:
            return False
        if word.low in w.HELPING:
            return True
    return False


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
    return tuple(_joined(text, found))


def _run(row: Sequence[Word], i: int, acts: frozenset[int], dated: Sequence[tuple[int, int]]) -> int:
    """The index behind the phrase that begins at `i`; `i` where none begins."""
    named = None
    end = i
    marked = i > 0 and row[i - 1].low == "the"
    while end < len(row) and (end == i or row[end].glued):
        if marked and _links_names(row, end):
            end += 1
        if not _nominal(row, end, acts, dated):
            break
        capital = row[end].capital or row[end].text[0].isdigit()
        if named is True and not capital and not marked:
            break
        if named is False and capital and not marked and not row[end].text[0].isdigit():
            break
        named = capital
        end += 1
    return end


def _links_names(row: Sequence[Word], i: int) -> bool:
    """Whether the word is the "and" of "the Lewis and Clark expedition"."""
    if row[i].low != "and" or not 0 < i < len(row) - 2 or not all(word.glued for word in row[i : i + 3]):
        return False
    return row[i - 1].capital and row[i + 1].capital and not row[i + 2].capital and row[i + 2].low not in w.FUNCTION


def _nominal(row: Sequence[Word], i: int, acts: frozenset[int], dated: Sequence[tuple[int, int]]) -> bool:
    word = row[i]
    if word.low.startswith(("'", "’")) or i in acts:
        return False
    if any(a <= word.start < b and not (i and row[i - 1].capital and row[i - 1].glued) for a, b in dated):
        return False
    return word.low not in w.FUNCTION or (word.capital and word.low not in w.ASKING | {"i"})


def _phrase(text: str, row: Sequence[Word], i: int, end: int) -> Phrase:
    article = row[i - 1].low if i and row[i].glued and row[i - 1].low in w.DETERMINERS else ""
    first = i - 1 if article in w.ARTICLES else i
    outer = i - 1 if article else i
    possessive = i > 0 and row[i].glued and row[i - 1].low in {"'s", "’s", "its", "their", "his", "her"}
    before = row[outer - 1].low if outer and row[outer].glued else ""
    shown = text[row[first].start : row[end - 1].end]
    name = any(word.capital for word in row[i:end])
    shown = article + shown[len(article) :] if first != i else shown
    return Phrase(shown, shown, row[first].start, row[end - 1].end, before, article, name, possessive)


def _joined(text: str, found: Sequence[Phrase]) -> list[Phrase]:
    """Phrases with their complements found, and "A and B" added before its members."""
    out: list[Phrase] = []
    for n, phrase in enumerate(found):
        owner = found[n - 1] if n and re.fullmatch(r"['’]s\s+", text[found[n - 1].end : phrase.start]) else None
        if owner:
            whole = text[owner.start : phrase.end]
            phrase = replace(
                phrase, text=whole, full=whole, start=owner.start, before=owner.before, name=owner.name, owned=True
            )
        end, k = phrase.end, n + 1
        while k < len(found) and _complement(text[end : found[k].start], found[k]):
            end, k = found[k].end, k + 1
        year = re.match(r" of (?:1[5-9]|20)\d\d\b", text[end:])
        end += year.end() if year else 0
        full = phrase.text + text[phrase.end : end]
        if len(full.split()) <= LONGEST:
            phrase = replace(phrase, full=full)
        after = found[n + 1] if n + 1 < len(found) else None
        if after and re.fullmatch(r"\s+(?:and|or|vs\.?|versus)\s+(?:the\s+)?", text[phrase.end : after.start]):
            both = text[phrase.start : after.end]
            if phrase.name == after.name:
                parts = (phrase.text, after.text)
                out.append(replace(phrase, text=both, full=both, end=after.end, parts=parts))
        out.append(phrase)
    return out


def _complement(between: str, phrase: Phrase) -> bool:
    if phrase.name:
        return bool(re.fullmatch(r"\s+(?:of|to \w+)\s+(?:the\s+|an?\s+)?", between))
    return bool(re.fullmatch(r"\s+(?:of|for|in|on|to \w+)\s+(?:the\s+|an?\s+)?", between))
