"""How sources are cited: a CSL style of ours in `styles/` or the reader's own file, as citeproc formats it."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from lxml import etree

from rag.base.errors import UsageError
from rag.base.printable import one_line
from rag.base.types import Source
from rag.reports.export.bibliography import KINDS, Entry, csl, entries

if TYPE_CHECKING:
    from citeproc import CitationStylesBibliography

STYLES = {path.stem: path for path in sorted(Path(__file__).with_name("styles").glob("*.csl"))}
"""The files of our styles by name; the first is taken where none is chosen."""
_SPACE = {"c": "http://purl.org/net/xbiblio/csl"}
ITALIC = ("\x02", "\x03")
"""What stands round slanted words in a formatted text; no text of a source holds it."""
_FAILURES = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, NameError),
    *(OSError, RuntimeError, SyntaxError, TypeError, ValueError),
)
"""What citeproc raises, depending on where a style is not what it reads."""


@dataclass(frozen=True, slots=True)
class Style:
    """A style that can be used: its title, its text, whether it numbers the sources itself or tells them in notes."""

    title: str
    text: bytes
    numeric: bool
    noted: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as the style has it: in the list of sources, where its `mark` leads to, and where it is cited.

    `label` is how it is marked for readers, such as [S1]; "" where the style numbers its sources.
    """

    entry: Entry
    reference: str
    short: str
    mark: str
    label: str


def slanted(text: str) -> list[tuple[str, bool]]:
    """The pieces of a formatted text, and whether each is slanted."""
    pieces = re.split(f"[{''.join(ITALIC)}]", text)
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


def style_of(said: str) -> Style:
    """The style of that name, or of that text of a CSL file; the first of ours for "". Raises UsageError."""
    if said.lstrip("\ufeff \r\n\t").startswith("<"):
        return own(said)
    name = said or next(iter(STYLES))
    if name not in STYLES:
        raise UsageError(f"there is no citation style {said!r}: choose {', '.join(STYLES)}, or give a CSL file")
    return _read(STYLES[name].read_bytes())


def cited(found: Sequence[Entry], style: Style) -> list[Cited]:
    """The sources in the order in which the style lists them, formatted. Raises UsageError where it fails at them."""
    if not found:
        return []
    try:
        made = _formatted(found, style)
    except _FAILURES as error:
        raise _broken(style.title, f"it fails at these sources: {type(error).__name__}") from error
    marks = [f"S{number}" for number in range(1, len(made) + 1)]
    return [Cited(*each, mark, "" if style.numeric else f"[{mark}]") for each, mark in zip(made, marks, strict=True)]


@lru_cache(maxsize=4)
def own(text: str) -> Style:
    """The style of a reader's CSL file, tried on a source of each kind. Raises UsageError where it can't be used."""
    style = _read(text.strip("\ufeff \r\n\t").encode("utf-8", "replace"))
    tried = [Source(kind, kind, "Doe, J.", "P", 2000, "https://example.org", kind) for kind in KINDS]
    for each in cited(entries([*tried, Source("bare", "bare")]), style):
        if each.entry.source.title not in each.reference and not each.short:
            raise _broken(style.title, "it leaves sources empty")
    return style


def _read(text: bytes) -> Style:
    try:
        root = etree.fromstring(text, etree.XMLParser(no_network=True, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        raise _broken("", f"it is not XML: {one_line(str(error))}") from error
    title = one_line(root.findtext("c:info/c:title", "", _SPACE))
    if root.tag != f"{{{_SPACE['c']}}}style":
        raise _broken(title, "it is no CSL 1.0 style")
    parent = root.find("c:info/c:link[@rel='independent-parent']", _SPACE)
    if parent is not None:
        raise _broken(title, f"it only points to {one_line(parent.get('href', ''))}: take that style")
    if root.find("c:citation/c:layout", _SPACE) is None:
        raise _broken(title, "it does not say how to cite")
    numeric = root.find("c:info/c:category[@citation-format='numeric']", _SPACE) is not None
    return Style(title, text, numeric, root.get("class") == "note")


def _formatted(found: Sequence[Entry], style: Style) -> list[tuple[Entry, str, str]]:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    marked = {name: lambda text: f"{ITALIC[0]}{text}{ITALIC[1]}" for name in ("Italic", "Oblique")}
    marks = SimpleNamespace(**vars(formatter.plain) | marked)
    opened = CitationStylesStyle(io.BytesIO(style.text), validate=False)
    made = CitationStylesBibliography(opened, CiteProcJSON([csl(each) for each in found]), marks)
    keyed = {entry.key.lower(): entry for entry in found}
    single = {key: Citation([CitationItem(key)]) for key in keyed}
    for citation in single.values():
        made.register(citation)
    if not opened.has_bibliography():
        return [(entry, short := _cite(made, single[key]), short) for key, entry in keyed.items()]
    made.sort()
    lines = zip(made.keys, made.bibliography(), strict=True)
    return [(keyed[key], _line(line), _cite(made, single[key])) for key, line in lines]


def _cite(made: CitationStylesBibliography, citation: object) -> str:
    """What stands where it is cited, without the brackets of a citation within a sentence."""
    return _line(made.cite(citation, lambda _: None)).removeprefix("(").removesuffix(")")


def _line(text: object) -> str:
    return " ".join(str(text or "").split())


def _broken(title: str, reason: str) -> UsageError:
    named = f" {title!r}" if title else ""
    return UsageError(f"the citation style{named} can't be used ({reason}): choose another, or mend the file")
