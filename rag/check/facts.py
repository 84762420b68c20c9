"""The checks of facts: numbers, dates, names and quoted words must stand in a cited passage as in the sentence.

A number needs the same unit and limit. It may also follow from others: a range from its ends and these from it, a date
from its parts, a difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, combinations, permutations
from math import isclose

from rag.base.mechanisms import on
from rag.check.evidence import AGREE, Evidence, Fault, Reason, objection
from rag.language import lexicon
from rag.language.quantities import Quantity, compare, opposed
from rag.language.quantities.parse import QUANTITY, numeral
from rag.language.quantities.quantity import BIG_WORDS, SCALES, UNITS, YEAR, years_of
from rag.language.sentences import fold
from rag.language.tokens import Text, Token

CALENDAR = ("year", "date", "decade", "century")
WIDE = 20  # characters behind a number within which its unit may stand
BESIDE = 0.25  # a number no further from one of the passage, as a share of that, stands for it

_QUOTED = re.compile(
    r"[“\"「《«]([^“”\"「」《》«»]{2,200})[”\"」》»]"
    r"|(?<![\w’'])[‘'](?=[^\W\d_])([^‘’'\"]*(?:(?<=\w)['’](?=[^\W\d_])[^‘’'\"]*)*)(?<=[\w.,!?])['’](?!\w)"
)
_LEFT_OUT = re.compile(r"\.\.\.|…|\[[^\]]*\]")
_OTHER_CASE = re.compile(r"\[(\w)\]")  # as in "[t]he mine"
_SIGN = re.compile(r"([\u3400-\u9fff])")  # Chinese writes no spaces between words
_NO_WORD = re.compile(r"[\W_]+")
_WORD = re.compile(r"[A-Za-z]+")

Found = tuple[str, Quantity]  # with the text of its passage, "" for a heading


def check_numbers(claim: Text, evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each number or date that no passage gives, or that it gives otherwise."""
    if not on("check_numbers"):
        return ()
    sources = _sources(evidence)
    reasons = [_check(_in_its_course(quantity, claim), claim, sources) for quantity in claim.quantities]
    return tuple(reason for reason in reasons if reason)


def misquoted(quantity: Quantity, sources: Sequence[Quantity]) -> bool:
    """Whether the quantity stands for one of the sources wrongly: close to it, or as many of another unit."""
    return any(
        abs(quantity.value - source.value) <= BESIDE * abs(source.value)
        or (quantity.unit == source.unit == "day" and _count_of(quantity) == _count_of(source))
        for source in sources
        if compare(quantity, source) == "differs"
    )


def _sources(evidence: Evidence) -> tuple[Found, ...]:
    texts = [sheet.text for sheet in evidence.sheets]
    inside = [(text.text, _in_its_course(quantity, text)) for text in texts for quantity in text.quantities]
    return (*inside, *(("", quantity) for text in evidence.contexts for quantity in text.quantities))


def _check(quantity: Quantity, claim: Text, sources: Sequence[Found]) -> Reason | None:
    if quantity.unit == "ordinal" and quantity.value == 1:  # "first" is as often "at first"
        return None
    stated = [source for _, source in sources]
    if _opposite_limit(quantity, stated):
        return objection("number", quantity, "the passage sets the opposite limit")
    fits = {compare(quantity, source) for source in stated}
    if not fits.isdisjoint(AGREE):
        return None
    if "bound" in fits:
        return objection("strength", quantity, "the passage sets another limit") if on("check_limits") else None
    # A count in words up to ten, or an ordinal, may follow from a list.
    small = quantity.unit == "ordinal" or (quantity.unit == "" and quantity.value <= 10 and quantity.text.isalpha())
    excused = (
        (on("check_follows") and _follows(quantity, stated, claim.quantities))
        or (on("check_counts_alike") and any(_counts_alike(quantity, source, text) for text, source in sources))
        or (on("check_small_counts") and small)
    )
    return None if excused else _missing(quantity, stated)


def _opposite_limit(quantity: Quantity, sources: Sequence[Quantity]) -> bool:
    """Whether the sources set the opposite limit with the same number, "at least" for "at most", and none agrees."""
    same = [
        source
        for source in sources
        if _count_of(source) == _count_of(quantity)
        and (source.unit == quantity.unit or source.elliptic or quantity.elliptic)
    ]
    return on("check_limits") and bool(same) and all(opposed(quantity, source) for source in same)


def _in_its_course(quantity: Quantity, text: Text) -> Quantity:
    """The quantity without its limit if that may be none: "over 18 years" in their course, "under the 18-year plan"."""
    in_time = quantity.unit == "day" and lexicon.pattern("checks.over").search(text.text[: quantity.start])
    return replace(quantity, hedge="") if in_time else quantity


