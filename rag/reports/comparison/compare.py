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

from rag.answer.extractive import Composed
from rag.base.errors import UsageError
from rag.base.mechanisms import on
from rag.base.types import Aspect, Citation, Comparison, Notice, Passage, Sentence
from rag.language import lexicon
from rag.language.sentences import HAN, cells, fold
from rag.language.tokens import is_common, is_name
from rag.question.request import EDGES, named
from rag.reports.comparison import themes
from rag.reports.comparison.sides import Sides, seeds
from rag.reports.overview.key_figures import best_of, measured, title_of
from rag.reports.summary.sections import Section
from rag.reports.summary.topic import known as is_known
from rag.search.asked import Place, things_in
from rag.search.candidate_sentences import Unit, cited, quotable
from rag.search.entities import Subject, Subjects, compiled, subjects
from rag.search.retriever import Retriever
from rag.store.index import Index

MOST = 4  # subjects
ROWS = 10
TABLE_ROWS = 3
DIFFER = 3  # sentences on how they differ
FEW = 8  # sentences of a side below which sections that a search finds are taken too
FOUND = 40  # passages of such a search
SHOWN_HITS = 10
WHAT = "What it is"
ELSE = "Also said"
_BETWEEN = lexicon.pattern("request.between")
_VAGUE = lexicon.pattern("comparison.vague")

