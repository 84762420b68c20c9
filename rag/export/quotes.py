"""The words of a document behind a number of a file: the quote, where it stands, and whether it still does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag import standing
from rag.export import words
from rag.export.record import Record
from rag.printable import one_line
from rag.types import Citation

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
    now = (record.fallen or {}).get(standing.place(citation))
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
