"""The values that sentences give for what a question asks: found, told apart, and traced to who says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from rag.check.disagreement import cues
from rag.check.disagreement.statements import CALENDAR, Piece, Statement
from rag.check.evidence import governors, nearby
from rag.language.quantities import Quantity, compare, find
from rag.language.quantities.patterns import HEDGE_BEFORE
from rag.language.tokens import Token, read

NEAR = 6  # words to each side
FACTOR = 8  # two values of one thing are hardly further apart
PAUSED = 16  # words: how much further away a date is behind a pause or an "and"
BESIDE = 24  # twice the words between a value and its date


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of a statement and how much of the question it holds, by weight."""

    statement: Statement
    piece: Piece
    hold: float
    group: int  # the statement's number
    position: int

    @property
    def text(self) -> str:
        """How it reads."""
        return self.piece.text


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that a sentence gives for what is asked."""

    quantity: Quantity
    sentence: Told


@dataclass(frozen=True, slots=True)
class Asked:
    """What the question asks for: its stems, and the units that answer it (none: any amount).

    `names` are the stems of the names in it, `counted` those of what it wants counted, `people` whether that is people,
    `years` the years that it names.
    """

    stems: frozenset[str]
    units: frozenset[str]
    names: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    people: bool = False
    years: frozenset[float] = frozenset()

    def wants(self, unit: str) -> bool:
        """Whether a value in the unit may answer the question."""
        if self.units:
            return unit in self.units
        return unit not in (*CALENDAR, "ordinal", "decade", "century")


def readings_in(sentence: Told, asked: Asked) -> Iterator[Reading]:
    """The values of a sentence that may answer the question, without parts, changes and the dates of sources."""
    if sentence.piece.kind == ("cell" if asked.units.intersection(CALENDAR) else "row"):
        return
    for quantity in find(sentence.text):
        before, after = sentence.text[: quantity.start], sentence.text[quantity.end :]
        is_source = quantity.unit in CALENDAR and cues.DATED_SOURCE.match(after)
        changes = quantity.is_range and before.endswith("from ")
        none = (
            is_source
            or changes
            or cues.OTHER_TIME.match(after)
            or cues.PART_OF.match(after)
            or rejected(quantity, sentence.text)
        )
        part = cues.PART.search(before) and not cues.CREDITS.search(before)
        if asked.wants(quantity.unit) and not none and not part:
            yield Reading(quantity, sentence)


def rejected(quantity: Quantity, text: str) -> bool:
    """Whether the sentence says that the value does not hold."""
    return bool(cues.REJECTED_BEFORE.search(text[: quantity.start]) or cues.REJECTED_BEHIND.match(text[quantity.end :]))


def corrects(one: Reading, other: Reading) -> bool:
    """Whether the sentence of the one says that the other's value does not hold."""
    return any(
        rejected(there, one.sentence.text) and compare(other.quantity, there) in ("same", "rounded")
        for there in find(one.sentence.text)
    )


def distinct(readings: Sequence[Reading], limits: bool = True) -> list[Reading]:
    """The largest group of one unit and size in which every two values differ, in reading order.

    With `limits`, "at least 27 million" and "30 million" do not differ: both can be right.
    """
    groups: list[list[Reading]] = []
    for reading in readings:
        group = next((group for group in groups if _comparable(group[0], reading)), None)
        if group is None:
            groups.append([reading])
        elif all(_differ(reading.quantity, other.quantity, limits) for other in group):
            group.append(reading)
    return max(groups, key=len, default=[])


def _comparable(one: Reading, other: Reading) -> bool:
    mine, theirs = one.quantity, other.quantity
    if mine.unit in CALENDAR or theirs.unit in CALENDAR:
        return mine.unit in CALENDAR and theirs.unit in CALENDAR
    counted = (nouns(one), nouns(other))
    if all(counted) and not meet(*counted):
        return False
    low, high = sorted((abs(mine.value), abs(theirs.value)))
    same_rate = mine.per == theirs.per or not (mine.unit or (mine.per and theirs.per))
    return mine.unit == theirs.unit and same_rate and high <= FACTOR * low


def _differ(one: Quantity, other: Quantity, limits: bool) -> bool:
    """Whether two values can't both be right, even rounded and, with `limits`, as limits."""
    if not limits:
        one, other = replace(one, hedge=""), replace(other, hedge="")
    if compare(one, other) != "differs" or compare(other, one) != "differs":
        return False
    low, high = sorted((one, other), key=lambda quantity: quantity.value)
    return low.high < high.value and not (low.hedge == "over" and high.hedge == "over") and high.hedge != "under"


