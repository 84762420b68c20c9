"""What number words, scales and units are worth; the words themselves stand in `rag/language/data/`."""

from __future__ import annotations

import re

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
