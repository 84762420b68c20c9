"""Where a passage says itself that accounts differ, or gives two sources' values, round what answers the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.check.disagreement.values import (
    CALENDAR,
    Asked,
    Reading,
    Told,
    distinct,
    meet,
    readings_in,
)
from rag.language.lexicon import pattern, words
from rag.language.quantities import find
from rag.language.tokens import read, stems


def said_to_differ(asked: Asked, telling: Sequence[Told], every: Sequence[Told]) -> list[Reading]:
    """The values of the first passage that says, round a telling sentence, that accounts of it differ."""
    for sentence in telling:
        passage = [other for other in every if other.group == sentence.group]
        for values in _told_round(sentence, passage, telling, asked):
            of_one = [value for value in values if _is_of_the_same(values[0], value, asked)]
            if len(of_one) > 1:
                return of_one
    return []


def _is_of_the_same(first: Reading, value: Reading, asked: Asked) -> bool:
    """Whether two values can be of one thing: of one sentence, by two sources, or else of one subject.

    A value of what the question names is of another thing than one that is told of other names.
    """
    mine, theirs = _names_told(first), _names_told(value)
    if asked.names & mine and theirs and theirs.isdisjoint(mine):
        return False
    if first.sentence is value.sentence or source(first) or source(value):
        return True
    return first.subjects_meet(value, replace(asked, names=frozenset()))


def _names_told(reading: Reading) -> frozenset[str]:
    """The stems of the names in what tells a value, without who says so."""
    return frozenset(token.stem for token in read(clause(reading)).tokens if token.is_name) - stems(source(reading))


def _told_round(
    sentence: Told, passage: Sequence[Told], telling: Sequence[Told], asked: Asked
) -> Iterator[list[Reading]]:
    beside = [other for other in passage if abs(other.position - sentence.position) <= 1]
    for cued in sorted(beside, key=lambda other: (other is not sentence, other.position)):
        near = cued in telling or _is_bare(cued)
        if near and _is_of_the_event(cued, asked) and not _counts_others(cued, asked):
            yield _of_sources(cued, passage, asked)
            if not _any_says("accounts.otherwise_defined", (cued, sentence)):
                yield _where_they_differ(cued, passage, asked)
    for cued in passage:
        yield _measured_otherwise(sentence, cued, asked)


def _measured_otherwise(sentence: Told, cued: Told, asked: Asked) -> list[Reading]:
    """The value in a sentence, and the one that another further on sets against it, as "gives another picture" does."""
    apart = abs(cued.position - sentence.position) > 1 and pattern("accounts.differ").search(cued.text)
    if not apart or not asked.units or asked.units.intersection(CALENDAR):
        return []
    against = [Reading(quantity, cued) for quantity in find(cued.text) if asked.wants(quantity.unit)]
    readings = [*readings_in(sentence, asked), *against]
    found = distinct([each for each in readings if not asked.counted or meet(each.nouns(), asked.counted)])
    return found if [reading.sentence for reading in found] == [sentence, cued] else []


def set_against(asked: Asked, quoted: Sequence[Told]) -> list[Reading]:
    """A value of each of two sources of which one is set against the other, where the values are not of one kind."""
    for cued in (sentence for sentence in quoted if pattern("accounts.differ").search(sentence.text)):
        for stretch in ([cued], [other for other in quoted if 0 <= cued.position - other.position <= 1]):
            if _any_says("accounts.otherwise_defined", stretch):
                continue
            read = [Reading(quantity, other) for other in stretch for quantity in find(other.text)]
            told = [reading for reading in read if source(reading) and reading.quantity.unit != "ordinal"]
            apt = [reading for reading in told if asked.wants(reading.quantity.unit)]
            sides = {clause(reading): reading for reading in reversed(told)}.values()
            if len({*map(source, sides)}) > 1 and apt and all(reading.is_counted(asked) for reading in apt):
                return [*sides][::-1]
    return []


def _any_says(name: str, sentences: Sequence[Told]) -> bool:
    return any(pattern(name).search(sentence.text) for sentence in sentences)


def _counts_others(sentence: Told, asked: Asked) -> bool:
    """Whether it says how many there are of other things than the question counts."""
    counted = pattern("asked.counted").search(sentence.text)
    if not counted or not asked.counted or (asked.people and pattern("accounts.people").search(counted[1])):
        return False
    return not meet(stems(counted[1]), asked.counted)


def _is_of_the_event(sentence: Told, asked: Asked) -> bool:
    """Whether it has a word of what happened, which names and "date" do not say, where that is asked for."""
    if not asked.units.intersection(CALENDAR):
        return True
    event = asked.stems - asked.names - stems("date year day month time")
    return not event or not event.isdisjoint(stems(sentence.text))


def _is_bare(sentence: Told) -> bool:
    """Whether it gives no figures itself."""
    return not any(sign.isdecimal() for sign in sentence.text)


def _of_sources(cued: Told, passage: Sequence[Told], asked: Asked) -> list[Reading]:
    """The values that two sources give in a sentence, or in two of which the second is set beside the first.

    Or what is told first and what a source puts beside it: "found in 1914; A dates it to 1916".
    """
    for stretch in _stretches(cued, passage):
        if _any_says("accounts.otherwise_defined", stretch):
            continue
        read = [reading for other in stretch for reading in readings_in(other, asked)]
        kept = _to_the_point(read, asked)
        differ = _any_says("accounts.differ", stretch)
        named = distinct([reading for reading in kept if source(reading)], limits=not differ)
        if len({*map(source, named)}) > 1 and (differ or not _of_years_each(named)):
            return named
        is_date = len(named) == 1 and named[0].quantity.unit in CALENDAR
        if is_date and (differ or re.search(r"\bdate[sd]\b", named[0].sentence.text)):
            before = kept[: kept.index(named[0])][-1:]
            if len(distinct([*before, *named])) > 1:
                return [*before, *named]
    return []


def _stretches(cued: Told, passage: Sequence[Told]) -> Iterator[list[Told]]:
    yield [cued]
    for one in (cued, *(other for other in passage if other.position == cued.position - 1)):
        for two in (other for other in passage if other.position == one.position + 1):
            if one.text.endswith(";") or pattern("accounts.differ").search(two.text):
                yield [one, two]


def _where_they_differ(cued: Told, passage: Sequence[Told], asked: Asked) -> list[Reading]:
    """The values in the sentence that tells; where it has no figures, those of what follows, or of what precedes."""
    if not pattern("accounts.differ").search(cued.text):
        return []
    bare = _is_bare(cued)
    if bare and asked.units.intersection(CALENDAR) and not pattern("accounts.dated").search(cued.text):
        return []
    behind = [other for other in passage if other.position > cued.position]
    places = [[cued], [other for other in behind if not pattern("accounts.aside").match(other.text)]]
    if pattern("accounts.points_back").search(cued.text):
        places.append([other for other in passage if other.position == cued.position - 1])
    for told in places if bare else places[:1]:
        values = _to_the_point([reading for other in told for reading in readings_in(other, asked)], asked)
        if len(values := distinct(values, limits=False)) > 1:
            return values
    return []


def _of_years_each(values: Sequence[Reading]) -> bool:
    """Whether each value is of a year of its own, which needs no account that differs."""
    times = [value.years & _years_told(value) for value in values]
    return all(len(time) == 1 for time in times) and len(set(times)) == len(times)


def _years_told(reading: Reading) -> frozenset[float]:
    """The years round a value that do not date who gives it, as in "A wrote in 2019 of …", "according to A in 2013"."""
    text, quantity = reading.sentence.text, reading.quantity
    said = list(pattern("accounts.speaks").finditer(text, 0, quantity.start)) if source(reading) else []
    behind = pattern("accounts.said_by").search(text, quantity.end)
    within = text[said[-1].end() if said else 0 : behind.start() if behind else len(text)]
    return frozenset(float(q.date[0]) or q.value for q in find(within) if q.unit in CALENDAR)


def _to_the_point(readings: Sequence[Reading], asked: Asked) -> list[Reading]:
    """Without the values of other things: jobs where the question asks for pits, a share of China, not of the world."""
    kept = [reading for reading in readings if reading.is_counted(asked)]
    for follows in (Reading.nouns, Reading.wholes):
        met = [reading for reading in kept if meet(follows(reading), asked.stems)]
        apt = [reading for reading in kept if reading in met or not follows(reading)]
        if met and (len(distinct(apt)) > 1 or follows is Reading.nouns):
            kept = apt
    return _of_enumerations(kept)


def _of_enumerations(readings: Sequence[Reading]) -> list[Reading]:
    """Of three or more values in one breath, which belong to as many things, the one that an ordinal points to."""
    runs: list[list[Reading]] = []
    for reading in readings:
        if runs and _in_one_breath(runs[-1][-1], reading):
            runs[-1].append(reading)
        else:
            runs.append([reading])
    return [reading for run in runs for reading in (run if len(run) < 3 else _pointed_to(run))]


def _in_one_breath(one: Reading, other: Reading) -> bool:
    between = other.sentence.text[one.quantity.end : other.quantity.start]
    return one.sentence is other.sentence and between in (", ", " and ", ", and ")


def _pointed_to(run: list[Reading]) -> list[Reading]:
    ordinals = {q.value for q in find(run[0].sentence.statement.text) if q.unit == "ordinal"}
    return [run[int(n) - 1] for n in ordinals if n <= len(run)] if len(ordinals) == 1 else run


def source(reading: Reading) -> str:
    """Who gives the value, where the sentence tells; else ""."""
    text, quantity = reading.sentence.text, reading.quantity
    if behind := pattern("accounts.source_behind").match(text[quantity.end :]):
        return (behind[1] or behind[2]).strip()
    before = text[: quantity.start]
    *_, named = (None, *pattern("accounts.source_before").finditer(before))
    if not named and pattern("accounts.speaks").search(before):
        named = pattern("accounts.source_short").search(before)
    return named[1].removeprefix("and ").strip() if named else ""


def clause(reading: Reading) -> str:
    """The part of the sentence that tells the value."""
    text, at = reading.sentence.text, reading.quantity.start
    breaks = [(0, 0), *(match.span() for match in pattern("accounts.clause").finditer(text)), (len(text), len(text))]
    start = max(end for _, end in breaks if end <= at)
    return text[start : min(begin for begin, _ in breaks[1:] if begin > at)].rstrip(".;")


def shown(reading: Reading, asked: Asked) -> str:
    """The value as written, its hedge, and who says so; "Hegang counted 900" tells what was counted, not by whom."""
    text, quantity, who = reading.sentence.text, reading.quantity, source(reading)
    hedge = pattern("quantities.hedge_before").search(text[: quantity.start])
    written = text[hedge.start() if hedge else quantity.start : quantity.end]
    named = who and who.lower() not in words("accounts.pronouns") and not read(who).stems <= asked.names
    return f"{written} ({who})" if named else written
