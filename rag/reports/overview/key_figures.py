"""Places and their key figures: which attributes the corpus counts or measures of several places, found by patterns.

A figure counts where a noun says what it is ("a population of 891,271", "had 900 inhabitants in 2020", a table's
heading) and the sentence or row is about the place alone. A column is of one measure, one unit and one year or span,
where enough places have it. Attributes with figures for few places are left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from rag.base.types import Citation
from rag.check.evidence import nearby
from rag.language import lexicon
from rag.language.quantities import Quantity, find
from rag.language.quantities.quantity import CURRENCIES, years_of
from rag.language.sentences import cells, fold
from rag.language.tokens import fold_word, read, stem
from rag.search.candidate_sentences import Unit, cited, quotable
from rag.search.entities import Subject, Subjects, subjects
from rag.store.index import Index, per_corpus

FEWEST = 2  # places that an attribute must have figures for
COLUMNS = 8
TIMES = 3  # columns of one measure
ROUNDED = 0.6  # points by which a share may differ from what its figures come to
PEOPLE = "people"
LOSS = "Loss of {noun}"
OTHER = "other years"
SURE = 0.7
LEAST = 100  # of what is counted
OPENS = 12  # characters before a cell's value

_FAMILIES = {"": "count", "percent": "share", "m2": "area", "m": "length", "kg": "mass", "°C": "temperature"}
_VERB = lexicon.piece("key_figures.verb")
_HOLDS = lexicon.piece("key_figures.holds")
_OF = lexicon.piece("key_figures.of")
_COUNTS = lexicon.pattern("key_figures.counts")
_OPENS = re.compile(r"^(?P<noun>[A-Z][a-z]{3,})[^:;,.\d]{0,25}:\s$")
_PARTLY = re.compile(r"\balone\b")
_NEXT = re.compile(r"\s(?P<noun>[a-z-]{4,})\b")
_BEHIND = lexicon.pattern("key_figures.behind")
_CHANGE = lexicon.pattern("key_figures.change")
_LOST = lexicon.pattern("key_figures.lost")
_LOST_OF = lexicon.pattern("key_figures.lost_of")
_LOSS = lexicon.pattern("key_figures.loss")
_SPAN = lexicon.pattern("key_figures.span")

Key = tuple[str, str, str]
Span = tuple[int, int]
Line = tuple[Sequence[str], Unit]
"""The cells of a table's row, and where it stands."""
Column = tuple[Key, frozenset[str], str]
"""A measure, its times, and the title."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell: the value as it is written, the year it is of where the column does not tell, and where it stands."""

    value: str
    year: int | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """Attributes in columns, places with their figures in rows, those with most first; None where none is told."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of a subject, of which `noun` says of what it is.

    `since` is the year from which a change is counted; `year` that of the figure, or in which the change ends.
    """

    noun: str
    quantity: Quantity
    value: str
    year: int | None
    unit: Unit
    since: int | None = None

    @property
    def key(self) -> Key:
        """The same for figures of one measure and unit."""
        family = "loss" if self.since else _family(self.quantity)
        return family, self.quantity.unit if family in ("loss", "money") else "", _group(self.noun)

    @property
    def when(self) -> str:
        """The year or the span of years, for people; "" where the text tells none."""
        return f"{self.since}–{self.year}" if self.since else str(self.year or "")

    def names(self, wanted: Set[str]) -> bool:
        """Whether the words, as stems, are another name of what it measures and say nothing else."""
        return bool(wanted) and all(min(nearby(each)) == self.key[-1] for each in wanted)

    def title(self, when: str) -> str:
        """What it measures, when, and in which unit: "Loss of people, 2010–2020, %"."""
        name = LOSS.format(noun=self.noun.lower()) if self.since else self.noun[0].upper() + self.noun[1:]
        units = {"count": "", "share": "%", "loss": "%", "money": self.quantity.unit}
        return ", ".join(filter(None, (name, when, units.get(self.key[0], self.key[0]))))


@per_corpus
def place_table(index: Index) -> PlaceTable:
    """The table of the corpus as it is committed now; without rows where no attribute has figures for enough places."""
    known = subjects(index)
    found: dict[str, list[Measured]] = {}
    for subject in filter(None, map(known.named, known.places)):
        naming = (p for p in known.passages if subject.within(p.text) or subject.within(p.path))
        units = [unit for unit in quotable(naming) if _is_about(index, known, unit, subject)]
        found[subject.name] = measured(index, subject, units)
    columns = _columns(index, found)
    rows = []
    for name, own in found.items():
        shown: list[Figure | None] = []
        for key, times, _ in columns:
            best = best_of(each for each in own if each.key == key and each.when in times)
            year = best.year if best and len(times) > 1 else None
            shown.append(Figure(best.value, year, cited(index, 1, best.unit)) if best else None)
        if any(shown):
            rows.append((name, tuple(shown)))
    rows.sort(key=lambda row: (row[1].count(None), row[0]))
    return PlaceTable(tuple(title for *_, title in columns), tuple(rows))


