"""Two to four subjects side by side: what the corpus says of each, matter by matter, every cell cited.

The matters are found, not listed: rows of tables that hold the subjects, then sentences of different subjects that say
the same kind of thing. A sentence stands in a column only if it is about that subject; an empty cell means that nothing
was found. Which questions ask for one: rag/question/request.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from rag.answer.composed import Composed
from rag.base.errors import UsageError
from rag.base.types import Aspect, Citation, Comparison, Notice, Passage, Sentence
from rag.language.sentences import HAN, cells, fold
from rag.language.tokens import is_name, read
from rag.question.request import requested_comparison
from rag.reports.comparison.aspects import (
    LONGEST,
    Cell,
    Row,
    Said,
    about,
    likeness,
    lone_rows,
    mentions,
    openings,
    rows,
    said,
)
from rag.reports.comparison.matters import matters, nouns
from rag.search.candidate_sentences import Unit, cited, quotable
from rag.search.entities import Subject, subjects
from rag.search.retriever import Retriever
from rag.store.index import Index

MOST = 4  # subjects
ROWS = 8
TABLE_ROWS = 4
FEW = 4  # rows below which sentences that are less alike, and then rows of one cell, are taken too
UNLIKE = 0.0
SHOWN_HITS = 10

Scope = frozenset[str] | None

__all__ = ["beside", "compare", "table"]


def compare(index: Index, retriever: Retriever, asked: Sequence[str]) -> Composed:
    """The comparison of two to four subjects; `not_in_corpus` with a reason where one is unknown or nothing was found.

    Raises UsageError for fewer or more subjects, and for one that is named twice.
    """
    names = _checked(asked)
    known = subjects(index)
    meant = [known.named(name) for name in names]
    found = [subject for subject in meant if subject is not None]
    if len({frozenset(subject.names) for subject in found}) < len(found):
        raise UsageError(f"{_listed(names)!r} are one thing in these documents: name different subjects")
    question = f"Compare {_listed(names)}"
    hits = tuple(candidate.hit() for candidate in retriever.find(f"{question}.", SHOWN_HITS))
    blank = Composed(question, "compare", hits=hits)
    if missing := [name for name, subject in zip(names, meant, strict=True) if subject is None]:
        return replace(blank, reasons=(Notice("unknown_subjects", {"subjects": tuple(missing)}),))
    if made := table(index, found):
        return _laid_out(index, blank, found, made)
    return replace(blank, reasons=(Notice("nothing_to_compare", {"subjects": tuple(s.name for s in found)}),))


def beside(index: Index, answer: Composed, asked: str, scope: Scope = None) -> Composed:
    """The answer to a comparison that is `asked`, with one below its sentences where the corpus has it.

    Only sentences that name two of the subjects stay above it; without one, and for a refusal, the comparison is the
    answer. `scope`: from the documents with these ids alone.
    """
    known = subjects(index)
    found = [subject for name in requested_comparison(asked, known) if (subject := known.named(name))]
    made = table(index, found, scope) if found else []
    covered = bool(made) and all(any(row.cells[n] for row in made) for n in range(len(found)))
    if not any(row.filled > 1 for row in made) and (answer.sentences or not covered):
        return answer
    numbered = {citation.number: citation for citation in answer.citations}
    kept = [s for s in answer.sentences if _on_several(s, numbered, found)]
    if not kept:
        bare = replace(answer, reasons=(), suggestions=(), disagreement=None)
        return _laid_out(index, bare, found, made)
    answer = _only(answer, kept)
    comparison, citations = _cited(index, answer.citations, found, made)
    warnings = tuple(warning for warning in answer.warnings if warning.kind != "missing_names")
    return replace(
        answer,
        comparison=comparison,
        citations=citations,
        warnings=warnings,
        verdict=answer.verdict if warnings else "answered",
    )


def _on_several(sentence: Sentence, numbered: Mapping[int, Citation], found: Sequence[Subject]) -> bool:
    """Whether a sentence of running text names two of the subjects."""
    row = any(numbered[number].passage.kind == "table" for number in sentence.citations)
    return not row and sum(subject.within(sentence.text) is not None for subject in found) > 1


def _only(answer: Composed, kept: Sequence[Sentence]) -> Composed:
    """The answer with these of its sentences, and the citations of theirs and of its disagreement, numbered anew."""
    values = answer.disagreement.values if answer.disagreement else ()
    used = {*(number for sentence in kept for number in sentence.citations), *(value.citation for value in values)}
    left = [citation for citation in answer.citations if citation.number in used]
    numbers = {citation.number: number for number, citation in enumerate(left, 1)}
    moved = tuple(replace(value, citation=numbers[value.citation]) for value in values)
    return replace(
        answer,
        sentences=tuple(replace(s, citations=tuple(numbers[number] for number in s.citations)) for s in kept),
        citations=tuple(replace(citation, number=numbers[citation.number]) for citation in left),
        disagreement=answer.disagreement and replace(answer.disagreement, values=moved),
    )


def _checked(asked: Sequence[str]) -> list[str]:
    names = [" ".join(name.split()) for name in asked]
    if empty := [name for name in names if not any(sign.isalnum() for sign in name)]:
        raise UsageError(f"the subject {empty[0]!r} has no letters: name a place or a thing")
    if not 2 <= len(names) <= MOST:
        raise UsageError(f"{len(names)} subjects ({', '.join(names)[:80]!r}) can't be compared: name 2 to {MOST}")
    if len({fold(name) for name in names}) < len(names):
        raise UsageError(f"{_listed(names)!r} names one thing twice: name different subjects")
    return names


def table(index: Index, found: Sequence[Subject], scope: Scope = None) -> list[Row]:
    """The rows of the comparison, those with most cells first; none where nothing is said of any of them."""
    known = subjects(index)
    passages = [p for p in known.passages if scope is None or p.document_id in scope]
    tabled = table_rows(passages, found)[:TABLE_ROWS]
    naming = [[u for u in quotable(_naming(s, passages)) if u.words <= LONGEST] for s in found]
    tabled = [*openings(naming, found), *tabled]
    used = {cell.place for row in tabled for cell in row.cells if cell}
    words = nouns(index)
    without = frozenset(token.stem for s in found for name in s.names for token in read(name).tokens)
    units: list[Unit] = []
    columns: list[list[Said]] = []
    for subject in found:
        column = list(about(known, subject, [s for s in found if s is not subject], _naming(subject, passages)))
        columns.append([said(unit, sure, len(units) + n, words, without) for n, (unit, sure) in enumerate(column)])
        units += [unit for unit, _ in column]
    named = {name for row in tabled for name in matters(row.name, words)}
    alike = likeness(index, units, found)
    every = [*tabled, *rows(columns, alike, named, used)[: ROWS - len(tabled)]]
    if len(every) < FEW:
        every += rows(columns, alike, named, used, UNLIKE)[: FEW - len(every)]
    if len(every) < FEW:
        every += lone_rows(columns, named, used)[: FEW - len(every)]
    every += mentions(every, naming, found)
    return sorted(every, key=lambda row: (-row.filled, -row.worth))


def _naming(subject: Subject, passages: Sequence[Passage]) -> list[Passage]:
    return [p for p in passages if subject.within(p.text) or subject.within(p.path)]


def _laid_out(index: Index, blank: Composed, found: Sequence[Subject], made: Sequence[Row]) -> Composed:
    comparison, citations = _cited(index, (), found, made)
    told = tuple(sentence for aspect in comparison.aspects for cell in aspect.cells for sentence in cell)
    bare = tuple(s.name for n, s in enumerate(found) if not any(row.cells[n] for row in made))
    return replace(
        blank,
        sentences=told,
        citations=citations,
        verdict="partly_supported" if bare else "answered",
        comparison=comparison,
        warnings=(Notice("nothing_said_of", {"subjects": bare}),) if bare else (),
    )


def _cited(
    index: Index, before: tuple[Citation, ...], found: Sequence[Subject], made: Sequence[Row]
) -> tuple[Comparison, tuple[Citation, ...]]:
    """The comparison, and its citations behind those that the answer has `before`."""
    citations = list(before)
    numbers: dict[tuple[str, int], int] = {}
    for cell in (cell for row in made for cell in row.cells if cell and cell.place not in numbers):
        new = cited(index, len(citations) + 1, cell.unit)
        same = next((c for c in before if (c.passage.id, c.start, c.end) == (new.passage.id, new.start, new.end)), None)
        numbers[cell.place] = (same or new).number
        citations += [] if same else [new]
    aspects = tuple(Aspect(row.name, tuple(_sentences(cell, numbers) for cell in row.cells)) for row in made)
    return Comparison(tuple(subject.name for subject in found), aspects), tuple(citations)


def _sentences(cell: Cell | None, numbers: dict[tuple[str, int], int]) -> tuple[Sentence, ...]:
    return (Sentence(cell.text, (numbers[cell.place],)),) if cell else ()


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


WORTH = 3.0  # beside rows that were put together from sentences

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
            yield Row(line[0], found, WORTH)


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
            yield Row(name, found, WORTH)


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
