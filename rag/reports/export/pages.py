"""An outline as Markdown and as HTML, from the templates beside this file; all text is escaped on its way in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from html import escape

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from rag.base.printable import around, printable
from rag.reports.export import words
from rag.reports.export.outline import Outline
from rag.reports.export.record import Record
from rag.reports.export.styles import Cited, slanted

_MARKS = re.compile(r"([\\`*_\[\]<>&|~$])")
_AT_START = re.compile(r"^(\s*)([#=+\-])")
_NUMBER_AT_START = re.compile(r"^(\s*\d{1,9})(?=[.)](?:\s|$))")


def page(drawn: Outline, record: Record, form: str) -> str:
    """The outline as Markdown (`md`, CommonMark with tables) or as one HTML file that loads nothing and prints well."""
    return _templates().get_template(f"page.{form}").render(it=drawn, record=record)


def bibliography_markdown(found: Sequence[Cited], record: Record) -> str:
    """A bibliography alone, as a list in Markdown."""
    listed = [(each.reference, each.entry.source.url) for each in found]
    return _templates().get_template("bibliography.md").render(listed=listed, record=record)


def escape_markdown(text: object) -> str:
    """Text that CommonMark shows as it is, in a paragraph, heading, list item or table cell."""
    marked = _MARKS.sub(r"\\\1", printable(str(text)))
    marked = re.sub(r"(https?):", r"\1\\:", marked) if "://" in marked else marked
    return _NUMBER_AT_START.sub(r"\1\\", _AT_START.sub(r"\1\\\2", marked))


def linked_markdown(text: str, url: str | None) -> str:
    """The same, with the address in it as a link."""
    return _linked(text, url, escape_markdown, lambda address: f"<{address}>", "*{}*")


def linked_html(text: str, url: str | None) -> str:
    """HTML: the text escaped, the address in it as a link."""
    link = '<a href="{0}" rel="noreferrer">{0}</a>'
    return _linked(text, url, escape, lambda address: link.format(escape(address)), "<i>{}</i>")


def _linked(text: str, url: str | None, plain: Callable[[str], str], link: Callable[[str], str], slant: str) -> str:
    told = []
    for piece, is_slanted in slanted(text):
        before, address, after = around(piece, url)
        shown = f"{plain(before)}{link(address) if address else ''}{plain(after)}"
        told.append(slant.format(shown) if is_slanted else shown)
    return "".join(told)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("rag.reports.export"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["w"] = words
    made.filters |= {"md": escape_markdown, "md_links": linked_markdown, "links": linked_html}
    made.filters["yaml"] = partial(
        json.dumps, ensure_ascii=False
    )  # an escaped pair of surrogates is two characters there
    return made
