"""Words with their place, stem and kind: sentences, passages and questions are compared in this form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from math import log

from rag.language import lexicon
from rag.language.quantities import Quantity, find
from rag.language.quantities.quantity import MONTHS
from rag.language.sentences import HYPHENS, Span, fold, grouped, sentences

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[\u3400-\u9fff]|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*|[,;:()\[\]|.!?—–]")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
CJK = re.compile(f"[{_CJK}]")
"""A character of a script that tells no words apart by spaces."""
_WORD = re.compile(rf"[{_CJK}]+|\d+(?:[.,]\d+)+|[^\W{_CJK}]+")
POSSESSIVE = re.compile(r"['’]s?$")
OWNER = re.compile(r"['’]s$|(?<=[A-Z]{2})s$")
"""Behind a name, or an acronym of several."""
_PREFIX = lexicon.pattern("words.prefix")
_BREAKS = frozenset(",;:()[]|.!?—–")
Terms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Token:
    """A word. `stem` is what is compared; `clause` counts the stretches between punctuation.

    `weight` is 0 for stop words and for the words of a quantity, which are compared as numbers.
    """

    text: str
    start: int
    end: int
    stem: str
    clause: int
    weight: float
    is_name: bool

    @property
    def is_content(self) -> bool:
        """Whether the word carries meaning of its own."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text taken apart: its words, its quantities, the stems that occur, the spans of its sentences."""

    text: str
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    stems: frozenset[str]
    sentences: tuple[Span, ...]

    def within(self, span: Span) -> tuple[Token, ...]:
        """The words that lie in the span."""
        return tuple(token for token in self.tokens if span[0] <= token.start and token.end <= span[1])


@lru_cache(maxsize=2048)
def read(text: str) -> Text:
    """Take a text apart, all hyphens read as one; the same text again costs nothing."""
    text = text.translate(HYPHENS)
    spans = sentences(text) if text.strip() else ()
    quantities = find(text)
    counted = {place for quantity in quantities for place in range(quantity.start, quantity.end)}
    openings = {start for start, _ in spans}
    tokens: list[Token] = []
    clause, before = 0, ""
    for match in _TOKEN.finditer(text):
        word = match[0]
        if word in _BREAKS:
            clause += 1
        else:
            opens = match.start() in openings or before in (".", "!", "?", ":", "|", "“", '"')
            tokens.append(_token(word, match.start(), clause, opens, match.start() in counted))
        before = word
    return Text(text, tuple(tokens), quantities, frozenset(token.stem for token in tokens), spans)


def names_in(text: str) -> tuple[str, ...]:
    """The names in a text, in order: words that are written as names, those in a row as one."""
    spans = ((token.start, token.end) for token in read(text).tokens if token.is_name)
    names = grouped(spans, lambda one, two: text[one[1] : two[0]] == " ")
    return tuple(text[start:end] for start, end in names)


def _token(word: str, start: int, clause: int, opens: bool, counted: bool) -> Token:
    plain = POSSESSIVE.sub("", fold_word(word))
    stop = plain in lexicon.words("words.stop")
    weight = 0.0 if counted or stop or not plain else rarity(plain)
    may_be_name = word[0].isupper() and not (counted or stop or plain in MONTHS)
    is_name = may_be_name and not (opens and is_known(plain))
    return Token(word, start, start + len(word), stem(plain), clause, weight, is_name)


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """Lower case without accents, straight apostrophe; "U.S." without its full stops."""
    bare = word.replace(".", "") if word[1:2] == "." else word
    plain = unicodedata.normalize("NFKD", bare.replace("’", "'")).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a folded word; irregular forms go to the stem of their base form."""
    word = lexicon.keys("words.base_forms").get(word, word)
    return stemmed([word])[0] if word.isascii() else word


def stemmed(found: Iterable[str]) -> list[str]:
    """The stems of folded words, as regular forms."""
    from Stemmer import Stemmer

    # One a call: a stemmer must not be shared between threads, and making one takes less than a microsecond.
    return [str(each) for each in Stemmer("english").stemWords(list(found))]


def split(text: str) -> list[str]:
    """The folded words and numbers of a text in order; Chinese, Japanese and Korean as it stands between spaces."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=32_768)  # more than there are questions that may be offered
def stems(text: str) -> Terms:
    """The distinct stems of a text's words and its numbers; Chinese characters one by one."""
    return frozenset(stemmed(part for word in split(text) for part in (word if CJK.match(word) else (word,))))


@cache
def stop_stems() -> Terms:
    """The stems of words that carry no meaning of their own in a question."""
    return frozenset(stemmed(sorted(stop_words())))


@cache
def stop_words() -> Terms:
    """The words that carry no meaning of their own in a question."""
    return lexicon.words("words.stop") | lexicon.words("words.asking")


def content_stems(text: str) -> Terms:
    """The stems of a text that carry meaning, and its numbers."""
    return stems(text) - stop_stems()


@cache
def _counts() -> dict[str, int]:
    lines = resources.files("rag").joinpath("data/words.tsv").read_text(encoding="utf-8").splitlines()
    return {word: int(count) for word, _, count in (line.partition("\t") for line in lines)}


@cache
def _counted_stems() -> frozenset[str]:
    return frozenset(map(stem, _counts()))


def is_common(word: str) -> bool:
    """Whether the word is known in lower case, so that a capital does not make it a name, or is a month's."""
    return (plain := POSSESSIVE.sub("", fold_word(word))) in _counts() or plain in MONTHS


def is_known(plain: str) -> bool:
    """Whether a folded word is known in lower case, as another form, or behind a prefix; or whether it is an adverb."""
    bare = _PREFIX.sub("", plain)
    known = plain in _counts() or bare in _counts() or stem(bare) in _counted_stems()
    return known or (len(plain) > 5 and plain.endswith("ly"))


def is_name(words: str) -> bool:
    """Whether it is written as a name: every word large, and not all of them known in lower case."""
    parts = [part for raw in re.split(r"[\s-]+", words) if (part := OWNER.sub("", raw))]
    large = all(part[0].isupper() for part in parts if part not in {"of", "and", "the"})
    return large and not all(map(is_common, parts))


@lru_cache(maxsize=50_000)
def rarity(word: str) -> float:
    """How much a folded word tells, from 0.2 (in most texts) to 1 (in none that were counted)."""
    total = _counts()["*"]
    return max(0.2, log((total + 1) / (_counts().get(word, 0) + 0.5)) / log(2 * (total + 1)))
