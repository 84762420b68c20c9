"""The templates of Markdown (CommonMark with tables) and of HTML, which loads nothing and prints well.

All text is escaped on its way in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from html import escape

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from rag.base.printable import around, printable
from rag.reports.export import words
from rag.reports.export.styles import slanted

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
    for piece, is_slanted in slanted(text):
        before, address, after = around(piece, url)
        shown = f"{plain(before)}{link(address) if address else ''}{plain(after)}"
        told.append(slant.format(shown) if is_slanted else shown)
    return "".join(told)


linked_markdown = partial(_linked, plain=escape_markdown, link="<{}>".format, slant="*{}*")
"""The same of what a citation style has formatted, with the address in it as a link."""
linked_html = partial(_linked, plain=escape, link=lambda address: _LINK.format(escape(address)), slant="<i>{}</i>")

TEMPLATES = Environment(
    loader=PackageLoader("rag.reports.export"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
TEMPLATES.globals["w"] = words
TEMPLATES.filters |= {"md": escape_markdown, "md_links": linked_markdown, "links": linked_html}
# YAML would take an escaped pair of surrogates for two characters.
TEMPLATES.filters["yaml"] = partial(json.dumps, ensure_ascii=False)
