"""Words of a question, its dates, and which of its words are verbs; by the order of function words, without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from rag.followup import words as w

_WORD = re.compile(
    r"No\.(?=\s*\d)|(?-i:\b(?:Mrs?|Ms|Dr|St|[A-Z])\.(?=\s*[A-Z]))|\d[\d.,]*\d(?:-[^\W_]+)*|[^\W_]+(?:[-&][^\W_]+|['’](?!s\b)[^\W_]+)*|['’]s\b",
    re.IGNORECASE,
)
_SUBJECTS = frozenset({"i", "he", "she", "it", "they", "we", "you", "who", "that"})
_TAKE_A_VERB = frozenset({"help", "let", "make", "get"})
_POINTING = frozenset({"this", "that", "these", "those"})
_TIME = re.compile(
    r"\b(?:(?:in|since|before|after|until|by|during|from|around|between)\s+)?"
    rf"(?:(?:the\s+)?(?:early|mid|late|end|beginning|start)[\s-]+(?:of\s+)?)?(?:\d{{1,2}}\s+)?(?:(?:{w.MONTHS})\s+)?(?:the\s+)?"
    r"(?:1[5-9]|20)\d\ds?(?:\s*(?:-|–|to|and)\s*(?:1[5-9]|20)?\d\d)?\b"
    rf"|\b(?:{w.MONTHS})\s+\d{{1,2}}\b"
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


def is_plural(word: str) -> bool:
    """Whether a common noun looks like a plural."""
    return (word.endswith("s") and not word.endswith(("ss", "us", "is"))) or word in {
        "people",
        "children",
        "men",
        "women",
    }


def singular(word: str) -> str:
    """A plural noun without its ending."""
    if not is_plural(word):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "xes")) else word[:-1]


@cache
def ordinary_words() -> frozenset[str]:
    """English words that texts hold in lower case (counted by `training/count_words.py`)."""
    lines = resources.files("rag").joinpath("data/words.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.partition("\t")[0] for line in lines)


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
    return tuple(match.span() for match in _TIME.finditer(text) if not _is_attribute(text, match))


def _is_attribute(text: str, match: re.Match[str]) -> bool:
    """Whether a year belongs to the noun behind it ("the 2013 plan")."""
    after = re.match(r" ([a-z]+)", text[match.end() :])
    article = match.group().lower().startswith("the ") or re.search(
        r"\b(?:the|a|an|this|that) $", text[: match.start()]
    )
    return bool(article and after and after[1] not in w.FUNCTION)


@lru_cache(maxsize=4096)
def verbs(text: str) -> frozenset[int]:
    """The indices of the words that are verbs, or are said of a subject like one ("is it safe")."""
    row = split(text)
    found: set[int] = set()
    waiting, helper, count = False, "", 0
    for i, word in enumerate(row):
        if word.first:
            waiting, count = False, 0
        if word.low in w.HELPING or word.low in w.ASKING:
            waiting, helper, count = True, word.low, 0
            continue
        if _is_verb(row, i, waiting, helper, count) and not (helper in w.DOING and _is_subject(row, i)):
            found.add(i)
            waiting = waiting and row[i - 1].low == "to"
        elif word.low not in (w.DETERMINERS - _POINTING) | w.SMALL:
            count += 1
    return frozenset(found | _unknown_verbs(row, found))


def _unknown_verbs(row: Sequence[Word], found: set[int]) -> set[int]:
    """The last word of a subject's run behind "do" or a modal where no word of the clause is a known verb."""
    helper = next((i for i, word in enumerate(row) if word.low in w.HELPING), len(row))
    if helper == len(row) or row[helper].low not in w.DOING or found:
        return set()
    start = helper + 1 + (row[helper + 1].low in w.DETERMINERS if helper + 1 < len(row) else 0)
    end = next((i for i in range(start, len(row)) if row[i].low in w.FUNCTION or not row[i].glued), len(row))
    return {end - 1} if end - start > 1 and not row[end - 1].capital else set()


def _is_verb(row: Sequence[Word], i: int, waiting: bool, helper: str, count: int) -> bool:
    word, before = row[i], row[i - 1].low if i else ""
    if word.capital:
        return False
    ends = word.low.endswith("ed") or i + 1 == len(row) or not row[i + 1].glued or row[i + 1].low in w.ARTICLES
    pointing = before in _POINTING and i > 1 and row[i - 2].low in w.HELPING and ends
    if before == "to" or not i or (before in _SUBJECTS and not pointing):
        return word.low in w.VERB_FORMS
    if before == "many" and word.low in w.VERB_FORMS and not is_plural(word.low):
        return True
    if not waiting or (before in w.DETERMINERS - w.ASKING and not pointing) or (before in w.PREPOSITIONS and count):
        return False
    if helper in w.BEING:
        acts = (word.low in w.VERB_FORMS - w.VERBS and not word.low.endswith("s")) or (
            count > 0 and word.low.endswith("ed")
        )
        return (acts or _is_said(word.low)) and (count > 0 or _bare(row, i))
    if helper in w.HELPING:
        return word.low in w.VERB_FORMS and (count > 0 or _bare(row, i))
    if word.low.endswith("ing"):
        return False
    opens = not count and helper in {"what", "who", "how"} and not is_followed_by_helper(row, i)
    return (word.low in w.VERB_FORMS and bool(count or opens)) or (count > 0 and word.low.endswith("ed"))


def _is_subject(row: Sequence[Word], i: int) -> bool:
    """Whether a word that may be a verb is the noun before one, as in "why did the plan fail"."""
    behind = row[i + 1] if i + 1 < len(row) else None
    free = bool(i) and row[i - 1].low not in w.HELPING and row[i].low in w.VERBS - _TAKE_A_VERB
    return free and behind is not None and behind.glued and not behind.capital and behind.low in w.VERB_FORMS


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
