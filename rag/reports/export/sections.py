"""The items of a briefing as sections: headings, numbered sentences, tables, remarks; nothing about looks.

Passages are numbered through the whole file in the order in which the text cites them, whatever number they had in
their own answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.base.printable import one_line, printable
from rag.base.types import Answer, Citation, Passage
from rag.reports.export import words
from rag.reports.notebook import provenance
from rag.reports.notebook.briefing import AnswerItem, Briefing, HeadingItem, Item, Line, OpenItem, PassageItem
from rag.reports.notebook.editing import Part, parts, shown

LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, the numbers of the quotes that it rests on, and what they don't bear out; "" where nothing.

    `edited` says so of one that the reader has changed. `head` is the section that begins with it, where it is told.
    """

    text: str
    numbers: tuple[int, ...] = ()
    doubt: str = ""
    edited: str = ""
    head: str = ""


Row = tuple[tuple[Said, ...], ...]
"""A row of a table: its cells, each of which holds sentences."""


@dataclass(frozen=True, slots=True)
class Section:
    """One item. `heading` is "" where something above says it already, `verdict` for what is answered in full.

    `listed` says that the sentences are the items of a list. The first row of a `grid` is its header. `objections` are
    what the check has against edited ones.
    """

    kind: str
    heading: str
    level: int = 2
    verdict: str = ""
    refused: bool = False
    remarks: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    listed: bool = False
    grid: tuple[Row, ...] = ()
    differ: str = ""
    values: tuple[Said, ...] = ()
    looked_at: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[tuple[Said, ...], ...]:
        """What is said, in a paragraph for each section that is told."""
        starts = [number for number, each in enumerate(self.said) if each.head or not number]
        return tuple(self.said[start:end] for start, end in pairwise([*starts, len(self.said)]))


_Numbers = dict[provenance.Place, tuple[int, Citation]]
"""The numbers of quotes, one for the same words of the same document."""


def _number(citation: Citation, numbers: _Numbers) -> int:
    return numbers.setdefault(provenance.place(citation), (len(numbers) + 1, citation))[0]


def numbered(briefing: Briefing) -> tuple[tuple[Section, ...], tuple[Citation, ...]]:
    """One section an item, and the citations that their numbers count, from 1."""
    numbers: _Numbers = {}
    level = 3 if any(isinstance(item, HeadingItem) for item in briefing.items) else 2
    sections = tuple(
        replace(section, level=2 if section.kind == "heading" else level)
        for section in (_section(item, numbers) for item in briefing.items)
    )
    return sections, tuple(citation for _, citation in numbers.values())


def numbers_of(briefing: Briefing, item: AnswerItem) -> dict[int, int]:
    """The numbers that a reader of the briefing sees for the citations of an answer in it, by those of the answer.

    Those that the reader has cut go on behind the last.
    """
    numbers: _Numbers = {}
    for each in briefing.items:
        _section(each, numbers)
    return {citation.number: _number(citation, numbers) for citation in item.answer.quoted}


def place(passage: Passage, page: int | None) -> str:
    """Where words stand: `Title › Section, p. 3`."""
    title, section = passage.title, passage.section
    where = one_line(title if section == title else f"{title} › {section}")
    return where if page is None else f"{where}, {words.PAGE.format(page=page)}"


def _section(item: Item, numbers: _Numbers) -> Section:
    if isinstance(item, AnswerItem):
        return _answer(item, numbers)
    if isinstance(item, PassageItem):
        heading = words.PASSAGE.format(title=one_line(item.citation.passage.title))
        return Section(
            "passage", heading, said=(Said(one_line(item.citation.quote), (_number(item.citation, numbers),)),)
        )
    if isinstance(item, OpenItem):
        remarks = (one_line(item.reason),)
        return Section("open", one_line(item.question), verdict=words.NOT_ANSWERED, refused=True, remarks=remarks)
    if isinstance(item, HeadingItem):
        return Section("heading", one_line(item.text))
    paragraphs = (one_line(text) for text in re.split(r"\n\s*\n", printable(item.text)))
    return Section("note", words.NOTE, said=tuple(Said(text) for text in paragraphs if text))


