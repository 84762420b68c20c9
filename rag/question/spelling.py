"""Reading a question in the corpus's words: misspelt ones as the corpus has them, names with what it explains them by.

Left alone: what an English word list knows, what is built from a known word, short or foreign words, and China's
provinces and cities. A name is read otherwise only where it is a slip of the fingers and long enough, for another place
may be spelled nearly alike. What stands in quotation marks stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING

from rag.base.mechanisms import on
from rag.language import lexicon
from rag.language.sentences import fold
from rag.language.tokens import stop_words
from rag.store.index import Index, per_corpus

if TYPE_CHECKING:
    from symspellpy import SymSpell

Words = Mapping[str, tuple[int, str]]

SHORTEST = 4  # letters of a word that may be read otherwise
LONG = 8  # letters from which two may be wrong
MOST_PASSAGES = 20_000  # of the corpus that words are taken from, evenly
MOST_WORDS = 30_000  # of the corpus that a misspelt one is looked for among, the commonest: a second's work, once
COMMONER = 2  # times as often: a name that is put in the place of another one
MOST_WRONG = 0.67  # share of a question's words; where more are unknown, it is in another language

_QUOTED = re.compile(r"[\"“”«»].*?[\"“”«»]")
_WORD = re.compile(r"[^\W\d_]+(?![^\W\d_])(?!['’]t\b)")
_LATIN = re.compile(r"[a-z]+")
_NAME = r"[A-Z][\w’'-]+(?: (?:of )?[A-Z][\w’'-]+)*"
_EXPLAINED = re.compile(rf"({_NAME}(?: [a-z]+){{0,3}}) \(({_NAME})\)")


def respell(text: str, index: Index) -> str:
    """The question with its misspelt words as the corpus spells them; unchanged where none is surely misspelt."""
    if not on("spelling"):
        return text
    words = corpus_words(index)
    found = list(_WORD.finditer(text))
    mixed = any(match[0][0].isupper() for match in found[1:]) and not text.isupper()
    quoted = {place for match in _QUOTED.finditer(text) for place in range(*match.span())}
    unknown = [match for match in found if match.start() not in quoted and not _is_known(fold(match[0]), words)]
    if len(unknown) > MOST_WRONG * sum(len(match[0]) >= SHORTEST for match in found):
        return text
    for match in reversed(unknown):
        name = match is not found[0] and mixed and match[0][0].isupper()
        meant = _meant(fold(match[0]), index, name)
        if meant:
            plain = meant.capitalize() if match[0][0].isupper() else meant
            written = words[meant][1] if _is_name(meant, words) else plain
            text = text[: match.start()] + written + text[match.end() :]
    return text


def as_called(text: str, index: Index) -> str:
    """The question with the commoner name of what it names: the one before the brackets in "the Northeast (Dongbei)".

    What the corpus calls by the other one and the next word together ("Dongbei renaissance") stays.
    """
    for rare, (name, followed) in _commoner(index).items() if on("commoner_names") else ():
        if fold(name) not in fold(text):
            called = rf"\b{re.escape(rare)}\b(?! *(?:{followed})\b)"
            text = re.sub(called, name, text, flags=re.NOFLAG if rare.isupper() else re.IGNORECASE)
    return text


@per_corpus
def _commoner(index: Index) -> Mapping[str, tuple[str, str]]:
    """What stands in brackets behind a name that is written more often, that name, and what follows the other one."""
    texts = [text for passage in index.passages for text in (passage.text, *passage.headings)]
    wider = lexicon.words("words.countries") | lexicon.words("words.nationalities")
    found: dict[str, tuple[str, str]] = {}
    for rare, name in {match[2]: match[1] for text in texts for match in _EXPLAINED.finditer(text)}.items():
        often, seldom = (sum(each in text for text in texts) for each in (name, rare))
        inside = fold(rare) in chinese_places() or rare.lower() in wider
        if often >= COMMONER * seldom and not (inside or fold(rare) in stop_words()):  # WHO, US and IT are words too
            behind = re.compile(rf"\b{re.escape(rare)} ([\w-]+)")
            following = {match[1] for text in texts for match in behind.finditer(text)} - stop_words()
            found[rare] = name, "|".join(map(re.escape, sorted(following))) or "(?!)"
    return found


@per_corpus
def corpus_words(index: Index) -> Words:
    """Each Latin word of the corpus, folded, with its number and how it is written: a name has no lower case."""
    step = 1 + len(index.passages) // MOST_PASSAGES
    written = Counter(
        word
        for passage in index.passages[::step]
        for text in (passage.text, passage.title, *passage.headings)
        for word in re.findall(r"[^\W\d_]+", text)
    )
    found: dict[str, tuple[int, str]] = {}
    for word, number in written.most_common():
        folded = fold(word)
        if _LATIN.fullmatch(folded):
            before, first = found.get(folded, (0, word))
            found[folded] = (before + number, word if word.islower() else first)
    return found


@lru_cache(maxsize=1)
def english() -> frozenset[str]:
    """The 82,765 words of symspellpy's list, which are mostly British, and the American ones of our own counts."""
    listed = (resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    counted = (resources.files("rag") / "data" / "words.tsv").read_text(encoding="utf-8")
    return frozenset(line.split()[0] for line in (*listed.splitlines(), *counted.splitlines()))


def _is_known(word: str, words: Words) -> bool:
    """Whether the word may stand: it is no Latin word of four letters, or known, or has a known word's stem."""
    if len(word) < SHORTEST or not _LATIN.fullmatch(word):
        return True
    bases = [
        word[: -len(end)]
        for end in lexicon.words("spelling.suffixes")
        if word.endswith(end) and len(word) - len(end) >= SHORTEST
    ]
    forms = {word, *bases, *(f"{base}e" for base in bases)}
    return word in chinese_places() or not (forms.isdisjoint(words) and forms.isdisjoint(english()))


def _meant(word: str, index: Index, as_name: bool) -> str | None:
    from symspellpy import Verbosity

    words = corpus_words(index)
    near = _speller(index).lookup(word, Verbosity.ALL, max_edit_distance=2 if len(word) >= LONG else 1)
    fitting = []
    for each in near:
        least = _as_far(word, each.term, as_name)
        # A name is meant only where the word is a slip of it, and long enough for that.
        if 0 < least <= len(word) if _is_name(each.term, words) else not as_name:
            fitting.append((each.distance, not least, each.term[0] != word[0], -each.count, each.term))
    return min(fitting)[-1] if fitting else None


@per_corpus
def _speller(index: Index) -> SymSpell:
    """Finds the corpus's words, and those that questions begin with, that lie near one."""
    from symspellpy import SymSpell

    made = SymSpell(max_dictionary_edit_distance=2)
    words = corpus_words(index)
    commonest = ((word, number) for word, (number, _) in islice(words.items(), MOST_WORDS))
    for word, number in chain(dict.fromkeys(stop_words() - words.keys(), 1).items(), commonest):
        if len(word) >= SHORTEST:
            made.create_dictionary_entry(word, number)
    return made


def _as_far(word: str, other: str, as_name: bool) -> int:
    """The letters from which a name may be read as another for such a slip of the fingers; 0 where it is none."""
    fewer, more = sorted((word, other), key=len)
    if word[0] != other[0] or len(more) - len(fewer) > 1:
        return 0
    if sorted(word) == sorted(other):
        return 5  # a letter out of place
    if len(more) > len(fewer):
        cut = next((i for i in range(len(more)) if more[:i] + more[i + 1 :] == fewer), None)
        if cut is None:
            return 0
        doubled = more is word and word[cut] in word[max(cut - 1, 0) : cut] + word[cut + 1 : cut + 2]
        return 5 if doubled else 8 if as_name else 6
    wrong = [(one, two) for one, two in zip(word, other, strict=True) if one != two]
    return 7 if len(wrong) == 1 and "".join(wrong[0]) in _beside() else 0


@lru_cache(maxsize=1)
def _beside() -> frozenset[str]:
    pairs = [one + two for row in lexicon.in_order("spelling.keys") for one, two in pairwise(row)]
    return frozenset((*pairs, *(pair[::-1] for pair in pairs)))


def _is_name(word: str, words: Words) -> bool:
    return words.get(word, (0, word))[1][0].isupper()


@lru_cache(maxsize=1)
def chinese_places() -> frozenset[str]:
    """The folded names of China's provinces and of its cities at prefecture level."""
    listed = (resources.files("rag") / "data" / "cities.txt").read_text(encoding="utf-8")
    cities = (name for line in listed.splitlines() if not line.startswith("#") for name in line.split())
    return lexicon.words("places.provinces").union(cities)
