"""Finding the quantities of a text: one short scanner a kind; the first to claim a stretch of text keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from rag.language import lexicon
from rag.language.quantities import patterns
from rag.language.quantities.quantity import Quantity
from rag.language.quantities.units import (
    CURRENCIES,
    CURRENCY_SIGNS,
    DENOMINATORS,
    HEDGE_KIND,
    HEDGES_AFTER,
    MONTHS,
    NUMBER_WORDS,
    ORDINALS,
    PER,
    SCALES,
)
from rag.language.sentences import HYPHENS

NEAR = 40  # characters before a number that say what it is
_AND_A_HALF = lexicon.pattern("quantities.and_a_half")
_DIGITS = {sign: int(value) for sign, value in lexicon.keys("quantities.digits").items()}
_PLACES = {sign: int(value) for sign, value in lexicon.keys("quantities.places").items()}
_SCALED = re.compile(f"[a-z{''.join(name for name in SCALES if len(name) == 1 and not name.isascii())}]{{2,}}")


def numeral(number: str) -> tuple[float, float]:
    """The number, and the worth of one in its last written digit that is not a closing zero."""
    if number[0].isdecimal():
        plain = re.sub(r"[,\u00a0\u2009\u202f]", "", number)
        decimals = len(plain.partition(".")[2])
        return float(plain), 10.0**-decimals if decimals else _last_place(float(plain))
    value = spelled(number.lower()) if number.isascii() else han(number)
    return value, _last_place(value)


def spelled(words: str) -> float:
    """English words: `seventy-two` is 72, `two hundred and six` 206, `half a` .5, `a` 1, `one and a half` 1.5."""
    if words.startswith("half") or "quarter" in words:
        return 0.5 if words.startswith("half") else 0.25
    if match := _AND_A_HALF.search(words):
        return spelled(words[: match.start()].strip(" -")) + 0.5
    total = 0
    for word in re.split(r"[\s-]", words.strip()):
        total = max(total, 1) * 100 if word == "hundred" else total + NUMBER_WORDS.get(word, 0)
    return float(total or 1 if words.strip() == "a" else total)


def han(number: str) -> float:
    """Chinese numerals below ten thousand: 六十九 is 69, 二〇〇五 2005."""
    total = digit = 0
    for sign in number:
        place = _PLACES.get(sign)
        if place:
            total, digit = total + (digit or 1) * place, 0
        else:
            digit = digit * 10 + _DIGITS[sign]
    return float(total + digit)


def _last_place(value: float) -> float:
    whole, step = int(value), 1
    while whole and whole % (10 * step) == 0:
        step *= 10
    return float(step) if whole else 1.0


def dates(text: str) -> Iterator[Quantity]:
    """Days and months of a year, as in 31 May 2005, May 2005, 6 May."""
    for match in patterns.DATE.finditer(text):
        parts = {name[0]: value for name, value in match.groupdict().items() if value}
        name = parts["m"].lower()
        year, month, day = int(parts.get("y", 0)), MONTHS.get(name) or int(name), int(parts.get("d", 0))
        if month <= 12 and day <= 31 and parts["m"] != "may":  # the verb, not the month
            yield replace(_matched(match, year * 372.0 + month * 31 + day, "date"), date=(year, month, day))


def year_spans(text: str) -> Iterator[Quantity]:
    """Spans whose last year has two digits, as in 2016–20."""
    for match in patterns.YEARS.finditer(text):
        first = int(match["first"])
        last = first - first % 100 + int(match["last"])
        month = match[0][4] == "-" and int(match["last"]) <= 12  # 2008-12
        if first < last and not month:
            yield replace(_matched(match, float(first), "year"), high=float(last))


def months(text: str) -> Iterator[Quantity]:
    """Months without a year."""
    for match in (*patterns.MONTH_ALONE.finditer(text), *patterns.MONTH_NAME.finditer(text)):
        month = MONTHS[match["month"].lower()]
        if match["month"][0].isupper():
            start, end = match.span("month")
            yield Quantity(month * 31.0, month * 31.0, "date", 1, start, end, match["month"], date=(0, month, 0))


def centuries(text: str) -> Iterator[Quantity]:
    """Centuries, as in 19th century."""
    for match in patterns.CENTURY.finditer(text):
        yield _matched(match, float(match["figure"] or match["han"] or ORDINALS[match["word"].lower()]), "century")


def decades(text: str) -> Iterator[Quantity]:
    """Decades, as in 1990s; their step is ten years."""
    for match in patterns.DECADE.finditer(text):
        yield _matched(match, float(match["year"]) + (1900 if len(match["year"]) == 2 else 0), "decade", 10)


@lru_cache(maxsize=4096)
def find(text: str) -> tuple[Quantity, ...]:
    """All quantities of the text in reading order; they never overlap."""
    plain = text.translate(HYPHENS)
    if plain == text:
        return tuple(_find(text))
    return tuple(replace(quantity, text=text[quantity.start : quantity.end]) for quantity in _find(plain))


def _find(text: str) -> Iterator[Quantity]:
    found: list[Quantity] = []
    taken = bytearray(len(text))
    for scan in (dates, year_spans, months, centuries, decades, _fractions, _shares, _figures, _ordinals, _multiples):
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
        same_sentence = last and not patterns.SENTENCE_END.search(text[last.end : quantity.start])
        if last and same_sentence and quantity.elliptic and quantity.text.endswith(patterns.BIG_WORDS):
            quantity = replace(quantity, unit=last.unit, elliptic=False)
        if quantity.unit in CURRENCIES:
            last = quantity
        yield quantity


def _fractions(text: str) -> Iterator[Quantity]:
    for match in patterns.FRACTION.finditer(text):
        count, part = match["count"], match["part"].lower()
        before, after = text[: match.start()], text[match.end() :]
        if patterns.NOT_A_FRACTION_BEFORE.search(before) or not _is_fraction(count, part, after):
            continue
        top = 1 if count in (None, "a", "A") else NUMBER_WORDS.get(count.lower()) or int(count)
        value = 100 * top / DENOMINATORS[part]
        if value <= 100:
            yield replace(_matched(match, value, "percent", value / 5), hedge=_hedge(before, after))


def _shares(text: str) -> Iterator[Quantity]:
    for match in patterns.SHARE.finditer(text):
        top, bottom = numeral(match["count"])[0], numeral(match["of"])[0]
        if top < bottom:
            value = 100 * top / bottom
            before, after = text[: match.start()], text[match.end() :]
            yield replace(_matched(match, value, "percent", value / 5), hedge=_hedge(before, after))


def _is_fraction(count: str | None, part: str, after: str) -> bool:
    if part in ("half", "quarter") and patterns.HALF_OF_TIME.match(after):
        return False
    if part == "half":
        return True
    if count is None:
        return False
    return count.lower() != "a" or bool(patterns.SHARE_NEXT.match(after))


def _figures(text: str) -> Iterator[Quantity]:
    for match in patterns.QUANTITY.finditer(text):
        if _is_word_or_name(match, text):
            continue
        value, step = numeral(match["number"])
        unit, factor = _unit(match)
        worth = _scale(match) * factor
        start = match.start(next(name for name in ("currency", "percent", "number") if match[name]))
        plain = Quantity(
            value * worth, value * worth, unit, step * worth, start, match.end(), text[start : match.end()]
        )
        per = next((name for pattern, name in PER if match["per"] and re.fullmatch(pattern, match["per"], re.I)), "")
        yield _in_context(replace(plain, per=per), text, bool(match["more"] or match["more_after"]))


def _is_word_or_name(match: re.Match[str], text: str) -> bool:
    if match["number"].lower() == "one" and not match["scale"] and not match["unit"]:
        return True
    start = match.start("number")
    return bool(patterns.NAME_BEFORE.search(text[max(0, start - 20) : start]))


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
    for pattern, unit, factor in patterns.COMPILED_UNITS:
        if match["unit"] and pattern.fullmatch(match["unit"]):
            return unit, factor
    return CURRENCY_SIGNS[match["currency"].upper()] if match["currency"] else "", 1.0


def _in_context(quantity: Quantity, text: str, more: bool) -> Quantity:
    before, after = text[: quantity.start], text[quantity.end :]
    bare = quantity.unit == ""
    if bare and _is_year(quantity, before, after):
        return replace(quantity, unit="year", step=1)
    hedge = "over" if more else _hedge(before, after)
    if bare and patterns.AGE_BEFORE.search(before[-NEAR:]):
        value, step = quantity.value * 365.25, quantity.step * 365.25
        return replace(quantity, value=value, high=value, step=step, unit="day", hedge=hedge)
    return replace(quantity, hedge=hedge, elliptic=bare and bool(patterns.NO_NOUN_NEXT.match(after)))


def _is_year(quantity: Quantity, before: str, after: str) -> bool:
    if not re.fullmatch(r"\d{4}", quantity.text) or not 1000 <= quantity.value < 2200:
        return False
    return not patterns.COUNTED_NEXT.match(after) or bool(patterns.YEAR_BEFORE.search(before[-20:]))


def _ordinals(text: str) -> Iterator[Quantity]:
    for match in patterns.ORDINAL.finditer(text):
        if match["word"]:
            value = float(ORDINALS[match["word"].lower()])
        else:
            number = match["figure"] or match["han"]
            value = float(number) if number.isdecimal() else han(number)
        yield replace(
            _matched(match, value, "ordinal"), elliptic=bool(patterns.NO_NOUN_NEXT.match(text[match.end() :]))
        )


def _multiples(text: str) -> Iterator[Quantity]:
    meanings = {"two": (2.0, "times"), "three": (3.0, "times"), "four": (4.0, "times"), "half": (50.0, "percent")}
    for match in patterns.MULTIPLE.finditer(text):
        fold = match["fold"]
        value, unit = (numeral(fold)[0], "times") if fold else meanings[str(match.lastgroup)]
        before, after = text[: match.start()], text[match.end() :]
        yield replace(_matched(match, value, unit, value / 5), hedge=_hedge(before, after))


def _hedge(before: str, after: str) -> str:
    near = before[-2 * NEAR :]
    match = patterns.HEDGE_BEFORE.search(near, max(0, len(near) - NEAR))
    if match:
        kind = HEDGE_KIND[re.sub(r"\s+", " ", match[1].lower())]
        turned = patterns.NOT_BEFORE.search(near[: match.start()])
        return {"over": "under", "under": "over"}.get(kind, kind) if turned else kind
    match = patterns.HEDGE_AFTER.match(after)
    return HEDGES_AFTER.get(match[1].lower(), "over") if match else ""


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
    spoken = between == " and " and patterns.BETWEEN.search(text[: first.start])
    if not (spoken or patterns.RANGE.fullmatch(between)) or second.unit in ("ordinal", "date") or first.hedge == "over":
        return None
    scaled = second.elliptic or second.text.endswith(patterns.BIG_WORDS)
    if first.unit in CURRENCIES and (second.unit == first.unit or (not second.unit and scaled)):
        first, second = replace(first, unit=""), replace(second, unit=first.unit, elliptic=False)
    low = _with_unit_of(second, first)
    if low.unit != second.unit:
        return None
    whole = text[first.start : second.end]
    step = min(low.step, second.step)
    return replace(second, value=low.value, step=step, start=first.start, text=whole, hedge=first.hedge)


def _with_unit_of(second: Quantity, first: Quantity) -> Quantity:
    if first.unit or second.unit in ("year", "date"):
        return first
    match = patterns.QUANTITY.search(second.text)
    bare = numeral(match["number"])[0] if match else 0.0
    scaled_already = first.value >= 1000 and second.unit == "" and first.value >= second.value / 1000
    if not bare or scaled_already:
        return replace(first, unit=second.unit)
    worth = _scale_of(first, second, bare)
    return replace(first, value=first.value * worth, step=first.step * worth, unit=second.unit)


def _scale_of(first: Quantity, second: Quantity, bare: float) -> float:
    """What the first end is to be multiplied by: the second's factor, less its scale where the first has one."""
    match = patterns.QUANTITY.search(second.text)
    scale = _scale(match) if match else 1.0
    has_scale = _SCALED.search(first.text) and first.value >= 1000
    return second.value / bare / (scale if has_scale else 1.0)


def _matched(match: re.Match[str], value: float, unit: str, step: float = 1.0) -> Quantity:
    """The quantity that the whole match writes."""
    return Quantity(value, value, unit, step, *match.span(), match[0])
