"""Cutting a document into passages: never across a heading, measured in the embedder's tokens, spans kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.text import Span, sentences
from rag.types import Block, BlockKind, Document, Passage

CHUNK_VERSION = 1
Counter = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of one block that fits a passage; `header` is repeated before a long table's later rows."""

    span: Span
    block: Block
    tokens: int
    header: str = ""


def chunk(document: Document, count: Counter, max_tokens: int) -> list[Passage]:
    """The document's passages in reading order; together their spans cover every block.

    Neighbouring blocks under the same heading share a passage while they fit in `max_tokens`; a longer block is cut at
    sentences (a table at rows, its header repeated). `count` gives the tokens of a text without special ones.
    """
    seen: dict[str, int] = {}
    passages: list[Passage] = []
    for _, blocks in groupby(document.blocks, key=lambda block: block.headings):
        pieces = [piece for block in blocks for piece in _pieces(document.text, block, count, max_tokens)]
        for group in _pack(pieces, max_tokens):
            passages.append(_passage(document, group, seen))
    return passages


def index_text(passage: Passage) -> str:
    """What is embedded and searched by words: the title, the heading path, then the passage."""
    return f"{passage.path}\n{passage.text}"


def _pieces(text: str, block: Block, count: Counter, limit: int) -> Iterator[_Piece]:
    tokens = count(block.text)
    if tokens <= limit:
        yield _Piece((block.start, block.end), block, tokens)
        return
    header, spans = _rows(block) if block.kind == "table" else ("", _sentence_spans(block))
    room = max(limit - count(header), limit // 2) if header else limit
    parts = [part for span in spans for part in _fit(text, span, count, room)]
    for index, (start, end, size) in enumerate(_join(parts, room)):
        yield _Piece((start, end), block, size, header if index else "")


def _sentence_spans(block: Block) -> list[Span]:
    return [(block.start + start, block.start + end) for start, end in sentences(block.text)]


def _rows(block: Block) -> tuple[str, list[Span]]:
    """The header of a table (its first two lines) and the spans of its lines."""
    spans: list[Span] = []
    start = block.start
    for line in block.text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return "\n".join(block.text.split("\n")[:2]), spans


def _fit(text: str, span: Span, count: Counter, limit: int) -> Iterator[tuple[int, int, int]]:
    """The span in parts of at most `limit` tokens, halved at the white space nearest to its middle."""
    start, end = span
    size = count(text[start:end])
    if size <= limit or end - start < 2:
        yield start, end, size
        return
    middle = (start + end) // 2
    spaces = [at + 1 for at in (text.rfind(" ", start, middle), text.find(" ", middle, end - 1)) if at > start]
    cut = min(spaces, key=lambda at: abs(at - middle)) if spaces else middle
    yield from _fit(text, (start, cut), count, limit)
    yield from _fit(text, (cut, end), count, limit)


def _join(parts: Sequence[tuple[int, int, int]], limit: int) -> list[tuple[int, int, int]]:
    joined: list[tuple[int, int, int]] = []
    for start, end, size in parts:
        if joined and joined[-1][2] + size <= limit:
            joined[-1] = (joined[-1][0], end, joined[-1][2] + size)
        else:
            joined.append((start, end, size))
    return joined


def _pack(pieces: Sequence[_Piece], limit: int) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        apart = group and (piece.header or group[-1].block.kind == "table" or piece.block.kind == "table")
        if group and (apart or sum(p.tokens for p in group) + piece.tokens > limit):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _passage(document: Document, group: Sequence[_Piece], seen: dict[str, int]) -> Passage:
    span = (group[0].span[0], group[-1].span[1])
    text = document.text[span[0] : span[1]]
    if group[0].header:
        text = f"{group[0].header}\n{text}"
    blocks = [piece.block for piece in group]
    digest = hashlib.sha256("\n".join([*blocks[0].headings, text]).encode()).hexdigest()[:12]
    seen[digest] = seen.get(digest, 0) + 1
    suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
    pages = sorted({block.page for block in blocks if block.page is not None})
    kinds: set[BlockKind] = {block.kind for block in blocks}
    return Passage(
        id=f"{document.id}#{digest}{suffix}",
        document_id=document.id,
        title=document.title,
        text=text,
        headings=blocks[0].headings,
        pages=tuple(pages),
        span=span,
        source_keys=tuple(dict.fromkeys(key for block in blocks for key in block.source_keys)),
        kind=kinds.pop() if len(kinds) == 1 else "text",
    )
