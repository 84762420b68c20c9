"""The check of numbers: each must stand in a cited passage, in the same unit, and be said of the same thing.

Counts, ranks ("the second-largest") and what an amount is per ("a month") have checks of their own here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isclose

from rag.base.mechanisms import on
from rag.check.arithmetic import AGREE, CALENDAR, follows
from rag.check.evidence import Evidence, Fault, Near, Reason, clause_at, governors, near, nearby, spot_of, tie_at
from rag.language import lexicon
from rag.language.quantities import Quantity, compare, opposed
from rag.language.quantities.parse import numeral
from rag.language.quantities.patterns import BIG_WORDS, COMPILED_UNITS, QUANTITY
from rag.language.quantities.units import SCALES
from rag.language.tokens import Text

WIDE = 20  # characters behind a number within which its unit may stand
BESIDE = 0.25  # a number no further from one of the passage, as a share of that, stands for it
SIZE = 30  # a number that many times larger is of another thing
LEAST, RATIO = 0.5, 5.0
GENERIC = frozenset(("person", "visitor"))
_OVER = lexicon.pattern("checks.over")
_ROW = lexicon.pattern("checks.row")
_YEARS_BEFORE = lexicon.pattern("checks.years_before")


def counts_alike(quantity: Quantity, source: Quantity, passage: int | None, evidence: Evidence) -> bool:
    """The same bare number in another dress: "eighth day", "multiplied by five", a cell under "Billion yuan"."""
    if count_of(quantity) != count_of(source) or passage is None or quantity.is_range or source.is_range:
        return False
    text = evidence.sheets[passage].text.text
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
    big, count = _big_word(quantity), count_of(quantity)
    factor = quantity.value / (count * SCALES.get(big, 1.0)) if count else 1.0
    units = [pattern for pattern, unit, worth in COMPILED_UNITS if unit == quantity.unit and isclose(worth, factor)]
    return big in above and (not quantity.unit or any(pattern.search(above) for pattern in units))


def count_of(quantity: Quantity) -> float:
    """The bare number, whatever it counts: "on the eighth day" is after eight days."""
    if quantity.unit == "ordinal":
        return quantity.value
    match = QUANTITY.search(quantity.text)
    return numeral(match["number"])[0] if match else quantity.value


def check_numbers(claim: Text, evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each number or date that no passage gives, or that it gives otherwise or of another thing."""
    if not on("check_numbers"):
        return ()
    sources = _sources(evidence)
    reasons = [_check(_in_its_course(quantity, claim), claim, evidence, sources) for quantity in claim.quantities]
    return tuple(reason for reason in reasons if reason)


def bearing(claim: Text, evidence: Evidence) -> tuple[tuple[int, Quantity], ...]:
    """The passages' quantities that agree with one of the claim's, as (passage, quantity)."""
    return tuple(
        (i, source)
        for i, sheet in enumerate(evidence.sheets)
        for source in sheet.text.quantities
        if any(compare(quantity, source) in AGREE for quantity in claim.quantities)
    )


def misquoted(quantity: Quantity, sources: Sequence[Quantity]) -> bool:
    """Whether the quantity stands for one of the sources wrongly: close to it, or as many of another unit."""
    return any(
        abs(quantity.value - source.value) <= BESIDE * abs(source.value)
        or (quantity.unit == source.unit == "day" and count_of(quantity) == count_of(source))
        for source in sources
        if compare(quantity, source) == "differs"
    )


def _sources(evidence: Evidence) -> tuple[Found, ...]:
    inside: list[Found] = [
        (i, _in_its_course(quantity, sheet.text))
        for i, sheet in enumerate(evidence.sheets)
        for quantity in sheet.text.quantities
    ]
    return (*inside, *((None, quantity) for text in evidence.contexts for quantity in text.quantities))


