"""Places and their key figures: which attributes the corpus counts or measures of several places, found by patterns.

A figure counts where a noun says what it is ("a population of 891,271", "had 900 inhabitants in 2020", a table's
heading) and the sentence or row is about the place alone. Attributes with figures for few places are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.base.types import Citation
from rag.check.evidence import nearby
from rag.language import lexicon
from rag.language.quantities import Quantity, find
from rag.language.quantities.patterns import HEDGE_BEFORE
from rag.language.quantities.units import CURRENCIES
from rag.language.sentences import cells, fold
from rag.language.tokens import fold_word, read, stem
from rag.reports.comparison.matters import Noun, nouns
from rag.search.candidate_sentences import Unit, cited, quotable
from rag.search.entities import Subject, Subjects, subjects
from rag.store.index import Index, per_corpus

FEWEST = 2  # places that an attribute must have figures for
COLUMNS = 8
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


Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell: the value as it is written, the year it is of where the text tells, and where it stands (number 1)."""

    value: str
    year: int | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place and its figures, one a column, None where the corpus gives none."""

    place: str
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """Attributes in columns, places in rows, those with most figures first."""

    columns: tuple[str, ...]
    rows: tuple[PlaceRow, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    key: Key
    place: str
    noun: str
    quantity: Quantity
    value: str
    year: int | None
    unit: Unit


_Read = tuple[str, Quantity, str, int | None]


@per_corpus
def place_table(index: Index) -> PlaceTable:
    """The table of the corpus as it is committed now; without rows where no attribute has figures for enough places."""
    known, words = subjects(index), nouns(index)
    found: list[_Found] = []
    for name in known.places:
        subject = known.named(name)
        if subject:
            found += _of(index, known, subject, words)
    columns = _columns(found)
    best = {(each.place, each.key): each for each in sorted(found, key=_rank)}
    rows = []
    for name in known.places:
        chosen = [best.get((name, key)) for key in columns]
        if any(chosen):
            rows.append(PlaceRow(name, tuple(_figure(index, each) if each else None for each in chosen)))
    rows.sort(key=lambda row: (row.figures.count(None), row.place))
    return PlaceTable(tuple(_title(key, found, words) for key in columns), tuple(rows))


def _of(index: Index, known: Subjects, subject: Subject, words: Mapping[str, Noun]) -> Iterator[_Found]:
    for unit in quotable(known.mentioning(subject)):
        if unit.passage.kind == "table":
            read = _in_row(index, unit, subject, words)
        else:
            read = _in_sentence(known, unit, subject, words) if known.about(unit, subject) >= SURE else iter(())
        for noun, quantity, value, year in read:
            yield _Found((_family(quantity), _group(noun)), subject.name, noun, quantity, value, year, unit)


def _in_sentence(known: Subjects, unit: Unit, subject: Subject, words: Mapping[str, Noun]) -> Iterator[_Read]:
    text, name = unit.text, f"(?:{subject.pattern.pattern})"
    holds = re.compile(rf"{name}(?:,? [\w-]+){{0,7}} {_HOLDS}|{name}, $")
    ahead = re.compile(rf"(?P<noun>[A-Za-z][\w-]{{2,}})(?:{_OF}{name})? {_VERB}\s$")
    alone = not _has_other_names(known, text, subject)
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
            measured = ahead.search(bare) or _OPENS.search(bare)
            noun = measured["noun"] if measured else ""
        last = noun if noun and _is_attribute(noun, words) else ""
        told = last or told
        if last and (family != "count" or quantity.value >= LEAST):
            yield last, quantity, text[len(bare) : quantity.end], _year(text, quantity, quantities)


def _again(text: str, quantity: Quantity, told: str) -> str:
    """What was counted earlier in the sentence, where it is named again behind the value."""
    follows = _NEXT.match(text[quantity.end :]) if told else None
    return told if follows and _group(follows["noun"]) == _group(told) else ""


def _before(text: str, quantity: Quantity) -> str:
    """What stands before a value and its hedge."""
    before = text[: quantity.start]
    hedge = HEDGE_BEFORE.search(before)
    return before[: hedge.start(1)] if hedge else before


def _counted(text: str, quantity: Quantity, bare: str, holds: re.Pattern[str]) -> str:
    """What is counted, where the place or a census has it."""
    counts = _NEXT.match(text[quantity.end :]) if _COUNTS.search(bare) else None
    behind = counts or (_BEHIND.match(text[quantity.end :]) if holds.search(bare) else None)
    return behind["noun"] if behind else ""


def _in_row(index: Index, unit: Unit, subject: Subject, words: Mapping[str, Noun]) -> Iterator[_Read]:
    """Values of a table whose row or column has the subject's name, of cells that open with a quantity."""
    document = index.document(unit.passage.document_id)
    if not (subject.within(unit.passage.path) or subject.name in document.places):
        return  # a place of the same name elsewhere
    header = cells(unit.passage.text.split("\n", 1)[0])
    line = cells(unit.passage.text[unit.start : unit.end])
    if subject.fills(line[0]):
        pairs = list(zip(header[1:], line[1:], strict=False))
    else:
        pairs = [(line[0], cell) for name, cell in zip(header[1:], line[1:], strict=False) if subject.fills(name)]
    for name, cell in pairs:
        first, *others = find(cell) or (None,)
        noun = re.sub(r"\s*\(.*\)|,.*", "", name).split()[-1:]
        if first and first.start <= OPENS and _family(first) and noun and _is_attribute(noun[0], words):
            year = next((int(q.value) for q in (*others, *find(name)) if q.unit == "year"), None)
            yield noun[0], first, cell[: first.end], year


