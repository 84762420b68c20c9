"""What passages state, piece by piece, and the values that it gives for what a question asks, told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from rag.check.evidence import AGREE, governors, nearby
from rag.language.dependent_sentences import leans, names
from rag.language.lexicon import pattern
from rag.language.quantities import Quantity, compare, find
from rag.language.quantities.quantity import years_of
from rag.language.sentences import cells, rows
from rag.language.tokens import Token, read

CALENDAR = ("year", "date")
NEAR = 6  # words to each side
FACTOR = 8  # two values of one thing are hardly further apart
PAUSED = 16  # words: how much further away a date is behind a pause or an "and"
BESIDE = 24  # twice the words between a value and its date


@dataclass(frozen=True, slots=True)
class Statement:
    """A passage, or a piece of one, with the number of its citation and the title and headings over it.

    `before` is what stands before it, for where it begins without a subject. A table begins with its two header lines.
    """

    text: str
    citation: int
    contexts: tuple[str, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, a row or a cell of a statement: as it reads, as it is written, and what else tells what it is of.

    Amounts are read in sentences and cells, dates in sentences and rows. A cell stands with its row's label, its
    column's heading and the dates of its row: "Luobei – Population, 2003: 230,000".
    """

    statement: Statement
    text: str
    written: str
    around: tuple[str, ...]
    kind: Literal["sentence", "row", "cell"] = "sentence"
    hold: float = 0.0  # how much of the question it holds, by weight
    group: int = 0  # the statement's number
    position: int = 0

    @property
    def over(self) -> frozenset[str]:
        """The stems of what else tells what it is of."""
        return frozenset().union(*(read(text).stems for text in self.around))


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


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that a sentence gives for what is asked."""

    quantity: Quantity
    sentence: Told

    def corrects(self, other: Reading) -> bool:
        """Whether the sentence of the one says that the other's value does not hold."""
        return any(
            rejected(there, self.sentence.text) and compare(other.quantity, there) in AGREE
            for there in find(self.sentence.text)
        )

    def nouns(self) -> frozenset[str]:
        """The stems of the words counted, where a bare count has some right behind it; people may be anyone."""
        words = self._behind()
        stems = _stems(words)
        return frozenset() if "person" in stems or _has_abbreviation(words) else stems

    def _behind(self) -> list[Token]:
        """Up to three words that a bare count has right behind it."""
        if self.quantity.unit:
            return []
        text, end = self.sentence.text, self.quantity.end
        if whole := pattern("accounts.whole_behind").match(text[end:]):
            end += whole.start(1)
        stop = re.search(r"[,;:()\[\]|.!?—–]", text[end:])
        within = (end, end + stop.start() if stop else len(text))
        return list(takewhile(lambda token: token.is_content, read(text).within(within)[:3]))

    def is_counted(self, asked: Asked) -> bool:
        """Whether what is counted can be what the question wants counted, of one kind: no coal mines for tin mines."""
        words = self._behind()
        if not words or not asked.counted:
            return True
        if _has_abbreviation(words):
            return not asked.people
        *kinds, _ = stems = [word.stem for word in words]
        if len(asked.counted) > 1 and kinds and not meet(kinds, asked.counted):
            return False
        return meet(stems, asked.counted) or (asked.people and "person" in stems)

    def subjects_meet(self, other: Reading, asked: Asked) -> bool:
        """Whether both values are said of what the question names; where it names nothing, of names that both have."""
        (near, far, stems), (their_near, their_far, their_stems) = (reading._names_round() for reading in (self, other))
        if asked.names:
            return asked.names <= stems & their_stems
        pairs = ((near, their_far), (their_near, far))
        return all(not names or not others or meet(names, others) for names, others in pairs)

    def of_other_ranks(self, other: Reading) -> bool:
        """Whether the one is of a second and the other of a third thing of its kind."""
        mine, theirs = ({q.value for q in find(each.sentence.text) if q.unit == "ordinal"} for each in (self, other))
        return bool(mine and theirs) and mine.isdisjoint(theirs)

    def _names_round(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """The stems of the names nearest to a value, of all names over it too, and of all words there."""
        texts = [read(text) for text in (self.sentence.text, *self.sentence.around)]
        own, *over = (_stems(t for t in text.tokens if t.is_name and not _sets_right(t)) for text in texts)
        every = own.union(*over)
        return own or every, every, frozenset().union(*(text.stems for text in texts))

    def wholes(self) -> frozenset[str]:
        """The stem of the whole that a share is a share of, where one follows."""
        match = pattern("accounts.whole_behind").match(self.sentence.text[self.quantity.end :])
        return read(match[1]).stems if match else frozenset()

    def same_time(self, other: Reading) -> bool:
        """Whether both values are of the same time; one that is set right is of the time of what it contradicts."""
        mine, theirs = self._times(), other._times()
        if mine and theirs:
            return self.years == other.years and not any(
                m and n and m != n and year == there for year, m in mine for there, n in theirs
            )
        bare, dated = (self, other) if theirs else (other, self)
        path = " ".join(bare.sentence.statement.contexts)
        return (
            not (mine or theirs)
            or bool(pattern("accounts.corrects").search(bare.sentence.text))
            or {years_of(q)[0] for q in find(path) if years_of(q)} == dated.years
        )

    def same_event(self, other: Reading) -> bool:
        """Whether two dates stand behind the same verb, or the one is set right."""
        verbs = [governors(each.quantity, read(each.sentence.text).tokens) for each in (self, other)]
        return meet(*verbs) or any(pattern("accounts.corrects").search(each.sentence.text) for each in (self, other))

    def likeness(self, other: Reading) -> tuple[float, float]:
        """The share (0 to 1) of the words round the value that has fewer of them that both have.

        And of those round the one that has more, where the other may have them over it too.
        """
        mine, theirs = self._words_near(), other._words_near()
        my_stems, their_stems = _stems(mine), _stems(theirs)
        fewer = max(_share(mine, their_stems), _share(theirs, my_stems))
        over = (_share(mine, their_stems | other.sentence.over), _share(theirs, my_stems | self.sentence.over))
        return fewer, min(over)

    def _words_near(self) -> list[Token]:
        """The words round the value as far as the next amount, without names, which tell what it is of."""
        text, own = self.sentence.text, self.quantity
        amounts = [q for q in find(text) if q.unit not in (*CALENDAR, "ordinal")]
        breaks = re.finditer("[;:] ", text[: own.start]) if self.sentence.kind == "sentence" else ()
        low = max((match.end() for match in breaks), default=0)
        high = min((q.start for q in amounts if q.start >= own.end), default=len(text))
        content = [t for t in read(text).tokens if t.is_content and not t.is_name and not _sets_right(t)]
        before = [token for token in content if low <= token.start and token.end <= own.start][-NEAR:]
        return before + [token for token in content if own.end <= token.start < high][:NEAR]

    @property
    def years(self) -> frozenset[float]:
        """The years that the value is of; none for a value that is a date itself."""
        return frozenset(year for year, _ in self._times())

    def _times(self) -> frozenset[tuple[float, int]]:
        """The years and months (0 where none is told) that the value is of.

        Of several in its sentence the one beside it, as in "900 in 2010 and 700 in 2020", "in 2010 900, in 2020 700".
        """
        if self.quantity.unit in CALENDAR:
            return frozenset()
        dated = [q for q in find(self.sentence.text) if years_of(q)]
        beside = self._beside(dated) if len(dated) > 1 else None
        return frozenset((years_of(q)[0], q.date[1]) for q in ([beside] if beside else dated))

    def _beside(self, dated: Sequence[Quantity]) -> Quantity | None:
        """The nearest date, with no other amount of the unit between; what is behind a pause is further away."""
        text, own = self.sentence.text, self.quantity
        rivals = [q for q in find(text) if q.unit in (own.unit, "") and q.start != own.start]
        near: list[tuple[int, Quantity]] = []
        for date in dated:
            start, end = (own.end, date.start) if date.start >= own.end else (date.end, own.start)
            if not any(start <= rival.start < end for rival in rivals):
                words, pauses = text[start:end].split(), pattern("accounts.break").findall(text[start:end])
                near.append((2 * len(words) - (date.start >= own.end) + PAUSED * len(pauses), date))
        distance, nearest = min(near, key=lambda pair: pair[0], default=(BESIDE + 1, None))
        return nearest if distance <= BESIDE else None


def pieces(statement: Statement) -> Iterator[Told]:
    """The pieces of a statement in reading order."""
    if statement.text.startswith("|"):
        yield from _of_table(statement)
        return
    before = statement.before
    for start, end in read(statement.text).sentences:
        text = statement.text[start:end]
        subject = (before,) if before and (leans(text) or not names(text)) else ()
        yield Told(statement, text, text, (*statement.contexts, *subject))
        before = f"{before} {text}" if subject else text


def _of_table(statement: Statement) -> Iterator[Told]:
    header = cells(statement.text.partition("\n")[0])
    for _, (start, end), told in rows(statement.text):
        line = statement.text[start:end]
        row = cells(line)
        around = (*statement.contexts, header[0], told)
        yield Told(statement, told, line, around, "row")
        pairs = list(zip(header[1:], row[1:], strict=False))
        dates = [header[0]] if any(quantity.unit in CALENDAR for quantity in find(header[0])) else []
        dates += [cell for _, cell in pairs if _is_date(cell)]
        for name, cell in pairs:
            if cell and not _is_date(cell):
                said = " ".join(part for part in _measured(cell, name) if part)
                yield Told(statement, f"{'; '.join((f'{row[0]} – {said}', *dates))}.", line, around, "cell")


def _is_date(cell: str) -> bool:
    found = find(cell)
    words = [token for token in read(cell).tokens if token.is_content]
    dated = [quantity for quantity in found if quantity.unit in CALENDAR]
    return bool(found) and dated == list(found) and all(any(q.start <= t.start < q.end for q in dated) for t in words)


def _measured(cell: str, name: str) -> tuple[str, str]:
    """The column's heading and the cell, with the unit moved from one to the other.

    "3,344" below "Area (km²)" is "area" and "3,344 km²", "17.8" below "Billion yuan" "" and "17.8 billion yuan".
    """
    name = f"{name[:1].lower()}{name[1:]}"
    number = next(iter(find(cell)), None)
    if number is None or number.unit:
        return name, cell
    before, _, bracket = name.partition("(")
    for label, unit in ((before.strip(), bracket.rstrip(") ")), ("", name)):
        whole = f"{number.text} {unit}"
        if any(quantity.text == whole and quantity.unit not in ("", *CALENDAR) for quantity in find(whole)):
            return label, f"{cell[: number.start]}{whole}{cell[number.end :]}"
    return name, cell


def readings_in(sentence: Told, asked: Asked) -> Iterator[Reading]:
    """The values of a sentence that may answer the question, without parts, changes and the dates of sources."""
    if sentence.kind == ("cell" if asked.units.intersection(CALENDAR) else "row"):
        return
    for quantity in find(sentence.text):
        before, after = sentence.text[: quantity.start], sentence.text[quantity.end :]
        none = (
            (quantity.unit in CALENDAR and pattern("accounts.dated_source").match(after))
            or (quantity.is_range and before.endswith("from "))
            or pattern("accounts.other_time").match(after)
            or pattern("accounts.part_of").match(after)
            or rejected(quantity, sentence.text)
        )
        part = pattern("accounts.part").search(before) and not pattern("accounts.credits").search(before)
        if asked.wants(quantity.unit) and not none and not part:
            yield Reading(quantity, sentence)


def rejected(quantity: Quantity, text: str) -> bool:
    """Whether the sentence says that the value does not hold."""
    return bool(
        pattern("accounts.rejected_before").search(text[: quantity.start])
        or pattern("accounts.rejected_behind").match(text[quantity.end :])
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
    counted = (one.nouns(), other.nouns())
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


def _has_abbreviation(words: Sequence[Token]) -> bool:
    return any(sum(map(str.isupper, word.text)) > 1 for word in words)


def _sets_right(token: Token) -> bool:
    """Whether it is a word such as "Erratum"."""
    return pattern("accounts.corrects").fullmatch(token.text) is not None


def meet(mine: Iterable[str], theirs: frozenset[str]) -> bool:
    """Whether two sets of stems share one, or have two that are near in meaning."""
    return any(not nearby(stem).isdisjoint(theirs) for stem in mine)


def _stems(words: Iterable[Token]) -> frozenset[str]:
    return frozenset(word.stem for word in words)


def _share(words: Sequence[Token], others: frozenset[str]) -> float:
    whole = sum(token.weight for token in words)
    return sum(token.weight for token in words if not nearby(token.stem).isdisjoint(others)) / whole if whole else 0.0
