"""How words stand to each other: near in meaning, opposed, rising, falling; all on stems."""

from __future__ import annotations

from functools import cache

from rag.base.mechanisms import on
from rag.language import lexicon
from rag.language.tokens import stem


def nearby(word: str) -> frozenset[str]:
    """The stem itself and all stems that are near in meaning."""
    return (_near().get(word) if on("check_synonyms") else None) or frozenset((word,))


def opposed(left: str, right: str) -> bool:
    """Whether two stems contradict each other."""
    return right in _against().get(left, frozenset())


@cache
def stems(name: str) -> frozenset[str]:
    """The stems of a list of the lexicon."""
    return _stems(" ".join(lexicon.words(name)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


@cache
def _near() -> dict[str, frozenset[str]]:
    groups = [_stems(line) for line in lexicon.lines("words.near")]
    return {
        word: frozenset().union(*(group for group in groups if word in group)) for group in groups for word in group
    }


@cache
def _against() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in lexicon.lines("words.opposite"):
        left, right = (_stems(side) for side in line.split(" | "))
        for mine, theirs in ((left, right), (right, left)):
            for word in mine:
                found.setdefault(word, set()).update(theirs)
    return {word: frozenset(against) for word, against in found.items()}
