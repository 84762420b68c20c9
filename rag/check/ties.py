"""How closely a spot of the passage is tied to a spot of the sentence: by the words that stand round both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.check.evidence import Evidence, Key, Place
from rag.language import lexicon
from rag.language.quantities import Quantity
from rag.language.sentences import Span
from rag.language.tokens import Token

REACH = 6
REACH_OF_GOVERNOR = 4
SAY_NOTHING = lexicon.words("checks.say_nothing")
FADE = 0.5  # how fast a word counts less with distance
SYNONYM = 0.5  # so does one that is only near in meaning
CLAUSE = 0.5  # a word beyond a comma counts half

Near = tuple[tuple[Token, float], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a passage's sentence: after how many content words (.5: between two), and in which clause."""

    key: Key
    order: float
    clause: int


def tie(word: Token, claim: Sequence[Token], place: Place, evidence: Evidence) -> float:
    """The weight of the words near `word` in the claim that stand near `place` too; nearer ones count more."""
    words = near((word.start, word.end), claim)
    return tie_at(words, Spot(place.key, place.order, place.token.clause), evidence)


def spot_of(quantity: Quantity, passage: int, evidence: Evidence) -> Spot:
    """Where a quantity of the passage stands."""
    sheet = evidence.sheets[passage]
    clause = clause_at(quantity.start, sheet.text.tokens)
    return Spot((passage, sheet.sentence_of(quantity.start)), sheet.order_at(quantity.start) - 0.5, clause)


def clause_at(start: int, tokens: Sequence[Token]) -> int:
    """The clause of the first word at or behind the offset."""
    return next((token.clause for token in tokens if token.start >= start), -1)


def near(span: Span, claim: Sequence[Token]) -> Near:
    """The content words round a stretch of the claim, with weights that fade with distance."""
    clause = clause_at(span[0], claim)
    before = [token for token in claim if token.is_content and token.end <= span[0]][::-1]
    after = [token for token in claim if token.is_content and token.start >= span[1]]
    return tuple(
        (token, _faded(token.weight, FADE * distance, token.clause == clause))
        for side in (before, after)
        for distance, token in enumerate(side[:REACH])
    )


def tie_at(words: Near, spot: Spot, evidence: Evidence) -> float:
    """As `tie`, for any spot."""
    total = 0.0
    for token, weight in words:
        total += max(
            (
                _faded(weight, FADE * max(0.0, abs(place.order - spot.order) - 1), place.token.clause == spot.clause)
                * (1.0 if place.token.stem == token.stem else SYNONYM)
                for place in evidence.find(token)
                if place.key == spot.key and place.order != spot.order
            ),
            default=0.0,
        )
    return total


def governors(quantity: Quantity, tokens: Sequence[Token]) -> frozenset[str]:
    """The stems of the content words right before and right behind a number in its clause, names and "people" apart."""
    clause = clause_at(quantity.start, tokens)
    own = [token for token in tokens if token.clause == clause]
    before = [token for token in own if token.end <= quantity.start][-REACH_OF_GOVERNOR:]
    after = [token for token in own if token.start >= quantity.end][:REACH_OF_GOVERNOR]
    last = next((token for token in reversed(before) if token.is_content), None)
    following = next((token for token in after if token.is_content), None)
    if quantity.unit in ("year", "date"):  # "launched in 2004": what follows belongs to the next statement
        following = None
    found = [token for token in (last, following) if token and not token.is_name]
    return frozenset(token.stem for token in found) - SAY_NOTHING


def _faded(weight: float, distance: float, same_clause: bool) -> float:
    return weight / (1 + distance) * (1.0 if same_clause else CLAUSE)
