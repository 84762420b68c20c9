"""What sentences are about: general matters, and the nouns by which a corpus names its own, weighed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.language import lexicon
from rag.language.tokens import fold_word, rarity, read, stem
from rag.store.index import Index, per_corpus

SHORTEST = 4  # letters
ALONE = 0.06  # least share of a noun's uses in which it stands between an article and the end of the phrase
ENDS = 0.35  # least share in which the phrase ends with it
ACTS = 0.15  # greatest share in which it stands where a verb does

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,]*|[.,;:()?!|–—]")
_DETERMINER = lexicon.pattern("comparison.determiner")
_BEFORE_VERB = lexicon.pattern("comparison.before_verb")
_OF_TEXTS = lexicon.pattern("comparison.of_texts")
_VERBAL = lexicon.pattern("comparison.verbal")


@dataclass(frozen=True, slots=True)
class Noun:
    """A stem, how the corpus writes it most, its weight (about 1 in half of all passages, more where rare).

    `titled`: it stands in a heading.
    """

    stem: str
    name: str
    weight: float
    titled: bool = False


@per_corpus
def nouns(index: Index) -> dict[str, Noun]:
    """The nouns of the passages, by stem."""
    used: dict[str, Counter[str]] = {}
    alone: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    acts: Counter[str] = Counter()
    held: Counter[str] = Counter()
    titled: set[str] = set()
    total = 0
    for passage in index.passages:
        total += 1
        found = _WORD.findall(passage.text)
        here = set()
        for before, word, after in zip(["", *found], found, [*found[1:], "."], strict=False):
            if not word[0].islower() or len(word) < SHORTEST or fold_word(word) in lexicon.words("words.stop"):
                continue
            key = stem(fold_word(word))
            used.setdefault(key, Counter())[word] += 1
            led = _DETERMINER.fullmatch(before.lower()) is not None
            end = not after[0].isalpha() or fold_word(after) in lexicon.words("words.stop")
            alone[key] += led and end
            ended[key] += end
            acts[key] += _BEFORE_VERB.fullmatch(before.lower()) is not None
            here.add(key)
        held.update(here)
        titled.update(w.lower() for heading in passage.headings[-1:] for w in _WORD.findall(heading))
    return {
        key: Noun(key, name, math.log(1 + total / (1 + held[key])), name in titled)
        for key, forms in used.items()
        if (n := sum(forms.values())) > 1
        and (name := min(forms, key=lambda form: (-forms[form], form))) not in lexicon.words("words.past_forms")
        and not _OF_TEXTS.fullmatch(name)
        and not _VERBAL.search(name)
        and ended[key] >= ENDS * n
        and acts[key] <= ACTS * n
        and (alone[key] >= max(1, ALONE * n) or name in titled)
    }


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
