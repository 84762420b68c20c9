"""The check of numbers: each must stand in a cited passage, in the same unit, and be said of the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.quantities import Quantity, compare, opposed
from rag.verify.binding import Found, bound_elsewhere, misdated, mismatched
from rag.verify.counts import count_of, counts_alike
from rag.verify.derived import AGREE, CALENDAR, ends_of_change, follows
from rag.verify.evidence import Evidence
from rag.verify.ranks import other_ordinal, unranked
from rag.verify.rates import is_anywhere
from rag.verify.relations import stems
from rag.verify.tokens import Text, stem
from rag.verify.types import Fault, Reason

_PER_NOUN = re.compile(r"\s?per\s(\w+)")
_OVER = re.compile(r"(?<!just )(?<!well )\b(?:over|under)(?:\s(?:the|an?|its|this|that))?\s$", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(\w+)(?:\s(?:further|again|sharply|only|steadily))?\s(by|to)\s(?:[a-z]+\s){0,2}$", re.IGNORECASE
)
BESIDE = 0.25  # a number no further from one of the passage, as a share of that, stands for it


def check_numbers(claim: Text, evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each number or date that no passage gives, or that it gives otherwise or of another thing."""
    sources = _sources(evidence)
    reasons = [_check(_in_its_course(quantity, claim), claim, evidence, sources) for quantity in claim.quantities]
    reasons += unranked(claim, evidence)
    return tuple(reason for reason in (*reasons, *mismatched(claim, evidence), *misdated(claim, evidence)) if reason)


def bearing(claim: Text, evidence: Evidence) -> tuple[tuple[int, Quantity], ...]:
    """The passages' quantities that agree with one of the claim's, as (passage, quantity)."""
    return tuple(
        (i, source)
        for i, sheet in enumerate(evidence.sheets)
        for source in sheet.text.quantities
        if any(compare(quantity, source) in AGREE for quantity in claim.quantities)
    )


def misquoted(quantity: Quantity, sources: Sequence[Quantity]) -> bool:
    """Whether the quantity stands for one of the sources wrongly: close to it, or as many of another unit."""
    return any(
        abs(quantity.value - source.value) <= BESIDE * abs(source.value)
        or (quantity.unit == source.unit == "day" and count_of(quantity) == count_of(source))
        for source in sources
        if compare(quantity, source) == "differs"
    )


def _sources(evidence: Evidence) -> tuple[Found, ...]:
    inside: list[Found] = [
        (i, _in_its_course(quantity, sheet.text))
        for i, sheet in enumerate(evidence.sheets)
        for quantity in sheet.text.quantities
    ]
    return (*inside, *((None, quantity) for text in evidence.contexts for quantity in text.quantities))


def _ends_of_changes(evidence: Evidence) -> list[Found]:
    return [
        (i, end)
        for i, sheet in enumerate(evidence.sheets)
        for source in sheet.text.quantities
        for end in ends_of_change(source, sheet.text.text)
    ]


def _check(quantity: Quantity, claim: Text, evidence: Evidence, sources: Sequence[Found]) -> Reason | None:
    if quantity.unit == "ordinal" and quantity.value == 1:  # "first" is as often "at first"
        return other_ordinal(quantity, claim, evidence)
    if _opposite_limit(quantity, sources):
        return _reason("number", quantity, "the passage sets the opposite limit")
    given = (*sources, *_ends_of_changes(evidence))
    fits = [(compare(quantity, source), passage, source) for passage, source in given]
    if any(fit in AGREE for fit, _, _ in fits):
        located = [(passage, source) for fit, passage, source in fits if fit in (*AGREE, "bound")]
        other_rate = _other_rate(quantity, claim, fits, evidence) or _other_end(quantity, claim, fits, evidence)
        return other_rate or bound_elsewhere(quantity, claim, evidence, located, sources)
    if any(fit == "bound" for fit, _, _ in fits):
        return _reason("strength", quantity, "the passage sets another limit")
    if follows(quantity, [source for _, source in sources], claim.quantities):
        return None
    if any(counts_alike(quantity, source, passage, evidence) for passage, source in sources):
        return None
    if _is_small_count(quantity):
        others = [other for other in claim.quantities if other is not quantity]
        free = [found for found in sources if not any(compare(other, found[1]) in AGREE for other in others)]
        return None if _adds_up(quantity, evidence) else bound_elsewhere(quantity, claim, evidence, [], free)
    return _missing(quantity, [source for _, source in sources])


