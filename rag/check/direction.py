"""The check of direction: what rose in the passage must not have fallen in the sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.base.mechanisms import on
from rag.check.arithmetic import years_of
from rag.check.evidence import Evidence, Key, Reason
from rag.check.negation import negated
from rag.check.relations import stems
from rag.check.ties import Spot, near, tie_at
from rag.language import lexicon
from rag.language.quantities import Quantity, compare
from rag.language.tokens import Text, Token

LEAST = 0.5
SURE = 1.2
SAME_NUMBER = 2.0
SAME_DATE = 0.2
REACH = 30  # characters between a word of direction and its number


@dataclass(frozen=True, slots=True)
class _Move:
    """A rise (1) or fall (-1) that a text tells of, where, in which words, and of which number."""

    sign: int
    spot: Spot
    word: str
    quantity: Quantity | None


def check_direction(claim: Text, keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where the sentence says that something rose and the passage that it fell, or the other way round."""
    theirs = [move for key in keys for move in _moves(key, evidence)] if on("check_direction") else []
    reasons = []
    for sign, token in _turns(claim.tokens):
        words = near((token.start, token.end), claim.tokens)
        number = _number_near(token, claim.quantities)
        if number and "from" in claim.text[token.end : number.start].split():  # where it started, not by how much
            number = None
        ties = [
            (
                tie_at(words, move.spot, evidence)
                + _same_number(number, move.quantity)
                + _same_time(claim, move, evidence),
                move,
            )
            for move in theirs
        ]
        if against := _against(sign, ties):
            text = f"{token.text!r}: the passage says {against.word!r}"
            reasons.append(Reason("direction", (token.start, token.end), text))
    return tuple(reasons)


def direction(token: Token) -> int:
    """1 for a word of rising, -1 for one of falling, else 0."""
    word = token.text.lower()
    if token.stem in lexicon.words("checks.compared"):
        return (word in lexicon.words("checks.more")) - (word in lexicon.words("checks.less"))
    if word in lexicon.words("checks.no_moves"):
        return 0
    return (token.stem in stems("words.rising")) - (token.stem in stems("words.falling"))


def _turns(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """The words of direction with their sign; a negation turns it round."""
    turned = negated(tokens)
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else None
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        sign = 0 if _is_limit(token, before, after) else direction(token)
        if sign:
            yield (-sign if token.start in turned else sign), token


def _is_limit(token: Token, before: Token | None, after: Token | None) -> bool:
    """Whether it is "up to" or "above 2,000", a limit, or the "up" of "made up"; "47% below" is a move."""
    word = token.text.lower()
    if word == "up" and before is not None and before.stem in stems("words.with_up"):
        return True
    return (word == "up" and after is not None and after.text == "to") or (
        word in ("above", "below") and not (before is not None and before.text[-1:].isdecimal())
    )


def _moves(key: Key, evidence: Evidence) -> Iterator[_Move]:
    sheet = evidence.sheets[key[0]]
    start, end = sheet.text.sentences[key[1]]
    inside = [quantity for quantity in sheet.text.quantities if start <= quantity.start < end]
    for sign, token in _turns(evidence.sentence(key)):
        spot = Spot(key, sheet.order_at(token.start), token.clause)
        yield _Move(sign, spot, token.text, _number_near(token, inside))


def _number_near(token: Token, quantities: Iterable[Quantity]) -> Quantity | None:
    gaps = [(max(quantity.start - token.end, token.start - quantity.end), quantity) for quantity in quantities]
    amounts = [(gap, quantity) for gap, quantity in gaps if gap <= REACH and quantity.unit not in ("year", "date")]
    return min(amounts, key=lambda pair: pair[0], default=(0, None))[1]


def _same_number(mine: Quantity | None, theirs: Quantity | None) -> float:
    return SAME_NUMBER if mine and theirs and compare(mine, theirs) in ("same", "rounded") else 0.0


def _same_time(claim: Text, move: _Move, evidence: Evidence) -> float:
    """A little for each year of the claim that the move's sentence has too."""
    start, end = evidence.span(move.spot.key)
    inside = {
        year
        for q in evidence.sheets[move.spot.key[0]].text.quantities
        if start <= q.start < end
        for year in years_of(q)
    }
    return SAME_DATE * len(inside & {year for quantity in claim.quantities for year in years_of(quantity)})


def _against(sign: int, ties: Sequence[tuple[float, _Move]]) -> _Move | None:
    """The closest move of the other sign, if it is clearly closer than every one of this sign."""
    same = max((strength for strength, move in ties if move.sign == sign), default=0.0)
    strength, move = max(
        ((strength, move) for strength, move in ties if move.sign == -sign),
        key=lambda pair: pair[0],
        default=(0.0, None),
    )
    return move if strength >= LEAST and strength >= SURE * same else None