def _check(quantity: Quantity, claim: Text, evidence: Evidence, sources: Sequence[Found]) -> Reason | None:
    if quantity.unit == "ordinal" and quantity.value == 1:  # "first" is as often "at first"
        return None
    if _opposite_limit(quantity, sources):
        return _reason("number", quantity, "the passage sets the opposite limit")
    fits = [(compare(quantity, source), passage, source) for passage, source in sources]
    if any(fit in AGREE for fit, _, _ in fits):
        located = [(passage, source) for fit, passage, source in fits if fit in (*AGREE, "bound")]
        return bound_elsewhere(quantity, claim, evidence, located, sources)
    if any(fit == "bound" for fit, _, _ in fits):
        limit = _reason("strength", quantity, "the passage sets another limit")
        return limit if on("check_limits") else None
    if on("check_follows") and follows(quantity, [source for _, source in sources], claim.quantities):
        return None
    if on("check_counts_alike") and any(
        counts_alike(quantity, source, passage, evidence) for passage, source in sources
    ):
        return None
    if on("check_small_counts") and _is_small_count(quantity):
        others = [other for other in claim.quantities if other is not quantity]
        free = [found for found in sources if not any(compare(other, found[1]) in AGREE for other in others)]
        return bound_elsewhere(quantity, claim, evidence, [], free)
    return _missing(quantity, [source for _, source in sources])


def _opposite_limit(quantity: Quantity, sources: Sequence[Found]) -> bool:
    """Whether the sources set the opposite limit with the same number, "at least" for "at most", and none agrees."""
    same = [
        source
        for _, source in sources
        if count_of(source) == count_of(quantity)
        and (source.unit == quantity.unit or source.elliptic or quantity.elliptic)
    ]
    return on("check_limits") and bool(same) and all(opposed(quantity, source) for source in same)


def _in_its_course(quantity: Quantity, text: Text) -> Quantity:
    """The quantity without its limit if that may be none: "over 18 years" in their course, "under the 18-year plan"."""
    in_time = quantity.unit == "day" and _OVER.search(text.text[: quantity.start])
    return replace(quantity, hedge="") if in_time else quantity


def _is_small_count(quantity: Quantity) -> bool:
    """A count in words up to ten, or an ordinal, may follow from a list: only a number in its place refutes it."""
    return quantity.unit == "ordinal" or (quantity.unit == "" and quantity.value <= 10 and quantity.text.isalpha())


def _reason(fault: Fault, quantity: Quantity, why: str) -> Reason:
    return Reason(fault, (quantity.start, quantity.end), f"{quantity.text!r}: {why}")


def _missing(quantity: Quantity, sources: Sequence[Quantity]) -> Reason:
    fault: Fault = "date" if quantity.unit in CALENDAR else "number"
    if any(source.value == quantity.value and source.unit == quantity.unit for source in sources):
        return _reason(fault, quantity, "the passage sets the opposite limit")
    if same_value := [source for source in sources if source.value == quantity.value and source.high == quantity.high]:
        return _reason(fault, quantity, f"the passage has {same_value[0].text!r}, in another unit")
    comparable = [source for source in sources if compare(quantity, source) == "differs"]
    if comparable:
        nearest = min(comparable, key=lambda source: abs(source.value - quantity.value))
        return _reason(fault, quantity, f"the nearest that the passage gives is {nearest.text!r}")
    return _reason(fault, quantity, "the passage gives no such number")


Found = tuple[int | None, Quantity]  # the passage's number, None for a heading


def bound_elsewhere(
    quantity: Quantity, claim: Text, evidence: Evidence, agreeing: Sequence[Found], sources: Sequence[Found]
) -> Reason | None:
    """A reason where another number of the passage is tied much closer to the words round the claim's own."""
    rival = _rival(quantity, claim, evidence, agreeing, sources) if on("check_number_context") else None
    if rival is None:
        return None
    for other in claim.quantities:  # a rival that the sentence gives too is one only if the two are exchanged
        if other is not quantity and compare(other, rival) in AGREE:
            theirs = [found for found in sources if compare(other, found[1]) in AGREE]
            back = _rival(other, claim, evidence, theirs, sources)
            if back is None or compare(quantity, back) not in AGREE:
                return None
    return _reason("binding", quantity, f"of this the passage says {rival.text!r}")


