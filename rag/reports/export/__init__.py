"""Files to keep: a briefing or conversation as Markdown, HTML or DOCX, its sources as BibTeX, RIS or CSL-JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from pathlib import PurePath
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from rag.base.errors import UsageError
from rag.base.printable import around, one_line, printable
from rag.base.types import Source
from rag.reports.export import styles, words
from rag.reports.export.bibliography import bibtex, csl_json, entries, ris
from rag.reports.export.record import Record
from rag.reports.notebook.briefing import AnswerItem, Briefing, Item, OpenItem
from rag.reports.notebook.provenance import UNRECORDED, Find, Origin, fallen, now

if TYPE_CHECKING:
    from rag.reports.notebook.conversations import Outcome, Stored


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
BIBLIOGRAPHIES = {"bibtex": bibtex, "ris": ris, "csl-json": csl_json}
"""What writes the sources alone, by the name of the format."""


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


def safe_name(title: str, suffix: str) -> str:
    """A name without folders, spaces and signs, such as `Why-do-towns-shrink.docx`; never hidden, never reserved."""
    stem = _UNSAFE.sub("-", unicodedata.normalize("NFC", one_line(title)))
    stem = re.sub(r"\.{2,}", ".", stem).strip("-._")
    short = stem.encode()[:LONGEST].decode("utf-8", "ignore").rstrip("-._")
    if not short or _RESERVED.match(short):
        short = f"briefing-{short}".rstrip("-")
    return f"{short}{suffix}"


def export(briefing: Briefing, form: str, exported: str | None = None, find: Find | None = None) -> bytes:
    """The briefing as a file of a format; `exported` is ISO 8601 in UTC, by default now.

    With `find`, it says which cited words the library no longer holds. Raises UsageError for a format that is unknown.
    """
    from rag.reports.export.outline import bibliography, outline

    cited = briefing.citations
    record = Record(briefing, exported or now(), fallen=fallen(cited, find) if find else None)
    if format_named(form).name in BIBLIOGRAPHIES:
        return BIBLIOGRAPHIES[form](bibliography(cited), record).encode()
    drawn = outline(record)
    if form == "docx":
        from rag.reports.export.word import word

        return word(drawn, record)
    return _TEMPLATES.get_template(f"page.{form}").render(it=drawn, record=record).encode()


def export_sources(title: str, sources: Iterable[Source], form: str, library: Origin) -> bytes:
    """The library's sources by author, in one of `BIBLIOGRAPHIES` or Markdown (md). Raises UsageError for another."""
    found = styles.cited(entries(sources), styles.style_of(""))
    record = Record(Briefing(title), library.created, library)
    if form == "md":
        return _TEMPLATES.get_template("bibliography.md").render(found=found, record=record).encode()
    if form not in BIBLIOGRAPHIES:
        raise UsageError(f"a bibliography can't be {form!r}: choose md, {', '.join(BIBLIOGRAPHIES)}")
    return BIBLIOGRAPHIES[form]([each.entry for each in found], record).encode()


def transcript(title: str, exchanges: Sequence[Stored]) -> Briefing:
    """A kept conversation as a briefing: every question with its answer or why there is none, without small talk.

    Raises UsageError where there is no answer among them.
    """
    items: list[Item] = []
    for exchange in exchanges:
        answer, name = exchange.outcome.answer, f"exchange-{exchange.number}"
        if answer is None:
            items.append(OpenItem(name, exchange.question, _reason(exchange.outcome)))
        elif answer.kind != "small_talk":
            items.append(AnswerItem(name, answer, exchange.origin or UNRECORDED))
    if not any(isinstance(item, AnswerItem) for item in items):
        raise UsageError(f"the conversation {one_line(title)!r} holds no answer to export: ask something in it first")
    asked = next((one_line(exchange.question) for exchange in exchanges), "")
    shown = words.TALK.format(title=title) if asked.startswith(one_line(title)) else title
    return replace(Briefing().titled(shown), items=tuple(items))


def _reason(outcome: Outcome) -> str:
    """Why there is no answer; what an error said beside its title may tell of the machine, and is left out."""
    if outcome.problem:
        return words.FAILED.format(title=outcome.problem[0])
    return words.WAITING if outcome.stopped is None else words.STOPPED


# All text is escaped on its way into a template.
_LINK = '<a href="{0}" rel="noreferrer">{0}</a>'
_MARKS = re.compile(r"([\\`*_\[\]<>&|~$])")
_AT_START = re.compile(r"^(\s*)([#=+\-])")
_NUMBER_AT_START = re.compile(r"^(\s*\d{1,9})(?=[.)](?:\s|$))")


def escape_markdown(text: object) -> str:
    """Text that CommonMark shows as it is, in a paragraph, heading, list item or table cell."""
    marked = _MARKS.sub(r"\\\1", printable(str(text)))
    marked = re.sub(r"(https?):", r"\1\\:", marked) if "://" in marked else marked
    return _NUMBER_AT_START.sub(r"\1\\", _AT_START.sub(r"\1\\\2", marked))


def _linked(text: str, url: str | None, plain: Callable[[str], str], link: Callable[[str], str], slant: str) -> str:
    told = []
    for piece, is_slanted in styles.slanted(text):
        before, address, after = around(piece, url)
        shown = f"{plain(before)}{link(address) if address else ''}{plain(after)}"
        told.append(slant.format(shown) if is_slanted else shown)
    return "".join(told)


linked_markdown = partial(_linked, plain=escape_markdown, link="<{}>".format, slant="*{}*")
"""The same of what a citation style has formatted, with the address in it as a link."""
linked_html = partial(_linked, plain=escape, link=lambda address: _LINK.format(escape(address)), slant="<i>{}</i>")

_TEMPLATES = Environment(
    loader=PackageLoader("rag.reports.export"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_TEMPLATES.globals["w"] = words
_TEMPLATES.filters |= {"md": escape_markdown, "md_links": linked_markdown, "links": linked_html}
# YAML would take an escaped pair of surrogates for two characters.
_TEMPLATES.filters["yaml"] = partial(json.dumps, ensure_ascii=False)
