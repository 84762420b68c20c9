"""The value `Quantity`: a number in a text with all that is needed to compare it with another."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: `text` equals the slice `start` to `end` of it.

    `value` and `high` are in the unit's base (metres, m², kg, days, watts), equal unless it is a range. `unit` is ""
    for a plain count; "year", "decade", "century", "date" and "ordinal" are units too. `per` is what a rate is per.
    `step` is the worth of one in the last written digit that is not a closing zero (891,271: 1; 1.06 million: 10,000).
    `hedge` is "", about, over, nearly or under. `elliptic` tells that neither unit nor noun follows, so that the unit
    stands elsewhere (a table's cell, "to 2,375"). `date` is (year or 0, month, day or 0).
    """

    value: float
    high: float
    unit: str
    step: float
    start: int
    end: int
    text: str
    hedge: str = ""
    per: str = ""
    elliptic: bool = False
    date: tuple[int, int, int] = (0, 0, 0)

    @property
    def is_range(self) -> bool:
        """Whether two ends were given."""
        return self.value != self.high


def matched(match: re.Match[str], value: float, unit: str, step: float = 1.0) -> Quantity:
    """The quantity that the whole match writes."""
    return Quantity(value, value, unit, step, *match.span(), match[0])
