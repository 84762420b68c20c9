"""Who wrote a source: the one line that a source record gives, read as names, without guessing what it doesn't say.

Which part of "Zhang Nan" or "Nan Zhang" is the family name can't be known from the line, so a name stays as it is
printed. Only "Smith, J." says it itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, pairwise

_EDITORS = re.compile(r"\s*\((?:eds?\.?|editors?)\)\s*$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·]{2,8}")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_PARTICLES = {"al", "bin", "da", "de", "del", "della", "den", "der", "di", "du", "la", "le", "ter", "van", "von"}
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is printed; `given` is filled only where the line itself sets it apart, as in "Smith, J."."""

    text: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """The names in order, and whether they are said to be the editors."""

    names: tuple[Name, ...]
    editors: bool = False


def credit(line: str | None) -> Credit:
    """The names in an author line; a line that isn't surely a list of people is one name, such as an office's."""
    text = " ".join((line or "").split())
    editors = _EDITORS.search(text) is not None
    pieces = (piece.strip() for piece in _EDITORS.sub("", text).split(";"))
    return Credit(tuple(chain.from_iterable(_names(piece) for piece in pieces if piece)), editors)


def _names(piece: str) -> tuple[Name, ...]:
    parts = [part.strip() for part in re.split(r",(?:\s*and\s)?|，|、|\sand\s|\s&\s", piece)]
    if len(parts) > 1 and len(parts) % 2 == 0 and all(map(_INITIALS.fullmatch, parts[1::2])):
        return tuple(Name(family, given) for family, given in list(pairwise(parts))[::2])
    if all(map(_is_person, parts)):
        return tuple(map(Name, parts))
    return (Name(piece),)


def _is_person(part: str) -> bool:
    """Whether it looks like a person's name: Chinese characters, or a few words with capitals or known particles."""
    words = part.split()
    if _CHINESE.fullmatch(part):
        return True
    if not 1 <= len(words) <= _LONGEST_NAME or not _starts_high(words[0]):
        return False
    return all(_WORD.fullmatch(word) and (_starts_high(word) or word.lower() in _PARTICLES) for word in words)


def _starts_high(word: str) -> bool:
    return word[0].isupper() or not word[0].isascii()
