"""Finding the quantities of a text: one short scanner a kind; the first to claim a stretch of text keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from rag.language import lexicon
from rag.language.lexicon import pattern
from rag.language.quantities.quantity import (
    BIG_WORDS,
    CURRENCIES,
    CURRENCY_SIGNS,
    MONTHS,
    NUMBER_WORDS,
    ORDINALS,
    PER,
    SCALES,
    UNITS,
    YEAR,
    Quantity,
)
from rag.language.sentences import HYPHENS

NEAR = 40  # characters before a number that say what it is
_MORE = lexicon.piece("quantities.and_more")
_FIGURES = r"(?:\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+|\d+)(?:\.\d+)?(?![\d])(?!,\d{3}(?!\d))"
_SCALE = "|".join((
    lexicon.choices(name for name in SCALES if name not in ("m", "k")),
    r"[mk](?![\w²³])",
    lexicon.piece("quantities.illions"),
))  # fmt: skip
QUANTITY = re.compile(
    rf"(?P<sign>(?<![\w.%])[+−–-](?=\d))?(?P<currency>{lexicon.choices(CURRENCY_SIGNS)})?\s?"
    rf"(?P<percent>{lexicon.piece('quantities.percent_before')})?"
    rf"(?P<number>(?<![A-Za-z\d.])(?:{_FIGURES})|{lexicon.piece('quantities.spelled')})"
    rf"(?P<more>{_MORE})?(?:[\s-]?(?P<scale>{_SCALE}))?(?P<more_after>{_MORE})?"
    rf"(?:[\s-]?(?P<unit>{'|'.join(f'(?:{unit.pattern})' for unit, _, _ in UNITS)}))?(?!(?<=\d)[A-Za-z])"
    rf"(?:[\s-]?(?:/|(?:{lexicon.piece('quantities.for_each')})[\s-])(?P<per>{'|'.join(PER.values())})(?![a-z]))?",
    re.IGNORECASE,
)
"""A number with its currency, scale, unit and rate."""
_DATE = re.compile(
    rf"{lexicon.piece('quantities.date')}|(?<!\d)(?P<y5>\d{{4}})-(?P<m5>\d{{2}})-(?P<d5>\d{{2}})(?!\d)", re.IGNORECASE
)
_YEARS = re.compile(rf"(?<![\d.,–/-])(?P<first>{lexicon.piece('calendar.year')})[–/-](?P<last>\d\d)(?![\d%–/-]|[.,]\d)")
_SIGNS = lexicon.keys("quantities.digits") | lexicon.keys("quantities.places")
_SCALED = re.compile(f"[a-z{''.join(name for name in SCALES if len(name) == 1 and not name.isascii())}]{{2,}}")


def numeral(number: str) -> tuple[float, float]:
    """The number, and the worth of one in its last written digit that is not a closing zero."""
    if number[0].isdecimal():
        plain = re.sub(r"[,\u00a0\u2009\u202f]", "", number)
        decimals = len(plain.partition(".")[2])
        return float(plain), 10.0**-decimals if decimals else _last_place(float(plain))
    value = han(number) if number[0] in _SIGNS else spelled(number.lower())
    return value, _last_place(value)


def spelled(words: str) -> float:
    """English words: `seventy-two` is 72, `two hundred and six` 206, `half a` .5, `a` 1, `one and a half` 1.5."""
    if words.startswith("half") or "quarter" in words:
        return 0.5 if words.startswith("half") else 0.25
    if match := pattern("quantities.and_a_half").search(words):
        return spelled(words[: match.start()].strip(" -")) + 0.5
    total = 0
    for word in re.split(r"[\s-]", words.strip()):
        total = max(total, 1) * 100 if word == "hundred" else total + NUMBER_WORDS.get(word, 0)
    return float(total or 1 if words.strip() == "a" else total)


def han(number: str) -> float:
    """Chinese numerals below ten thousand: 六十九 is 69, 二〇〇五 2005."""
    total = digit = 0
    for sign in number:
        worth = int(_SIGNS[sign])
        if worth >= 10:
            total, digit = total + (digit or 1) * worth, 0
        else:
            digit = digit * 10 + worth
    return float(total + digit)


def _last_place(value: float) -> float:
    whole, step = int(value), 1
    while whole and whole % (10 * step) == 0:
        step *= 10
    return float(step) if whole else 1.0


def _dates(text: str) -> Iterator[Quantity]:
    """Days and months of a year; the digit in the name of each of the pattern's groups tells the order of the parts."""
    for match in _DATE.finditer(text):
        parts = {name[0]: value for name, value in match.groupdict().items() if value}
        name = parts["m"].lower()
        year, month, day = int(parts.get("y", 0)), MONTHS.get(name) or int(name), int(parts.get("d", 0))
        if month <= 12 and day <= 31 and parts["m"] != "may":  # the verb, not the month
            yield replace(_matched(match, year * 372.0 + month * 31 + day, "date"), date=(year, month, day))