Scope = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said of one subject: `text` as it reads, `unit` what it stands in (a whole row of a table)."""

    text: str
    unit: Unit

    @property
    def place(self) -> tuple[str, int]:
        """The same for cells of the same sentence or row."""
        return self.unit.passage.id, self.unit.start


@dataclass(frozen=True, slots=True)
class Row:
    """A matter and what is said of each subject, nothing where nothing was found."""

    name: str
    cells: tuple[tuple[Cell, ...], ...]


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
    """The answer to a comparison that is `asked`: one where the corpus has it, else the answer as it is.

    `scope`: from the documents with these ids alone.
    """
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
        or len(list(Sides(known, [subject]).told(subject, known.passages))) >= FEW
    ):
        return Side(subject)
    ranked = retriever.find(name, FOUND)
    if subject is None and not is_known(index, name, ranked, None)[0]:
        return None
    named = subject or Subject(name, (name,), compiled([name], re.IGNORECASE))
    return Side(named, seeds(ranked) if is_known(index, name, ranked, None)[0] else frozenset())


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
    known = subjects(index)
    passages = [p for p in known.passages if scope is None or p.document_id in scope]
    names = [side.subject for side in found]
    told = Sides(known, names)
    sides = [
        replace(side, units=tuple(told.told(side.subject, passages, side.seeds, *_stored(index, side))))
        for side in found
    ]
    made = _rows(index, retriever, sides, passages)
    if not made:
        return None
    differ = [Cell(unit.text, unit) for unit in told.both(passages)][:DIFFER]
    bare = tuple(s.name for n, s in enumerate(names) if not any(row.cells[n] for row in made))
    return laid_out(index, blank, [subject.name for subject in names], made, differ, bare)


def _stored(index: Index, side: Side) -> tuple[frozenset[Place], frozenset[Place]]:
    """The sentences that are stored as on the side, and those that are on other things, if any is on it."""
    things = things_in(index)
    known = things.named(side.subject.name) if on("aspects") else frozenset[Place]()
    return known, things.places - known if known else known


def laid_out(
    index: Index,
    blank: Composed,
    columns: Sequence[str],
    made: Sequence[Row],
    differ: Sequence[Cell],
    bare: Sequence[str],
) -> Composed:
    """Rows under the names of their columns as an answer; `bare` are the subjects of which nothing is said."""
    numbers, citations = _cited(index, [*(cell for row in made for each in row.cells for cell in each), *differ])
    aspects = tuple(Aspect(row.name, tuple(_sentences(each, numbers) for each in row.cells)) for row in made)
    comparison = Comparison(tuple(columns), aspects, _sentences(differ, numbers))
    return replace(
        blank,
        sentences=comparison.sentences,
        citations=citations,
        verdict="partly_supported" if bare else "answered",
        comparison=comparison,
        warnings=(Notice("nothing_said_of", {"subjects": tuple(bare)}),) if bare else (),
    )


def _rows(index: Index, retriever: Retriever, sides: Sequence[Side], passages: Sequence[Passage]) -> list[Row]:
    """The rows: what each is, those of measures, those of tables, then themes; no sentence in two."""
    names = [side.subject for side in sides]
    opened, held = _openings(sides), table_rows(passages, names)[:TABLE_ROWS]
    made = [*opened, *_measures(index, sides, _used([*opened, *held])), *held]
    used = _used(made)
    columns = [[unit for unit in side.units if (unit.passage.id, unit.start) not in used] for side in sides]
    for name, found in themes.rows(retriever, names, columns, ROWS - len(made)):
        made.append(Row(name, tuple(tuple(Cell(_tidy(unit.text), unit) for unit in cell) for cell in found)))
    return made[:ROWS] or _mentions(sides)


def _used(made: Sequence[Row]) -> set[tuple[str, int]]:
    return {cell.place for row in made for each in row.cells for cell in each}


def _tidy(text: str) -> str:
    return text.rstrip(";,")


def _openings(sides: Sequence[Side]) -> list[Row]:
    """What each subject is: the sentence that says so, or the one that opens the section of its name."""
    found = [_opening(side) for side in sides]
    return [Row(WHAT, tuple((each,) if each else () for each in found))] if sum(map(bool, found)) > 1 else []


def _opening(side: Side) -> Cell | None:
    says = re.compile(rf"(?:The )?(?:{side.subject.pattern.pattern}){lexicon.piece('comparison.is_a')}")
    told = next((u for u in side.units if says.match(u.text) and not _VAGUE.search(u.text)), None)
    heads = (u for u in side.units if u.place == 0 and not u.leans and side.subject.heads(u.passage.section))
    told = told or next(heads, None)
    return Cell(_tidy(told.text), told) if told else None


def _mentions(sides: Sequence[Side]) -> list[Row]:
    """Where nothing can be laid side by side: a sentence that tells of each."""
    found = [next(((Cell(_tidy(u.text), u),) for u in side.units if u.passage.kind != "table"), ()) for side in sides]
    return [Row(ELSE, tuple(found))] if any(found) and not any(side.seeds for side in sides) else []


def _measures(index: Index, sides: Sequence[Side], used: Set[tuple[str, int]]) -> list[Row]:
    """Figures of one measure, of one year where the sides have it, else each with its own."""
    found = [measured(index, side.subject, side.units) for side in sides]
    keys = Counter(key for own in found for key in {each.key for each in own})
    rows: list[Row] = []
    for key in sorted(key for key, count in keys.items() if count > 1):
        columns = [[each for each in own if each.key == key] for own in found]
        times = Counter(when for own in columns for when in {each.when for each in own if each.when})
        when = max((when for when, count in times.items() if count == sum(map(bool, columns))), default="")
        chosen = [best_of(own, when) for own in columns]
        if not used & {(each.unit.passage.id, each.unit.start) for each in chosen if each}:
            name = title_of(index, [each for each in chosen if each], when)
            told = tuple((Cell(_tidy(each.unit.text), each.unit),) if each else () for each in chosen)
            rows.append(Row(name, told))
    return rows


def _cited(index: Index, told: Iterable[Cell]) -> tuple[dict[tuple[str, int], int], tuple[Citation, ...]]:
    """The numbers of what the cells rest on, by place, and the citations."""
    units = {cell.place: cell.unit for cell in told}
    numbers = {place: number for number, place in enumerate(units, 1)}
    return numbers, tuple(cited(index, numbers[place], unit) for place, unit in units.items())


def _sentences(told: Iterable[Cell], numbers: dict[tuple[str, int], int]) -> tuple[Sentence, ...]:
    return tuple(Sentence(cell.text, (numbers[cell.place],)) for cell in told)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


_BRACKETS = re.compile(r"\s*\([^)]*\)")


def table_rows(passages: Iterable[Passage], subjects: Sequence[Subject]) -> list[Row]:
    """The rows that tables hold for two of the subjects or more, in their order; one table may be several passages."""
    parts: dict[tuple[str, tuple[str, ...], str], list[Unit]] = {}
    for passage in passages:
        if passage.kind == "table":
            key = passage.document_id, passage.headings, passage.text.split("\n", 1)[0]
            parts.setdefault(key, []).extend(quotable([passage]))
    found: list[Row] = []
    for (*_, line), units in parts.items():
        header = cells(line)
        found += [*_across(header, units, subjects), *_down(header, units, subjects)]
    return found


def _across(header: Sequence[str], units: Sequence[Unit], subjects: Sequence[Subject]) -> Iterator[Row]:
    """A column for each subject: the rows as they are."""
    columns = [next((n for n, cell in enumerate(header) if n and subject.fills(cell)), None) for subject in subjects]
    if sum(column is not None for column in columns) < 2:
        return
    for unit in units:
        line = _line(unit)
        found = tuple(_cell(line[0], line, column, unit) for column in columns)
        if line[0] and sum(cell is not None for cell in found) > 1:
            yield Row(line[0], _one_each(found))


def _down(header: Sequence[str], units: Sequence[Unit], subjects: Sequence[Subject]) -> Iterator[Row]:
    """A row for each subject: a row of the comparison for each further column."""
    groups = _groups([_line(unit) for unit in units])
    where = [
        next(((unit, n) for unit in units if (n := _own(_line(unit), subject, groups)) is not None), None)
        for subject in subjects
    ]
    if sum(each is not None for each in where) < 2:
        return
    named = {each[1] for each in where if each}
    for column, name in enumerate(header):
        found = tuple(_cell(name, _line(each[0]), column, each[0]) if each else None for each in where)
        if name and column not in named and sum(cell is not None for cell in found) > 1:
            yield Row(name, _one_each(found))


def _one_each(found: Iterable[Cell | None]) -> tuple[tuple[Cell, ...], ...]:
    return tuple((cell,) if cell else () for cell in found)


def _groups(lines: Sequence[Sequence[str]]) -> frozenset[int]:
    """The columns in which a name stands for several rows, as a province for its cities."""
    names = Counter((n, cell) for line in lines for n, cell in enumerate(line) if _names(cell))
    return frozenset(n for (n, _), times in names.items() if times > 1)


def _own(line: Sequence[str], subject: Subject, groups: Set[int]) -> int | None:
    """The cell that makes it the subject's row: in no column of groups, and behind no other name."""
    for place, cell in enumerate(line):
        if place in groups:
            continue
        if subject.fills(cell):
            return place
        if _names(cell):
            return None
    return None


def _names(cell: str) -> bool:
    bare = _BRACKETS.sub("", cell)
    return is_name(bare) or bool(HAN.match(bare) and not re.search(r"\d", bare))


def _cell(name: str, line: Sequence[str], column: int | None, unit: Unit) -> Cell | None:
    if column is None or column >= len(line) or not re.search(r"\w", line[column]):
        return None
    return Cell(f"{name}: {line[column]}", unit)


def _line(unit: Unit) -> list[str]:
    return cells(unit.passage.text[unit.start : unit.end])
