"""The check of numbers: each must stand in a cited passage, in the same unit and with the same limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isclose

from rag.base.mechanisms import on
from rag.check.arithmetic import AGREE, CALENDAR, follows
from rag.check.evidence import Evidence, Fault, Reason
from rag.language import lexicon
from rag.language.quantities import Quantity, compare, opposed
from rag.language.quantities.parse import QUANTITY, numeral
from rag.language.quantities.units import BIG_WORDS, SCALES, UNITS
from rag.language.tokens import Text

WIDE = 20  # characters behind a number within which its unit may stand
BESIDE = 0.25  # a number no further from one of the passage, as a share of that, stands for it
_OVER = lexicon.pattern("checks.over")

Found = tuple[int | None, Quantity]  # the passage's number, None for a heading


def counts_alike(quantity: Quantity, source: Quantity, passage: int | None, evidence: Evidence) -> bool:
    """The same bare number in another dress: "eighth day", "multiplied by five", a cell under "Billion yuan"."""
    if count_of(quantity) != count_of(source) or passage is None or quantity.is_range or source.is_range:
        return False
    text = evidence.sheets[passage].text.text
    if source.elliptic and "|" in text[source.end : source.end + 3]:
        return _heads(quantity, text[: source.start].lower())
    if _big_word(quantity) != _big_word(source):
        return False
    if source.unit == "ordinal":
        return quantity.unit in ("", "day")
    if {quantity.unit, source.unit} == {"times", ""} or quantity.elliptic or source.elliptic:
        return True
    unit = quantity.text.split()[-1].lower().rstrip("s")
    return quantity.unit == "day" and unit in text[source.end : source.end + WIDE].lower()  # "two idle years"


def _big_word(quantity: Quantity) -> str:
    """The word that scales it, such as "million"."""
    return next((word for word in BIG_WORDS if word in quantity.text.lower()), "")


def _heads(quantity: Quantity, above: str) -> bool:
    """Whether what stands above a cell has the quantity's scale and unit."""
    big, count = _big_word(quantity), count_of(quantity)
    factor = quantity.value / (count * SCALES.get(big, 1.0)) if count else 1.0
    units = [pattern for pattern, unit, worth in UNITS if unit == quantity.unit and isclose(worth, factor)]
    return big in above and (not quantity.unit or any(pattern.search(above) for pattern in units))


def count_of(quantity: Quantity) -> float:
    """The bare number, whatever it counts: "on the eighth day" is after eight days."""
    if quantity.unit == "ordinal":
        return quantity.value
    match = QUANTITY.search(quantity.text)
    return numeral(match["number"])[0] if match else quantity.value


def check_numbers(claim: Text, evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each number or date that no passage gives, or that it gives otherwise."""
    if not on("check_numbers"):
        return ()
    sources = _sources(evidence)
    reasons = [_check(_in_its_course(quantity, claim), claim, evidence, sources) for quantity in claim.quantities]
    return tuple(reason for reason in reasons if reason)


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


def _check(quantity: Quantity, claim: Text, evidence: Evidence, sources: Sequence[Found]) -> Reason | None:
    if quantity.unit == "ordinal" and quantity.value == 1:  # "first" is as often "at first"
        return None
    stated = [source for _, source in sources]
    if _opposite_limit(quantity, stated):
        return _reason("number", quantity, "the passage sets the opposite limit")
    fits = {compare(quantity, source) for source in stated}
    if not fits.isdisjoint(AGREE):
        return None
    if "bound" in fits:
        limit = _reason("strength", quantity, "the passage sets another limit")
        return limit if on("check_limits") else None
    if on("check_follows") and follows(quantity, stated, claim.quantities):
        return None
    if on("check_counts_alike") and any(
        counts_alike(quantity, source, passage, evidence) for passage, source in sources
    ):
        return None
    if on("check_small_counts") and _is_small_count(quantity):
        return None
    return _missing(quantity, stated)


def _opposite_limit(quantity: Quantity, sources: Sequence[Quantity]) -> bool:
    """Whether the sources set the opposite limit with the same number, "at least" for "at most", and none agrees."""
    same = [
        source
        for source in sources
        if count_of(source) == count_of(quantity)
        and (source.unit == quantity.unit or source.elliptic or quantity.elliptic)
    ]
    return on("check_limits") and bool(same) and all(opposed(quantity, source) for source in same)


def _in_its_course(quantity: Quantity, text: Text) -> Quantity:
    """The quantity without its limit if that may be none: "over 18 years" in their course, "under the 18-year plan"."""
    in_time = quantity.unit == "day" and _OVER.search(text.text[: quantity.start])
    return replace(quantity, hedge="") if in_time else quantity


def _is_small_count(quantity: Quantity) -> bool:
    """A count in words up to ten, or an ordinal, may follow from a list."""
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
