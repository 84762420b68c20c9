"""A number in a text with all that is needed to compare it, whether two agree, and what units and words are worth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.language import lexicon

NUMBER_WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(lexicon.in_order("quantities.small_numbers"))},
    **{word: 10 * value for value, word in enumerate(lexicon.in_order("quantities.tens"), start=2)},
}
"""Words that add up: `seventy` and `two` make 72."""

ORDINALS: dict[str, int] = {word: value for value, word in enumerate(lexicon.in_order("quantities.ordinals"), start=1)}
"""Ordinal words up to the twenty-first."""

SCALES: dict[str, float] = {word: float(value) for word, value in lexicon.keys("quantities.scales").items()}
"""What a scale word multiplies by. `m` and `k` count only behind a currency sign."""

CURRENCY_SIGNS: dict[str, str] = {
    "US$": "usd", "HK$": "hkd", "A$": "aud", "C$": "cad", "$": "usd", "€": "eur", "£": "gbp", "¥": "yuan", "￥": "yuan",
    "₩": "krw", "RMB": "yuan", "CNY": "yuan", "USD": "usd", "EUR": "eur", "GBP": "gbp", "JPY": "jpy",
}  # fmt: skip
"""Signs before a number. `¥` is read as yuan, the currency of the texts it stands in here."""

CURRENCIES = frozenset(CURRENCY_SIGNS.values()) | {"rub"}
"""Units that an amount may borrow from the one before it."""

YEAR = 365.25
"""Days of a year."""

BIG_WORDS = lexicon.in_order("quantities.big_words")
"""What a scaled number ends with when no unit follows."""

_WORTH: dict[str, tuple[str, float]] = {
    "per cent": ("percent", 1),
    "US dollar": ("usd", 1),
    "Hong Kong dollar": ("hkd", 1),
    "euro": ("eur", 1),
    "pound": ("gbp", 1),
    "yen": ("jpy", 1),
    "won": ("krw", 1),
    "rouble": ("rub", 1),
    "square kilometre": ("m2", 1e6),
    "square metre": ("m2", 1),
    "square mile": ("m2", 2_589_988.0),
    "square foot": ("m2", 0.092903),
    "hectare": ("m2", 1e4),
    "acre": ("m2", 4_046.86),
    "mu": ("m2", 10_000 / 15),
    "cubic metre": ("m3", 1),
    "kilometre": ("m", 1e3),
    "mile": ("m", 1_609.34),
    "centimetre": ("m", 1e-2),
    "millimetre": ("m", 1e-3),
    "metre": ("m", 1),
    "foot": ("m", 0.3048),
    "tonne": ("kg", 1e3),
    "kilogram": ("kg", 1),
    "kilowatt hour": ("watt-hour", 1e3),
    "gigawatt": ("watt", 1e9),
    "megawatt": ("watt", 1e6),
    "kilowatt": ("watt", 1e3),
    "degree": ("°C", 1),
    "minute": ("day", 1 / 1440),
    "hour": ("day", 1 / 24),
    "week": ("day", 7),
    "month": ("day", YEAR / 12),
    "year": ("day", YEAR),
    "decade": ("day", 10 * YEAR),
}

UNITS: tuple[tuple[re.Pattern[str], str, float], ...] = tuple(
    (re.compile("|".join(patterns), re.IGNORECASE), *_WORTH.get(name, (name, 1)))
    for name, patterns in lexicon.table("quantities.units").items()
)
"""Every unit that is told from the thing counted: lengths in metres, areas in m², masses in kg, durations in days.

Each with its pattern, what it is called and its factor to that; the first that matches wins.
"""

PER: dict[str, str] = {name: "|".join(patterns) for name, patterns in lexicon.table("quantities.rates").items()}
"""What a rate is per, with its pattern."""

MONTHS: dict[str, int] = {
    written.lower(): number
    for number, name in enumerate(lexicon.in_order("calendar.months"), start=1)
    for written in (name, *(short for short in lexicon.in_order("calendar.short_months") if name[:3] == short[:3]))
}
"""Month names and their short forms, in lower case."""


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


Fit = Literal["same", "rounded", "bound", "differs", "other"]

_CALENDAR = ("year", "date", "decade", "century", "ordinal")
_LOOSE = {"": 0.05, "about": 0.07, "nearly": 0.13, "over": 0.15, "under": 0.13}
WHOLE = 0.5  # per cent
LONG = 15  # years: of a longer span one decade says too little
_LIMITS = ("over", "under")


def compare(claimed: Quantity, source: Quantity) -> Fit:
    """How the claimed quantity stands to the source's.

    `same`: equal value, and no limit ("over", "up to") dropped or turned. `rounded`: a correct rounding of it, or
    a limit that it meets closely ("over 800,000" for 891,271). `bound`: the value agrees, but a limit was dropped
    or invented. `differs`: same kind of unit, other value, or the opposite limit. `other`: the units can't be compared.
    """
    if claimed.unit in _CALENDAR or source.unit in _CALENDAR:
        return _calendar(claimed, source)
    rates_differ = claimed.per and source.per and claimed.per != source.per
    if rates_differ or not (claimed.unit == source.unit or _lends(claimed, source) or _lends(source, claimed)):
        return "other"
    if _is_age(claimed, source) or _is_age(source, claimed):
        return "same"
    if claimed.is_range or source.is_range:
        return _ranges(claimed, source)
    return _values(claimed, source)


def _lends(one: Quantity, bare: Quantity) -> bool:
    """Whether the one's unit may hold for the other, which has none: it ends a phrase, or is "30 billion" of money."""
    return not bare.unit and (bare.elliptic or (bare.text.endswith(BIG_WORDS) and one.unit in CURRENCIES))


