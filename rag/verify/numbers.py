"""The check of numbers: each must stand in a cited passage, in the same unit, and be said of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.quantities import Quantity, compare
from rag.quantities.grammar import QUANTITY
from rag.quantities.numerals import numeral
from rag.verify.derived import AGREE, CALENDAR, follows, years_of
from rag.verify.evidence import Evidence, Sheet
from rag.verify.relations import nearby
from rag.verify.ties import Near, clause_at, governors, near, spot_of, tie_at
from rag.verify.tokens import Text
from rag.verify.types import Fault, Reason

SIZE = 30  # a number that many times larger is of another thing
LEAST, RATIO = 0.5, 5.0
TOGETHER = 25  # characters between two numbers that belong together
_JOINED = re.compile(r"(?:(?!\bthan\b|\bto\b)[^,;]){0,20}\b(?:in|around|by|at|on|since|for)\s")
_ROW = re.compile(r"(?:, |\band |\bor |\bto )(?:about |over |some |nearly )?$")
GENERIC = frozenset(("person", "visitor"))

Found = tuple[int | None, Quantity]  # the passage's number, None for a heading


def check_numbers(claim: Text, evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each number or date that no passage gives, or that it gives otherwise or of another thing."""
    sources = _sources(evidence)
    reasons = [_check(quantity, claim, evidence, sources) for quantity in claim.quantities]
    return tuple(reason for reason in (*reasons, *_mismatched(claim, evidence)) if reason)


def _mismatched(claim: Text, evidence: Evidence) -> Iterator[Reason]:
    """A reason for "35.8 billion in 2010" where the passage has 35.8 billion, and has another year beside it."""
    for one, other in pairwise(claim.quantities):
        if _same_kind(one, other) or not _JOINED.fullmatch(claim.text[one.end : other.start]):
            continue
        beside = [
            _nearest(source, other, sheet)
            for sheet in evidence.sheets
            for source in sheet.text.quantities
            if compare(one, source) in AGREE
        ]
        if beside and all(found and not _may_agree(other, found) for found in beside):
            yield _reason(
                "binding", other, f"beside {one.text!r} the passage has {beside[0].text!r}" if beside[0] else ""
            )


def _nearest(source: Quantity, wanted: Quantity, sheet: Sheet) -> Quantity | None:
    """The number of the wanted kind that stands nearest to the source's in its sentence; None where none is close."""
    close = [
        (max(q.start - source.end, source.start - q.end), q)
        for q in sheet.text.quantities
        if q is not source and _same_kind(q, wanted) and sheet.sentence_of(q.start) == sheet.sentence_of(source.start)
    ]
    joined = next((q for _, q in close if _JOINED.fullmatch(sheet.text.text[source.end : q.start])), None)
    if joined:
        return joined
    gap, nearest = min(close, key=lambda pair: pair[0], default=(TOGETHER + 1, None))
    return nearest if gap <= TOGETHER else None


def _may_agree(quantity: Quantity, source: Quantity) -> bool:
    """Whether the two agree, a month without its year agreeing with any."""
    undated = source.unit == quantity.unit == "date" and not source.date[0] and source.date[1] == quantity.date[1]
    return undated or _overlap(quantity, source) or compare(quantity, source) != "differs"


def _overlap(quantity: Quantity, source: Quantity) -> bool:
    """Whether one is a stretch of years that the other opens or closes."""
    mine, theirs = years_of(quantity), years_of(source)
    return quantity.is_range != source.is_range and not set(mine).isdisjoint(theirs)


