"""The check of roles: who did it to whom, what was more than what, which was the cause."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from rag.verify.evidence import Evidence, Key
from rag.verify.lexicon import words
from rag.verify.relations import nearby
from rag.verify.tokens import Token, fold_word
from rag.verify.types import Reason

HINGES = frozenset(("than", "rather", "instead", "because", "with", "while", "against"))
SIDE = 4
_ARTICLES = frozenset(("the", "a", "an", "its", "their", "his", "her", "this", "these", "some"))


@dataclass(frozen=True, slots=True)
class _Sides:
    """The content words on both sides of a hinge, nearest first, and whether the hinge is a passive verb."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    passive: bool
    verb: bool

    def only_left(self) -> frozenset[str]:
        return frozenset(self.left) - frozenset(self.right)

    def only_right(self) -> frozenset[str]:
        return frozenset(self.right) - frozenset(self.left)


def check_roles(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where words stand on exchanged sides of the same hinge (a verb, "than", "because") in the passage."""
    for key in keys[:2]:
        source = evidence.sentence(key)
        hinges = [(i, j) for i, mine in enumerate(claim) for j, other in enumerate(source) if _same_hinge(mine, other)]
        for i, j in hinges:
            if _exchanged(_sides(claim, i), _sides(source, j)) or _other_subject(claim, i, source, j):
                word = claim[i]
                text = f"round {word.text!r} the passage has it the other way round"
                return (Reason("role", (word.start, word.end), text),)
    return ()


def _same_hinge(mine: Token, other: Token) -> bool:
    if mine.is_content:
        return mine.stem == other.stem and _is_verb(mine) and _is_verb(other)
    return fold_word(mine.text) in HINGES and fold_word(mine.text) == fold_word(other.text)


def _is_verb(token: Token) -> bool:
    """A guess that errs towards no: past forms and -ing forms, known irregular ones."""
    word = fold_word(token.text)
    regular = word.endswith(("ed", "ing")) and len(word) > 4
    return not token.is_name and (regular or word in words("past_forms"))


def _exchanged(mine: _Sides, theirs: _Sides) -> bool:
    if mine.passive != theirs.passive:
        return _meet(mine.only_left(), theirs.only_left()) and _meet(mine.only_right(), theirs.only_right())
    if mine.verb and (_meet(mine.left[:1], theirs.left[:1]) or _meet(mine.right[:1], theirs.right[:1])):
        return False
    return _meet(mine.only_left(), theirs.only_right()) and _meet(mine.only_right(), theirs.only_left())


def _other_subject(claim: Sequence[Token], i: int, source: Sequence[Token], j: int) -> bool:
    """Whether the name right before the verb is another in the passage, as in "Wu wrote" for "Yu wrote"."""
    mine, other = _subject(claim, i), _subject(source, j)
    clause = {token.stem for token in source[:j] if token.clause == source[j].clause}
    return bool(mine and other) and mine.isdisjoint(other) and mine.isdisjoint(clause)


def _subject(tokens: Sequence[Token], i: int) -> frozenset[str]:
    """The stems of the name that stands right before an active verb in its clause."""
    before = [token for token in tokens[:i] if token.clause == tokens[i].clause]
    run = takewhile(lambda token: token.is_name, reversed(before))
    return frozenset(token.stem for token in run)


def _sides(tokens: Sequence[Token], i: int) -> _Sides:
    left = tuple(token.stem for token in reversed(tokens[:i]) if token.is_content)[:SIDE]
    right = tuple(token.stem for token in tokens[i + 1 :] if token.is_content)[:SIDE]
    return _Sides(left, right, _is_passive(tokens, i), tokens[i].is_content)


def _is_passive(tokens: Sequence[Token], i: int) -> bool:
    return any(fold_word(word.text) == "by" and _names_a_doer(doer) for word, doer in pairwise(tokens[i + 1 : i + 4]))


def _names_a_doer(token: Token) -> bool:
    return token.is_name or fold_word(token.text) in _ARTICLES


def _meet(mine: Collection[str], theirs: Collection[str]) -> bool:
    return any(not nearby(stem).isdisjoint(theirs) for stem in mine)
