"""Does the question take for granted what a passage denies? "Why did it rise?" where the passage says that it fell.

The question without its question words is read as a claim; the verifier's checks of direction and negation hold it
against the best passages, and what they object to counts only where a sentence is surely about the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.base.types import Passage
from rag.check.evidence import AGREE, Evidence, Key, focus, gather, nearby
from rag.check.negation import check_direction, check_negation, negated
from rag.language import lexicon
from rag.language.dependent_sentences import leans
from rag.language.quantities import Quantity, compare
from rag.language.quantities.quantity import years_of
from rag.language.sentences import Span, sentences
from rag.language.tokens import Text, Token, read, stem

LOOKED_AT = 5  # passages; one further down is about something else
COVERED = 0.7  # share of the claim's words, by weight, that sentence and headings must hold
SPOKEN = 0.45  # share that the sentence alone must hold
MOST_BEFORE = 2  # sentences that one may lean on

_TAKES_FOR_GRANTED = lexicon.pattern("premise.takes_for_granted")
_OPENING = re.compile(lexicon.piece("premise.opening"), re.IGNORECASE)
_NOT_UNTIL = lexicon.pattern("premise.not_until")
_LIGHT = frozenset(map(stem, lexicon.words("premise.light")))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence that denies what the question takes for granted: `span` is its place in the passage's text.

    Where it can't be understood alone, what it leans on belongs to it. `claim` is what the question takes for granted.
    """

    passage: Passage
    span: Span
    claim: str

    @property
    def quote(self) -> str:
        """The sentence, and what it leans on, in one line."""
        return " ".join(self.passage.text[slice(*self.span)].split())


def contradiction(question: str, passages: Sequence[Passage]) -> Contradiction | None:
    """The first of the passages (best first) that denies the question's premise, None if none does; never a table."""
    passages = [passage for passage in passages if passage.kind != "table"][:LOOKED_AT]
    if not _TAKES_FOR_GRANTED.match(question):
        return None
    claim = read(_OPENING.sub("", question.strip().rstrip("?!. "), count=1))
    names = [token for token in claim.tokens if token.is_name]
    for passage in passages:
        evidence = gather([passage.text], [passage.path])
        if all(map(evidence.has, names)) and (key := next(_denied(claim, evidence), None)):
            return Contradiction(passage, _understood(passage.text, evidence.span(key)), claim.text)
    return None


def _understood(text: str, span: Span) -> Span:
    """The sentence with those of its paragraph that it leans on; alone where they don't say either what is meant."""
    start = span[0]
    before = [each for each in sentences(text) if each[1] <= start]
    for first, _ in reversed(before[-MOST_BEFORE:]):
        if not leans(text[start : span[1]]) or "\n\n" in text[first:start]:
            break
        start = first
    return span if leans(text[start : span[1]]) else (start, span[1])


def _denied(claim: Text, evidence: Evidence) -> Iterator[Key]:
    """The sentences that deny a word of the claim and are surely about the same."""
    for key in focus(claim, evidence)[:2]:
        sure = [
            token
            for token in claim.tokens
            if _cover(claim, token, key, evidence, headings=True) >= COVERED
            and _cover(claim, token, key, evidence) >= SPOKEN
        ]
        if sure and any(token in sure for token in _objections(claim, key, evidence)):
            yield key


def _objections(claim: Text, key: Key, evidence: Evidence) -> Iterator[Token]:
    # A "not" of the question's own can't be told from the passage's, and "not until" says that it did happen.
    if negated(claim.tokens) or _NOT_UNTIL.search(evidence.sheets[0].text.text[slice(*evidence.span(key))]):
        return
    reasons = (*check_direction(claim, [key], evidence), *check_negation(claim.tokens, [key], evidence))
    spans = {reason.span for reason in reasons}
    yield from (token for token in claim.tokens if (token.start, token.end) in spans)


def _cover(claim: Text, but: Token, key: Key, evidence: Evidence, headings: bool = False) -> float:
    """Share of the claim's other words, by weight, and of its numbers that the sentence holds, or its headings."""
    others = [token for token in claim.tokens if token.is_content and token is not but and token.stem not in _LIGHT]
    numbers = [each for each in claim.quantities if not each.start <= but.start < each.end]
    whole = sum(token.weight for token in others) + len(numbers)
    above = frozenset[str]().union(*(text.stems for text in evidence.contexts)) if headings else frozenset()
    held = sum(
        token.weight
        for token in others
        if any(place.key == key for place in evidence.find(token)) or not nearby(token.stem).isdisjoint(above)
    )
    return (held + (_numbers_held(numbers, key, evidence) if numbers else 0)) / whole if whole else 0.0


def _numbers_held(numbers: Sequence[Quantity], key: Key, evidence: Evidence) -> int:
    start, end = evidence.span(key)
    inside = [each for each in evidence.sheets[key[0]].text.quantities if start <= each.start < end]
    years = {year for each in inside for year in years_of(each)}
    return sum(
        any(compare(mine, each) in AGREE for each in inside)
        or bool(years_of(mine) and years.issuperset(years_of(mine)))
        for mine in numbers
    )
