"""A briefing as every format draws it: text, numbered quotes, sources, the record; nothing about looks.

Of a memo, the text is a page: what is long stands there by its beginning, and in full behind. Sources are marked
S1, S2 … in the order of their list, unless the citation style numbers them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from rag.base.printable import one_line
from rag.base.types import Citation
from rag.reports.export import styles, words
from rag.reports.export.bibliography import Entry, entries, entry_of, sources_of
from rag.reports.export.record import Pairs, Record
from rag.reports.export.sections import Said, Section, numbered, place
from rag.reports.notebook import provenance
from rag.reports.notebook.briefing import AnswerItem, Briefing, HeadingItem, Item
from rag.reports.notebook.editing import Part, parts
from rag.reports.notebook.passage_context import CELL_BORDER, RULE

_WORDS = {"answer": 120, "evidence": 1}
"""By how many words an answer is told on a memo's page, by the section that it stands in."""
_MOST = 3
"""How many items a section of that page has; the others stand behind it."""


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
    there, units = parts(item), dict[tuple[bool, str, int], int]()
    for part in there:
        for number, line in enumerate(part.lines):
            unit = _unit(part, number)
            units[unit] = units.get(unit, 0) + len(line.sentence.text.split())
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
