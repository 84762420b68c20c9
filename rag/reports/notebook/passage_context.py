"""A passage amid its document's words, cut where cited words begin and end: data only, for any face to draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.base.types import Block, BlockKind, Citation, Document, Passage

Span = tuple[int, int]

LONGEST = 200_000
"""Characters of a document that are shown at once: about a hundred pages, which a browser draws in a moment."""

_ITEM = re.compile(r"\s*[-*•]\s+")
CELL_BORDER = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"[|\s:-]*---[|\s:-]*")
_GAP = re.compile(r"\s+")
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice of the document's text; `cited` says whether the citation rests on it."""

    text: str
    cited: bool


Cell = tuple[Piece, ...]
Line = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ContextBlock:
    """A block, or the part of it that is near: a paragraph is one line of one cell, a list has a line an item.

    A table has a line a row, header row first even where rows behind it are left out. `within` says whether the block
    belongs to the passage itself.
    """

    kind: BlockKind
    headings: tuple[str, ...]
    within: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """The blocks around and in a passage in reading order, and whether the document goes on before and after them."""

    blocks: tuple[ContextBlock, ...]
    before: bool
    after: bool


def in_context(document: Document, passage: Passage, cited: Span | None = None, reach: int = 500) -> Context:
    """The passage with up to `reach` characters of its document on each side, cut between words, items or rows.

    `cited` is (start, end) in the document's text; None marks nothing.
    """
    start, end = passage.span
    return _cut(document, (start - reach, end + reach), passage.span, cited or (0, 0))


def alone(citation: Citation) -> Context:
    """The cited passage by itself, as it is kept with the citation: for a document that is gone or was changed."""
    passage, end = citation.passage, len(citation.passage.text)
    block = Block(passage.text, passage.headings, passage.page, 0, passage.source_keys, passage.kind)
    document = Document(passage.document_id, passage.title, "", "", "", passage.text, (block,))
    start = citation.start - (passage.span[1] - end)  # the text may open with the rows of a table's header
    if start < 0 or not passage.text.startswith(citation.quote, start):
        start = max(0, passage.text.find(citation.quote))
    return _cut(document, (0, end), (0, end), (start, start + len(citation.quote)))


def whole(document: Document, passage: Passage | None = None, cited: Span | None = None) -> Context:
    """The whole document, or `LONGEST` characters round the passage (or at the beginning) of a longer one.

    What belongs to the passage is `within`, and all of it is marked where nothing else is `cited`.
    """
    inside = passage.span if passage else (0, 0)
    end = len(document.text)
    first = max(0, min(inside[0] - LONGEST // 2, end - LONGEST))
    return _cut(document, (first, min(first + LONGEST, end)), inside, cited or inside)


def _cut(document: Document, window: Span, inside: Span, cited: Span) -> Context:
    blocks: list[ContextBlock] = []
    shown: list[Span] = []
    for block in document.blocks:
        spans = list(_lines(block, window)) if block.end > window[0] and block.start < window[1] else []
        if spans:
            within = block.start < inside[1] and block.end > inside[0]
            cells = (_cells(document.text, block.kind, span) for span in spans)
            lines = tuple(tuple(_pieces(document.text, cell, cited) for cell in line) for line in cells)
            blocks.append(ContextBlock(block.kind, block.headings, within, lines))
            shown.append((spans[0][0], spans[-1][1]))
    return Context(
        blocks=tuple(blocks),
        before=bool(shown) and any(block.start < shown[0][0] for block in document.blocks),
        after=bool(shown) and any(block.end > shown[-1][1] for block in document.blocks),
    )


def _lines(block: Block, window: Span) -> Iterator[Span]:
    """The offsets of the block's lines that the window touches; of a table the header row always."""
    if block.kind == "text":
        span = _between_words(block, window)
        if span[0] < span[1]:
            yield span
        return
    position = block.start
    for number, line in enumerate(block.text.splitlines(keepends=True)):
        span = (position, position + len(line.rstrip()))
        position += len(line)
        header = block.kind == "table" and number == 0
        touched = span[1] > window[0] and span[0] < window[1]
        if line.strip() and (header or touched) and not RULE.fullmatch(line.strip()):
            yield span


def _between_words(block: Block, window: Span) -> Span:
    first, last = max(0, window[0] - block.start), min(len(block.text), window[1] - block.start)
    if first > 0:
        gap = _GAP.search(block.text, first, min(first + _LONGEST_WORD, last))
        first = gap.end() if gap else first
    if last < len(block.text):
        gap = _GAP.search(block.text, last, last + _LONGEST_WORD)
        last = gap.start() if gap else last
    return block.start + first, block.start + last


def _cells(text: str, kind: BlockKind, span: Span) -> list[Span]:
    """The offsets of a line's cells; all but a table's have one, an item's is without its mark."""
    start, end = span
    if kind == "table":
        row = text[start:end]
        borders = [start + border.start() for border in CELL_BORDER.finditer(row)]
        edges = [*([] if row.startswith("|") else [start - 1]), *borders, *([] if row.endswith("|") else [end])]
        return [(left + 1, right) for left, right in pairwise(edges)]
    marker = _ITEM.match(text, start, end) if kind == "list" else None
    return [(marker.end() if marker else start, end)]


def _pieces(text: str, span: Span, cited: Span) -> Cell:
    """The slice, without spaces around it, cut at the cited words' ends."""
    start, end = span
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    cuts = sorted({start, end, *(edge for edge in cited if start < edge < end)})
    return tuple(
        Piece(text[left:right].replace("\\|", "|"), cited[0] <= left and right <= cited[1])
        for left, right in pairwise(cuts)
    )