def _opposite_limit(quantity: Quantity, sources: Sequence[Found]) -> bool:
    """Whether the sources set the opposite limit with the same number, "at least" for "at most", and none agrees."""
    same = [
        source
        for _, source in sources
        if count_of(source) == count_of(quantity)
        and (source.unit == quantity.unit or source.elliptic or quantity.elliptic)
    ]
    return bool(same) and all(opposed(quantity, source) for source in same)


def _in_its_course(quantity: Quantity, text: Text) -> Quantity:
    """The quantity without its limit if that may be none: "over 18 years" in their course, "under the 18-year plan"."""
    in_time = quantity.unit == "day" and _OVER.search(text.text[: quantity.start])
    return replace(quantity, hedge="") if in_time else quantity


def _rate_is_new(quantity: Quantity, fits: Sequence[tuple[str, int | None, Quantity]], evidence: Evidence) -> bool:
    """Whether "a week" is added to an amount that the passage gives without it, and the passage has no such word."""
    given = any(source.per for fit, _, source in fits if fit in AGREE)
    named = any(is_anywhere(quantity.per, sheet.text.text) for sheet in evidence.sheets)
    return not given and not named and quantity.per in ("day", "week", "month", "year", "hour")


def _other_rate(
    quantity: Quantity, claim: Text, fits: Sequence[tuple[str, int | None, Quantity]], evidence: Evidence
) -> Reason | None:
    """A reason for "a week" where the passage does not say so, and for "per mine" where it says "per miner"."""
    if quantity.per and _rate_is_new(quantity, fits, evidence):
        return _reason("number", quantity, f"the passage does not say that it is per {quantity.per}")
    mine = _PER_NOUN.match(claim.text[quantity.end :])
    agreeing = [(passage, source) for fit, passage, source in fits if fit in AGREE and passage is not None]
    theirs = [_PER_NOUN.match(evidence.sheets[passage].text.text[source.end :]) for passage, source in agreeing]
    told = [match[1].lower() for match in theirs if match]
    if not mine or not told or len(told) < len(theirs) or mine[1].lower() in told:
        return None
    return _reason("number", quantity, f"the passage says per {told[0]!r}")


def _adds_up(quantity: Quantity, evidence: Evidence) -> bool:
    """Whether two counts that follow each other in a sentence come to it: "two pits in Arden and three in Corby"."""
    return any(
        one.unit == other.unit == quantity.unit == ""
        and one.value + other.value == quantity.value
        and sheet.sentence_of(one.start) == sheet.sentence_of(other.start)
        for sheet in evidence.sheets
        for one, other in pairwise(sheet.text.quantities)
    )


def _other_end(
    quantity: Quantity, claim: Text, fits: Sequence[tuple[str, int | None, Quantity]], evidence: Evidence
) -> Reason | None:
    """A reason for "rose to 12%" where the passage has "rose by 12%", or the other way round."""
    mine = _way(quantity, claim.text)
    theirs = [_way(source, evidence.sheets[i].text.text) for fit, i, source in fits if fit in AGREE and i is not None]
    if not mine or not theirs or any(way in (mine, "") for way in theirs):
        return None
    return Reason("binding", (quantity.start, quantity.end), f"{quantity.text!r}: the passage says {theirs[0]!r} that")


def _way(quantity: Quantity, text: str) -> str:
    """The "by" or "to" between a word of rising or falling and the number."""
    match = _MOVED.search(text[: quantity.start])
    moves = match and stem(match[1].lower()) in stems("rising") | stems("falling")
    return match[2].lower() if match and moves else ""


def _is_small_count(quantity: Quantity) -> bool:
    """A count in words up to ten, or an ordinal, may follow from a list: only a number in its place refutes it."""
    return quantity.unit == "ordinal" or (quantity.unit == "" and quantity.value <= 10 and quantity.text.isalpha())


def _reason(fault: Fault, quantity: Quantity, why: str) -> Reason:
    return Reason(fault, (quantity.start, quantity.end), f"{quantity.text!r}: {why}")


def _missing(quantity: Quantity, sources: Sequence[Quantity]) -> Reason:
    fault: Fault = "date" if quantity.unit in CALENDAR else "number"
    if any(source.value == quantity.value and source.unit == quantity.unit for source in sources):
        return _reason(fault, quantity, "the passage sets the opposite limit")
    if same_value := [source for source in sources if source.value == quantity.value and source.high == quantity.high]:
        return _reason(fault, quantity, f"the passage has {same_value[0].text!r}, in another unit")
    comparable = [source for source in sources if compare(quantity, source) == "differs"]
    if comparable:
        nearest = min(comparable, key=lambda source: abs(source.value - quantity.value))
        return _reason(fault, quantity, f"the nearest that the passage gives is {nearest.text!r}")
    return _reason(fault, quantity, "the passage gives no such number")
