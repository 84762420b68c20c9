"""The regular expressions that recognise quantities, from the words in `rag/language/data/`."""

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
"""A month without a year, behind a word that shows that it is one."""

MONTH_NAME = lexicon.pattern("quantities.month_name")
"""A month without a year whose name is no other word."""

YEARS = re.compile(rf"(?<![\d.,–/-])(?P<first>{_YEAR})[–/-](?P<last>\d\d)(?![\d%–/-]|[.,]\d)")
"""As in 2016–20, 2010/11."""

DECADE = lexicon.pattern("quantities.decade")
"""As in 1990s, '90s."""

CENTURY = lexicon.pattern("quantities.century")
"""As in 19th century."""

FRACTION = lexicon.pattern("quantities.fraction")
"""As in two thirds, one fortieth, half; an ordinal looks the same, so the scanner looks around it."""

SHARE = lexicon.pattern("quantities.share")
"""As in three out of four, one in six, one employee in five."""

MULTIPLE = lexicon.pattern("quantities.multiple")
"""As in doubled, halved."""

ORDINAL = lexicon.pattern("quantities.ordinal")
"""As in third, 3rd."""

COUNTED_NEXT = lexicon.pattern("quantities.counted_next")
"""Behind a four-digit number: it counts something."""

NAME_BEFORE = re.compile(r"[A-Z][A-Za-z]*-$")
"""Before a number: it is a part of a name, as in Covid-19."""

YEAR_BEFORE = lexicon.pattern("quantities.year_before")
"""Before a four-digit number: it is a year, whatever follows."""

AGE_BEFORE = lexicon.pattern("quantities.age_before")
"""Before a number: it is an age."""

NO_NOUN_NEXT = lexicon.pattern("quantities.no_noun_next")
"""Behind a number: neither unit nor noun follows."""

HEDGE_BEFORE = lexicon.pattern("quantities.hedge_before")
"""Before a number: a hedge."""

NOT_BEFORE = lexicon.pattern("quantities.not_before")
"""Before a hedge: it is turned round, as in "never fell below"."""

HEDGE_AFTER = lexicon.pattern("quantities.hedge_after")
"""Behind a number: a hedge."""

NOT_A_FRACTION_BEFORE = lexicon.pattern("quantities.not_a_fraction_before")
"""Before "half" or "quarter": part of a year and the like."""

HALF_OF_TIME = lexicon.pattern("quantities.half_of_time")
"""Behind "half": a scaled number or a stretch of time, not a share."""

SHARE_NEXT = lexicon.pattern("quantities.share_next")
"""Behind "a third": it is a share and no ordinal."""

SENTENCE_END = re.compile(r"[.!?。]\s|\|")
"""Between two numbers: they belong to different sentences or cells."""

BIG_WORDS = lexicon.in_order("quantities.big_words")
"""What a scaled number ends with when no unit follows."""

RANGE = lexicon.pattern("quantities.range")
"""Between the two ends of a range, also as in "16- to 24-year-olds"."""

BETWEEN = lexicon.pattern("quantities.between")
"""Before the first end of a range whose ends are joined by "and"."""
