"""Two to four subjects side by side: what the corpus says of each, matter by matter, every cell cited.

Rows are found in three ways: figures of one measure, rows of tables that hold the subjects, and themes that both sides
speak of. A sentence stands in a column only if it is about that subject; in an empty cell nothing was found.
Which questions ask for one: rag/question/request.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

from rag.answer.extractive import Composed, explained
from rag.base.errors import UsageError
from rag.base.mechanisms import on
from rag.base.types import Aspect, Comparison, Notice, Passage, Sentence
from rag.language import lexicon
from rag.language.quantities import find
from rag.language.sentences import HAN, fold
from rag.language.tokens import content_stems, fold_word, is_common, is_name, stem, stop_words
from rag.question.request import EDGES, asks_for_table, named
from rag.reports.comparison import themes
from rag.reports.comparison.sides import Sides, seeds
from rag.reports.comparison.themes import Cells
from rag.reports.overview.key_figures import Line, best_of, measured, tables, title_of
from rag.reports.summary.sections import Section
from rag.reports.summary.summarize import known as is_known
from rag.search.asked import Place, things_in
from rag.search.candidate_sentences import Unit, cited, explain, quotable
from rag.search.entities import Subject, Subjects, compiled, subjects
from rag.search.retriever import POOL, Retriever
from rag.store.index import Index

MOST = 4  # subjects
ROWS = 10
TABLE_ROWS = 3
DIFFER = 3  # sentences on how they differ
FEW = 8  # sentences of a side below which sections that a search finds are taken too
FOUND = 40  # passages of such a search
SHOWN_HITS = 10
MOST_THINGS = 8  # of a table that is asked for
READ = 4  # passages of such a thing that are read
LEAST = 0.42  # what the reader finds in a sentence that answers
WHAT = "What it is"
ELSE = "Also said"
_BETWEEN = lexicon.pattern("request.between")
_VAGUE = lexicon.pattern("comparison.vague")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_WORD = re.compile(r"[^\W_]+")
_CALENDAR = ("year", "date", "decade", "century", "ordinal")

Scope = frozenset[str] | None
Row = tuple[str, Cells]
"""A matter and what is said of each subject, as it reads there; nothing where nothing was found."""


@dataclass(frozen=True, slots=True)
class Side:
    """A subject, the sections that a search finds for one that few sentences name, and what tells of it alone."""

    subject: Subject
    seeds: frozenset[Section] = frozenset()
    units: tuple[Unit, ...] = ()


def compare(index: Index, retriever: Retriever, asked: Sequence[str]) -> Composed:
    """The comparison of two to four subjects; `not_in_corpus` with a reason where one is unknown or nothing was found.

    Raises UsageError for fewer or more subjects, and for one that is named twice.
    """
    names = _checked(asked)
    question = f"Compare {_listed(names)}"
    hits = tuple(candidate.hit() for candidate in retriever.rank(f"{question}.", SHOWN_HITS)[:SHOWN_HITS])
    blank = Composed(question, "compare", hits=hits)
    meant = [_side(index, retriever, name) for name in names]
    if missing := [name for name, side in zip(names, meant, strict=True) if side is None]:
        return replace(blank, reasons=(Notice("unknown_subjects", {"subjects": tuple(missing)}),))
    found = [side for side in meant if side]
    if len({frozenset(side.subject.names) for side in found}) < len(found):
        raise UsageError(f"{_listed(names)!r} are one thing in these documents: name different subjects")
    return _compared(index, retriever, blank, found) or replace(
        blank, reasons=(Notice("nothing_to_compare", {"subjects": tuple(s.subject.name for s in found)}),)
    )


def requested_comparison(text: str, known: Subjects) -> tuple[str, ...]:
    """The subjects that a question for a comparison names, two to four as the corpus names them; else nothing.

    Nothing too where it asks for one attribute ("which had more people?"), or a part is no known subject.
    """
    parts = [text[start:end] for start, end in named(text)]
    names = [each for part in parts for each in ([part] if known.is_listed(part) else _BETWEEN.split(part))]
    found = [meant.name for name in names if (meant := known.meant(name.strip(EDGES)))]
    distinct = len({fold(name) for name in found}) == len(found) == len(names)
    attributes = [name for name in found if is_common(name)]  # "population" is a heading, and no side
    of_one = bool(attributes) and len(found) - len(attributes) >= 2
    return tuple(found) if distinct and not of_one and 2 <= len(found) <= MOST else ()


def beside(index: Index, retriever: Retriever, answer: Composed, asked: str, scope: Scope = None) -> Composed:
    """The comparison `asked` for where the corpus has it, else the answer; `scope`: from these documents alone."""
    known = subjects(index)
    found = [Side(subject) for name in requested_comparison(asked, known) if (subject := known.named(name))]
    bare = replace(answer, reasons=(), suggestions=(), disagreement=None, warnings=())
    made = _compared(index, retriever, bare, found, scope) if found else None
    rows = made.comparison.aspects if made and made.comparison else ()
    both = any(row.name != ELSE and sum(map(bool, row.cells)) > 1 for row in rows)
    return made if made and (both or (not answer.sentences and made.verdict == "answered")) else answer


def _side(index: Index, retriever: Retriever, name: str) -> Side | None:
    """What is meant by a name: a subject of the corpus, or a topic that its documents tell of under other names."""
    known = subjects(index)
    subject = known.named(name)
    if subject and (
        any(subject.pattern.match(passage.section) for passage in known.passages)
        or len(list(Sides(known, [subject], known.passages).told(subject))) >= FEW
    ):
        return Side(subject)
    ranked = retriever.find(name, FOUND)
    if is_known(index, name, ranked, None)[0]:
        return Side(subject or Subject(name, (name,), compiled([name], re.IGNORECASE)), seeds(ranked))
    return Side(subject) if subject else None


def _checked(asked: Sequence[str]) -> list[str]:
    names = [" ".join(name.split()) for name in asked]
    if empty := [name for name in names if not any(sign.isalnum() for sign in name)]:
        raise UsageError(f"the subject {empty[0]!r} has no letters: name a place or a thing")
    if not 2 <= len(names) <= MOST:
        raise UsageError(f"{len(names)} subjects ({', '.join(names)[:80]!r}) can't be compared: name 2 to {MOST}")
    if len({fold(name) for name in names}) < len(names):
        raise UsageError(f"{_listed(names)!r} names one thing twice: name different subjects")
    return names


def _compared(
    index: Index, retriever: Retriever, blank: Composed, found: Sequence[Side], scope: Scope = None
) -> Composed | None:
    """The comparison as an answer; None where nothing is said of any of them."""
    known, things = subjects(index), things_in(index)
    passages = _within(known, scope)
    names = [side.subject for side in found]
    told = Sides(known, names, passages)
    sides: list[Side] = []
    for side in found:
        stored = things.named(side.subject.name) if on("aspects") else frozenset[Place]()
        elsewhere = things.places - stored if stored else stored
        units = told.told(side.subject, side.seeds, stored, elsewhere)
        sides.append(replace(side, units=tuple(units)))
    made = _rows(index, retriever, sides, passages)
    if not made:
        return None
    differ = list(told.both())[:DIFFER]
    bare = tuple(s.name for n, s in enumerate(names) if not any(cells[n] for _, cells in made))
    return _laid_out(index, blank, [subject.name for subject in names], made, differ, bare)


def _within(known: Subjects, scope: Scope) -> list[Passage]:
    return [p for p in known.passages if scope is None or p.document_id in scope]


def _laid_out(
    index: Index,
    blank: Composed,
    columns: Sequence[str],
    made: Sequence[Row],
    differ: Sequence[Unit],
    bare: Sequence[str],
) -> Composed:
    """Rows under the names of their columns as an answer; `bare` are the subjects of which nothing is said."""
    units = {_place(unit): unit for cell in (*(cell for _, cells in made for cell in cells), differ) for unit in cell}
    numbers = {place: number for number, place in enumerate(units, 1)}

    def told(cell: Sequence[Unit]) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(unit.text, (numbers[_place(unit)],), explained=clear)
            for unit, clear in zip(cell, explained(explain(index, cell)), strict=True)
        )

    aspects = tuple(Aspect(name, tuple(map(told, cells))) for name, cells in made)
    comparison = Comparison(tuple(columns), aspects, told(differ))
    return replace(
        blank,
        sentences=comparison.sentences,
        citations=tuple(cited(index, numbers[place], unit) for place, unit in units.items()),
        verdict="partly_supported" if bare else "answered",
        comparison=comparison,
        warnings=(Notice("nothing_said_of", {"subjects": tuple(bare)}),) if bare else (),
    )


def _rows(index: Index, retriever: Retriever, sides: Sequence[Side], passages: Sequence[Passage]) -> list[Row]:
    """The rows: what each is, those of measures, those of tables, then themes; no sentence in two."""
    names = [side.subject for side in sides]
    opened, held = _shared(WHAT, map(_opening, sides)), table_rows(passages, names)[:TABLE_ROWS]
    made = [*opened, *_measures(index, sides, _used([*opened, *held])), *held]
    used = _used(made)
    columns = [[unit for unit in side.units if _place(unit) not in used] for side in sides]
    for name, found in themes.rows(retriever, names, columns, ROWS - len(made)):
        made.append((name, tuple(tuple(map(_tidy, cell)) for cell in found)))
    return made[:ROWS] or _mentions(sides)


def _place(unit: Unit) -> Place:
    return unit.passage.id, unit.start


def _used(made: Sequence[Row]) -> set[Place]:
    return {_place(unit) for _, cells in made for cell in cells for unit in cell}


def _tidy(unit: Unit) -> Unit:
    return replace(unit, text=unit.text.rstrip(";,"))


def _shared(name: str, found: Iterable[Unit | None]) -> list[Row]:
    """A row with what was found of each subject; none where it was of fewer than two."""
    each = tuple((unit,) if unit else () for unit in found)
    return [(name, each)] if name and sum(map(bool, each)) > 1 else []


def _opening(side: Side) -> Unit | None:
    """The sentence that says what a subject is, or the one that opens the section of its name."""
    says = re.compile(rf"(?:The )?(?:{side.subject.pattern.pattern}){lexicon.piece('comparison.is_a')}")
    told = (u for u in side.units if says.match(u.text) and not _VAGUE.search(u.text))
    heads = (u for u in side.units if u.place == 0 and not u.leans and side.subject.heads(u.passage.section))
    return next(map(_tidy, chain(told, heads)), None)


def _mentions(sides: Sequence[Side]) -> list[Row]:
    """Where nothing can be laid side by side: a sentence that tells of each."""
    found = [tuple(_tidy(u) for u in side.units if u.passage.kind != "table")[:1] for side in sides]
    return [(ELSE, tuple(found))] if any(found) and not any(side.seeds for side in sides) else []


def _measures(index: Index, sides: Sequence[Side], used: Set[Place]) -> list[Row]:
    """Figures of one measure, of one year where the sides have it, else each with its own."""
    found = [measured(index, side.subject, side.units) for side in sides]
    keys = Counter(key for own in found for key in {each.key for each in own})
    rows: list[Row] = []
    for key in sorted(key for key, count in keys.items() if count > 1):
        columns = [[each for each in own if each.key == key] for own in found]
        times = Counter(when for own in columns for when in {each.when for each in own if each.when})
        when = max((when for when, count in times.items() if count == sum(map(bool, columns))), default="")
        best = [best_of(own, when) for own in columns]
        chosen = [each for each in best if each]
        if used.isdisjoint(_place(each.unit) for each in chosen):
            rows += _shared(title_of(index, chosen, when), (_tidy(each.unit) if each else None for each in best))
    return rows


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def table_rows(passages: Iterable[Passage], subjects: Sequence[Subject]) -> list[Row]:
    """The rows that tables hold for two of the subjects or more, in their order; one table may be several passages."""
    found: list[Row] = []
    for header, lines in tables(quotable(passage for passage in passages if passage.kind == "table")):
        filled = (next((n for n, cell in enumerate(header) if n and each.fills(cell)), None) for each in subjects)
        columns = list(filled)
        for line, unit in lines:
            found += _shared(line[0], [_cell(line[0], line, column, unit) for column in columns])
        found += _down(header, lines, subjects)
    return found


def _down(header: Sequence[str], lines: Sequence[Line], subjects: Sequence[Subject]) -> Iterator[Row]:
    """A row for each subject: a row of the comparison for each further column."""
    names = Counter((n, cell) for line, _ in lines for n, cell in enumerate(line) if _names(cell))
    groups = {n for (n, _), times in names.items() if times > 1}  # as a province stands for its cities
    rows = [
        next(((*each, n) for each in lines if (n := _own(each[0], subject, groups)) is not None), None)
        for subject in subjects
    ]
    own = {row[2] for row in rows if row}
    for column, name in enumerate(header):
        if column not in own:
            yield from _shared(name, [_cell(name, row[0], column, row[1]) if row else None for row in rows])


def _own(line: Sequence[str], subject: Subject, groups: Set[int]) -> int | None:
    """The cell that makes it the subject's row: in no column of groups, and behind no other name."""
    named = (n for n, cell in enumerate(line) if n not in groups and (subject.fills(cell) or _names(cell)))
    first = next(named, None)
    return first if first is not None and subject.fills(line[first]) else None


