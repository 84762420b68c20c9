"""A briefing as every format draws it: sections, numbered quotes, sources, the record; nothing about looks.

Passages are numbered through the whole file in the order in which the text cites them, whatever number they had in
their own answer. Of a memo, the text is a page: what is long stands there by its beginning, and in full behind. Sources
are marked S1, S2 … in the order of their list, unless the citation style numbers them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from rag.base.printable import one_line, printable
from rag.base.types import Answer, Citation, Passage
from rag.reports.export import styles, words
from rag.reports.export.bibliography import Entry, entries, entry_of, sources_of
from rag.reports.export.record import Pairs, Record
from rag.reports.notebook import provenance
from rag.reports.notebook.briefing import AnswerItem, Briefing, HeadingItem, Item, Line, OpenItem, PassageItem
from rag.reports.notebook.editing import Part, parts, shown
from rag.reports.notebook.passage_context import CELL_BORDER, RULE

_WORDS = {"answer": 120, "evidence": 1}
"""By how many words an answer is told on a memo's page, by the section that it stands in."""
_MOST = 3
"""How many items a section of that page has; the others stand behind it."""
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
        said = Said(one_line(item.citation.quote), (_number(item.citation, numbers),))
        return Section("passage", heading, said=(said,))
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


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a document behind a number; `rows` instead of `words` where they are rows of a table.

    `document` names it, and says what has become of it where the library no longer holds the words.
    """

    number: int
    words: str
    rows: tuple[tuple[str, ...], ...]
    place: str
    document: str
    sources: tuple[styles.Cited, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole file."""

    sections: tuple[Section, ...]
    quotes: tuple[Quote, ...]
    references: tuple[styles.Cited, ...]
    record: Pairs


def outline(record: Record) -> Outline:
    """The outline of the record's briefing. Raises UsageError for a citation style that can't be used."""
    style = styles.style_of(record.briefing.style)
    first, behind = _laid_out(record.briefing)
    there, quotes = numbered(replace(record.briefing, items=(*first, *behind)))
    sections = list(_drawn(first, there, record.title, {item.id for item in behind}))
    found = bibliography(quotes)
    listed = {each.entry.key: each for each in styles.cited(found, style)}
    if any(isinstance(item, HeadingItem) and item.role for item in record.briefing.items):
        _, on_page = numbered(replace(record.briefing, items=first))
        sections.append(Section("heading", words.REFERENCES))
        short = styles.cited(bibliography(on_page), styles.style_of("") if style.numeric or style.noted else style)
        told = "; ".join(dict.fromkeys(each.short for each in short)) or words.NO_SOURCES
        sections.append(Section("sources", "", said=(Said(told),), remarks=(words.BEHIND,) if behind else ()))
        full = [replace(section, missing=()) for section in there[len(first) :]]
        sections += [Section("behind", words.IN_FULL), *full] if full else []
    return Outline(
        sections=tuple(sections),
        quotes=tuple(_quote(number, citation, record, found, listed) for number, citation in enumerate(quotes, 1)),
        references=tuple(listed.values()),
        record=(*record.facts(), *(((words.REFERENCES, words.STYLE.format(title=style.title)),) if found else ())),
    )


def _quote(
    number: int, citation: Citation, record: Record, found: Sequence[Entry], listed: Mapping[str, styles.Cited]
) -> Quote:
    rows, document = _rows(citation), words.DOCUMENT.format(id=one_line(citation.passage.document_id))
    fallen = (record.fallen or {}).get(provenance.place(citation))
    keys = dict.fromkeys(entry_of(source, found).key for source in sources_of(citation))
    return Quote(
        number=number,
        words="" if rows else one_line(citation.quote),
        rows=rows,
        place=place(citation.passage, citation.page),
        document=f"{document}, {words.STANDING[fallen]}" if fallen else document,
        sources=tuple(map(listed.__getitem__, keys)),
    )


