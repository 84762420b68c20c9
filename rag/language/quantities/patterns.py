"""The regular expressions that recognise quantities, from the tables in `words`; `scan` decides what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.language.quantities.units import (
    COUNTED,
    CURRENCY_SIGNS,
    DENOMINATORS,
    HEDGES,
    HEDGES_AFTER,
    MONTHS,
    NUMBER_WORDS,
    ORDINALS,
    PER,
    SCALES,
    UNITS,
)


def _words(options: Iterable[str]) -> str:
    """Alternatives, longest first; one that ends in a Latin letter must end a word."""
    ends = [re.escape(word) + (r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "") for word in options]
    return "|".join(sorted(ends, key=len, reverse=True))


_FIGURES = r"(?:\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+|\d+)(?:\.\d+)?(?![\d])(?!,\d{3}(?!\d))"
_BIG = "hundred|thousand|million|billion|trillion|dozen"
_ONES = _words([word for word, value in NUMBER_WORDS.items() if 0 < value < 10])
_TENS = _words([word for word, value in NUMBER_WORDS.items() if value >= 20])
_UPTO99 = rf"(?:{_TENS})(?:[\s-](?:{_ONES}))?|(?:{_words(NUMBER_WORDS)})"
_SPELLED = (
    rf"(?:a|{_UPTO99})[\s-]and[\s-]a[\s-]half|(?:a|{_UPTO99})[\s-]hundred(?:\sand)?[\s-](?:{_UPTO99})"
    rf"|a\s(?={_BIG})|half\sa\s(?={_BIG}|years?|month|day|decade)|half\san\s(?=hour)|(?:a\s)?quarter\sof\sa\s(?={_BIG})"
    rf"|(?:{_UPTO99})(?:[\s-]hundred)?"
)
_HAN = (
    r"[一二两三四五六七八九十百零〇]+(?=[多余]?(?:万|亿|千|元|个|平方|公里|吨|岁|倍|名|座|年前|成|%))"
    r"|(?<=百分之)[一二三四五六七八九十百]+"
)
_SCALE = _words(name for name in SCALES if name not in ("m", "k")) + r"|[mk](?![\w²³])|(?:m|b|tr)illions(?!\sof\b)"
_UNIT = "|".join(f"(?:{pattern})" for pattern, _, _ in UNITS)
_PER = "|".join(f"(?:{pattern})" for pattern, _ in PER)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_LONG_MONTH = _words(name for name in MONTHS if len(name) > 5 or name in ("april", "june", "july"))
_PARTS = _words([*DENOMINATORS, *(f"{name}s" for name in DENOMINATORS if name not in ("half", "halves"))])

HEDGE_KIND = {phrase: kind for kind, phrases in HEDGES.items() for phrase in phrases}
"""The kind of each hedge phrase."""

COMPILED_UNITS = tuple((re.compile(pattern, re.IGNORECASE), unit, factor) for pattern, unit, factor in UNITS)
"""`words.UNITS`, compiled."""

QUANTITY = re.compile(
    rf"(?P<sign>(?<![\w.%])[+−–-](?=\d))?(?P<currency>{_words(CURRENCY_SIGNS)})?\s?(?P<percent>百分之)?"
    rf"(?P<number>(?<![A-Za-z\d.])(?:{_FIGURES})|(?<![A-Za-z-])(?:{_SPELLED})|{_HAN})"
    rf"(?P<more>[多余])?(?:[\s-]?(?P<scale>{_SCALE}))?(?P<more_after>[多余])?(?:[\s-]?(?P<unit>{_UNIT}))?(?!(?<=\d)[A-Za-z])"
    rf"(?:[\s-]?(?:/|(?:per|a|an|each|every)[\s-])(?P<per>{_PER})(?![a-z]))?",
    re.IGNORECASE,
)
"""A number with its currency, scale, unit and rate."""

DATE = re.compile(
    rf"(?<!\w)(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m1>{_MONTH})\.?(?:,?\s(?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<y2>\d{{4}}))?"
    rf"|(?P<m3>{_MONTH})\.?,?\s(?:of\s)?(?P<y3>\d{{4}}))(?![\w%])"
    r"|(?P<y4>\d{4})年(?P<m4>\d{1,2})月(?:(?P<d4>\d{1,2})[日号])?|(?<!\d)(?P<y5>\d{4})-(?P<m5>\d{2})-(?P<d5>\d{2})(?!\d)",
    re.IGNORECASE,
)
"""A day, or a month of a year; the digit in each group's name tells the order of the parts."""

MONTH_ALONE = re.compile(
    r"\b(?:in|of|by|since|until|till|from|to|between|before|after|during|and|early|mid|late|last|next|following|that)[\s-]"
    rf"(?P<month>{_MONTH})\b(?!\s\d)",
    re.IGNORECASE,
)
"""A month without a year, behind a word that shows that it is one."""

MONTH_NAME = re.compile(rf"\b(?P<month>{_LONG_MONTH})\b(?!\s\d)", re.IGNORECASE)
"""A month without a year whose name is no other word."""

YEARS = re.compile(r"(?<![\d.,–/-])(?P<first>(?:1[5-9]|20)\d\d)[–/-](?P<last>\d\d)(?![\d%–/-]|[.,]\d)")
"""As in 2016–20, 2010/11."""

DECADE = re.compile(r"(?<![\d.,])(?P<year>(?:1[5-9]|20)\d0|\d0)['’]?s\b")
"""As in 1990s, '90s."""

CENTURY = re.compile(
    rf"\b(?:(?P<figure>\d{{1,2}})(?:st|nd|rd|th)|(?P<word>{_words(ORDINALS)}))[\s-]century|(?P<han>\d{{1,2}})世纪",
    re.IGNORECASE,
)
"""As in 19th century."""

