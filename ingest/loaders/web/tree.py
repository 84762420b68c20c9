"""Walking an HTML tree into parts: the one block walker that Markdown, HTML and DOCX share.

Inline elements give their words, block elements end a paragraph. What a reader can't see has to be removed before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from ingest.loaders.characters import unwrap
from ingest.loaders.parts import CAPTION, Part
from ingest.loaders.tables import table_rows

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_BLOCKS = frozenset(
    (
        *(
            "html",
            "body",
            "div",
            "p",
            "section",
            "article",
            "main",
            "aside",
            "nav",
            "header",
            "footer",
            "hgroup",
            "search",
        ),
        *("blockquote", "figure", "figcaption", "address", "center", "hr", "details", "summary", "dialog", "form"),
        *(
            "fieldset",
            "option",
            "dl",
            "dt",
            "dd",
            "li",
            "caption",
            "table",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "td",
            "th",
        ),
    )
)
_LONGEST_HEADING = 300
_BLANK = re.compile(r"[ \t\r\n\f]+")
_PARAGRAPH_END = re.compile(r"\n\s*\n")


def parts_of(element: HtmlElement) -> list[Part]:
    """The parts of everything inside the element."""
    walker = _Walker()
    walker.flow(element)
    walker.flush()
    return walker.parts


class _Walker:
    """Gathers words until a block begins or ends, then makes a paragraph of them."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._words: list[str] = []

    def flow(self, element: HtmlElement) -> None:
        self._words.append(_squeeze(element.text))
        for child in element:
            self._visit(child)
            self._words.append(_squeeze(child.tail))

    def flush(self) -> None:
        text = "".join(self._words)
        self._words.clear()
        for paragraph in _PARAGRAPH_END.split(text):
            lines = [_BLANK.sub(" ", line).strip() for line in paragraph.split("\n")]
            if any(lines):
                self.parts.append(Part("\n".join(line for line in lines if line), "text"))

    def _visit(self, element: HtmlElement) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "br":
            self._words.append("\n")
        elif tag == "img":
            self._words.append(_squeeze(element.get("alt")))
        elif tag in _OWN:
            self.flush()
            self.parts.extend(_OWN[tag](element))
        elif tag in _BLOCKS:
            self.flush()
            self.flow(element)
            self.flush()
        else:
            self.flow(element)


def line_of(element: HtmlElement) -> str:
    """The element's words on one line, as a heading or a table cell needs them."""
    return " ".join(part.text for part in parts_of(element)).replace("\n", " ")


def _squeeze(text: str | None) -> str:
    return _BLANK.sub(" ", unwrap(text)) if text else ""


def _heading(element: HtmlElement) -> list[Part]:
    text = line_of(element)
    if len(text) > _LONGEST_HEADING:
        return parts_of(element)
    return [Part(text, "heading", HEADINGS[str(element.tag)])] if text else []


def _pre(element: HtmlElement) -> list[Part]:
    for line_break in element.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    lines = [line.rstrip() for line in element.text_content().split("\n")]
    text = "\n".join(lines).strip("\n")
    return [Part(text, "text")] if text else []


def _list(element: HtmlElement) -> list[Part]:
    """The list as lines, nested ones indented; a list that holds headings is a page layout, and is walked as such."""
    if next(element.iter(*HEADINGS), None) is not None:
        return parts_of(element)
    lines = "\n".join(_items(element))
    return [Part(lines, "list")] if lines else []


def _items(element: HtmlElement) -> Iterator[str]:
    number = _integer(element.get("start"), 1)
    stray = _squeeze(element.text).strip()
    if stray:
        yield f"- {stray}"
    for child in element:
        parts = _OWN[child.tag](child) if child.tag in _LISTS else parts_of(child)
        marker = "-"
        if element.tag == "ol" and child.tag == "li":
            number = _integer(child.get("value"), number)
            marker = f"{number}."
            number += 1
        yield from _item(marker, parts)
        stray = _squeeze(child.tail).strip()
        if stray:
            yield f"- {stray}"


def _item(marker: str, parts: list[Part]) -> Iterator[str]:
    lines = [line for part in parts for line in part.text.split("\n")]
    if parts and parts[0].kind != "list":
        yield f"{marker} {lines.pop(0)}"
    for line in lines:
        yield f"  {line}"


def _table(element: HtmlElement) -> list[Part]:
    """The table as Markdown rows; a table that only arranges a page is walked cell by cell."""
    caption = element.find("caption")
    parts = [] if caption is None else parts_of(caption)
    rows = table_rows(element, line_of)
    if rows is None:
        if caption is not None:
            caption.drop_tree()
        return parts + parts_of(element)
    named = [replace(part, kind="heading", level=CAPTION) for part in parts] if len(parts) == 1 else parts
    return [*named, Part("\n".join(rows), "table")] if rows else parts


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default


_OWN: dict[str, Callable[[HtmlElement], list[Part]]] = {
    **dict.fromkeys(HEADINGS, _heading),
    **dict.fromkeys(_LISTS, _list),
    "pre": _pre,
    "table": _table,
}
