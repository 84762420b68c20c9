"""The check of what a number is of: it may stand in the passage and be said there of something else."""

from __future__ import annotations

from collections.abc import Sequence

from rag.base.mechanisms import on
from rag.check.arithmetic import AGREE, CALENDAR
from rag.check.evidence import Evidence, Near, Reason, clause_at, governors, near, nearby, spot_of, tie_at
from rag.language import lexicon
from rag.language.quantities import Quantity, compare
from rag.language.tokens import Text

SIZE = 30  # a number that many times larger is of another thing
LEAST, RATIO = 0.5, 5.0
_ROW = lexicon.pattern("checks.row")
_YEARS_BEFORE = lexicon.pattern("checks.years_before")
GENERIC = frozenset(("person", "visitor"))

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
    return _reason(quantity, f"of this the passage says {rival.text!r}")


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
    bare = not own or any(_in_brackets(found, evidence) for found in inside)
    for passage, source in rivals if not bare and all(nearby(stem).isdisjoint(own) for stem in ruled) else ():
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


def _in_brackets(found: Found, evidence: Evidence) -> bool:
    """Whether it is as in "22% (54 million)": what it is of stands elsewhere."""
    return evidence.sheets[found[0] or 0].text.text[: found[1].start].endswith("(")


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


def _reason(quantity: Quantity, why: str) -> Reason:
    return Reason("binding", (quantity.start, quantity.end), f"{quantity.text!r}: {why}")