def _answer(item: AnswerItem, numbers: _Numbers) -> Section:
    answer = item.answer
    cited = {citation.number: citation for citation in answer.quoted}

    def marked(text: str, citations: Iterable[int]) -> Said:
        return Said(one_line(text), tuple(_number(cited[each], numbers) for each in citations if each in cited))

    def said(line: Line, row: str = "") -> Said:
        told = marked(shown(line, row), line.sentence.citations)
        edited = words.EDITED[bool(line.sentence.citations)] if line.edited else ""
        return replace(told, doubt=_doubt(line), edited=edited, head=one_line(line.sentence.about))

    there = parts(item)
    table = answer.comparison
    grid = _grid([part for part in there if part.column], len(table.subjects), said) if table else ()
    text = tuple(said(line) for part in there if not part.column and not part.values for line in part.lines)
    if not there:
        text = (marked(answer.notice, (answer.correction.citation,) if answer.correction else ()),)
    if answer.beside:
        text = (*text, Said(words.NEAREST_SAID), *(said(Line(each)) for each in answer.beside))
    values = tuple(said(line) for part in there if part.values for line in part.lines)
    differ = answer.disagreement
    refused = answer.verdict == "not_in_corpus"
    looked_at = answer.hits[:LOOKED_AT] if refused and not answer.nearest else ()
    return Section(
        kind="answer",
        heading=one_line(item.heading or answer.question),
        verdict=words.CORRECTED if answer.correction else words.VERDICTS[answer.verdict],
        refused=refused,
        remarks=tuple(_remarks(answer, [line for part in there if not part.values for line in part.lines])),
        said=text,
        listed=answer.kind == "list" and len(text) > 1,
        grid=grid,
        differ=words.SOURCES_DIFFER.format(about=one_line(differ.about)) if differ and values else "",
        values=values,
        looked_at=tuple(place(hit.passage, hit.passage.page) for hit in looked_at),
        missing=tuple(map(one_line, answer.warnings)),
        objections=tuple(_objections(there)),
    )


def _grid(cells: Sequence[Part], width: int, said: Callable[[Line, str], Said]) -> tuple[Row, ...]:
    """The table of these cells, so many in a row, without rows of which nothing is left; empty where none is."""
    rows = [cells[start : start + width] for start in range(0, len(cells), width)]
    rows = [row for row in rows if any(part.lines for part in row)]
    if not rows:
        return ()

    def drawn(part: Part) -> tuple[Said, ...]:
        return tuple(said(line, part.row) for line in part.lines) or (Said(words.NO_CELL),)

    header = (words.ASPECT, *(part.column for part in cells[:width]))
    named = (((Said(one_line(row[0].row)),), *map(drawn, row)) for row in rows)
    return (tuple((Said(one_line(text)),) for text in header), *named)


def _doubt(line: Line) -> str:
    return "" if _kind(line) == "own" else words.DOUBTS.get(line.sentence.support, "")


def _objections(there: Iterable[Part]) -> Iterator[str]:
    for line in (line for part in there for line in part.lines if _doubt(line) and line.edited):
        against = "; ".join(words.FAULTS[kind].format(words=said) for kind, said in line.faults)
        yield words.OBJECTION.format(sentence=line.sentence.text, against=against)


def _remarks(answer: Answer, lines: Sequence[Line]) -> Iterator[str]:
    """What a reader who files the answer must know beside its text."""
    if one_line(answer.standalone) != one_line(answer.question):
        yield words.READ_AS.format(question=one_line(answer.standalone))
    if answer.coverage:
        yield words.COVERAGE.format(used=answer.coverage.sections_used, total=answer.coverage.sections_total)
    if counts := Counter[str](map(_kind, lines)):
        told = ", ".join(f"{counts[name]} {said}" for name, said in words.SUPPORT.items() if name in counts)
        yield words.SUPPORT_LINE.format(counts=told)


def _kind(line: Line) -> str:
    """How a line counts among those that are supported."""
    if not line.edited:
        return line.sentence.support
    return f"edited {line.sentence.support}" if line.sentence.citations else "own"