def _rival(
    quantity: Quantity, claim: Text, evidence: Evidence, agreeing: Sequence[Found], sources: Sequence[Found]
) -> Quantity | None:
    """The number of the passage that stands where the claim puts this one, if that is not one of those that agree."""
    inside = [found for found in agreeing if found[0] is not None]
    if agreeing and not inside:
        return None
    rivals = [found for found in sources if found[0] is not None and _is_rival(quantity, found[1])]
    ruled = governors(quantity, claim.tokens)
    own = frozenset().union(*(_own_stems(found, evidence) for found in inside))
    for passage, source in rivals if own and all(nearby(stem).isdisjoint(own) for stem in ruled) else ():
        if not ruled.isdisjoint(governors(source, evidence.sheets[passage or 0].text.tokens)):
            return source
    clause = clause_at(quantity.start, claim.tokens)
    around = near((quantity.start, quantity.end), claim.tokens)
    words = tuple(pair for pair in around if pair[0].stem not in GENERIC and pair[0].clause == clause)
    mine = max((_tie(words, found, evidence) for found in inside), default=0.0)
    best = max(
        (r for r in rivals if _shared(words, r, evidence) > 1), key=lambda r: _tie(words, r, evidence), default=None
    )
    strength = _tie(words, best, evidence) if best else 0.0
    return best[1] if best and strength >= LEAST and strength >= RATIO * mine else None


def _shared(words: Near, found: Found, evidence: Evidence) -> int:
    """How many of the words round the claim's number stand in the sentence of the passage's."""
    key = spot_of(found[1], found[0] or 0, evidence).key
    return sum(any(place.key == key for place in evidence.find(token)) for token, _ in words)


def _own_stems(found: Found, evidence: Evidence) -> frozenset[str]:
    """What a number stands with: an amount's clause; a date's verb, or what follows it up to the next date's clause."""
    if found[1].unit not in CALENDAR:
        return _clause_stems(found, evidence)
    sheet = evidence.sheets[found[0] or 0]
    if _YEARS_BEFORE.search(sheet.text.text[: found[1].start]):
        start, end = sheet.text.sentences[sheet.sentence_of(found[1].start)]
        return frozenset(token.stem for token in sheet.text.within((start, end)) if token.is_content)
    if verb := governors(found[1], sheet.text.tokens):
        return verb
    later = [q.start for q in sheet.text.quantities if q.unit in CALENDAR and q.start > found[1].start]
    end = sheet.text.sentences[sheet.sentence_of(found[1].start)][1] if sheet.text.sentences else 0
    stop = min([*later, end])
    clause = clause_at(stop, sheet.text.tokens) if later else -1
    own = clause_at(found[1].start, sheet.text.tokens)
    behind = [t for t in sheet.text.tokens if found[1].end <= t.start < stop and t.is_content]
    return frozenset(token.stem for token in behind if token.clause != clause or token.clause == own)


def _clause_stems(found: Found, evidence: Evidence) -> frozenset[str]:
    """The content stems of the number's clause as far as the next of its kind; of the sentence where it is in a row."""
    passage, source = found
    sheet = evidence.sheets[passage or 0]
    start, end = sheet.text.sentences[sheet.sentence_of(source.start)] if sheet.text.sentences else (0, 0)
    if not _in_a_row(source, sheet.text):
        alike = [q for q in sheet.text.quantities if q is not source and q.unit == source.unit]
        start = max([start, *(q.end for q in alike if q.end <= source.start)])
        end = min([end, *(q.start for q in alike if q.start >= source.end)])
        clause = clause_at(source.start, sheet.text.tokens)
        tokens = [token for token in sheet.text.tokens if token.clause == clause]
    else:
        tokens = list(sheet.text.tokens)
    return frozenset(token.stem for token in tokens if token.is_content and start <= token.start < end)


def _in_a_row(source: Quantity, text: Text) -> bool:
    """Whether an amount of the same unit before it shares its verb, as in "counted 9 in 2000, 8 in 2010"."""
    amounts = [
        quantity for quantity in text.quantities if quantity.unit not in CALENDAR and quantity.end <= source.start
    ]
    return bool(_ROW.search(text.text[: source.start])) and bool(amounts) and amounts[-1].unit == source.unit


def _is_rival(quantity: Quantity, source: Quantity) -> bool:
    if compare(quantity, source) != "differs":
        return False
    if _same_kind(quantity, source) and quantity.unit in CALENDAR:
        return True
    low, high = sorted((abs(quantity.value), abs(source.value)))
    return source.unit == quantity.unit and high <= SIZE * low


def _same_kind(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit or {one.unit, other.unit} <= {"year", "date"}


def _tie(words: Near, found: Found, evidence: Evidence) -> float:
    passage, source = found
    return 0.0 if passage is None else tie_at(words, spot_of(source, passage, evidence), evidence)