FRACTION = re.compile(
    rf"(?<![\w-])(?:(?P<count>a|one|two|three|four|five|six|seven|eight|nine|\d)[\s-])?(?P<part>{_PARTS})(?![\w-])",
    re.IGNORECASE,
)
"""As in two thirds, one fortieth, half; an ordinal looks the same, so `scan` looks around it."""

SHARE = re.compile(
    r"(?<![\w-])(?P<count>one(?=\s(?:[a-z-]+\s){0,3}(?:out|in)\b)|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s"
    r"(?:(?<=\bone\s)(?:(?!in\b|out\b)[a-z-]+\s){0,3}|people\s)?"
    r"(?:out\sof|in)(?:\severy)?\s(?P<of>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)(?![\w-])"
    r"(?!\s(?:years?|months?|weeks?|days?|hours?|minutes?|decades?)\b)",
    re.IGNORECASE,
)
"""As in three out of four, one in six, one employee in five."""

MULTIPLE = re.compile(
    r"\b(?:(?P<two>twice|doubl(?:e[ds]?|ing))|(?P<three>tripl(?:e[ds]?|ing)|thrice)|(?P<four>quadrupl(?:e[ds]?|ing))"
    r"|(?P<half>halv(?:e[ds]?|ing))|(?P<fold>two|three|four|five|six|seven|eight|nine|ten)-?fold)\b",
    re.IGNORECASE,
)
"""As in doubled, halved."""

ORDINAL = re.compile(
    rf"(?<![\w-])(?:(?P<figure>\d{{1,3}})(?:st|nd|rd|th)|(?P<word>{_words(ORDINALS)}))\b(?![\s-]hand)"
    r"|第(?P<han>[一二三四五六七八九十]|\d+)",
    re.IGNORECASE,
)
"""As in third, 3rd."""

COUNTED_NEXT = re.compile(rf"\s(?:[a-z-]+\s)?(?:{'|'.join(COUNTED)})\b")
"""Behind a four-digit number: it counts something."""

NAME_BEFORE = re.compile(r"[A-Z][A-Za-z]*-$")
"""Before a number: it is a part of a name, as in Covid-19."""

YEAR_BEFORE = re.compile(r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|Year|Festival|[a-z]ary|\d{4}\s(?:and|to))\s$|\d{4}[–-]$")
"""Before a four-digit number: it is a year, whatever follows."""

AGE_BEFORE = re.compile(r"\b(?:aged?|ages|age of)\s(?:\d+\s(?:to|and|or)\s)?$", re.IGNORECASE)
"""Before a number: it is an age."""

NO_NOUN_NEXT = re.compile(
    r"\s*(?:[|,;:.()\]]|$|(?:in|to|and|by|from|for|at|between|until|after|before|on|or|than|per|according|who|which"
    r"|whose|that|was|were|is|are|had|has|more|less|went|against|as|while|but|during|within|found|sold|spent|paid|lost|built|given|made|held|left"
    r"|[a-z]+ed)\b)"
)
"""Behind a number: neither unit nor noun follows."""

HEDGE_BEFORE = re.compile(rf"(?<![a-z])({_words(HEDGE_KIND)})\s?(?:the\s|a\s|an\s)?$", re.IGNORECASE)
"""Before a number: a hedge."""

_MOVING = _words([
    "fall", "fell", "fallen", "drop", "dropped", "dip", "dipped", "sink", "sank", "rise", "rose", "risen", "grow",
    "grew", "go", "gone", "went", "get", "got", "come", "came", "climb", "climbed", "be", "been", "ever",
])  # fmt: skip
NOT_BEFORE = re.compile(
    rf"(?:\b(?:not|never|cannot)|n['’]t)\s(?!only\b|just\b|merely\b)(?:(?:{_MOVING})\s){{0,2}}$",
    re.IGNORECASE,
)
"""Before a hedge: it is turned round, as in "never fell below"."""

HEDGE_AFTER = re.compile(rf"\s?({_words(HEDGES_AFTER)}|\+)", re.IGNORECASE)
"""Behind a number: a hedge."""

NOT_A_FRACTION_BEFORE = re.compile(
    r"\b(?:first|second|third|fourth|last|latter|other|past|two and a|one and a)[\s-]?$|-$"
    r"|\b(?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\sand\s$",
    re.IGNORECASE,
)
"""Before "half" or "quarter": part of a year and the like."""

HALF_OF_TIME = re.compile(
    r"\s(?:of\s)?an?\s(?:million|billion|trillion|dozen|year|month|day|hour|decade)|[\s-](?:years?|hours?|days?|months?|century)\b"
)
"""Behind "half": a scaled number or a stretch of time, not a share."""

SHARE_NEXT = re.compile(r"\s(?:of|in|the|more|less|lower|higher|its|all|as)\b|\s?[.,;:)|]|$")
"""Behind "a third": it is a share and no ordinal."""

SENTENCE_END = re.compile(r"[.!?。]\s|\|")
"""Between two numbers: they belong to different sentences or cells."""

BIG_WORDS = ("thousand", "million", "billion", "trillion", "万", "亿", "萬", "億")
"""What a scaled number ends with when no unit follows."""

CURRENCIES = frozenset(CURRENCY_SIGNS.values()) | {"krw", "rub", "hkd"}
"""Units that an amount may borrow from the one before it."""

RANGE = re.compile(r"\s?[–—~～-]\s?|至|到|-?\sto\s(?:about\s)?|-to-")
"""Between the two ends of a range, also as in "16- to 24-year-olds"."""

BETWEEN = re.compile(r"\bbetween\s(?:about\s|some\s)?$", re.IGNORECASE)
"""Before the first end of a range whose ends are joined by "and"."""
