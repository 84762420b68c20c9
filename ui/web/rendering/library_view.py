"""The library's documents, and one document with a passage marked, as HTML that can do nothing but be read."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from rag.base.types import Block, Document, Passage
from rag.reports.notebook.passage_context import Context, ContextBlock
from ui.web.rendering import view
from ui.wording import general, library

if TYPE_CHECKING:
    from ingest.page_picture import PagePicture
    from ingest.shelf import Taken

STYLE = view.ASSETS / "library.css"
# Brings the marked passage into view when a document is opened at one: on the page's picture, or else in the text.
SCRIPT = f"<script>{(view.ASSETS / 'library.js').read_text(encoding='utf-8')}</script>"

HIGHEST_LEVEL, LOWEST_LEVEL = 3, 6


def row_html(document: Document, passages: int) -> str:
    """What the list tells of a document beside its title."""
    return _render("library_row.html", {"document": document, "passages": passages})


def columns_html() -> str:
    """The names of the columns above the list."""
    return _render("library_columns.html", {})


def results_html(taken: Sequence[Taken], read: Mapping[str, tuple[Document, int]]) -> str:
    """What became of each uploaded file, and of those that were `read` how much is there: by id, with its passages."""
    return _render("library_results.html", {"taken": taken, "read": read, "account": _account})


def _account(document: Document, passages: int) -> str:
    """What was read of a document."""
    tables = sum(block.kind == "table" for block in document.blocks)
    sources = len(document.sources) if len(document.sources) > 1 else 0  # its own record is one
    counts = {"pages": document.pages, "passages": passages, "tables": tables, "sources": sources}
    return ", ".join(general.counted(noun, number) for noun, number in counts.items() if number or noun == "passages")


def scope_html(name: str) -> str:
    """What the chat is held to."""
    return _render("scope.html", {"name": name})


def about_html(document: Document, passages: int) -> str:
    """A document's title, and the facts below it."""
    return _render("document_about.html", {"document": document, "passages": passages})


def heading_html(words: str) -> str:
    """A heading of the part beside a document's text."""
    return _render("document_heading.html", {"words": words})


def outline_html(document: Document, shown: Context, passages: Sequence[Passage], unfolded: bool) -> str:
    """The headings as links to their places in the text; of what is not shown of it, to the page that shows it."""
    there = {name for headings, _ in _parts(document, shown) for _, _, name in headings}
    items = []
    for path, start in _starts(document).items():
        name = anchor(path)
        items.append((len(path), path[-1], f"#{name}" if name in there else _link(document, start, passages)))
    return _render("document_outline.html", {"items": items, "unfolded": unfolded})


def sources_html(document: Document) -> str:
    """The sources that a document names, what could not be read of it, and what was left out."""
    return _render("document_sources.html", {"document": document})


def text_html(document: Document, shown: Context) -> str:
    """The document's text under its headings."""
    return _render("document_text.html", {"document": document, "shown": shown, "parts": _parts(document, shown)})


def picture_html(document: Document, picture: PagePicture, page: int) -> str:
    """A page as it is printed, with the passage marked on it."""
    data = b64encode(picture.png).decode("ascii")
    return _render("document_page.html", {"document": document, "boxes": picture.boxes, "page": page, "data": data})


def references_html(lines: Sequence[str]) -> str:
    """A bibliography as a list."""
    return _render("references.html", {"lines": lines})


def anchor(path: Sequence[str]) -> str:
    """The id of a heading on the page: the same wherever it is made, and safe whatever the heading says."""
    return f"h-{zlib.crc32(repr(tuple(path)).encode()):08x}"


def _starts(document: Document) -> dict[tuple[str, ...], int]:
    """Where the text under each heading begins, in reading order."""
    starts: dict[tuple[str, ...], int] = {}
    for block in document.blocks:
        path = _below_title(document, block)
        for depth in range(1, len(path) + 1):
            starts.setdefault(path[:depth], block.start)
    return starts


def _link(document: Document, start: int, passages: Sequence[Passage]) -> str:
    """The address of the document's page at the first passage from this place on; empty where there is none."""
    first = next((each.id for each in passages if each.span[1] > start), None)
    return f"?{urlencode({'document': document.id, 'passage': first})}" if first else ""


def _below_title(document: Document, block: Block | ContextBlock) -> tuple[str, ...]:
    return block.headings[1:] if block.headings[:1] == (document.title,) else block.headings


def _parts(document: Document, shown: Context) -> list[tuple[list[tuple[int, str, str]], ContextBlock]]:
    """Each block with the headings that begin before it: level, words, id (empty where another has it)."""
    found = []
    before: tuple[str, ...] = ()
    named: set[str] = set()
    for block in shown.blocks:
        path = _below_title(document, block)
        same = next((i for i, pair in enumerate(zip(before, path, strict=False)) if pair[0] != pair[1]), None)
        start = min(len(before), len(path)) if same is None else same
        headings = []
        for depth in range(start + 1, len(path) + 1):
            name = anchor(path[:depth])
            level = min(HIGHEST_LEVEL + depth - 1, LOWEST_LEVEL)
            headings.append((level, path[depth - 1], "" if name in named else name))
            named.add(name)
        found.append((headings, block))
        before = path
    return found


def _render(template: str, values: dict[str, object]) -> str:
    return view.render(template, {**values, "w": library})