def _missing(quantity: Quantity, sources: Sequence[Quantity]) -> Reason:
    fault: Fault = "date" if quantity.unit in CALENDAR else "number"
    if any(source.value == quantity.value and source.unit == quantity.unit for source in sources):
        return objection(fault, quantity, "the passage sets the opposite limit")
    if same_value := [source for source in sources if source.value == quantity.value and source.high == quantity.high]:
        return objection(fault, quantity, f"the passage has {same_value[0].text!r}, in another unit")
    comparable = [source for source in sources if compare(quantity, source) == "differs"]
    if comparable:
        nearest = min(comparable, key=lambda source: abs(source.value - quantity.value))
        return objection(fault, quantity, f"the nearest that the passage gives is {nearest.text!r}")
    return objection(fault, quantity, "the passage gives no such number")


def _counts_alike(quantity: Quantity, source: Quantity, text: str) -> bool:
    """The same bare number in another dress: "eighth day", "multiplied by five", a cell under "Billion yuan"."""
    if _count_of(quantity) != _count_of(source) or not text or quantity.is_range or source.is_range:
        return False
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
    big, count = _big_word(quantity), _count_of(quantity)
    factor = quantity.value / (count * SCALES.get(big, 1.0)) if count else 1.0
    units = [pattern for pattern, unit, worth in UNITS if unit == quantity.unit and isclose(worth, factor)]
    return big in above and (not quantity.unit or any(pattern.search(above) for pattern in units))


def _count_of(quantity: Quantity) -> float:
    """The bare number, whatever it counts: "on the eighth day" is after eight days."""
    if quantity.unit == "ordinal":
        return quantity.value
    match = QUANTITY.search(quantity.text)
    return numeral(match["number"])[0] if match else quantity.value


def _follows(quantity: Quantity, sources: Sequence[Quantity], stated: Sequence[Quantity]) -> bool:
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
    """Whether it follows, rounded, from the sources: a total, difference, ratio, share. No proof: it may be chance."""
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
            for total in [*accumulate(other.value for other in alike[i : i + 6])][1:]:
                yield replace(first, value=total, high=total, step=0.0, hedge="")


def _any_same(quantity: Quantity, sources: Iterable[Quantity]) -> bool:
    return any(compare(quantity, source) == "same" for source in sources)


def _span_of_years(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    years = {year for other in others for year in years_of(other)}
    return any(abs(abs(a - b) - quantity.value / YEAR) < 0.01 for a, b in combinations(years, 2))


def check_names(content: Sequence[Token], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each proper name that neither the passages nor their headings have.

    A word that is also known in lower case ("Bank", "Sound") is a name where it is written large within a sentence.
    """
    if not on("check_names"):
        return ()
    unknown = (token for token in content if token.is_name and not evidence.has(token))
    return tuple(objection("name", token, "the passage has no such name") for token in unknown)


def check_quotes(sentence: str, evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each stretch in quotation marks that no passage has word for word."""
    texts = [_plain(text.text) for text in (*(sheet.text for sheet in evidence.sheets), *evidence.contexts)]
    reasons = []
    for match in _QUOTED.finditer(sentence) if on("check_quotes") else ():
        span, said = match.span(match.lastindex or 0), match[1] or match[2]
        parts = map(_plain, _LEFT_OUT.split(_OTHER_CASE.sub(r"\1", said)))
        wanted = [part for part in parts if part.strip()]
        if not any(all(part in text for part in wanted) for text in texts):
            reasons.append(Reason("quote", span, f"{said!r}: the passage has no such words"))
    return tuple(reasons)


def _plain(text: str) -> str:
    """The words alone, since dashes, commas and inner quote marks are set otherwise."""
    apart = _SIGN.sub(r" \1 ", fold(text))
    return f" {_NO_WORD.sub(' ', apart).strip()} "


def may_be_the_country(said: str, evidence: Evidence) -> bool:
    """Whether a name, "China" or "Chinese", may be of what the passages call "the country", naming none."""
    texts = [sheet.text.text for sheet in evidence.sheets]
    named = {word.lower() for text in (*texts, *(c.text for c in evidence.contexts)) for word in _WORD.findall(text)}
    known = lexicon.words("words.countries") | lexicon.words("words.nationalities")
    country = said.lower().replace("’", "'").removesuffix("'s")
    return (
        on("check_country")
        and country in known
        and not known & named
        and any(lexicon.pattern("checks.the_country").search(text) for text in texts)
    )