def _same_kind(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit or {one.unit, other.unit} <= {"year", "date"}


def bearing(claim: Text, evidence: Evidence) -> tuple[tuple[int, Quantity], ...]:
    """The passages' quantities that agree with one of the claim's, as (passage, quantity)."""
    return tuple(
        (i, source)
        for i, sheet in enumerate(evidence.sheets)
        for source in sheet.text.quantities
        if any(compare(quantity, source) in AGREE for quantity in claim.quantities)
    )


def _sources(evidence: Evidence) -> tuple[Found, ...]:
    inside: list[Found] = [(i, q) for i, sheet in enumerate(evidence.sheets) for q in sheet.text.quantities]
    return (*inside, *((None, quantity) for text in evidence.contexts for quantity in text.quantities))


def _check(quantity: Quantity, claim: Text, evidence: Evidence, sources: Sequence[Found]) -> Reason | None:
    if (
        quantity.unit == "ordinal" and quantity.value == 1
    ):  # "first" is as often "at first", and is a word to the others
        return None
    fits = [(compare(quantity, source), passage, source) for passage, source in sources]
    if any(fit in AGREE for fit, _, _ in fits):
        located = [(passage, source) for fit, passage, source in fits if fit in (*AGREE, "bound")]
        return _bound_elsewhere(quantity, claim, evidence, located, sources)
    if any(fit == "bound" for fit, _, _ in fits):
        return _reason("strength", quantity, "the passage sets another limit")
    if follows(quantity, [source for _, source in sources], claim.quantities):
        return None
    if any(_counts_alike(quantity, source, passage, evidence) for passage, source in sources):
        return None
    if _is_small_count(quantity):
        return _bound_elsewhere(quantity, claim, evidence, [], sources)
    return _missing(quantity, [source for _, source in sources])


def _counts_alike(quantity: Quantity, source: Quantity, passage: int | None, evidence: Evidence) -> bool:
    """The same bare number in another dress: "eighth day", "multiplied by five", a cell under "Billion yuan"."""
    if _count_of(quantity) != _count_of(source) or passage is None:
        return False
    if source.unit == "ordinal" or (quantity.unit == "times" and not source.unit) or quantity.elliptic:
        return True
    text = evidence.sheets[passage].text.text
    in_table = source.elliptic and "|" in text[source.end : source.end + 3]
    return in_table and quantity.text.split()[-1].lower() in text[: source.start].lower()


def _count_of(quantity: Quantity) -> float:
    """The bare number, whatever it counts: "on the eighth day" is after eight days."""
    if quantity.unit == "ordinal":
        return quantity.value
    match = QUANTITY.search(quantity.text)
    return numeral(match["number"])[0] if match else quantity.value


def _is_small_count(quantity: Quantity) -> bool:
    """A count in words up to ten may count what the passage lists: only another number in its place refutes it."""
    return quantity.unit == "" and quantity.value <= 10 and quantity.text.isalpha()


def _reason(fault: Fault, quantity: Quantity, why: str) -> Reason:
    return Reason(fault, (quantity.start, quantity.end), f"{quantity.text!r}: {why}")


def _missing(quantity: Quantity, sources: Sequence[Quantity]) -> Reason:
    fault: Fault = "date" if quantity.unit in CALENDAR else "number"
    if same_value := [source for source in sources if source.value == quantity.value and source.high == quantity.high]:
        return _reason(fault, quantity, f"the passage has {same_value[0].text!r}, in another unit")
    comparable = [source for source in sources if compare(quantity, source) == "differs"]
    if comparable:
        nearest = min(comparable, key=lambda source: abs(source.value - quantity.value))
        return _reason(fault, quantity, f"the nearest that the passage gives is {nearest.text!r}")
    return _reason(fault, quantity, "the passage gives no such number")


def _bound_elsewhere(
    quantity: Quantity, claim: Text, evidence: Evidence, agreeing: Sequence[Found], sources: Sequence[Found]
) -> Reason | None:
    """A reason where another number of the passage is tied much closer to the words round the claim's own."""
    rival = _rival(quantity, claim, evidence, agreeing, sources)
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
    if len(inside) < len(agreeing):
        return None
    rivals = [found for found in sources if found[0] is not None and _is_rival(quantity, found[1])]
    ruled = governors(quantity, claim.tokens)
    own = frozenset().union(*(_clause_stems(found, evidence) for found in inside))
    plain = any(not governors(found[1], evidence.sheets[found[0] or 0].text.tokens) for found in inside)
    for passage, source in rivals if not plain and all(nearby(stem).isdisjoint(own) for stem in ruled) else ():
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


def _clause_stems(found: Found, evidence: Evidence) -> frozenset[str]:
    """The content stems of the number's clause; of the whole sentence where it is one of a row ("9 in 2000, 8")."""
    sheet = evidence.sheets[found[0] or 0]
    start, end = sheet.text.sentences[sheet.sentence_of(found[1].start)] if sheet.text.sentences else (0, 0)
    clause = clause_at(found[1].start, sheet.text.tokens)
    in_a_row = bool(_ROW.search(sheet.text.text[: found[1].start]))
    return frozenset(
        token.stem
        for token in sheet.text.within((start, end))
        if token.is_content and (in_a_row or token.clause == clause)
    )


def _is_rival(quantity: Quantity, source: Quantity) -> bool:
    if compare(quantity, source) != "differs":
        return False
    if _same_kind(quantity, source) and quantity.unit in CALENDAR:
        return True
    low, high = sorted((abs(quantity.value), abs(source.value)))
    return source.unit == quantity.unit and high <= SIZE * low


def _tie(words: Near, found: Found, evidence: Evidence) -> float:
    passage, source = found
    return 0.0 if passage is None else tie_at(words, spot_of(source, passage, evidence), evidence)
