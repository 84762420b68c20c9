"""Simple sentences taken apart by closed lists of words: who did what to whom, adverbials, names, figures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.verify.tokens import read
from training.english import AUXILIARIES, DETERMINERS, PREPOSITIONS, is_past

LONGEST = 9  # words of a subject or an object
_WORD = re.compile(r"\S+")
FRONT = re.compile(
    r"^(?P<front>(?:In|By|On|After|Before|During|Between|Since|At|From|Until|For|Under)\s[^,.;]{3,60}),\s(?P<rest>.+)$",
    re.S,
)
_LINK = re.compile(r"^(?:,|,? and|,? or|,? &|['’]s| of| de| in| the|,? as well as|\s|/)+$")


@dataclass(frozen=True, slots=True)
class Clause:
    """An active clause with an object, or a passive one with its doer; `rest` begins with a space or is empty."""

    doer: str
    verb: str
    object: str
    rest: str
    passive: bool


def lower_first(text: str) -> str:
    """The text with a small first letter, unless its first word is a name or all capitals."""
    tokens = read(text).tokens
    keep = not tokens or tokens[0].is_name or text[1:2].isupper() or tokens[0].text == "I"
    return text if keep else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def clause_of(sentence: str) -> Clause | None:
    """The sentence as a clause, or None where it is not as simple as that."""
    text = sentence.strip().rstrip(".")
    words = text.split()
    for i, word in enumerate(words[:LONGEST]):
        if (
            i
            and word.lower() in ("was", "were")
            and i + 2 < len(words)
            and is_past(words[i + 1])
            and words[i + 2] == "by"
        ):
            doer, rest = _phrase(words[i + 3 :])
            return Clause(doer, words[i + 1], " ".join(words[:i]), rest, True) if doer and _subject(words[:i]) else None
        if i and is_past(word) and word == word.lower() and words[i - 1].lower() not in (DETERMINERS | AUXILIARIES):
            thing, rest = _phrase(words[i + 1 :])
            return Clause(" ".join(words[:i]), word, thing, rest, False) if thing and _subject(words[:i]) else None
        if word.endswith((",", ";", ":")) or word.lower() in AUXILIARIES:
            return None
    return None


def _subject(words: list[str]) -> bool:
    first = words[0].lower()
    return first in DETERMINERS or (
        words[0][0].isupper() and first not in PREPOSITIONS and first not in ("it", "there", "what")
    )


def _phrase(words: list[str]) -> tuple[str, str]:
    """The noun phrase that the words begin with, and what follows it."""
    if not words or not (words[0].lower() in DETERMINERS or words[0][0].isupper()):
        return "", ""
    end = 1
    while end < len(words) and words[end].lower() not in PREPOSITIONS | AUXILIARIES and end < LONGEST:
        if words[end - 1].endswith((",", ";")):
            break
        end += 1
    if end < len(words) and words[end].lower() == "of":
        end = min(len(words), end + 3)
    phrase = " ".join(words[:end])
    comma = "," if phrase.endswith((",", ";")) else ""
    rest = " ".join(words[end:])
    return phrase.rstrip(",;"), f"{comma} {rest}" if rest else ""


def names(text: str) -> list[tuple[int, int]]:
    """Spans of runs of capitalised words."""
    runs: list[list[int]] = []
    for token in read(text).tokens:
        if token.is_name and runs and text[runs[-1][1] : token.start] in (" ", " of ", "-"):
            runs[-1][1] = token.end
        elif token.is_name:
            runs.append([token.start, token.end])
    return [(start, end) for start, end in runs]


def swap(text: str, left: tuple[int, int], right: tuple[int, int]) -> str:
    """The text with two stretches exchanged."""
    return text[: left[0]] + text[slice(*right)] + text[left[1] : right[0]] + text[slice(*left)] + text[right[1] :]


def listed(between: str) -> bool:
    """Whether two names with these words between them stand in a list, where their order says nothing."""
    return bool(_LINK.match(between))


def numbers(text: str) -> list[re.Match[str]]:
    """The figures of a text."""
    return list(re.finditer(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\w])", text))


def is_year(figure: str) -> bool:
    """Whether a figure looks like a year."""
    return bool(re.fullmatch(r"1[0-9]\d\d|20\d\d", figure))
