"""The check of contrasts and causes: "X rose, whereas Y fell" must not become "Y rose, whereas X fell"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.verify.evidence import Evidence, Key
from rag.verify.tokens import Token, fold_word
from rag.verify.types import Reason

CAUSE = "because"
TURNS = frozenset(("while", "whereas", "but", "yet", "though", "although", CAUSE))
LEAST = 0.5  # weight of the words that each side must have of each side of the passage
MOST = 0.2  # weight of the words that a side may have in common with where it should stand, if both are exchanged

Side = Sequence[Token]
Stems = tuple[frozenset[str], frozenset[str]]


def check_contrast(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where both sides of a contrast mix what the passage tells apart, or cause and effect are exchanged."""
    for at, mine in _sides(claim):
        turn = claim[at]
        for word, theirs in _passage_sides(keys, evidence):
            first, second = (_weights(side, theirs) for side in mine)
            mixed = min(*first, *second) >= LEAST
            turned = word == CAUSE == fold_word(turn.text) and min(first[1], second[0]) >= LEAST
            if mixed or (turned and max(first[0], second[1]) < MOST):
                text = f"the two sides of {turn.text!r} stand the other way round in the passage"
                return (Reason("role", (turn.start, turn.end), text),)
    return ()


def _sides(tokens: Sequence[Token]) -> Iterator[tuple[int, tuple[Side, Side]]]:
    """Where the sentence turns, with what stands before and behind it; of "while X, Y" with Y and X."""
    for i, token in enumerate(tokens):
        if fold_word(token.text) not in TURNS:
            continue
        if i:
            yield i, (tokens[:i], tokens[i + 1 :])
        else:
            clause = tokens[1].clause if len(tokens) > 1 else token.clause
            inside = [other for other in tokens[1:] if other.clause == clause]
            yield i, (tokens[1 + len(inside) :], inside)


def _passage_sides(keys: Sequence[Key], evidence: Evidence) -> Iterator[tuple[str, Stems]]:
    """The stems of the passage's contrasts, with the word: of a sentence's two sides, and of two sentences."""
    for key in keys[:2]:
        tokens = evidence.sentence(key)
        for at, sides in _sides(tokens):
            yield fold_word(tokens[at].text), _told_apart(*sides)
    if len(keys) > 1:
        yield "", _told_apart(*(evidence.sentence(key) for key in keys[:2]))


def _told_apart(left: Side, right: Side) -> Stems:
    """The stems that only one side has."""
    first, second = (frozenset(token.stem for token in side if token.is_content) for side in (left, right))
    return first - second, second - first


def _weights(side: Side, theirs: Stems) -> tuple[float, float]:
    """How much of the side stands on the one and on the other side of the passage."""
    left, right = (sum(token.weight for token in side if token.stem in stems) for stems in theirs)
    return left, right
