"""Numbers that follow from others: a range from its ends and these from it, a date from its parts, a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations

from rag.base.mechanisms import on
from rag.language.quantities import Quantity, compare
from rag.language.quantities.quantity import years_of
from rag.language.quantities.units import YEAR

CALENDAR = ("year", "date", "decade", "century")
AGREE = ("same", "rounded")


def follows(quantity: Quantity, sources: Sequence[Quantity], stated: Sequence[Quantity]) -> bool:
    """Whether the quantity follows from others: a range from its ends, a date from its parts, a span from two years."""
    if quantity.is_range:
        return all(any(compare(end, source) in AGREE for source in sources) for end in _ends(quantity))
    if quantity.unit == "date" and quantity.date[0]:
        day = replace(quantity, date=(0, *quantity.date[1:]))
        year = replace(quantity, unit="year", value=float(quantity.date[0]), high=float(quantity.date[0]))
        undated = [source for source in sources if source.unit == "date" and not source.date[0]]
        return _any_same(day, undated) and _any_same(year, sources)
    return quantity.unit == "day" and quantity.value >= YEAR and _span_of_years(quantity, (*sources, *stated))


def _ends(quantity: Quantity) -> tuple[Quantity, Quantity]:
    return replace(quantity, high=quantity.value), replace(quantity, value=quantity.high)


def is_reckoned(quantity: Quantity, sources: Sequence[Quantity]) -> bool:
    """Whether it follows, rounded, from the sources: a total, or the difference, ratio or share in per cent of two.

    So may others be by chance: it is no proof.
    """
    if not on("check_reckoned"):
        return False
    if any(compare(quantity, total) in AGREE for total in _totals(sources)):
        return True
    single = [end for source in sources for end in (_ends(source) if source.is_range else (source,)) if end.value > 0]
    for one, other in permutations(single, 2):
        if one.unit == other.unit and one.value < other.value:
            share = 100 * one.value / other.value
            difference = (other.value - one.value, "percentage point" if other.unit == "percent" else other.unit)
            results = (difference, (share, "percent"), (100 - share, "percent"), (other.value / one.value, "times"))
            found = (replace(other, value=value, high=value, unit=unit, step=0.0, hedge="") for value, unit in results)
            if any(compare(quantity, result) in AGREE for result in found):
                return True
    return False


def _totals(sources: Sequence[Quantity]) -> Iterator[Quantity]:
    """What amounts of one unit that follow each other come to."""
    for unit in {source.unit for source in sources} - {*CALENDAR, "ordinal", "day", "times"}:
        alike = [source for source in sources if source.unit == unit and not source.is_range]
        for i, first in enumerate(alike):
            total = first.value
            for other in alike[i + 1 : i + 6]:
                total += other.value
                yield replace(first, value=total, high=total, step=0.0, hedge="")


def _any_same(quantity: Quantity, sources: Iterable[Quantity]) -> bool:
    return any(compare(quantity, source) == "same" for source in sources)


def _span_of_years(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    years = {year for other in others for year in years_of(other)}
    return any(abs(abs(a - b) - quantity.value / YEAR) < 0.01 for a, b in combinations(years, 2))
