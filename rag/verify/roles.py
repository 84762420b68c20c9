"""The check of roles: who did it to whom, what was more than what, which was the cause."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from rag.verify.evidence import Evidence, Key
from rag.verify.lexicon import words
from rag.verify.tokens import Token, fold_word
from rag.verify.types import Reason

HINGES = frozenset(
    ("than", "rather", "instead", "because", "with", "while", "against", "above", "below", "ahead", "behind", "beside")
)
SIDE = 4
WHOLE = 5  # a shorter sentence may be ordered otherwise by chance
WAY = 9  # words from "from" to "to"
FEW = 4  # of many names the order is a matter of listing
_JOINTS = frozenset(("of", "in", "from", "at"))
_DETERMINERS = frozenset(("the", "a", "an", "many", "some", "these", "all", "most", "few"))
_ORDERS = frozenset(("before", "after"))
_PRONOUNS = frozenset(("him", "them", "it", "us", "you", "me"))
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
        word = (
            _turned_round(claim, source)
            or _exchanged_name(claim, source)
            or _other_holder(claim, source)
            or _other_time(claim, source)
            or _other_way(claim, source)
        )
        if word:
            text = f"round {word.text!r} the passage has it the other way round"
            return (Reason("role", (word.start, word.end), text),)
    return ()


def _turned_round(claim: Sequence[Token], source: Sequence[Token]) -> Token | None:
    hinges = [(i, j) for i in range(len(claim)) for j in range(len(source)) if _same_hinge(claim, i, source, j)]
    for i, j in hinges:
        sides = _sides(claim, i), _sides(source, j)
        if _exchanged(*sides) or _other_subject(claim, i, source, j) or _object_did_it(claim, i, source, j):
            return claim[i]
    return None


def _exchanged_name(claim: Sequence[Token], source: Sequence[Token]) -> Token | None:
    """A name of two that have changed places, where all other words keep their order."""
    mine = [token for token in claim if token.is_content]
    places = {token.stem: i for i, token in enumerate(source) if token.is_content}
    if (
        len(mine) < WHOLE
        or sum(token.is_name for token in mine) > FEW
        or any(token.stem not in places for token in mine)
    ):
        return None
    others = [places[token.stem] for token in mine if not token.is_name]
    names = [token for token in mine if token.is_name]
    swapped = [a for a, b in pairwise(names) if places[a.stem] > places[b.stem]]
    return swapped[0] if swapped and others == sorted(others) else None


def _other_holder(claim: Sequence[Token], source: Sequence[Token]) -> Token | None:
    """A name that the passage joins to another one, as in "Wu of Bohai University" for "Lin of Bohai University"."""
    theirs = _holders(source)
    for joint, holder, held in _holders(claim):
        same_held = [one for _, one, thing in theirs if not thing.isdisjoint(held)]
        same_holder = [thing for other, one, thing in theirs if other == joint == "of" and not one.isdisjoint(holder)]
        if (same_held and all(one.isdisjoint(holder) for one in same_held)) or (
            same_holder and all(thing.isdisjoint(held) for thing in same_holder)
        ):
            return next(token for token in claim if token.stem in holder)
    return None


def _other_time(claim: Sequence[Token], source: Sequence[Token]) -> Token | None:
    """A "before" for which the passage has "after", with the same words behind it, or the other way round."""
    theirs = [(fold_word(token.text), _behind(source, j)) for j, token in enumerate(source)]
    for i, token in enumerate(claim):
        mine, word = _behind(claim, i), fold_word(token.text)
        same = [one for one, behind in theirs if one in _ORDERS and mine and 2 * len(mine & behind) > len(mine)]
        if word in _ORDERS and same and word not in same:
            return token
    return None


def _other_way(claim: Sequence[Token], source: Sequence[Token]) -> Token | None:
    """The "from" of "from Y to X" where the passage has "from X to Y"."""
    for token, start, end in _ways(claim):
        for _, other_start, other_end in _ways(source):
            crossed = _meet(start, other_end) and _meet(end, other_start)
            if crossed and not _meet(start, other_start) and not _meet(end, other_end):
                return token
    return None


def _ways(tokens: Sequence[Token]) -> list[tuple[Token, frozenset[str], frozenset[str]]]:
    """Each "from … to …": the "from", the words between, and as many words behind."""
    found = []
    for i, token in enumerate(tokens):
        j = next((j for j in range(i + 1, min(i + WAY, len(tokens))) if tokens[j].text == "to"), 0)
        if token.text.lower() == "from" and j:
            start = frozenset(word.stem for word in tokens[i + 1 : j] if word.is_content)
            end = frozenset(word.stem for word in tokens[j + 1 : 2 * j - i + 1] if word.is_content)
            found.append((token, start, end))
    return found


def _behind(tokens: Sequence[Token], i: int) -> frozenset[str]:
    clause = [token for token in tokens[i + 1 :] if token.is_content and token.clause == tokens[i].clause]
    return frozenset(token.stem for token in clause[:SIDE])


def _holders(tokens: Sequence[Token]) -> list[tuple[str, frozenset[str], frozenset[str]]]:
    """Pairs of names with the word that joins them: "of", "in", "from" or "at"."""
    found = []
    for i, token in enumerate(tokens):
        if fold_word(token.text) in _JOINTS:
            start = i + 2 if i + 1 < len(tokens) and fold_word(tokens[i + 1].text) == "the" else i + 1
            before = list(takewhile(lambda word: word.is_name, reversed(tokens[:i])))
            after = list(takewhile(lambda word: word.is_name, tokens[start:]))
            if before and after and before[0].clause == after[0].clause:
                stems = frozenset(w.stem for w in before), frozenset(w.stem for w in after)
                found.append((fold_word(token.text), *stems))
    return found


def _same_hinge(claim: Sequence[Token], i: int, source: Sequence[Token], j: int) -> bool:
    mine, other = claim[i], source[j]
    if mine.is_content and fold_word(mine.text) not in HINGES:
        return mine.stem == other.stem and _is_verb(claim, i) and _is_verb(source, j)
    if fold_word(mine.text) == "with":
        return fold_word(other.text) == "with" and all(_replacing(words_, k) for words_, k in ((claim, i), (source, j)))
    return fold_word(mine.text) in HINGES and fold_word(mine.text) == fold_word(other.text)


def _is_verb(tokens: Sequence[Token], i: int) -> bool:
    """A guess that errs towards no: past forms, regular or known, that do not stand before a noun like an adjective."""
    word = fold_word(tokens[i].text)
    before = fold_word(tokens[i - 1].text) if i else ""
    if tokens[i].is_name or before in _DETERMINERS or before[:1].isdecimal():
        return False
    says = i > 0 and tokens[i - 1].is_name and word.endswith("s") and not tokens[i].text[0].isupper()
    return says or (word.endswith("ed") and len(word) > 4) or word in words("past_forms")


def _replacing(tokens: Sequence[Token], i: int) -> bool:
    return any(token.stem in ("replac", "exchang", "swap", "substitut") for token in tokens[max(0, i - 4) : i])


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


def _object_did_it(claim: Sequence[Token], i: int, source: Sequence[Token], j: int) -> bool:
    """Whether the object of an active verb is its subject in the passage, where it has an object as well."""
    if not (_has_object(claim, i) and _has_object(source, j)) or _is_passive(claim, i) or _is_passive(source, j):
        return False
    mine, theirs = _sides(claim, i), _sides(source, j)
    return _meet(mine.right[:2], theirs.left[:1]) and not _meet(mine.left, theirs.left[:1])


def _has_object(tokens: Sequence[Token], i: int) -> bool:
    following = tokens[i + 1 : i + 2]
    return any(_names_a_doer(token) or fold_word(token.text) in _PRONOUNS for token in following)


def _subject(tokens: Sequence[Token], i: int) -> frozenset[str]:
    """The stems of the name that stands right before an active verb in its clause."""
    before = [token for token in tokens[:i] if token.clause == tokens[i].clause]
    run = takewhile(lambda token: token.is_name, reversed(before))
    return frozenset(token.stem for token in run)


def _sides(tokens: Sequence[Token], i: int) -> _Sides:
    clause = [token for token in tokens if token.is_content and token.clause == tokens[i].clause]
    before = [token for token in clause if token.end <= tokens[i].start]
    if not before:  # "The mayor, Anna Berg, invited": the doer stands in front of the comma
        before = [token for token in tokens[:i] if token.is_content]
    left = tuple(token.stem for token in reversed(before))[:SIDE]
    right = tuple(token.stem for token in clause if token.start >= tokens[i].end)[:SIDE]
    verb = tokens[i].is_content and fold_word(tokens[i].text) not in HINGES
    return _Sides(left, right, _is_passive(tokens, i), verb)


def _is_passive(tokens: Sequence[Token], i: int) -> bool:
    return any(fold_word(word.text) == "by" and _names_a_doer(doer) for word, doer in pairwise(tokens[i + 1 : i + 4]))


def _names_a_doer(token: Token) -> bool:
    return token.is_name or fold_word(token.text) in _ARTICLES


def _meet(mine: Collection[str], theirs: Collection[str]) -> bool:
    return not set(mine).isdisjoint(theirs)