def nouns(reading: Reading) -> frozenset[str]:
    """The stems of the words counted, where a bare count has some right behind it; people may be anyone."""
    words = _behind(reading)
    stems = frozenset(word.stem for word in words)
    return frozenset() if "person" in stems or _has_abbreviation(words) else stems


def _behind(reading: Reading) -> list[Token]:
    """Up to three words that a bare count has right behind it."""
    if reading.quantity.unit:
        return []
    text, end = reading.sentence.text, reading.quantity.end
    stop = cues.PAUSE.search(text, end)
    within = (end, stop.start() if stop else len(text))
    return list(takewhile(lambda token: token.is_content, read(text).within(within)[:3]))


def _has_abbreviation(words: Sequence[Token]) -> bool:
    return any(sum(map(str.isupper, word.text)) > 1 for word in words)


def is_counted(reading: Reading, asked: Asked) -> bool:
    """Whether what is counted can be what the question wants counted, of the same kind: no coal mines for tin mines."""
    words = _behind(reading)
    if not words or not asked.counted:
        return True
    if _has_abbreviation(words):
        return not asked.people
    *kinds, _ = stems = [word.stem for word in words]
    if len(asked.counted) > 1 and kinds and not meet(frozenset(kinds), asked.counted):
        return False
    return meet(frozenset(stems), asked.counted) or (asked.people and "person" in stems)


def subjects_meet(one: Reading, other: Reading, asked: Asked) -> bool:
    """Whether both values are said of what the question names; where it names nothing, of names that both have."""
    (near, far, stems), (their_near, their_far, their_stems) = (_names_round(reading) for reading in (one, other))
    if asked.names:
        return asked.names <= stems & their_stems
    return all(
        not names or not others or meet(names, others) for names, others in ((near, their_far), (their_near, far))
    )


def of_other_ranks(one: Reading, other: Reading) -> bool:
    """Whether the one is of a second and the other of a third thing of its kind."""
    mine, theirs = ({q.value for q in find(each.sentence.text) if q.unit == "ordinal"} for each in (one, other))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _names_round(reading: Reading) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The stems of the names nearest to a value, of all names over it too, and of all words there."""
    texts = [read(text) for text in (reading.sentence.text, *reading.sentence.piece.around)]
    own, *over = (
        frozenset(t.stem for t in text.tokens if t.is_name and not cues.CORRECTS.fullmatch(t.text)) for text in texts
    )
    every = own.union(*over)
    return own or every, every, frozenset().union(*(text.stems for text in texts))


def wholes(reading: Reading) -> frozenset[str]:
    """The stem of the whole that a share is a share of, where one follows."""
    match = cues.WHOLE_BEHIND.match(reading.sentence.text[reading.quantity.end :])
    return read(match[1]).stems if match else frozenset()


def meet(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two sets of stems share one, or have two that are near in meaning."""
    return any(not nearby(stem).isdisjoint(theirs) for stem in mine)


def same_time(one: Reading, other: Reading) -> bool:
    """Whether both values are of the same time; one that is set right is of the time of what it contradicts."""
    mine, theirs = _times(one), _times(other)
    if mine and theirs:
        years_of = [{year for year, _ in times} for times in (mine, theirs)]
        return years_of[0] == years_of[1] and not any(
            m and n and m != n and year == there for year, m in mine for there, n in theirs
        )
    bare, dated = (one, other) if theirs else (other, one)
    return (
        not (mine or theirs)
        or bool(cues.CORRECTS.search(bare.sentence.text))
        or _heading_years(bare) == {year for year, _ in _times(dated)}
    )


def same_event(one: Reading, other: Reading) -> bool:
    """Whether two dates stand behind the same verb, or the one is set right."""
    verbs = [governors(each.quantity, read(each.sentence.text).tokens) for each in (one, other)]
    return meet(*verbs) or any(cues.CORRECTS.search(each.sentence.text) for each in (one, other))


def _heading_years(reading: Reading) -> set[float]:
    """The years that the title and headings over a value name."""
    path = " ".join(reading.sentence.statement.contexts)
    return {float(q.date[0]) or q.value for q in find(path) if q.date[0] or q.unit == "year"}


def alike(one: Reading, other: Reading) -> float:
    """The share of the words round two values that both have (0 to 1), of those round the value that has fewer."""
    mine, theirs = _words_near(one), _words_near(other)
    return max(_share(mine, _stems(theirs)), _share(theirs, _stems(mine)))


def as_alike(one: Reading, other: Reading) -> float:
    """The share of those round the value that has more which the other has round it or over it."""
    return min(_share(_words_near(one), _stems_over(other)), _share(_words_near(other), _stems_over(one)))