def _is_age(years: Quantity, bare: Quantity) -> bool:
    """Whether one is "29-year-old" and the other the age alone, as in "a manager, 29, from Guangzhou"."""
    return years.unit == "day" and bare.elliptic and not bare.unit and years.value == bare.value * YEAR


def _calendar(claimed: Quantity, source: Quantity) -> Fit:
    if claimed.unit == source.unit == "date":
        fits = all(mine in (0, theirs) for mine, theirs in zip(claimed.date, source.date, strict=True))
        return "same" if fits else "differs"
    if claimed.unit == source.unit:
        ends = (source.value, source.high)
        return "same" if (claimed.value, claimed.high) == ends or claimed.value == claimed.high in ends else "differs"
    years = years_of(source)
    if claimed.unit == "year" and years:
        return "same" if claimed.value in years and claimed.high in years else "differs"
    if claimed.unit == "century" and years:
        centuries = {part // 100 + 1 for year in years for part in (year - 1, year)}
        return "rounded" if claimed.value in centuries else "differs"
    if {claimed.unit, source.unit} == {"century", "decade"}:
        century, decade = sorted((claimed, source), key=lambda quantity: quantity.unit)
        if claimed is century or decade.value % 100 == 0:
            return "rounded" if decade.value // 100 + 1 == century.value else "differs"
    if claimed.unit == "decade" and years:
        ends = (claimed.value, claimed.value + 10)
        meets = years[0] < ends[1] and ends[0] <= years[-1] and years[-1] - years[0] <= LONG
        return "rounded" if meets or all(ends[0] <= year < ends[1] for year in years) else "differs"
    return "other"


def years_of(quantity: Quantity) -> tuple[float, ...]:
    """The year of a date, or the ends of a span of years; empty for other quantities."""
    if quantity.unit == "date":
        return (float(quantity.date[0]),) if quantity.date[0] else ()
    return (quantity.value, quantity.high) if quantity.unit == "year" else ()


def _ranges(claimed: Quantity, source: Quantity) -> Fit:
    if opposed(claimed, source):
        return "differs"
    if claimed.is_range != source.is_range:
        return "bound" if source.is_range and claimed.value in (source.value, source.high) else "differs"
    ends = (_close(claimed.value, source.value, claimed), _close(claimed.high, source.high, claimed))
    if (claimed.value, claimed.high) == (source.value, source.high):
        return "same"
    return "rounded" if all(ends) else "differs"


def _values(claimed: Quantity, source: Quantity) -> Fit:
    mine, theirs = claimed.value, source.value
    equal = abs(mine - theirs) <= 1e-9 * max(abs(theirs), 1.0)
    if equal and opposed(claimed, source):
        return "differs"
    if equal:
        return "bound" if _limit_lost(claimed, source) else "same"
    if claimed.hedge == "over":
        return "rounded" if mine <= theirs <= _reach(claimed, 1) and source.hedge != "under" else "differs"
    if claimed.hedge in ("nearly", "under"):
        return "rounded" if _reach(claimed, -1) <= theirs <= mine and source.hedge != "over" else "differs"
    in_words = source.unit == "percent" and not any(sign.isdecimal() for sign in source.text)  # as in "a third"
    finer = claimed.step < source.step and not (in_words and abs(mine - theirs) < WHOLE)
    if not _close(mine, theirs, claimed) or finer:
        return "differs"
    return "bound" if source.hedge in _LIMITS and not claimed.hedge else "rounded"


def opposed(claimed: Quantity, source: Quantity) -> bool:
    """Whether one is "over 20" or "at least 20" and the other "under 20", "at most 20" or "nearly 20"."""
    return {claimed.hedge, source.hedge} in ({"over", "under"}, {"over", "nearly"})


def _limit_lost(claimed: Quantity, source: Quantity) -> bool:
    """Whether "over 20" became "20", or "20" became "over 20"; "about" and "nearly" only soften."""
    if claimed.hedge == source.hedge or claimed.unit == "day":  # "over nine days" is often "during"
        return False
    pair = {claimed.hedge, source.hedge}
    return bool(pair & set(_LIMITS)) and not (claimed.hedge == "about" or pair == {"nearly", "under"})


def _close(mine: float, theirs: float, claimed: Quantity) -> bool:
    gap = abs(mine - theirs)
    return gap <= claimed.step / 2 * (1 + 1e-9) and gap <= _LOOSE[claimed.hedge] * abs(theirs)


def _reach(claimed: Quantity, sign: int) -> float:
    """How far from its limit "over" or "nearly" may still be said."""
    return claimed.value + sign * max(_LOOSE[claimed.hedge] * claimed.value, min(claimed.step, claimed.value / 2))
