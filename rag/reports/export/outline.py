"""A briefing as every format draws it: sections, numbered quotes and numbered sources; nothing about looks.

Passages are numbered through the whole file in the order in which the text cites them, whatever number they had in
their own answer; sources are numbered S1, S2 … in the order in which the quotes name them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.base.printable import one_line, printable
from rag.base.types import Answer, Aspect, Citation, Comparison, Hit, Sentence
from rag.reports.export import words
from rag.reports.export.bibliography import Entry, entries, entry_of, label, references, sources_of
from rag.reports.export.record import Line, Record
from rag.reports.notebook import citation_status
from rag.reports.notebook.briefing import AnswerItem, Briefing, Item, OpenItem, PassageItem

_CELL_BORDER = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|\s:-]*---[|\s:-]*")


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
    sources: tuple[tuple[str, str], ...]


def quoted(number: int, citation: Citation, record: Record, sources: tuple[tuple[str, str], ...]) -> Quote:
    """What stands behind a number; `sources` are the marks of its sources and their names in short."""
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
    """A sentence, the numbers of the quotes that it rests on, and what they don't bear out; "" where nothing."""

    text: str
    numbers: tuple[int, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the header, and rows of cells, each of which holds sentences."""

    header: tuple[str, ...]
    rows: tuple[tuple[tuple[Said, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One item. `heading` is "" where the file's title is it, `verdict` for what is no answer.

    `listed` says that the sentences are the items of a list.
    """

    kind: str
    heading: str
    verdict: str = ""
    refused: bool = False
    remarks: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    listed: bool = False
    grid: Grid | None = None
    differ: str = ""
    values: tuple[Said, ...] = ()
    looked_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A source under its mark, such as S1, formatted; `url` stands in the text as well."""

    mark: str
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
    record: tuple[Line, ...]


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
    """The outline of the record's briefing."""
    sections, cited = numbered(record.briefing)
    if [section.heading for section in sections] == [one_line(record.title)]:
        sections = (replace(sections[0], heading=""),)  # an answer alone stands under its question already
    found = bibliography(cited)
    marks = {entry.key: f"S{number}" for number, entry in enumerate(found, 1)}
    formatted = zip(found, references(found), strict=True)
    return Outline(
        title=record.title,
        made=record.made,
        sections=sections,
        quotes=tuple(
            quoted(number, citation, record, _marked(citation, found, marks))
            for number, citation in enumerate(cited, 1)
        ),
        references=tuple(Reference(marks[entry.key], text, entry.source.url) for entry, text in formatted),
        record=(*record.lines(), *((Line(words.REFERENCES, words.STYLE),) if found else ())),
    )


def numbered(briefing: Briefing) -> tuple[tuple[Section, ...], tuple[Citation, ...]]:
    """One section an item, and the citations that their numbers count, from 1."""
    numbers = _Numbers()
    sections = tuple(_section(item, numbers) for item in briefing.items)
    return sections, tuple(numbers.cited.values())


def bibliography(citations: Iterable[Citation]) -> tuple[Entry, ...]:
    """The sources of the citations, each once, in the order in which they are named."""
    return entries(source for citation in citations for source in sources_of(citation))


def _section(item: Item, numbers: _Numbers) -> Section:
    if isinstance(item, AnswerItem):
        return _answer(item.answer, numbers)
    if isinstance(item, PassageItem):
        heading = words.PASSAGE.format(title=one_line(item.citation.passage.title))
        return Section("passage", heading, said=(Said(one_line(item.citation.quote), (numbers.of(item.citation),)),))
    if isinstance(item, OpenItem):
        remarks = (one_line(item.reason),)
        return Section("open", one_line(item.question), words.NOT_ANSWERED, refused=True, remarks=remarks)
    paragraphs = (one_line(text) for text in re.split(r"\n\s*\n", printable(item.text)))
    return Section("note", words.NOTE, said=tuple(Said(text) for text in paragraphs if text))


def _answer(answer: Answer, numbers: _Numbers) -> Section:
    cited = {citation.number: citation for citation in answer.quoted}

    def marked(text: str, citations: Iterable[int], doubt: str = "") -> Said:
        return Said(one_line(text), tuple(numbers.of(cited[each]) for each in citations if each in cited), doubt)

    def said(sentence: Sentence) -> Said:
        return marked(sentence.told, sentence.citations, words.DOUBTS.get(sentence.support, ""))

    grid = _grid(answer.comparison, said) if answer.comparison else None
    corrected = (answer.correction.citation,) if answer.correction else ()
    text = () if grid else tuple(map(said, answer.sentences)) or (marked(answer.notice, corrected),)
    if answer.beside:
        text = (*text, Said(words.NEAREST_SAID), *map(said, answer.beside))
    differ = answer.disagreement
    refused = answer.verdict == "not_in_corpus"
    return Section(
        kind="answer",
        heading=one_line(answer.question),
        verdict=words.CORRECTED if answer.correction else words.VERDICTS[answer.verdict],
        refused=refused,
        remarks=tuple(_remarks(answer)),
        said=text,
        listed=answer.kind == "list" and len(text) > 1,
        grid=grid,
        differ=words.SOURCES_DIFFER.format(about=one_line(differ.about)) if differ else "",
        values=tuple(marked(each.value, (each.citation,)) for each in differ.values) if differ else (),
        looked_at=tuple(map(_hit, answer.hits[:LOOKED_AT])) if refused and not answer.nearest else (),
    )


def _grid(comparison: Comparison, said: Callable[[Sentence], Said]) -> Grid:
    empty = (Said(words.NO_CELL),)
    rows = []
    for aspect in comparison.aspects:
        cells = (tuple(said(_in_row(aspect, each)) for each in cell) or empty for cell in aspect.cells)
        rows.append(((Said(one_line(aspect.name)),), *cells))
    return Grid((words.ASPECT, *map(one_line, comparison.subjects)), tuple(rows))


def _in_row(aspect: Aspect, sentence: Sentence) -> Sentence:
    """A cell's sentence without the name of its row, which a value out of a table begins with."""
    return replace(sentence, text=sentence.text.removeprefix(f"{aspect.name}: "))


def _remarks(answer: Answer) -> Iterator[str]:
    """What a reader who files the answer must know beside its text."""
    if one_line(answer.standalone) != one_line(answer.question):
        yield words.READ_AS.format(question=one_line(answer.standalone))
    if answer.coverage:
        yield words.COVERAGE.format(used=answer.coverage.sections_used, total=answer.coverage.sections_total)
    if counts := Counter[str](sentence.support for sentence in _drawn(answer)):
        told = ", ".join(f"{counts[name]} {said}" for name, said in words.SUPPORT.items() if name in counts)
        yield words.SUPPORT_LINE.format(counts=told)
    yield from (words.WARNING.format(warning=one_line(warning)) for warning in answer.warnings)


def _drawn(answer: Answer) -> list[Sentence]:
    """The sentences that are shown: those in the cells of a comparison, or else the answer's."""
    rows = answer.comparison.aspects if answer.comparison else ()
    return [sentence for row in rows for cell in row.cells for sentence in cell] or list(answer.sentences)


def _hit(hit: Hit) -> str:
    return place(hit.passage.title, hit.passage.section, hit.passage.page)


def _marked(citation: Citation, found: Sequence[Entry], marks: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The marks of a citation's sources, and what each is called in short."""
    named = {entry_of(source, found).key: label(source) for source in sources_of(citation)}
    return tuple((marks[key], name) for key, name in named.items())