def _rows(citation: Citation) -> tuple[tuple[str, ...], ...]:
    """The quoted rows of a table below the header of that table; empty for words that are no rows."""
    quoted = citation.quote.strip().splitlines()
    if not quoted or not all(line.lstrip().startswith("|") for line in quoted):
        return ()
    lines = citation.passage.text.splitlines()
    place = next((n for n, line in enumerate(lines) if line.strip() == quoted[0].strip()), 0)
    while place > 0 and lines[place - 1].lstrip().startswith("|"):
        place -= 1
    rows = [line for line in (lines[place], *quoted) if not RULE.fullmatch(line.strip())] if lines else quoted
    return tuple(dict.fromkeys(map(_cells, rows)))


def _cells(row: str) -> tuple[str, ...]:
    found = CELL_BORDER.split(row.strip().removeprefix("|"))
    if len(found) > 1 and not found[-1]:  # what stands behind the border at the end
        found.pop()
    return tuple(one_line(cell.replace(r"\|", "|")) for cell in found)


def _laid_out(briefing: Briefing) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The items as the first page has them, and those that stand in full behind it, where that is a memo."""
    first, behind, role, shown = list[Item](), list[Item](), "", 0
    for item in briefing.items:
        if isinstance(item, HeadingItem):
            role, shown = item.role or role, 0 if item.role else shown
        short = _begun(item, _WORDS[role]) if role in _WORDS and isinstance(item, AnswerItem) else item
        shown += not isinstance(item, HeadingItem)
        first += (short,) if shown <= _MOST or not role else ()
        behind += () if first[-1:] == [item] else (item,)
    return tuple(first), tuple(behind)


def _begun(item: AnswerItem, most: int) -> AnswerItem:
    """An answer by its beginning, at most so many words of sentences or rows but one at least; all of it if it fits."""
    there, units = parts(item), Counter[tuple[bool, str, int]]()
    for part in there:
        for number, line in enumerate(part.lines):
            units[_unit(part, number)] += len(line.sentence.text.split())
    totals = zip(units, accumulate(units.values()), strict=True)
    kept = {unit for place, (unit, total) in enumerate(totals) if place == 0 or total <= most}
    text = tuple(tuple(line for n, line in enumerate(part.lines) if _unit(part, n) in kept) for part in there)
    return item if text == tuple(part.lines for part in there) else replace(item, text=text)


def _unit(part: Part, number: int) -> tuple[bool, str, int]:
    """What is kept or left out with a line: its row, the values of which it is one, or itself."""
    return part.values, part.row, 0 if part.column or part.values else number


def _drawn(items: Sequence[Item], sections: Sequence[Section], title: str, behind: Container[str]) -> Iterator[Section]:
    """The sections of the text: without what title or question says already, and without empty ones of a memo.

    What the answers of a memo say is missing stands in its section of what is not known.
    """
    if [section.heading for section in sections] == [one_line(title)]:
        yield replace(sections[0], heading="")
        return
    roles = {item.role for item in items if isinstance(item, HeadingItem)}
    missing = dict.fromkeys(text for section in sections for text in section.missing) if "unknown" in roles else ()
    asked, role = set[str](), ""
    for item, section, after in zip(items, sections, (*items[1:], None), strict=False):
        if isinstance(item, HeadingItem):
            role = item.role
            told = missing if role == "unknown" else ()
            if told or not role or not (after is None or isinstance(after, HeadingItem)):
                yield section
            if told:
                yield Section("gaps", "", said=tuple(map(Said, told)), listed=True)
            continue
        if role == "question" and section.kind == "note":
            asked.update(each.text for each in section.said)
        bare = section.heading in asked or (section.kind == "note" and bool(roles))
        section = replace(section, heading="" if bare else section.heading, missing=() if missing else section.missing)
        if item.id in behind:
            section = replace(section, remarks=())
        yield replace(section, looked_at=()) if role else section


def bibliography(citations: Iterable[Citation]) -> tuple[Entry, ...]:
    """The sources of the citations, each once, in the order in which they are named."""
    return entries(source for citation in citations for source in sources_of(citation))