def _spans(text: str) -> Iterator[Quantity]:
    """Spans whose last year has two digits, as in 2016–20, 2010/11."""
    for match in _YEARS.finditer(text):
        first = int(match["first"])
        last = first - first % 100 + int(match["last"])
        month = match[0][4] == "-" and int(match["last"]) <= 12  # 2008-12
        if first < last and not month:
            yield replace(_matched(match, float(first), "year"), high=float(last))


def _months(text: str) -> Iterator[Quantity]:
    for name in ("quantities.month_alone", "quantities.month_name"):
        for match in pattern(name).finditer(text):
            month = MONTHS[match["month"].lower()]
            if match["month"][0].isupper():
                start, end = match.span("month")
                yield Quantity(month * 31.0, month * 31.0, "date", 1, start, end, match["month"], date=(0, month, 0))


def _centuries(text: str) -> Iterator[Quantity]:
    for match in pattern("quantities.century").finditer(text):
        yield _matched(match, float(match["figure"] or match["han"] or ORDINALS[match["word"].lower()]), "century")


def _decades(text: str) -> Iterator[Quantity]:
    for match in pattern("quantities.decade").finditer(text):
        yield _matched(match, float(match["year"]) + (1900 if len(match["year"]) == 2 else 0), "decade", 10)


@lru_cache(maxsize=4096)
def find(text: str) -> tuple[Quantity, ...]:
    """All quantities of the text in reading order; they never overlap."""
    found = _find(text.translate(HYPHENS))
    return tuple(replace(quantity, text=text[quantity.start : quantity.end]) for quantity in found)