def _names(cell: str) -> bool:
    bare = _BRACKETS.sub("", cell)
    return is_name(bare) or bool(HAN.match(bare) and not re.search(r"\d", bare))


def _cell(name: str, line: Sequence[str], column: int | None, unit: Unit) -> Unit | None:
    if column is None or column >= len(line) or not re.search(r"\w", line[column]):
        return None
    return replace(unit, text=f"{name}: {line[column]}")


def requested_table(text: str, known: Subjects) -> tuple[str, tuple[Subject, ...]]:
    """What a request for a table wants measured, and of what; nothing where it asks for none."""
    if not asks_for_table(text):
        return "", ()
    pieces, end, found = [], 0, dict[str, Subject]()
    for span, subject in sorted(known.mentioned(text).items()):
        pieces.append(text[end : span[0]])
        end = span[1]
        found[subject.name] = subject
    told = list(filter(None, map(_measure, (*pieces, text[end:]))))
    measure = " ".join(told[:1] + [each for each in told[1:] if re.search(r"\d", each)])
    return (measure, tuple(found.values())) if measure and 2 <= len(found) <= MOST_THINGS else ("", ())


def _measure(piece: str) -> str:
    """What a stretch of a request without names says beside the asking."""
    words = [(start, end) for start, end in named(piece) if end - start > 1 and not asks_for_table(piece[start:end])]
    if not words:
        return ""
    start = words[0][0]
    ends = [match.end() for match in _WORD.finditer(piece, start) if fold_word(match[0]) not in stop_words()]
    return piece[start : max(words[-1][1], *ends)]


