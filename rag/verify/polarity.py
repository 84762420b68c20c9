"""The checks of sense: a "not" that came or went, up that became down, a word that became its opposite."""

from __future__ import annotations

from collections.abc import Sequence

from rag.verify.evidence import Evidence, Key, Place
from rag.verify.lexicon import words
from rag.verify.relations import nearby, opposed, stems
from rag.verify.ties import tie
from rag.verify.tokens import Token, fold_word
from rag.verify.types import Reason

SCOPE = 4
SHORT = 8
SURE = 1.4
LEAST = 0.35
_COMPARED = ("high", "low")


def check_negation(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where a word of the sentence is negated and the passage's is not, or the other way round."""
    mine = negated(claim)
    for token in claim:
        places = [place for place in evidence.find(token) if place.key in keys[:2]] if token.is_content else []
        places = [place for place in places if tie(token, claim, place, evidence) >= LEAST or len(claim) < SHORT]
        theirs = {place.token.start in negated(evidence.sentence(place.key)) for place in places}
        if theirs == {token.start not in mine} and (
            token.start in mine or _governed(token, claim, places[0], evidence)
        ):
            word = "says so without a negation" if token.start in mine else "negates this"
            return (Reason("negation", (token.start, token.end), f"{token.text!r}: the passage {word}"),)
    return ()


def _governed(token: Token, claim: Sequence[Token], place: Place, evidence: Evidence) -> bool:
    """Whether a neighbour of the negated word in the passage, in the same clause, is its neighbour in the claim too."""
    words = [word for word in evidence.sentence(place.key) if word.is_content]
    clause = [word for word in words if word.clause == place.token.clause]
    at = clause.index(place.token)
    theirs = {word.stem for word in clause[max(0, at - 1) : at + 2] if word is not place.token}
    content = [word for word in claim if word.is_content]
    mine = content.index(token)
    close = content[max(0, mine - 2) : mine + 3]
    return not theirs or any(not nearby(word.stem).isdisjoint(theirs) for word in close if word is not token)


def negated(tokens: Sequence[Token]) -> frozenset[int]:
    """Where the words start that stand in the scope of a negation: the next few content words of its clause."""
    found: set[int] = set()
    for i, token in enumerate(tokens):
        if _negates(tokens, i):
            scope = [word for word in tokens[i + 1 :] if word.is_content and word.clause == token.clause]
            found.update(word.start for word in scope[:SCOPE])
    return frozenset(found)


def _negates(tokens: Sequence[Token], i: int) -> bool:
    word = fold_word(tokens[i].text)
    following = fold_word(tokens[i + 1].text) if i + 1 < len(tokens) else ""
    if word in ("not", "no") and following in ("only", "just", "merely", "doubt", "longer", "fewer", "less", "more"):
        return False
    before = fold_word(tokens[i - 1].text) if i else ""
    if (before, word) in (("rather", "than"), ("instead", "of")):
        return True
    return word in words("negations") or tokens[i].stem in ("lack", "fail", "deni", "absenc") or word.endswith("n't")


def check_opposites(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where the passage has the opposite of a word, and has it where the word would have to be."""
    reasons = []
    for token in claim:
        if token.is_content and token.stem not in stems("rising") | stems("falling"):
            place = _opposite(token, claim, keys, evidence)
            if place:
                reasons.append(
                    Reason(
                        "direction", (token.start, token.end), f"{token.text!r}: the passage says {place.token.text!r}"
                    )
                )
    return tuple(reasons)


def _opposite(token: Token, claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> Place | None:
    inside = [place for key in keys for place in evidence.sheets[key[0]].places if place.key == key]
    against = [place for place in inside if opposed(token.stem, place.token.stem)]
    if not against:
        return None
    same = [place for place in inside if place.token.stem in nearby(token.stem)]
    ours = max((tie(token, claim, place, evidence) for place in same), default=0.0)
    theirs = max(against, key=lambda place: tie(token, claim, place, evidence))
    stated = any(other.stem == theirs.token.stem for other in claim)
    strength = tie(token, claim, theirs, evidence)
    needed = SURE * ours if same else LEAST
    return theirs if strength > max(LEAST, needed) and not (stated and not same) else None
