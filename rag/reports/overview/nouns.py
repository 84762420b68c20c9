"""The nouns of a corpus, weighed: what it can name a measure by, and not a verb, a name or a word of everyday."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from rag.language import lexicon
from rag.language.tokens import fold_word, stem
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
