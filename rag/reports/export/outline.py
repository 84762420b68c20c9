"""A briefing as every format draws it: sections, sources, numbered quotes, the record; nothing about looks.

Passages are numbered through the whole file in the order in which the text cites them, whatever number they had in
their own answer; sources are marked S1, S2 … in the order of their list, unless the citation style numbers them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.base.printable import one_line, printable
from rag.base.types import Answer, Citation, Hit
from rag.reports.export import styles, words
from rag.reports.export.bibliography import Entry, entries, entry_of, sources_of
from rag.reports.export.record import Fact, Record
from rag.reports.notebook import citation_status
from rag.reports.notebook.briefing import AnswerItem, Briefing, HeadingItem, Item, Line, OpenItem, PassageItem
from rag.reports.notebook.editing import Part, parts, shown

_CELL_BORDER = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|\s:-]*---[|\s:-]*")


@dataclass(frozen=True, slots=True)
class Name:
    """A source as it is cited, the mark under which it is listed, and what leads there.

    Where the style numbers its sources, `label` is how it is cited, and `short` "".
    """

    mark: str
    short: str
    label: str


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
    sources: tuple[Name, ...]


def quoted(number: int, citation: Citation, record: Record, sources: tuple[Name, ...]) -> Quote:
    """What stands behind a number."""
    passage, rows = citation.passage, _rows(citation)
    return Quote(
        number=number,
        words="" if rows else one_line(citation.quote),
        rows=rows,
        place=place(passage.title, passage.section, citation.page),
        document=_document(citation, record),
        sources=sources,
    )


def place(title: str, section: str, page: int | None) -> str:
    """Where words stand: `Title › Section, p. 3`."""
    where = one_line(title if section == title else f"{title} › {section}")
    return where if page is None else f"{where}, {words.PAGE.format(page=page)}"


def _document(citation: Citation, record: Record) -> str:
    named = words.DOCUMENT.format(id=one_line(citation.passage.document_id))
    now = (record.fallen or {}).get(citation_status.place(citation))
    return f"{named}, {words.STANDING[now]}" if now else named


def _rows(citation: Citation) -> tuple[tuple[str, ...], ...]:
    """The quoted rows of a table below the header of that table; empty for words that are no rows."""
    quoted = citation.quote.strip().splitlines()
    if not quoted or not all(line.lstrip().startswith("|") for line in quoted):
        return ()
    lines = citation.passage.text.splitlines()
    place = next((n for n, line in enumerate(lines) if line.strip() == quoted[0].strip()), 0)
    while place > 0 and lines[place - 1].lstrip().startswith("|"):
        place -= 1
    rows = [line for line in (lines[place], *quoted) if not _RULE.fullmatch(line.strip())] if lines else quoted
    return tuple(dict.fromkeys(map(_cells, rows)))


def _cells(row: str) -> tuple[str, ...]:
    found = _CELL_BORDER.split(row.strip().removeprefix("|"))
    if len(found) > 1 and not found[-1]:  # what stands behind the border at the end
        found.pop()
    return tuple(one_line(cell.replace(r"\|", "|")) for cell in found)


LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, the numbers of the quotes that it rests on, and what they don't bear out; "" where nothing.

    `edited` says so of one that the reader has changed.
    """

    text: str
    numbers: tuple[int, ...] = ()
    doubt: str = ""
    edited: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the header, and rows of cells, each of which holds sentences."""

    header: tuple[str, ...]
    rows: tuple[tuple[tuple[Said, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One item. `heading` is "" where something above says it already, `verdict` for what is answered in full.

    `listed` says that the sentences are the items of a list. `objections` are what the check has against edited ones.
    """

    kind: str
    heading: str
    level: int = 2
    verdict: str = ""
    refused: bool = False
    remarks: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    listed: bool = False
    grid: Grid | None = None
    differ: str = ""
    values: tuple[Said, ...] = ()
    looked_at: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A source under its mark, such as S1, formatted; `url` stands in the text as well.

    `text` holds the signs of `styles.ITALIC`. Where the style numbers its sources, `label` is "" instead of the mark.
    """

    mark: str
    label: str
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole file."""

    title: str
    made: str
    sections: tuple[Section, ...]
    quotes: tuple[Quote, ...]
    references: tuple[Reference, ...]
    record: tuple[Fact, ...]


@dataclass(slots=True)
class _Numbers:
    """Hands out the numbers of quotes, one for the same words of the same document."""

    cited: dict[citation_status.Place, Citation] = field(default_factory=dict)
    numbers: dict[citation_status.Place, int] = field(default_factory=dict)

    def of(self, citation: Citation) -> int:
        where = citation_status.place(citation)
        self.cited.setdefault(where, citation)
        return self.numbers.setdefault(where, len(self.numbers) + 1)


def outline(record: Record) -> Outline:
    """The outline of the record's briefing. Raises UsageError for a citation style that can't be used."""
    style = styles.style_of(record.briefing.style)
    sections, quotes = numbered(record.briefing)
    found = bibliography(quotes)
    listed = styles.cited(found, style)
    names = {each.entry.key: (f"S{number}", each.short) for number, each in enumerate(listed, 1)}
    return Outline(
        title=record.title,
        made=record.made,
        sections=tuple(_drawn(record.briefing, sections, record.title)),
        quotes=tuple(
            quoted(number, citation, record, _named(citation, found, names, numeric=style.numeric))
            for number, citation in enumerate(quotes, 1)
        ),
        references=tuple(
            Reference(
                mark := names[each.entry.key][0],
                "" if style.numeric else f"[{mark}]",
                each.reference,
                each.entry.source.url,
            )
            for each in listed
        ),
        record=(*record.facts(), *((Fact(words.REFERENCES, words.STYLE.format(title=style.title)),) if found else ())),
    )


