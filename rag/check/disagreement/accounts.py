"""Where a passage tells itself that accounts differ: it says so, or gives the values of two sources.

Only round sentences that answer the question, since what is disputed elsewhere is another matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.check.disagreement import cues
from rag.check.disagreement.statements import CALENDAR
from rag.check.disagreement.values import (
    Asked,
    Reading,
    Told,
    distinct,
    is_counted,
    meet,
    nouns,
    readings_in,
    source,
    subjects_meet,
    wholes,
    years,
)
from rag.language.quantities import find as find_quantities
from rag.language.tokens import stems

TOLD = 0.4  # share of the best quoted sentence's hold on the question
ALSO = 0.6  # the same of a sentence further on that sets another value against it


def said_to_differ(asked: Asked, quoted: Sequence[Told], every: Sequence[Told]) -> list[Reading]:
    """The values of the first passage that tells itself that accounts of what is asked differ."""
    best = max((sentence.hold for sentence in quoted), default=0.0)
    for sentence in (each for each in quoted if best and each.hold >= TOLD * best):
        passage = [other for other in every if other.group == sentence.group]
        for values in _told_round(sentence, passage, quoted, asked):
            of_one = [value for value in values if _is_of_the_same(values[0], value, asked)]
            if len(of_one) > 1:
                return of_one
    return []


def _is_of_the_same(first: Reading, value: Reading, asked: Asked) -> bool:
    """Whether two values can be of one thing: by two sources, or else of one subject; bare counts, of one noun."""
    if first is value or source(first) or source(value):
        return True
    if first.sentence is not value.sentence:
        return subjects_meet(first, value, asked)
    known = asked.units or asked.counted or first.quantity.unit or value.quantity.unit
    return bool(known) or meet(nouns(first), nouns(value))


def _told_round(
    sentence: Told, passage: Sequence[Told], quoted: Sequence[Told], asked: Asked
) -> Iterator[list[Reading]]:
    for cued in _beside(sentence, passage):
        near = cued in quoted or _is_bare(cued)
        if near and _is_of_the_event(cued, asked) and not _counts_others(cued, asked):
            yield _of_sources(cued, passage, asked)
            if not any(cues.OTHERWISE_DEFINED.search(other.text) for other in (cued, sentence)):
                yield _where_they_differ(cued, passage, asked)
    for cued in passage:
        yield _measured_otherwise(sentence, cued, asked)


def _measured_otherwise(sentence: Told, cued: Told, asked: Asked) -> list[Reading]:
    """The value in a sentence, and the one that another further on sets against it, as "gives another picture" does."""
    apart = abs(cued.position - sentence.position) > 1 and cues.DIFFER.search(cued.text)
    if not apart or not asked.units or asked.units.intersection(CALENDAR) or cued.hold < ALSO * sentence.hold:
        return []
    against = [Reading(quantity, cued) for quantity in find_quantities(cued.text) if asked.wants(quantity.unit)]
    readings = [*readings_in(sentence, asked), *against]
    found = distinct([each for each in readings if not asked.counted or meet(nouns(each), asked.counted)])
    return found if [reading.sentence for reading in found] == [sentence, cued] else []


def set_against(asked: Asked, quoted: Sequence[Told]) -> list[Reading]:
    """A value of each of two sources of which one is set against the other, where the values are not of one kind."""
    for cued in (sentence for sentence in quoted if cues.DIFFER.search(sentence.text)):
        for stretch in ([cued], [other for other in quoted if 0 <= cued.position - other.position <= 1]):
            if any(cues.OTHERWISE_DEFINED.search(other.text) for other in stretch):
                continue
            read = [Reading(quantity, other) for other in stretch for quantity in find_quantities(other.text)]
            told = [reading for reading in read if source(reading) and reading.quantity.unit != "ordinal"]
            apt = [reading for reading in told if asked.wants(reading.quantity.unit)]
            if len(_sources(told)) > 1 and apt and all(is_counted(reading, asked) for reading in apt):
                return [*{source(reading): reading for reading in reversed(told)}.values()][::-1]
    return []


def _counts_others(sentence: Told, asked: Asked) -> bool:
    """Whether it says how many there are of other things than the question counts."""
    counted = cues.COUNTED.search(sentence.text)
    if not counted or not asked.counted or (asked.people and cues.PEOPLE.search(counted[1])):
        return False
    return not meet(stems(counted[1]), asked.counted)


def _is_of_the_event(sentence: Told, asked: Asked) -> bool:
    """Whether it has a word of what happened, which names and "date" do not say, where that is asked for."""
    if not asked.units.intersection(CALENDAR):
        return True
    event = asked.stems - asked.names - stems("date year day month time")
    return not event or not event.isdisjoint(stems(sentence.text))


def _beside(sentence: Told, passage: Sequence[Told]) -> list[Told]:
    """The sentence itself, then its neighbours."""
    near = [other for other in passage if abs(other.position - sentence.position) <= 1]
    return sorted(near, key=lambda other: (other is not sentence, other.position))


def _is_bare(sentence: Told) -> bool:
    """Whether it gives no figures itself."""
    return not any(sign.isdecimal() for sign in sentence.text)


def _of_sources(cued: Told, passage: Sequence[Told], asked: Asked) -> list[Reading]:
    """The values that two sources give in a sentence, or in two of which the second is set beside the first.

    Or what is told first and what a source, which says something else, puts beside it: "found in 1914; A dates it to
    1916".
    """
    for stretch in _stretches(cued, passage):
        if any(cues.OTHERWISE_DEFINED.search(other.text) for other in stretch):
            continue
        read = [reading for other in stretch for reading in readings_in(other, asked)]
        kept = _to_the_point(read, asked)
        differ = any(cues.DIFFER.search(other.text) for other in stretch)
        named = distinct([reading for reading in kept if source(reading)], limits=not differ)
        if len(_sources(named)) > 1 and (differ or not _of_years_each(named)):
            return named
        if (
            len(named) == 1
            and named[0].quantity.unit in CALENDAR
            and (differ or cues.DATES.search(named[0].sentence.text))
        ):
            before = kept[: kept.index(named[0])][-1:]
            if len(distinct([*before, *named])) > 1:
                return [*before, *named]
    return []


def _stretches(cued: Told, passage: Sequence[Told]) -> Iterator[list[Told]]:
    yield [cued]
    for one in (cued, *(other for other in passage if other.position == cued.position - 1)):
        for two in (other for other in passage if other.position == one.position + 1):
            if one.text.endswith(";") or cues.DIFFER.search(two.text):
                yield [one, two]


def _where_they_differ(cued: Told, passage: Sequence[Told], asked: Asked) -> list[Reading]:
    """The values in the sentence that tells; where it has no figures, those of what follows, or of what precedes."""
    if not cues.DIFFER.search(cued.text):
        return []
    bare = _is_bare(cued)
    if bare and asked.units.intersection(CALENDAR) and not cues.DATED.search(cued.text):
        return []
    following = [other for other in passage if other.position > cued.position and not cues.ASIDE.match(other.text)]
    before = [other for other in passage if other.position == cued.position - 1]
    for told in ([cued], following, before if cues.POINTS_BACK.search(cued.text) else ()) if bare else ([cued],):
        values = _to_the_point([reading for other in told for reading in readings_in(other, asked)], asked)
        if len(values := distinct(values, limits=False)) > 1:
            return values
    return []


def _of_years_each(values: Sequence[Reading]) -> bool:
    """Whether each value is of a year of its own, which needs no account that differs."""
    times = [years(value) & _years_told(value) for value in values]
    return all(len(time) == 1 for time in times) and len(set(times)) == len(times)


def _years_told(reading: Reading) -> frozenset[float]:
    """The years round a value that do not date who gives it, as in "A wrote in 2019 of …", "according to A in 2013"."""
    text, quantity = reading.sentence.text, reading.quantity
    said = list(cues.SAYS.finditer(text, 0, quantity.start)) if source(reading) else []
    behind = cues.SAID_BY.search(text, quantity.end)
    within = text[said[-1].end() if said else 0 : behind.start() if behind else len(text)]
    return frozenset(float(q.date[0]) or q.value for q in find_quantities(within) if q.unit in CALENDAR)


def _to_the_point(readings: Sequence[Reading], asked: Asked) -> list[Reading]:
    """Without the values of other things: jobs where the question asks for pits, a share of China, not of the world."""
    kept = [reading for reading in readings if is_counted(reading, asked)]
    for follows in (nouns, wholes):
        met = [reading for reading in kept if meet(follows(reading), asked.stems)]
        apt = [reading for reading in kept if reading in met or not follows(reading)]
        if met and (len(distinct(apt)) > 1 or follows is nouns):
            kept = apt
    attributed = [reading for reading in kept if source(reading)]
    return attributed if len(_sources(distinct(attributed))) > 1 else _of_enumerations(kept)


def _sources(readings: Sequence[Reading]) -> set[str]:
    return {source(reading) for reading in readings}


def _of_enumerations(readings: Sequence[Reading]) -> list[Reading]:
    """Of three or more values in one breath, which belong to as many things, the one that an ordinal points to."""
    kept: list[Reading] = []
    run: list[Reading] = []
    for reading in [*readings, None]:
        if reading and run and _in_one_breath(run[-1], reading):
            run.append(reading)
            continue
        kept += run if len(run) < 3 else _pointed_to(run)
        run = [reading] if reading else []
    return kept


def _in_one_breath(one: Reading, other: Reading) -> bool:
    if one.sentence is not other.sentence:
        return False
    return other.sentence.text[one.quantity.end : other.quantity.start] in (", ", " and ", ", and ")


def _pointed_to(run: Sequence[Reading]) -> list[Reading]:
    ordinals = {q.value for q in find_quantities(run[0].sentence.statement.text) if q.unit == "ordinal"}
    return [run[int(n) - 1] for n in ordinals if n <= len(run)] if len(ordinals) == 1 else list(run)
