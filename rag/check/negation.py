"""The checks of sense: a "not" that came or went, up that became down, a word that became its opposite."""

from __future__ import annotations

from collections.abc import Sequence

from rag.base.mechanisms import on
from rag.check.evidence import Evidence, Key, Place, Reason
from rag.check.relations import nearby, opposed, stems
from rag.check.ties import tie
from rag.language import lexicon
from rag.language.tokens import Token, fold_word

SCOPE, NARROW = 4, 2
SHORT = 8
SURE = 1.4
LEAST, CLOSE = 0.35, 0.9


def check_negation(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where a word of the sentence is negated and the passage's is not, or the other way round."""
    mine = negated(claim, NARROW, instead=False)
    for token in claim if on("check_negation") else ():
        places = [place for place in evidence.find(token) if place.key in keys[:2]] if _counts(token) else []
        if places and _turned(token, mine, claim, places, evidence, keys[0]):
            word = "says so without a negation" if token.start in mine else "negates this"
            return (Reason("negation", (token.start, token.end), f"{token.text!r}: the passage {word}"),)
    return ()


def _counts(token: Token) -> bool:
    return token.is_content and not token.is_name


def _turned(
    token: Token, mine: frozenset[int], claim: Sequence[Token], places: Sequence[Place], evidence: Evidence, first: Key
) -> bool:
    """Whether the word is negated here and nowhere near there, or nowhere here and everywhere near there."""
    tied = [place for place in places if len(claim) < SHORT or tie(token, claim, place, evidence) >= LEAST]
    if token.start not in mine:
        tied = [place for place in tied if place.key == first or tie(token, claim, place, evidence) >= CLOSE]
    theirs = {place.token.start in negated(evidence.sentence(place.key)) for place in tied}
    if theirs != {token.start not in mine}:
        return False
    if token.start in mine:
        return not any(
            fold_word(t.text) in lexicon.words("checks.sole") for place in tied for t in evidence.sentence(place.key)
        )
    if (own := _count(claim, token)) and own >= _count(evidence.sentence(tied[0].key), tied[0].token):
        return False  # both negate, but not the same word
    lost = negated(claim, SCOPE, lexicon.words("words.losses"))
    return token.start not in lost and _governed(token, claim, tied[0], evidence)


def _count(tokens: Sequence[Token], token: Token) -> int:
    """How many negations the clause of a word has."""
    return sum(_negates(tokens, i) for i, other in enumerate(tokens) if other.clause == token.clause)


def _governed(token: Token, claim: Sequence[Token], place: Place, evidence: Evidence) -> bool:
    """Whether a neighbour of the negated word in the passage, in the same clause, is its neighbour in the claim too."""
    words = [word for word in evidence.sentence(place.key) if word.is_content]
    clause = [word for word in words if word.clause == place.token.clause]
    at = clause.index(place.token)
    theirs = {word.stem for word in clause[max(0, at - 2) : at + 3] if word is not place.token}
    content = [word for word in claim if word.is_content]
    mine = content.index(token)
    close = content[max(0, mine - 1) : mine + 2]
    return not theirs or any(not nearby(word.stem).isdisjoint(theirs) for word in close if word is not token)


def negated(
    tokens: Sequence[Token], scope: int = SCOPE, also: frozenset[str] = frozenset(), instead: bool = True
) -> frozenset[int]:
    """Where the words start that stand in the scope of a negation: the next few content words of its clause.

    `also` are stems that count as negations too; `instead` tells whether "rather than" and "instead of" do.
    """
    found: set[int] = set()
    for i, token in enumerate(tokens):
        if token.stem in also or _negates(tokens, i) or (instead and _replaces(tokens, i)):
            if (
                i
                and fold_word(token.text) in lexicon.words("checks.negated_objects")
                and tokens[i - 1].clause == token.clause
            ):
                found.add(tokens[i - 1].start)  # the "brings" of "brings no jobs"
            end = next((j for j in range(i + 1, len(tokens)) if _begins_anew(tokens, j)), len(tokens))
            behind = [word for word in tokens[i + 1 : end] if word.is_content and word.clause == token.clause]
            found.update(word.start for word in behind[:scope])
    return frozenset(found)


def _begins_anew(tokens: Sequence[Token], i: int) -> bool:
    """Whether no negation reaches behind this word: "but", "whether", or the "and" of "no boost and some harm"."""
    word = fold_word(tokens[i].text)
    following = fold_word(tokens[i + 1].text) if i + 1 < len(tokens) else ""
    begins = following in lexicon.words("checks.behind_and") or following[:1].isdecimal()
    return word in lexicon.words("checks.breaks") or (word == "and" and begins)


def _negates(tokens: Sequence[Token], i: int) -> bool:
    word = fold_word(tokens[i].text)
    following = fold_word(tokens[i + 1].text) if i + 1 < len(tokens) else ""
    if word in ("not", "no") and following in lexicon.words("checks.no_negation_before"):
        return False
    if word.startswith(lexicon.in_order("checks.refusing")):
        return following == "to"
    return word in lexicon.words("words.negations") or word.endswith("n't")


def _replaces(tokens: Sequence[Token], i: int) -> bool:
    before = fold_word(tokens[i - 1].text) if i else ""
    return f"{before} {fold_word(tokens[i].text)}" in lexicon.words("checks.replacing")


def check_opposites(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where the passage has the opposite of a word, and has it where the word would have to be."""
    reasons = []
    turned = negated(claim)
    for token in claim if on("check_opposites") else ():
        compared = token.text.lower() in lexicon.words("checks.compared")
        moves = token.stem in stems("words.rising") | stems("words.falling") and not compared
        if token.is_content and token.start not in turned and not moves:
            place = _opposite(token, claim, keys, evidence)
            if place:
                reasons.append(
                    Reason(
                        "direction", (token.start, token.end), f"{token.text!r}: the passage says {place.token.text!r}"
                    )
                )
    return tuple(reasons)


def _opposite(token: Token, claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> Place | None:
    everywhere = [place for sheet in evidence.sheets for place in sheet.places]
    against = [place for place in everywhere if place.key in keys and opposed(token.stem, place.token.stem)]
    if not against:
        return None
    ours = [tie(token, claim, place, evidence) for place in everywhere if place.token.stem in nearby(token.stem)]
    theirs = max(against, key=lambda place: tie(token, claim, place, evidence))
    strength = tie(token, claim, theirs, evidence)
    stated = any(other.stem == theirs.token.stem for other in claim)
    needed = max(LEAST, SURE * max(ours)) if ours else LEAST
    return theirs if strength > needed and not (stated and not ours) else None