def tabulate(index: Index, retriever: Retriever, asked: str, scope: Scope = None) -> Composed | None:
    """The table that is asked for; None where none is, or fewer than two of its rows would have a figure.

    A figure is taken from those that the table of places knows, where the request wants nothing else; else the reader
    finds the sentence with a figure that answers. Either way the cell is the sentence.
    """
    known = subjects(index)
    measure, things = requested_table(asked, known)
    if not things:
        return None
    told = Sides(known, things, _within(known, scope))
    own = {
        thing: [u for u in told.told(thing) if any(each.unit not in _CALENDAR for each in find(u.text))]
        for thing in things
    }
    found = {
        thing: _known(index, thing, units, measure) or _answering(retriever, f"{thing.name}: {measure}?", units)
        for thing, units in own.items()
    }
    bare = [thing.name for thing, unit in found.items() if unit is None]
    if len(found) - len(bare) < 2:
        return None
    rows: list[Row] = [(thing.name, ((unit,) if unit else (),)) for thing, unit in found.items()]
    return _laid_out(index, Composed(asked, "compare"), [measure[0].upper() + measure[1:]], rows, (), bare)


def _known(index: Index, thing: Subject, units: Sequence[Unit], measure: str) -> Unit | None:
    """The sentence with the figure that is meant, where the measure is a noun and at most a year."""
    years = {str(int(each.value)) for each in find(measure) if each.unit == "year"}
    plain = {stem(word) for word in lexicon.words("key_figures.relative")}
    wanted = {each for each in content_stems(measure) if not each.isdecimal()} - (plain - {stem("peak")})
    found = best_of(
        each
        for each in measured(index, thing, units)
        if each.names(wanted) and not each.since and (not years or each.when in years)
    )
    return found.unit if found else None


def _answering(retriever: Retriever, question: str, units: Sequence[Unit]) -> Unit | None:
    """The sentence in which the reader finds the measure, in the passages that are found first."""
    own = {unit.passage.id for unit in units}
    scope = frozenset(unit.passage.document_id for unit in units)
    ranked = retriever.rank(question, POOL, scope) if units else []
    first = [each.passage for each in ranked if each.passage.id in own][:READ]
    readings = dict(zip(first, retriever.read([(question, each) for each in first]), strict=True))
    read = [(reading.within(u.start, u.end), u) for u in units if (reading := readings.get(u.passage))]
    chance, best = max(read, key=lambda each: each[0], default=(0.0, None))
    return best if chance >= LEAST else None
