"""The regular expressions that recognise quantities, from the words and patterns in `rag/language/data/`.

Each pattern there stands with what it says and with examples.
"""

from __future__ import annotations

import re

from rag.language import lexicon
from rag.language.quantities.units import CURRENCY_SIGNS, PER, SCALES, UNITS

_FIGURES = r"(?:\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+|\d+)(?:\.\d+)?(?![\d])(?!,\d{3}(?!\d))"
_SCALE = "|".join((
    lexicon.choices(name for name in SCALES if name not in ("m", "k")),
    r"[mk](?![\w²³])",
    lexicon.piece("quantities.illions"),
))  # fmt: skip
_UNIT = "|".join(f"(?:{pattern})" for pattern, _, _ in UNITS)
_PER = "|".join(f"(?:{pattern})" for pattern, _ in PER)
_MORE = lexicon.piece("quantities.and_more")
_YEAR = lexicon.piece("calendar.year")

COMPILED_UNITS = tuple((re.compile(pattern, re.IGNORECASE), unit, factor) for pattern, unit, factor in UNITS)
"""`UNITS`, compiled."""

QUANTITY = re.compile(
    rf"(?P<sign>(?<![\w.%])[+−–-](?=\d))?(?P<currency>{lexicon.choices(CURRENCY_SIGNS)})?\s?"
    rf"(?P<percent>{lexicon.piece('quantities.percent_before')})?"
    rf"(?P<number>(?<![A-Za-z\d.])(?:{_FIGURES})|{lexicon.piece('quantities.spelled')})"
    rf"(?P<more>{_MORE})?(?:[\s-]?(?P<scale>{_SCALE}))?(?P<more_after>{_MORE})?(?:[\s-]?(?P<unit>{_UNIT}))?"
    rf"(?!(?<=\d)[A-Za-z])(?:[\s-]?(?:/|(?:{lexicon.piece('quantities.for_each')})[\s-])(?P<per>{_PER})(?![a-z]))?",
    re.IGNORECASE,
)
"""A number with its currency, scale, unit and rate."""

DATE = re.compile(
    rf"{lexicon.piece('quantities.date')}|(?<!\d)(?P<y5>\d{{4}})-(?P<m5>\d{{2}})-(?P<d5>\d{{2}})(?!\d)", re.IGNORECASE
)
"""A day, or a month of a year; the digit in each group's name tells the order of the parts."""

MONTH_ALONE = lexicon.pattern("quantities.month_alone")
MONTH_NAME = lexicon.pattern("quantities.month_name")

YEARS = re.compile(rf"(?<![\d.,–/-])(?P<first>{_YEAR})[–/-](?P<last>\d\d)(?![\d%–/-]|[.,]\d)")
"""As in 2016–20, 2010/11."""

DECADE = lexicon.pattern("quantities.decade")
CENTURY = lexicon.pattern("quantities.century")
FRACTION = lexicon.pattern("quantities.fraction")
SHARE = lexicon.pattern("quantities.share")
MULTIPLE = lexicon.pattern("quantities.multiple")
ORDINAL = lexicon.pattern("quantities.ordinal")
COUNTED_NEXT = lexicon.pattern("quantities.counted_next")

NAME_BEFORE = re.compile(r"[A-Z][A-Za-z]*-$")
"""Before a number: it is a part of a name, as in Covid-19."""

YEAR_BEFORE = lexicon.pattern("quantities.year_before")
AGE_BEFORE = lexicon.pattern("quantities.age_before")
NO_NOUN_NEXT = lexicon.pattern("quantities.no_noun_next")
HEDGE_BEFORE = lexicon.pattern("quantities.hedge_before")
NOT_BEFORE = lexicon.pattern("quantities.not_before")
HEDGE_AFTER = lexicon.pattern("quantities.hedge_after")
NOT_A_FRACTION_BEFORE = lexicon.pattern("quantities.not_a_fraction_before")
HALF_OF_TIME = lexicon.pattern("quantities.half_of_time")
SHARE_NEXT = lexicon.pattern("quantities.share_next")

SENTENCE_END = re.compile(r"[.!?。]\s|\|")
"""Between two numbers: they belong to different sentences or cells."""

BIG_WORDS = lexicon.in_order("quantities.big_words")
"""What a scaled number ends with when no unit follows."""

RANGE = lexicon.pattern("quantities.range")
BETWEEN = lexicon.pattern("quantities.between")