def numbered(briefing: Briefing) -> tuple[tuple[Section, ...], tuple[Citation, ...]]:
    """One section an item, and the citations that their numbers count, from 1."""
    numbers = _Numbers()
    level = 3 if any(isinstance(item, HeadingItem) for item in briefing.items) else 2
    sections = tuple(replace(_section(item, numbers), level=level) for item in briefing.items)
    return sections, tuple(numbers.cited.values())


def numbers_of(briefing: Briefing, item: AnswerItem) -> dict[int, int]:
    """The numbers that a reader of the briefing sees for the citations of an answer in it, by those of the answer.

    Those that the reader has cut go on behind the last.
    """
    numbers = _Numbers()
    for each in briefing.items:
        _section(each, numbers)
    return {citation.number: numbers.of(citation) for citation in item.answer.quoted}


def _drawn(briefing: Briefing, sections: Sequence[Section], title: str) -> Iterator[Section]:
    """The sections as a file has them: without what its title or question says already, and without empty ones.

    What the answers of a memo say is missing stands in its section of what is not known.
    """
    if [section.heading for section in sections] == [one_line(title)]:
        yield replace(sections[0], heading="")
        return
    roles = {item.role for item in briefing.items if isinstance(item, HeadingItem)}
    missing = dict.fromkeys(text for section in sections for text in section.missing) if "unknown" in roles else ()
    asked, role = set[str](), ""
    for item, section, after in zip(briefing.items, sections, (*briefing.items[1:], None), strict=False):
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
        yield replace(section, heading="" if bare else section.heading, missing=() if missing else section.missing)


def bibliography(citations: Iterable[Citation]) -> tuple[Entry, ...]:
    """The sources of the citations, each once, in the order in which they are named."""
    return entries(source for citation in citations for source in sources_of(citation))


def _section(item: Item, numbers: _Numbers) -> Section:
    if isinstance(item, AnswerItem):
        return _answer(item, numbers)
    if isinstance(item, PassageItem):
        heading = words.PASSAGE.format(title=one_line(item.citation.passage.title))
        return Section("passage", heading, said=(Said(one_line(item.citation.quote), (numbers.of(item.citation),)),))
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
        return Said(one_line(text), tuple(numbers.of(cited[each]) for each in citations if each in cited))

    def said(line: Line, row: str = "") -> Said:
        return replace(marked(shown(line, row), line.sentence.citations), doubt=_doubt(line), edited=_edited(line))

    there = parts(item)
    table = answer.comparison
    grid = _grid([part for part in there if part.column], len(table.subjects), said) if table else None
    text = tuple(said(line) for part in there if not part.column and not part.values for line in part.lines)
    if not there:
        text = (marked(answer.notice, (answer.correction.citation,) if answer.correction else ()),)
    if answer.beside:
        text = (*text, Said(words.NEAREST_SAID), *(said(Line(each)) for each in answer.beside))
    values = tuple(said(line) for part in there if part.values for line in part.lines)
    differ = answer.disagreement
    refused = item.role == "unknown"
    return Section(
        kind="answer",
        heading=one_line(item.heading or answer.question),
        verdict=words.CORRECTED if answer.correction else _verdict(answer),
        refused=refused,
        remarks=tuple(_remarks(answer, [line for part in there if not part.values for line in part.lines])),
        said=text,
        listed=answer.kind == "list" and len(text) > 1,
        grid=grid,
        differ=words.SOURCES_DIFFER.format(about=one_line(differ.about)) if differ and values else "",
        values=values,
        looked_at=tuple(map(_hit, answer.hits[:LOOKED_AT])) if refused and not answer.nearest else (),
        missing=tuple(map(one_line, answer.warnings)),
        objections=tuple(_objections(there)),
    )


def _verdict(answer: Answer) -> str:
    return "" if answer.verdict == "answered" else words.VERDICTS[answer.verdict]


def _grid(cells: Sequence[Part], width: int, said: Callable[[Line, str], Said]) -> Grid:
    """The table of these cells, so many in a row, without rows of which nothing is left."""
    rows = [cells[start : start + width] for start in range(0, len(cells), width)]

    def drawn(part: Part) -> tuple[Said, ...]:
        return tuple(said(line, part.row) for line in part.lines) or (Said(words.NO_CELL),)

    return Grid(
        (words.ASPECT, *(one_line(part.column) for part in cells[:width])),
        tuple(((Said(one_line(row[0].row)),), *map(drawn, row)) for row in rows if any(part.lines for part in row)),
    )


def _doubt(line: Line) -> str:
    if line.edited and not line.sentence.citations:
        return ""
    return words.DOUBTS.get(line.sentence.support, "")


def _edited(line: Line) -> str:
    return words.EDITED[bool(line.sentence.citations)] if line.edited else ""


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


def _hit(hit: Hit) -> str:
    return place(hit.passage.title, hit.passage.section, hit.passage.page)


def _named(
    citation: Citation, found: Sequence[Entry], names: Mapping[str, tuple[str, str]], *, numeric: bool
) -> tuple[Name, ...]:
    """The sources of a citation, as the style cites them."""
    keys = dict.fromkeys(entry_of(source, found).key for source in sources_of(citation))
    return tuple(
        Name(mark, "", short) if numeric else Name(mark, short, f"[{mark}]")
        for mark, short in map(names.__getitem__, keys)
    )
