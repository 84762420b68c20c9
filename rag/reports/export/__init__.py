"""Files to keep: a briefing as Markdown, HTML or DOCX, its sources as BibTeX, RIS or CSL-JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from rag.base.errors import UsageError
from rag.base.printable import one_line
from rag.base.types import Source
from rag.reports.export.bibliography import Entry, entries
from rag.reports.export.record import Record
from rag.reports.notebook.briefing import Briefing
from rag.reports.notebook.citation_status import Find, fallen
from rag.reports.notebook.provenance import Origin


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name in commands, how its files end, its media type, whether it is text to print."""

    name: str
    suffix: str
    media_type: str
    text: bool = True


FORMATS = {
    each.name: each
    for each in (
        Format("md", ".md", "text/markdown"),
        Format("docx", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", text=False),
        Format("html", ".html", "text/html"),
        Format("bibtex", ".bib", "application/x-bibtex"),
        Format("ris", ".ris", "application/x-research-info-systems"),
        Format("csl-json", ".json", "application/vnd.citationstyles.csl+json"),
    )
}
BIBLIOGRAPHIES = ("bibtex", "ris", "csl-json")


def format_named(name: str) -> Format:
    """The format of that name. Raises UsageError."""
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}: choose {', '.join(FORMATS)}")
    return FORMATS[name]


def format_of(name: str | None, file: str | None) -> Format:
    """The format of that name, else the one that the file's name ends for. Raises UsageError where neither says it."""
    if name:
        return format_named(name)
    suffix = PurePath(file or "").suffix.lower()
    found = next((each for each in FORMATS.values() if each.suffix == suffix), None)
    if found is None:
        raise UsageError(f"no format is named, and the file {file or '-'!r} does not say it: add --format NAME")
    return found


LONGEST = 80  # bytes, so that even Chinese names stay well below what file systems take
_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_FALLBACK = "briefing"


def safe_name(title: str, suffix: str) -> str:
    """A name without folders, spaces and signs, such as `Why-do-towns-shrink.docx`; never hidden, never reserved."""
    stem = _UNSAFE.sub("-", unicodedata.normalize("NFC", one_line(title)))
    stem = re.sub(r"\.{2,}", ".", stem).strip("-._")
    short = stem.encode()[:LONGEST].decode("utf-8", "ignore").rstrip("-._")
    if not short or _RESERVED.match(short):
        short = f"{_FALLBACK}-{short}".rstrip("-")
    return f"{short}{suffix}"


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
    from rag.reports.export.styles import cited, style_of

    found = cited(entries(sources), style_of(""))
    record = Record(Briefing(title), library.created, library)
    if form == "md":
        from rag.reports.export.pages import bibliography_markdown

        return bibliography_markdown(title, found, record).encode()
    if form not in BIBLIOGRAPHIES:
        raise UsageError(f"a bibliography can't be {form!r}: choose md, {', '.join(BIBLIOGRAPHIES)}")
    return _bibliography((each.entry for each in found), record, form)


def now() -> str:
    """The time as a record tells it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _bibliography(found: Iterable[Entry], record: Record, form: str) -> bytes:
    from rag.reports.export.bibliography import bibtex, csl_json, ris

    write = {"bibtex": bibtex, "ris": ris, "csl-json": csl_json}[form]
    return write(list(found), record).encode()
