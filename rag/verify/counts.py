"""Bare counts, whatever they count: whether two are the same in another dress, in words or in a cell of a table."""

from __future__ import annotations

from math import isclose

from rag.quantities import Quantity
from rag.quantities.grammar import BIG_WORDS, COMPILED_UNITS, QUANTITY
from rag.quantities.numerals import numeral
from rag.quantities.words import SCALES
from rag.verify.evidence import Evidence

WIDE = 20  # characters behind a number within which its unit may stand


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
    units = [pattern for pattern, unit, worth in COMPILED_UNITS if unit == quantity.unit and isclose(worth, factor)]
    return big in above and (not quantity.unit or any(pattern.search(above) for pattern in units))


def count_of(quantity: Quantity) -> float:
    """The bare number, whatever it counts: "on the eighth day" is after eight days."""
    if quantity.unit == "ordinal":
        return quantity.value
    match = QUANTITY.search(quantity.text)
    return numeral(match["number"])[0] if match else quantity.value