def measured(index: Index, subject: Subject, units: Iterable[Unit]) -> list[Measured]:
    """The figures in sentences and rows that tell of the subject."""
    known = subjects(index)
    found: list[Measured] = []
    for unit in units:
        if unit.passage.kind == "table":
            found += _in_row(unit, subject)
        else:
            levels = list(_in_sentence(known, unit, subject))
            found += [*levels, *_changes(unit, levels)]
    return found


def tables(units: Iterable[Unit]) -> Iterator[tuple[list[str], list[Line]]]:
    """The headers and rows of the tables among the units, the parts of a table put together."""
    parts: dict[tuple[object, str], list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.passage.kind == "table":
            parts[unit.passage.section_id, unit.passage.text.split("\n", 1)[0]].append(unit)
    for (_, head), found in parts.items():
        yield cells(head), [(cells(unit.passage.text[unit.start : unit.end]), unit) for unit in found]


def _is_about(index: Index, known: Subjects, unit: Unit, subject: Subject) -> bool:
    if unit.passage.kind != "table":
        return known.about(unit, subject) >= SURE
    document = index.document(unit.passage.document_id)
    return bool(subject.within(unit.passage.path)) or subject.name in document.places  # else it may lie elsewhere


def _changes(unit: Unit, levels: Sequence[Measured]) -> Iterator[Measured]:
    """The shares by which something that is counted fell, with the years between which it did."""
    text = unit.text
    for quantity in (each for each in find(text) if each.unit == "percent" and not each.is_range):
        before, after = _before(text, quantity), text[quantity.end :]
        lost = _LOST_OF.match(after) if _LOST.search(before) else None
        loss = _LOSS.search(before)
        noun = lost["noun"] if lost else (loss["noun"] or "" if loss else "")
        span = _span_of(after)
        if loss and not noun:
            noun, span = _worked_out(quantity, levels)
        if noun and span and _is_attribute(noun):
            named = PEOPLE if _group(noun) == _group(PEOPLE) else noun
            yield Measured(named, quantity, text[len(before) : quantity.end], span[1], unit, span[0])


def _worked_out(quantity: Quantity, levels: Sequence[Measured]) -> tuple[str, Span | None]:
    """What a loss is of, and its years, where two figures of one thing in its sentence come to that share."""
    for first, last in combinations(levels, 2):
        same = first.key == last.key and first.year and last.year and first.year < last.year
        if same and abs((1 - last.quantity.value / first.quantity.value) * 100 - quantity.value) <= ROUNDED:
            return first.noun, (first.year or 0, last.year or 0)
    return "", None


def _span_of(text: str) -> Span | None:
    """The years between which something changed, told right behind it."""
    match = _SPAN.match(text)
    if match is None:
        return None
    end = int(match["end"] or match["decade"])
    return (int(match["start"]) if match["start"] else end - 10), end


def _in_sentence(known: Subjects, unit: Unit, subject: Subject) -> Iterator[Measured]:
    text, name = unit.text, f"(?:{subject.pattern.pattern})"
    holds = re.compile(rf"{name}(?:,? [\w-]+){{0,7}} {_HOLDS}|{name}, $")
    ahead = re.compile(rf"(?P<noun>[A-Za-z][\w-]{{2,}})(?:{_OF}{name})? {_VERB}\s$")
    alone = not any(
        token.is_name and not subject.within(token.text) and fold(token.text) not in known.wider(subject)
        for token in read(text).tokens
    )
    quantities = find(text)
    last, told = "", ""
    for quantity in quantities:
        family, bare = _family(quantity), _before(text, quantity)
        if _PARTLY.search(bare) or not family or quantity.per or _CHANGE.search(bare):
            continue
        noun = _again(text, quantity, told) or (last if quantity.elliptic else "")
        if not noun and family == "count":
            noun = _counted(text, quantity, bare, holds)
        if not noun and alone and (quantity.elliptic or family != "count"):
            match = ahead.search(bare) or _OPENS.search(bare)
            noun = match["noun"] if match else ""
        last = noun if noun and _is_attribute(noun) else ""
        told = last or told
        if last and (family != "count" or quantity.value >= LEAST):
            yield Measured(last, quantity, text[len(bare) : quantity.end], _year(text, quantity, quantities), unit)


def _again(text: str, quantity: Quantity, told: str) -> str:
    """What was counted earlier in the sentence, where it is named again behind the value."""
    follows = _NEXT.match(text[quantity.end :]) if told else None
    return told if follows and _group(follows["noun"]) == _group(told) else ""


def _before(text: str, quantity: Quantity) -> str:
    """What stands before a value and its hedge."""
    before = text[: quantity.start]
    hedge = lexicon.pattern("quantities.hedge_before").search(before)
    return before[: hedge.start(1)] if hedge else before


def _counted(text: str, quantity: Quantity, bare: str, holds: re.Pattern[str]) -> str:
    """What is counted, where the place or a census has it."""
    counts = _NEXT.match(text[quantity.end :]) if _COUNTS.search(bare) else None
    behind = counts or (_BEHIND.match(text[quantity.end :]) if holds.search(bare) else None)
    return behind["noun"] if behind else ""


def _in_row(unit: Unit, subject: Subject) -> Iterator[Measured]:
    """Values of a table whose row or column has the subject's name, of cells that open with a quantity."""
    header = cells(unit.passage.text.split("\n", 1)[0])
    line = cells(unit.passage.text[unit.start : unit.end])
    pairs = list(zip(header[1:], line[1:], strict=False))
    if not subject.fills(line[0]):
        pairs = [(line[0], cell) for name, cell in pairs if subject.fills(name)]
    for name, cell in pairs:
        first, *others = find(cell) or (None,)
        noun = re.sub(r"\s*\(.*\)|,.*", "", name).split()[-1:]
        if first and first.start <= OPENS and _family(first) and noun and _is_attribute(noun[0]):
            year = next((int(q.value) for q in (*others, *find(name)) if q.unit == "year"), None)
            yield Measured(noun[0], first, cell[: first.end], year, unit)


def _is_attribute(noun: str) -> bool:
    """Whether it can name what is measured: an abbreviation, or a word that is no kind of place and no part."""
    named = {*lexicon.words("words.kinds_of_places"), *lexicon.words("key_figures.relative")}
    return noun.isupper() or (stem(noun.lower()) not in map(stem, named) and not noun.endswith("ed"))


def _family(quantity: Quantity) -> str:
    return "money" if quantity.unit in CURRENCIES else _FAMILIES.get(quantity.unit, "")


def _group(noun: str) -> str:
    """One word for all that are near in meaning, so that residents and inhabitants are one attribute."""
    return min(nearby(stem(fold_word(noun))))


def _year(text: str, quantity: Quantity, every: Sequence[Quantity]) -> int | None:
    """The year that follows in the same breath; else the only one before it in the sentence."""
    years = [(q, int(years_of(q)[0])) for q in every if years_of(q)]
    for q, year in years:
        between = text[quantity.end : q.start]
        if 0 < q.start - quantity.end < 40 and not re.search(r"[;,]|\d", between):
            return year
    before = [year for q, year in years if q.end <= quantity.start]
    return before[-1] if len({*before}) == 1 else None


def best_of(found: Iterable[Measured], when: str = "") -> Measured | None:
    """The latest and most exact of some figures, of those of one time where it is given."""
    ranked = (each for each in found if when in ("", each.when))
    return max(ranked, key=lambda each: (each.year or 0, -each.quantity.step), default=None)


def title_of(index: Index, found: Sequence[Measured], when: str) -> str:
    """What figures of one key measure, by the noun in use that the fewest passages have, rather one of a heading."""

    def says(noun: str) -> tuple[bool, int, str]:
        return noun.lower() in _headed(index), -int((index.keyword_scores(noun) > 0).sum()), noun

    first = {each.noun: each for each in reversed(found)}
    return first[max(first, key=says)].title(when)


@per_corpus
def _headed(index: Index) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", " ".join({passage.section for passage in index.passages}).lower()))


def _columns(index: Index, found: Mapping[str, Sequence[Measured]]) -> list[Column]:
    """The times for which most places have a figure of a measure, then the figures of other times."""
    named: dict[Key, dict[str, list[Measured]]] = {}
    for place, own in found.items():
        for each in own:
            named.setdefault(each.key, {}).setdefault(place, []).append(each)
    columns: list[Column] = []
    enough = [key for key in named if len(named[key]) >= FEWEST]
    for key in sorted(enough, key=lambda key: (-len(named[key]), key)):
        every = [each for own in named[key].values() for each in own]
        counts = Counter(when for own in named[key].values() for when in {each.when for each in own if each.when})
        times = sorted((when for when in counts if counts[when] >= FEWEST), key=lambda when: (-counts[when], when))
        times = sorted(times[:TIMES], reverse=True)
        columns += [(key, frozenset((when,)), title_of(index, every, when)) for when in times]
        others = frozenset(each.when for each in every) - {*times}
        new = any({*times}.isdisjoint(each.when for each in own) for own in named[key].values())
        if others and new and not every[0].since:
            columns.append((key, others, title_of(index, every, OTHER if times else "")))
    return columns[:COLUMNS]
