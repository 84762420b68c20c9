"""What sentences are about, by the words in them: general matters, and those that only this corpus has headings for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from rag.comparison.nouns import Noun
from rag.verify.tokens import fold_word, rarity, read, stem

OWN_WEIGHT = 2.6  # of a noun, from which it is rare enough in the corpus to name a row
OWN_RARITY = 0.58  # and from which it is rare enough in general texts
WEAK = 0.5
OWN = 0.6  # what a noun of the corpus tells beside one word of a general matter

Strengths = Mapping[str, float]


def matters(text: str, nouns: Mapping[str, Noun], without: frozenset[str] = frozenset()) -> Strengths:
    """The matters of a sentence by name, and how much of it speaks of each (about 0.5 to 3).

    `without` are stems that tell nothing here, as those of the subjects' own names.
    """
    found: dict[str, float] = {}
    for token in read(text).tokens:
        if token.is_name or not token.is_content or token.stem in without:
            continue
        for name, strength in _general().get(token.stem, ()):
            found[name] = found.get(name, 0.0) + strength
        noun = nouns.get(token.stem)
        if noun and token.stem not in _general() and is_own(noun):
            name = noun.name[0].upper() + noun.name[1:]
            found[name] = max(found.get(name, 0.0), OWN + noun.weight / 10)
    return found


def is_own(noun: Noun) -> bool:
    """Whether a noun names a matter of the corpus: it stands in a heading and is not a word of everyday."""
    return noun.titled and noun.weight >= OWN_WEIGHT and rarity(fold_word(noun.name)) >= OWN_RARITY


def shared(one: Strengths, other: Strengths) -> dict[str, float]:
    """The matters that both have, and how strongly: the mean, not much above the weaker."""
    return {
        name: min((one[name] + other[name]) / 2, min(one[name], other[name]) + 0.5) for name in one if name in other
    }


@cache
def _general() -> dict[str, tuple[tuple[str, float], ...]]:
    """Matter and strength by stem; a word with a question mark has other meanings too and tells half."""
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    for line in (resources.files("rag") / "data" / "matters.tsv").read_text(encoding="utf-8").splitlines():
        name, _, words = line.partition("\t")
        for word in words.split():
            key = stem(fold_word(word.removesuffix("?")))
            found[key] = (*found.get(key, ()), (name, WEAK if word.endswith("?") else 1.0))
    return found