def _has_other_names(known: Subjects, text: str, subject: Subject) -> bool:
    return any(
        token.is_name and not subject.within(token.text) and fold(token.text) not in known.wider(subject)
        for token in read(text).tokens
    )


def _is_attribute(noun: str, words: Mapping[str, Noun]) -> bool:
    """Whether it can name what is measured: an abbreviation, or a noun of the corpus that is no kind of place."""
    root = stem(fold_word(noun))
    known = root in words or len(nearby(root)) > 1
    place = stem(noun.lower()) in map(stem, lexicon.words("words.kinds_of_places"))
    return noun.isupper() or (known and not place and not noun.endswith("ed"))


def _family(quantity: Quantity) -> str:
    return "money" if quantity.unit in CURRENCIES else _FAMILIES.get(quantity.unit, "")


def _group(noun: str) -> str:
    """One word for all that are near in meaning, so that residents and inhabitants are one attribute."""
    return min(nearby(stem(fold_word(noun))))


def _year(text: str, quantity: Quantity, every: Sequence[Quantity]) -> int | None:
    """The year that follows in the same breath; else the only one before it in the sentence."""
    years = [(q, int(q.value) if q.unit == "year" else q.date[0]) for q in every if q.unit in ("year", "date")]
    years = [(q, year) for q, year in years if year]
    for q, year in years:
        between = text[quantity.end : q.start]
        if 0 < q.start - quantity.end < 40 and not re.search(r"[;,]|\d", between):
            return year
    before = [year for q, year in years if q.end <= quantity.start]
    return before[-1] if len({*before}) == 1 else None


def _rank(found: _Found) -> tuple[int, float]:
    """The last of these is shown: the latest, those with a year after those without; the more exact of one year."""
    return found.year or 0, -found.quantity.step


def _columns(found: Sequence[_Found]) -> list[Key]:
    places: dict[Key, set[str]] = {}
    for each in found:
        places.setdefault(each.key, set()).add(each.place)
    enough = [key for key in places if len(places[key]) >= FEWEST]
    return sorted(enough, key=lambda key: (-len(places[key]), key))[:COLUMNS]


def _figure(index: Index, found: _Found) -> Figure:
    return Figure(found.value, found.year, cited(index, 1, found.unit))


def _title(key: Key, found: Sequence[_Found], words: Mapping[str, Noun]) -> str:
    """The noun of the figures that says most, rather one of the corpus's headings, with what it measures."""
    used = sorted({each.noun if each.noun.isupper() else each.noun.lower() for each in found if each.key == key})
    known = {name: words.get(stem(fold_word(name))) for name in used}
    name = max(used, key=lambda noun: (each.titled, each.weight) if (each := known[noun]) else (False, 0.0))
    hint = {"count": "", "share": " (%)", "money": " (money)"}.get(key[0], f" ({key[0]})")
    return name[0].upper() + name[1:] + hint
