"""The passages that a sentence cites, laid out for comparison, and the faults that checks find in the sentence.

Also how words stand to each other (near in meaning, opposed), and how closely the words round two spots tie these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, product
from typing import Literal

from rag.base.mechanisms import on
from rag.base.types import Support
from rag.language import lexicon
from rag.language.quantities import Quantity, compare
from rag.language.sentences import Span
from rag.language.tokens import POSSESSIVE, Text, Token, read, stem

FOCUS = 3
GAIN = 0.12
REACH = 6
REACH_OF_GOVERNOR = 4
FADE = 0.5  # how fast a word counts less with distance


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
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        found |= {word: group | found.get(word, frozenset()) for word in group}
    return found


@cache
def _against() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in lexicon.lines("words.opposite"):
        left, right = (_stems(side) for side in line.split(" | "))
        for mine, theirs in ((left, right), (right, left)):
            found |= {word: theirs | found.get(word, frozenset()) for word in mine}
    return found


AGREE = ("same", "rounded")
"""How `compare` says that a number bears out another one."""
Fault = Literal["number", "date", "name", "quote", "marker", "negation", "direction", "strength", "words"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that the passages don't bear out: `span` is the place in the sentence, `text` says it in one line."""

    fault: Fault
    span: Span
    text: str


def objection(fault: Fault, at: Token | Quantity, why: str) -> Reason:
    """The reason that a word or a number of the sentence gives."""
    return Reason(fault, (at.start, at.end), f"{at.text!r}: {why}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well passages support a sentence.

    `supporting` holds for each passage, in order, the spans of its words that bear the sentence out; `unsupported` the
    spans of the sentence that nothing bears out. `score` is the probability (0 to 1) that the sentence is supported,
    1 for the passage's own words.
    """

    support: Support
    supporting: tuple[tuple[Span, ...], ...]
    unsupported: tuple[Span, ...] = ()
    reasons: tuple[Reason, ...] = ()
    score: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the sentence may be shown as supported."""
        return self.support in ("exact", "supported")


Key = tuple[int, int]  # a sentence: (passage, number)


@dataclass(frozen=True, slots=True)
class Place:
    """A content word of a passage: its sentence, and how many content words stand before it in the passage."""

    key: Key
    order: int
    token: Token


@dataclass(frozen=True, slots=True)
class Sheet:
    """One passage with its content words by stem."""

    text: Text
    places: tuple[Place, ...]
    by_stem: dict[str, list[Place]]
    initials: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All passages of a sentence, and their titles and headings, which may name what a passage is about."""

    sheets: tuple[Sheet, ...]
    contexts: tuple[Text, ...] = ()
    _found: dict[str, tuple[Place, ...]] = field(default_factory=dict, compare=False, repr=False)

    def find(self, token: Token) -> tuple[Place, ...]:
        """The places of the passages' words that mean the same or nearly the same."""
        if token.text not in self._found:
            self._found[token.text] = tuple(place for sheet in self.sheets for place in _find(sheet, token))
        return self._found[token.text]

    def has(self, token: Token) -> bool:
        """Whether a passage or its heading has the word, or one near in meaning."""
        return bool(self.find(token)) or any(not nearby(token.stem).isdisjoint(text.stems) for text in self.contexts)

    def bearing_out(self, claim: Text) -> Iterator[tuple[Key, Token | Quantity, Token | Quantity]]:
        """The claim's words and numbers that a sentence of the passages has: the sentence, the claim's, its own."""
        for token in claim.tokens:
            for place in self.find(token) if token.is_content else ():
                yield place.key, token, place.token
        for quantity, (number, sheet) in product(claim.quantities, enumerate(self.sheets)):
            for source in sheet.text.quantities:
                if compare(quantity, source) in AGREE:
                    begun = sum(start <= source.start for start, _ in sheet.text.sentences)
                    yield (number, max(0, begun - 1)), quantity, source

    def sentence(self, key: Key) -> tuple[Token, ...]:
        """All words of a sentence."""
        return self.sheets[key[0]].text.within(self.span(key))

    def span(self, key: Key) -> Span:
        """Where the sentence lies in its passage."""
        return self.sheets[key[0]].text.sentences[key[1]]


def gather(passages: Sequence[str], contexts: Sequence[str] = ()) -> Evidence:
    """Take the passages apart; those that were seen lately cost nothing."""
    return Evidence(tuple(_sheet(i, text) for i, text in enumerate(passages)), tuple(map(read, contexts)))


def focus(claim: Text, evidence: Evidence) -> tuple[Key, ...]:
    """The sentences, at most three, that together hold most of the claim's words and numbers; the best first."""
    held: dict[Key, dict[int, float]] = {}
    for key, own, _ in evidence.bearing_out(claim):
        held.setdefault(key, {})[own.start] = own.weight if isinstance(own, Token) else 1.0
    total = sum(token.weight for token in claim.tokens) + len(claim.quantities)
    chosen: list[Key] = []
    covered: set[int] = set()
    while held and len(chosen) < FOCUS:
        gains = {key: sum(w for start, w in parts.items() if start not in covered) for key, parts in held.items()}
        best = max(gains, key=lambda key: (gains[key], -key[0], -key[1]))
        if chosen and gains[best] < GAIN * total:
            break
        chosen.append(best)
        covered |= set(held.pop(best))
    return tuple(chosen)


@lru_cache(maxsize=512)
def _sheet(number: int, passage: str) -> Sheet:
    text = read(passage)
    sentences = enumerate(text.sentences)
    words = [(index, token) for index, span in sentences for token in text.within(span) if token.is_content]
    places = tuple(Place((number, index), order, token) for order, (index, token) in enumerate(words))
    by_stem: dict[str, list[Place]] = {}
    for place in places:
        by_stem.setdefault(place.token.stem, []).append(place)
    initials = "".join(token.text[0].upper() for token in text.tokens if token.is_content)
    return Sheet(text, places, by_stem, initials)


def _find(sheet: Sheet, token: Token) -> tuple[Place, ...]:
    found = [place for stem in nearby(token.stem) for place in sheet.by_stem.get(stem, ())]
    if not found:
        found = [place for stem in sheet.by_stem if _same_root(stem, token.stem) for place in sheet.by_stem[stem]]
    initials = POSSESSIVE.sub("", token.text).replace(".", "")
    initials = "US" if initials == "USA" else initials
    if not found and initials.isupper() and 2 <= len(initials) <= 6 and initials in sheet.initials:
        at = sheet.initials.index(initials)
        found = list(sheet.places[at : at + 1])
    return tuple(sorted(found, key=lambda place: place.order))


def _same_root(left: str, right: str) -> bool:
    need = max(5, round(0.75 * min(len(left), len(right))))
    return left[:need] == right[:need] and abs(len(left) - len(right)) <= 5


def tie(word: Token, claim: Sequence[Token], place: Place, evidence: Evidence) -> float:
    """The weight of the words near `word` in the claim that stand near `place` too; nearer ones count more."""
    before = [token for token in claim if token.is_content and token.end <= word.start][::-1]
    after = [token for token in claim if token.is_content and token.start >= word.end]
    total = 0.0
    for away, token in chain(enumerate(before[:REACH]), enumerate(after[:REACH])):
        near = [each for each in evidence.find(token) if each.key == place.key and each.order != place.order]
        distances = [abs(each.order - place.order) - 1 for each in near]
        if distances:
            total += token.weight / (1 + FADE * away) / (1 + FADE * max(0, min(distances)))
    return total


def governors(quantity: Quantity, tokens: Sequence[Token]) -> frozenset[str]:
    """The stems of the content words right before and right behind a number in its clause, names and "people" apart."""
    clause = next((token.clause for token in tokens if token.start >= quantity.start), -1)
    own = [token for token in tokens if token.clause == clause]
    before = [token for token in own if token.end <= quantity.start][-REACH_OF_GOVERNOR:]
    after = [token for token in own if token.start >= quantity.end][:REACH_OF_GOVERNOR]
    last = next((token for token in reversed(before) if token.is_content), None)
    following = next((token for token in after if token.is_content), None)
    if quantity.unit in ("year", "date"):  # "launched in 2004": what follows belongs to the next statement
        following = None
    found = [token for token in (last, following) if token and not token.is_name]
    return frozenset(token.stem for token in found) - lexicon.words("checks.say_nothing")
