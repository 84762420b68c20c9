"""Files to keep: a briefing as Markdown, HTML or DOCX, its sources as BibTeX, RIS or CSL-JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from rag.base.errors import UsageError
from rag.base.types import Source
from rag.reports.export.bibliography import Entry, by_author, entries
from rag.reports.export.formats import BIBLIOGRAPHIES, format_named
from rag.reports.export.record import Record
from rag.reports.notebook.briefing import Briefing
from rag.reports.notebook.citation_status import Find, fallen
from rag.reports.notebook.provenance import Origin


def export(briefing: Briefing, form: str, exported: str | None = None, find: Find | None = None) -> bytes:
    """The briefing as a file of a format; `exported` is ISO 8601 in UTC, by default now.

    With `find`, the file says which cited words the library no longer holds. Raises UsageError for a format that there
    is not.
    """
    cited = briefing.citations
    record = Record(briefing, exported or now(), fallen=fallen(cited, find) if find else None)
    if format_named(form).name in BIBLIOGRAPHIES:
        from rag.reports.export.outline import bibliography

        return _bibliography(bibliography(cited), record, form)
    from rag.reports.export.outline import outline

    drawn = outline(record)
    if form == "docx":
        from rag.reports.export.word import word

        return word(drawn, record)
    from rag.reports.export.pages import html, markdown

    return (html if form == "html" else markdown)(drawn, record).encode()


def export_sources(title: str, sources: Iterable[Source], form: str, library: Origin) -> bytes:
    """A bibliography of the library's sources, by author, in one of `BIBLIOGRAPHIES` or as Markdown (md).

    Raises UsageError for another format.
    """
    found = by_author(entries(sources))
    record = Record(Briefing(title), library.created, library)
    if form == "md":
        from rag.reports.export.pages import bibliography_markdown

        return bibliography_markdown(title, found, record).encode()
    if form not in BIBLIOGRAPHIES:
        raise UsageError(f"a bibliography can't be {form!r}: choose md, {', '.join(BIBLIOGRAPHIES)}")
    return _bibliography(found, record, form)


def now() -> str:
    """The time as a record tells it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _bibliography(found: Iterable[Entry], record: Record, form: str) -> bytes:
    from rag.reports.export.reference_formats import bibtex, csl_json, ris

    write = {"bibtex": bibtex, "ris": ris, "csl-json": csl_json}[form]
    return write(list(found), record).encode()