def _stems_over(reading: Reading) -> frozenset[str]:
    return _stems(_words_near(reading)).union(*(read(text).stems for text in reading.sentence.piece.around))


def _stems(words: Sequence[Token]) -> frozenset[str]:
    return frozenset(word.stem for word in words)


def _share(words: Sequence[Token], others: frozenset[str]) -> float:
    whole = sum(token.weight for token in words)
    return sum(token.weight for token in words if not nearby(token.stem).isdisjoint(others)) / whole if whole else 0.0


def _words_near(reading: Reading) -> list[Token]:
    """The words round the value as far as the next amount, without names, which tell what it is of."""
    text, own = reading.sentence.text, reading.quantity
    amounts = [q for q in find(text) if q.unit not in (*CALENDAR, "ordinal")]
    breaks = cues.NEW_CLAUSE.finditer(text, 0, own.start) if reading.sentence.piece.kind == "sentence" else ()
    low = max((match.end() for match in breaks), default=0)
    high = min((q.start for q in amounts if q.start >= own.end), default=len(text))
    content = [t for t in read(text).tokens if t.is_content and not (t.is_name or cues.CORRECTS.fullmatch(t.text))]
    before = [token for token in content if low <= token.start and token.end <= own.start][-NEAR:]
    return before + [token for token in content if own.end <= token.start < high][:NEAR]


def years(reading: Reading) -> frozenset[float]:
    """The years that the value is of; none for a value that is a date itself."""
    return frozenset(year for year, _ in _times(reading))


def _times(reading: Reading) -> frozenset[tuple[float, int]]:
    """The years and months (0 where none is told) that the value is of.

    Of several in its sentence it is the one beside it, as in "900 in 2010 and 700 in 2020", "in 2010 900, in 2020 700".
    """
    if reading.quantity.unit in CALENDAR:
        return frozenset()
    dated = [q for q in find(reading.sentence.text) if q.date[0] or q.unit == "year"]
    beside = _beside(reading, dated) if len(dated) > 1 else None
    return frozenset((float(q.date[0]) or q.value, q.date[1]) for q in ([beside] if beside else dated))


def _beside(reading: Reading, dated: Sequence[Quantity]) -> Quantity | None:
    """The nearest of the dates, with no other amount of the unit between; what is behind a pause is further away."""
    text, own = reading.sentence.text, reading.quantity
    rivals = [q for q in find(text) if q.unit in (own.unit, "") and q.start != own.start]
    near: list[tuple[int, Quantity]] = []
    for date in dated:
        start, end = (own.end, date.start) if date.start >= own.end else (date.end, own.start)
        if not any(start <= rival.start < end for rival in rivals):
            gap = text[start:end]
            behind = date.start >= own.end
            near.append((2 * len(gap.split()) - behind + PAUSED * len(cues.BREAK.findall(gap)), date))
    distance, nearest = min(near, key=lambda pair: pair[0], default=(BESIDE + 1, None))
    return nearest if distance <= BESIDE else None


def source(reading: Reading) -> str:
    """Who gives the value, where the sentence tells; else ""."""
    text, quantity = reading.sentence.text, reading.quantity
    if behind := cues.SOURCE_BEHIND.match(text[quantity.end :]):
        return (behind[1] or behind[2]).strip()
    before = text[: quantity.start]
    named = [*cues.SOURCE_BEFORE.finditer(before)]
    if not named and cues.SAYS.search(before) and (short := cues.SOURCE_SHORT.search(before)):
        named = [short]
    return named[-1][1].removeprefix("and ").strip() if named else ""


def clause(reading: Reading) -> str:
    """The part of the sentence that tells the value."""
    text, at = reading.sentence.text, reading.quantity.start
    breaks = [(0, 0), *(match.span() for match in cues.CLAUSE.finditer(text)), (len(text), len(text))]
    start = max(end for _, end in breaks if end <= at)
    return text[start : min(begin for begin, _ in breaks[1:] if begin > at)].rstrip(".;")


def shown(reading: Reading, asked: Asked) -> str:
    """The value as it is written, with its hedge, and with who says so where the sentence tells.

    "Hegang counted 900" tells what was counted and not by whom.
    """
    text, quantity, who = reading.sentence.text, reading.quantity, source(reading)
    hedge = HEDGE_BEFORE.search(text[: quantity.start])
    written = text[hedge.start() if hedge else quantity.start : quantity.end]
    named = who and who.lower() not in cues.PRONOUNS and not read(who).stems <= asked.names
    return f"{written} ({who})" if named else written