def _find(text: str) -> Iterator[Quantity]:
    found: list[Quantity] = []
    taken = bytearray(len(text))
    for scan in (
        _dates,
        _spans,
        _months,
        _centuries,
        _decades,
        _fractions,
        _shares,
        _figures,
        _ordinals,
        _multiples,
    ):
        for quantity in scan(text):
            if not any(taken[quantity.start : quantity.end]):
                taken[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
                found.append(quantity)
    found.sort(key=lambda quantity: quantity.start)
    return _with_units(text, _join_ranges(text, found))


def _with_units(text: str, found: Iterable[Quantity]) -> Iterator[Quantity]:
    """Amounts without a unit get that of the amount before them: "25.1 billion yuan in 2010, 35.8 billion in 2013"."""
    last: Quantity | None = None
    for quantity in found:
        same_sentence = last and not re.search(r"[.!?。]\s|\|", text[last.end : quantity.start])
        if last and same_sentence and quantity.elliptic and quantity.text.endswith(BIG_WORDS):
            quantity = replace(quantity, unit=last.unit, elliptic=False)
        if quantity.unit in CURRENCIES:
            last = quantity
        yield quantity


def _fractions(text: str) -> Iterator[Quantity]:
    for match in pattern("quantities.fraction").finditer(text):
        count, part = match["count"], match["part"].lower()
        not_before = pattern("quantities.not_a_fraction_before").search(text[: match.start()])
        if not not_before and _is_fraction(count, part, text[match.end() :]):
            value = 100 * numeral(count or "a")[0] / float(lexicon.keys("quantities.denominators")[part])
            if value <= 100:
                yield _loosely(match, value, "percent")


def _shares(text: str) -> Iterator[Quantity]:
    for match in pattern("quantities.share").finditer(text):
        top, bottom = numeral(match["count"])[0], numeral(match["of"])[0]
        if top < bottom:
            yield _loosely(match, 100 * top / bottom, "percent")


def _is_fraction(count: str | None, part: str, after: str) -> bool:
    of_time = part in ("half", "quarter") and pattern("quantities.half_of_time").match(after)
    counted = count and (count.lower() != "a" or pattern("quantities.share_next").match(after))
    return not of_time and (part == "half" or bool(counted))


def _figures(text: str) -> Iterator[Quantity]:
    for match in QUANTITY.finditer(text):
        if _is_word_or_name(match):
            continue
        value, step = numeral(match["number"])
        unit, factor = _unit(match)
        worth = _scale(match) * factor
        start, end = match.start(next(name for name in ("currency", "percent", "number") if match[name])), match.end()
        per = next((name for name, form in PER.items() if match["per"] and re.fullmatch(form, match["per"], re.I)), "")
        plain = Quantity(value * worth, value * worth, unit, step * worth, start, end, text[start:end], per=per)
        yield _in_context(plain, text, bool(match["more"] or match["more_after"]))


def _is_word_or_name(match: re.Match[str]) -> bool:
    """Whether it is the word "one", or a part of a name, as in Covid-19."""
    if match["number"].lower() == "one" and not match["scale"] and not match["unit"]:
        return True
    start = match.start("number")
    return bool(re.search("[A-Z][A-Za-z]*-$", match.string[max(0, start - 20) : start]))


def _scale(match: re.Match[str]) -> float:
    name = (match["scale"] or "").lower()
    if not name or (name in ("m", "k") and not match["currency"]):
        return 1.0
    return SCALES[name.removesuffix("s")]


def _unit(match: re.Match[str]) -> tuple[str, float]:
    if match["percent"]:
        return "percent", 1.0
    if (match["scale"] or "").lower() == "m" and not match["currency"]:
        return "m", 1.0
    for form, unit, factor in UNITS:
        if match["unit"] and form.fullmatch(match["unit"]):
            return unit, factor
    return CURRENCY_SIGNS[match["currency"].upper()] if match["currency"] else "", 1.0


def _in_context(quantity: Quantity, text: str, more: bool) -> Quantity:
    before, after = text[: quantity.start], text[quantity.end :]
    bare = quantity.unit == ""
    if bare and _is_year(quantity, before, after):
        return replace(quantity, unit="year", step=1)
    hedge = "over" if more else _hedge(before, after)
    if bare and pattern("quantities.age_before").search(before[-NEAR:]):
        value, step = quantity.value * YEAR, quantity.step * YEAR
        return replace(quantity, value=value, high=value, step=step, unit="day", hedge=hedge)
    return replace(quantity, hedge=hedge, elliptic=bare and _stands_alone(after))


def _stands_alone(after: str) -> bool:
    return pattern("quantities.no_noun_next").match(after) is not None


def _is_year(quantity: Quantity, before: str, after: str) -> bool:
    if not re.fullmatch(r"\d{4}", quantity.text) or not 1000 <= quantity.value < 2200:
        return False
    counted = pattern("quantities.counted_next").match(after)
    return not counted or bool(pattern("quantities.year_before").search(before[-20:]))


def _ordinals(text: str) -> Iterator[Quantity]:
    for match in pattern("quantities.ordinal").finditer(text):
        word, number = match["word"], match["figure"] or match["han"]
        value = float(ORDINALS[word.lower()]) if word else numeral(number)[0]
        yield replace(_matched(match, value, "ordinal"), elliptic=_stands_alone(text[match.end() :]))


def _multiples(text: str) -> Iterator[Quantity]:
    meanings = {"two": (2.0, "times"), "three": (3.0, "times"), "four": (4.0, "times"), "half": (50.0, "percent")}
    for match in pattern("quantities.multiple").finditer(text):
        fold = match["fold"]
        value, unit = (numeral(fold)[0], "times") if fold else meanings[str(match.lastgroup)]
        yield _loosely(match, value, unit)


def _loosely(match: re.Match[str], value: float, unit: str) -> Quantity:
    """A share or a multiple in words, which a fifth more or less may be too."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return replace(_matched(match, value, unit, value / 5), hedge=_hedge(before, after))


def _hedge(before: str, after: str) -> str:
    near = before[-2 * NEAR :]
    match = pattern("quantities.hedge_before").search(near, max(0, len(near) - NEAR))
    if match:
        kind = lexicon.keys("quantities.hedges")[re.sub(r"\s+", " ", match[1].lower())]
        turned = pattern("quantities.not_before").search(near[: match.start()])
        return {"over": "under", "under": "over"}.get(kind, kind) if turned else kind
    match = pattern("quantities.hedge_after").match(after)
    return lexicon.keys("quantities.hedges_after").get(match[1].lower(), "over") if match else ""


def _join_ranges(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    index = 0
    while index < len(found):
        pair = found[index : index + 2]
        joined = _range(text, *pair) if len(pair) == 2 else None
        yield joined or _alternative(text, *pair)
        index += 2 if joined else 1


def _alternative(text: str, first: Quantity, second: Quantity | None = None) -> Quantity:
    """The first as it is, or with the unit and scale of the second in "210 or 240 million tonnes", "4 by 2 km"."""
    if second is None or not first.elliptic or second.unit in ("year", "date", "ordinal"):
        return first
    between = text[first.end : second.start]
    shared = between in (" or ", " by ") or (between == " and " and first.value < 1000 <= second.value)
    if not shared:
        return first
    low = _with_unit_of(second, first)
    return replace(low, high=low.value, elliptic=second.unit == "")


def _range(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """The two as one range, where the words between say so; the second's unit and scale hold for both."""
    between = text[first.end : second.start]
    spoken = between == " and " and pattern("quantities.between").search(text[: first.start])
    joined = spoken or pattern("quantities.range").fullmatch(between)
    if not joined or second.unit in ("ordinal", "date") or first.hedge == "over":
        return None
    scaled = second.elliptic or second.text.endswith(BIG_WORDS)
    if first.unit in CURRENCIES and (second.unit == first.unit or (not second.unit and scaled)):
        first, second = replace(first, unit=""), replace(second, unit=first.unit, elliptic=False)
    low = _with_unit_of(second, first)
    if low.unit != second.unit:
        return None
    whole = text[first.start : second.end]
    step = min(low.step, second.step)
    return replace(second, value=low.value, step=step, start=first.start, text=whole, hedge=first.hedge)


def _with_unit_of(second: Quantity, first: Quantity) -> Quantity:
    """The first with the second's unit and its factor, less the second's scale where the first has one."""
    if first.unit or second.unit in ("year", "date"):
        return first
    match = QUANTITY.search(second.text)
    bare = numeral(match["number"])[0] if match else 0.0
    scaled_already = first.value >= 1000 and second.unit == "" and first.value >= second.value / 1000
    if not match or not bare or scaled_already:
        return replace(first, unit=second.unit)
    has_scale = _SCALED.search(first.text) and first.value >= 1000
    worth = second.value / bare / (_scale(match) if has_scale else 1.0)
    return replace(first, value=first.value * worth, step=first.step * worth, unit=second.unit)


def _matched(match: re.Match[str], value: float, unit: str, step: float = 1.0) -> Quantity:
    return Quantity(value, value, unit, step, *match.span(), match[0])
