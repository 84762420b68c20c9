"""A timeline of the corpus: its dated facts, each a sentence that says when something happened, with its citation.

Made from the passages by rules. A year counts where it is the time of what the sentence tells; not where it dates a
source ("a report of 2015"), a forecast, or a list of figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, zip_longest

from rag.base.types import Citation
from rag.language import lexicon
from rag.language.quantities import Quantity, find
from rag.language.quantities.quantity import years_of
from rag.language.sentences import cells
from rag.language.tokens import names_in, read
from rag.search.candidate_sentences import Unit, cited, quotable
from rag.search.entities import AGAINST, Subjects, subjects
from rag.store.index import Index, per_corpus

EARLIEST = 1000
LONGEST, SHORTEST = 45, 5  # words of a sentence
SAME = 0.6  # share of the words that two facts of one year have in common, from which they are one
WORDS = 2  # of a row beside its year
MANY = 4  # years from which a sentence is a list of figures

_WHEN = lexicon.pattern("timeline.when")
_NOT_ITS_TIME = lexicon.pattern("timeline.not_its_time")
_TOLD = lexicon.pattern("timeline.told")
_WORD = re.compile(r"\b[a-z]{3,}\b")
_NO_FACT = lexicon.pattern("timeline.no_fact")
_BARE = re.compile(r"[\W_]*\d[\W\d_]*")
_BEFORE_CHRIST = re.compile(r"\s?B\.?\s?C(?:\.?\s?E)?\b(?!['’]s|\.?\s+[A-Z])")
_POINTS = lexicon.pattern("timeline.points")
_THROUGH = lexicon.pattern("timeline.through")


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact: the years it began and ended, equal where it has one, its places, and where it stands: number 1."""

    start: int
    end: int
    text: str
    places: tuple[str, ...]
    citation: Citation

    @property
    def when(self) -> str:
        """The year or years, for people."""
        return str(self.start) if self.start == self.end else f"{self.start}–{self.end}"


def timeline(index: Index, place: str | None = None) -> tuple[Event, ...]:
    """The dated facts of the corpus, earliest first; only those of `place`, whose case does not matter."""
    wanted = place.casefold().strip() if place else ""
    return tuple(e for e in _events(index) if not wanted or wanted in (name.casefold() for name in e.places))


def places_of(events: Sequence[Event]) -> tuple[str, ...]:
    """The places of the facts, those with most facts first."""
    counts = Counter(name for event in events for name in event.places)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def last_years(index: Index) -> dict[str, int]:
    """The last year of which each document can tell, by its id: later ones are plans.

    That of its own latest source; without a dated one it may be as late as any of the corpus, and as this year.
    """
    own = {d.id: max((source.year or 0 for source in d.sources), default=0) for d in index.documents()}
    any_other = max([*own.values(), date.today().year])
    return {name: year or any_other for name, year in own.items()}


@per_corpus
def _events(index: Index) -> tuple[Event, ...]:
    known = subjects(index)
    latest = last_years(index)
    found: list[Event] = []
    for unit in quotable(index.passages):
        span = _years(unit, latest[unit.passage.document_id])
        if span and ((places := _places(unit, known)) or names_in(unit.text)):
            found.append(Event(*span, _told(unit), places, cited(index, 1, unit)))
    found.sort(key=lambda event: (event.start, event.end, event.citation.passage.document_id, event.citation.start))
    return tuple(_distinct(found))


def _years(unit: Unit, latest: int) -> tuple[int, int] | None:
    """The years of what a sentence or a row tells; None where it is no dated fact that stands by itself."""
    if unit.passage.kind == "table":
        first, *others = cells(unit.passage.text[unit.start : unit.end])
        year = next((q for q in find(first) if q.unit == "year" and q.text == first), None)
        told = "; ".join(filter(None, others))
        good = len(_WORD.findall(told)) >= WORDS and not _TOLD.search(told)
        span = (int(year.value), int(year.high)) if year and good else None
    elif unit.leans or not SHORTEST <= unit.words <= LONGEST or _NO_FACT.search(unit.text) or _POINTS.match(unit.text):
        span = None
    else:
        span = _span(unit.text, [q for q in find(unit.text) if years_of(q)])
    return span if span and EARLIEST <= span[0] <= span[1] <= latest else None


def _span(text: str, dated: Sequence[Quantity]) -> tuple[int, int] | None:
    """The first time that a sentence gives, with the time up to which it lasted where that follows at once."""
    times = [q for q in dated if _is_time(text, q)]
    if not times or len({_year(q) for q in dated}) >= MANY:
        return None
    first = times[0]
    following = next((q for q in dated if q.start > first.start), None)
    start, end = _year(first), int(years_of(first)[-1])
    if following and _THROUGH.fullmatch(text[first.end : following.start]) and _year(following) > start:
        end = _year(following)
    return start, end


def _told(unit: Unit) -> str:
    """How it reads beside its year: a row of a table without the year, its bare numbers with their columns' names."""
    if unit.passage.kind != "table":
        return unit.text.rstrip(";,")
    header = cells(unit.passage.text.split("\n", 1)[0])
    line = cells(unit.passage.text[unit.start : unit.end])
    pairs = zip_longest(header[1:], line[1:], fillvalue="")
    return "; ".join(f"{name}: {cell}" if name and _BARE.fullmatch(cell) else cell for name, cell in pairs if cell)


def _year(quantity: Quantity) -> int:
    return int(years_of(quantity)[0])


def _is_time(text: str, quantity: Quantity) -> bool:
    """Whether a year is the time of what is told, not of a source, a plan or a comparison."""
    before, after = text[: quantity.start], text[quantity.end :]
    if not _WHEN.search(before) or _NOT_ITS_TIME.search(before):
        return False
    if lexicon.pattern("accounts.dated_source").match(after) or _BEFORE_CHRIST.match(after):
        return False
    clause = re.split(r"[,;:(]", before)[-1] + quantity.text + re.split(r"[,;)]", after, maxsplit=1)[0]
    return not _TOLD.search(clause)


def _places(unit: Unit, known: Subjects) -> tuple[str, ...]:
    """The places that the sentence names; else the one that its heading or title is about."""
    named = [known.place(m[0]) for m in known.peers(unit.text) if not AGAINST.search(unit.text[: m.start()])]
    if any(named):
        return tuple(dict.fromkeys(name for name in named if name))
    for heading in reversed((unit.passage.title, *unit.passage.headings)):
        for name in dict.fromkeys(known.place(match[0]) for match in known.peers(heading)):
            subject = known.named(name) if name else None
            if name and subject and known.about(unit, subject):
                return (name,)
    return ()


def _distinct(events: Sequence[Event]) -> Iterator[Event]:
    """Without facts of one year that say what a longer one says."""
    for _, group in groupby(events, lambda event: event.start):
        worded = [
            (event, frozenset(each.stem for each in read(event.text).tokens if each.is_content)) for event in group
        ]
        for event, words in worded:
            said = (
                len(words & other) > SAME * len(words)
                and (len(other), other_event.citation.start) > (len(words), event.citation.start)
                for other_event, other in worded
                if other_event is not event
            )
            if not any(said):
                yield event
