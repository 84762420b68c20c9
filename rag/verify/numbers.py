"""The check of numbers: each must stand in a cited passage, in the same unit, and be said of the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from rag.quantities import Quantity, compare
from rag.verify.evidence import Evidence
from rag.verify.ties import STEEP, WIDE, Near, near, spot_of, tie_at
from rag.verify.tokens import Text
from rag.verify.types import Fault, Reason

_CALENDAR = ("year", "date", "decade", "century")
_YEAR = 365.25

Found = tuple[int | None, Quantity]  # the passage's number, None for a heading


def check_numbers(claim: Text, evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each number or date that no passage gives, or that it gives otherwise or of another thing."""
    sources = _sources(evidence)
    reasons = (_check(quantity, claim, evidence, sources) for quantity in claim.quantities)
    return tuple(reason for reason in reasons if reason)


def bearing(claim: Text, evidence: Evidence) -> tuple[tuple[int, Quantity], ...]:
    """The passages' quantities that agree with one of the claim's, as (passage, quantity)."""
    return tuple(
        (i, source)
        for i, sheet in enumerate(evidence.sheets)
        for source in sheet.text.quantities
        if any(compare(quantity, source) in ("same", "rounded") for quantity in claim.quantities)
    )


def _sources(evidence: Evidence) -> tuple[Found, ...]:
    inside: list[Found] = [(i, q) for i, sheet in enumerate(evidence.sheets) for q in sheet.text.quantities]
    return (*inside, *((None, quantity) for text in evidence.contexts for quantity in text.quantities))


def _check(quantity: Quantity, claim: Text, evidence: Evidence, sources: Sequence[Found]) -> Reason | None:
    if (
        quantity.unit == "ordinal" and quantity.value == 1
    ):  # "first" is as often "at first", and is a word to the others
        return None
    fits = [(compare(quantity, source), passage, source) for passage, source in sources]
    agreeing = [(passage, source) for fit, passage, source in fits if fit in ("same", "rounded")]
    if agreeing:
        return _bound_elsewhere(quantity, claim, evidence, agreeing, sources)
    if any(fit == "bound" for fit, _, _ in fits):
        return _reason("strength", quantity, "the passage sets another limit")
    if _derived(quantity, [source for _, source in sources], claim.quantities):
        return None
    if _is_small_count(quantity):
        return _bound_elsewhere(quantity, claim, evidence, [], sources)
    return _missing(quantity, [source for _, source in sources])


def _is_small_count(quantity: Quantity) -> bool:
    """A count in words up to ten may count what the passage lists: only another number in its place refutes it."""
    return quantity.unit == "" and quantity.value <= 10 and quantity.text.isalpha()


def _reason(fault: Fault, quantity: Quantity, why: str) -> Reason:
    return Reason(fault, (quantity.start, quantity.end), f"{quantity.text!r}: {why}")


def _missing(quantity: Quantity, sources: Sequence[Quantity]) -> Reason:
    fault: Fault = "date" if quantity.unit in _CALENDAR else "number"
    if same_value := [source for source in sources if source.value == quantity.value and source.high == quantity.high]:
        return _reason(fault, quantity, f"the passage has {same_value[0].text!r}, in another unit")
    comparable = [source for source in sources if compare(quantity, source) == "differs"]
    if comparable:
        nearest = min(comparable, key=lambda source: abs(source.value - quantity.value))
        return _reason(fault, quantity, f"the nearest that the passage gives is {nearest.text!r}")
    return _reason(fault, quantity, "the passage gives no such number")


def _derived(quantity: Quantity, sources: Sequence[Quantity], stated: Sequence[Quantity]) -> bool:
    """Whether the quantity follows from others: a range from its ends, a date from its parts, a span from two years."""
    if quantity.is_range:
        ends = (replace(quantity, high=quantity.value), replace(quantity, value=quantity.high))
        return all(any(compare(end, source) in ("same", "rounded") for source in sources) for end in ends)
    if quantity.unit == "date" and quantity.date[0]:
        day = replace(quantity, date=(0, *quantity.date[1:]))
        year = replace(quantity, unit="year", value=float(quantity.date[0]), high=float(quantity.date[0]))
        undated = [source for source in sources if source.unit == "date" and not source.date[0]]
        return _any_same(day, undated) and _any_same(year, sources)
    return quantity.unit == "day" and quantity.value >= _YEAR and _span_of_years(quantity, (*sources, *stated))


def _any_same(quantity: Quantity, sources: Iterable[Quantity]) -> bool:
    return any(compare(quantity, source) == "same" for source in sources)


def _span_of_years(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    years = {year for other in others for year in _years(other)}
    return any(abs(abs(a - b) - quantity.value / _YEAR) < 0.01 for a, b in combinations(years, 2))


def _years(quantity: Quantity) -> tuple[float, ...]:
    if quantity.unit == "date":
        return (float(quantity.date[0]),) if quantity.date[0] else ()
    return (quantity.value, quantity.high) if quantity.unit == "year" else ()


def _bound_elsewhere(
    quantity: Quantity, claim: Text, evidence: Evidence, agreeing: Sequence[Found], sources: Sequence[Found]
) -> Reason | None:
    """A reason where another number of the passage is tied much closer to the words round the claim's own."""
    if any(passage is None for passage, _ in agreeing):
        return None
    rivals = [
        (passage, source)
        for passage, source in sources
        if passage is not None and _same_kind(quantity, source) and compare(quantity, source) == "differs"
    ]
    for fade, ratio, least in ((STEEP, 1.35, 0.36), (WIDE, 5.0, 0.5)):
        words = near((quantity.start, quantity.end), claim.tokens, fade)
        mine = max((_tie(words, found, evidence, fade) for found in agreeing), default=0.0)
        for found in rivals:
            if (strength := _tie(words, found, evidence, fade)) >= least and strength >= ratio * mine:
                return _reason("binding", quantity, f"of this the passage says {found[1].text!r}")
    return None


def _same_kind(quantity: Quantity, source: Quantity) -> bool:
    return source.unit == quantity.unit or {source.unit, quantity.unit} == {"year", "date"}


def _tie(words: Near, found: Found, evidence: Evidence, fade: float) -> float:
    passage, source = found
    return 0.0 if passage is None else tie_at(words, spot_of(source, passage, evidence), evidence, fade)
