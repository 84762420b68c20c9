"""Cutting a document into passages: never across a heading, measured in the embedder's tokens, spans kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.base.types import Block, BlockKind, Document, Passage
from rag.language.sentences import Span, sentences

CHUNK_VERSION = 2
CHARACTERS_A_TOKEN = 50
"""More than a token of any language has. Text with more is cut all the same: a word without end is one token."""

STRETCH = 50_000
"""The most characters that are looked at together for the ends of sentences and the best places to cut."""

Counter = Callable[[str], int]
_CUTS = (
    re.compile(r"(?:[，、；：]|[,;:](?=\s|[^\x00-\x7f”’])|\n)\s*"),
    re.compile(" "),
    re.compile(r"(?<![0-9A-Za-z.,])|(?![0-9A-Za-z.,])"),
)
"""Where a sentence that is too long may be cut, the best first: at a pause, at a space, outside of word and number."""


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
    measure = _measure(count, max_tokens)
    for blocks in _sections(document):
        pieces = [piece for block in blocks for piece in _pieces(document.text, block, measure, max_tokens)]
        for group in _pack(pieces, max_tokens):
            passages.append(_passage(document, group, seen))
    return passages


def index_text(passage: Passage) -> str:
    """What is embedded and searched by words: the title, the heading path, then the passage."""
    return f"{passage.path}\n{passage.text}"


def _measure(count: Counter, limit: int) -> Counter:
    """The tokens of a text, at least one for `CHARACTERS_A_TOKEN`; what is too long by that is not even counted.

    A tokenizer takes hundreds of bytes of memory for each character.
    """

    def measure(text: str) -> int:
        least = -(-len(text) // CHARACTERS_A_TOKEN)
        return least if least > limit else max(count(text), least)

    return measure


def _sections(document: Document) -> Iterator[list[Block]]:
    """The blocks below each heading; where the next heading has the same words, it stands between two blocks."""
    section: list[Block] = []
    for block in document.blocks:
        last = section[-1] if section else block
        if block.headings != last.headings or document.text[last.end : block.start].strip():
            yield section
            section = []
        section.append(block)
    if section:
        yield section


def _pieces(text: str, block: Block, count: Counter, limit: int) -> Iterator[_Piece]:
    tokens = count(block.text)
    if tokens <= limit:
        yield _Piece((block.start, block.end), block, tokens)
        return
    header, spans = _rows(block) if block.kind == "table" else ("", _sentence_spans(block))
    if count(header) > limit:
        header = ""  # it would be repeated before every row
    room = max(limit - count(header), limit // 2) if header else limit
    parts = [part for span in spans for part in _fit(text, span, count, room)]
    for index, (start, end, size) in enumerate(_join(parts, room)):
        yield _Piece((start, end), block, size, header if index else "")


def _sentence_spans(block: Block) -> list[Span]:
    # Past the cache of `sentences`, which would keep texts that are never asked for again.
    return [
        (block.start + first + start, block.start + first + end)
        for first, last in _stretches(block.text, 0, len(block.text))
        for start, end in sentences.__wrapped__(block.text[first:last])
    ]


def _stretches(text: str, start: int, end: int) -> Iterator[Span]:
    """The span in stretches of at most `STRETCH` characters that end at a line's end, else at a space, if they can."""
    while end - start > STRETCH:
        most = start + STRETCH
        cut = text.rfind("\n", start, most) + 1 or text.rfind(" ", start, most) + 1 or most
        yield start, cut
        start = cut
    yield start, end


def _rows(block: Block) -> tuple[str, list[Span]]:
    """The header of a table (its first two lines) and the spans of its lines."""
    spans: list[Span] = []
    start = block.start
    for line in block.text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return "\n".join(block.text.split("\n")[:2]), spans


def _fit(text: str, span: Span, count: Counter, limit: int) -> Iterator[tuple[int, int, int]]:
    """The span in parts of at most `limit` tokens, halved near its middle."""
    start, end = span
    if end - start > STRETCH:
        for stretch in _stretches(text, start, end):
            yield from _fit(text, stretch, count, limit)
        return
    size = count(text[start:end])
    if size <= limit or end - start < 2:
        yield start, end, size
        return
    cut = _cut(text, start, end)
    yield from _fit(text, (start, cut), count, limit)
    yield from _fit(text, (cut, end), count, limit)


def _cut(text: str, start: int, end: int) -> int:
    """The place of the best kind that there is, nearest to the middle."""
    middle = (start + end) // 2
    for kind in _CUTS:
        places = [match.end() for match in kind.finditer(text, start, end) if start < match.end() < end]
        if places:
            return min(places, key=lambda at: abs(at - middle))
    return middle


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
    size = 0
    for piece in pieces:
        apart = group and (piece.header or group[-1].block.kind == "table" or piece.block.kind == "table")
        if group and (apart or size + piece.tokens > limit):
            yield group
            group, size = [], 0
        group.append(piece)
        size += piece.tokens
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
    pages = _pages(group)
    kinds: set[BlockKind] = {block.kind for block in blocks}
    return Passage(
        id=f"{document.id}#{digest}{suffix}",
        document_id=document.id,
        title=document.title,
        text=text,
        headings=blocks[0].headings,
        pages=tuple(pages),
        page_starts=tuple(pages.values()),
        span=span,
        source_keys=tuple(dict.fromkeys(key for block in blocks for key in block.source_keys)),
        kind=kinds.pop() if len(kinds) == 1 else "text",
    )


def _pages(group: Sequence[_Piece]) -> dict[int, int]:
    """The pages that the pieces stand on, and where in the document's text each begins or the pieces do."""
    found: dict[int, int] = {}
    for piece in group:
        block, (first, last) = piece.block, piece.span
        marks = [] if block.page is None else [(block.start, block.page), *block.breaks]
        ends = [*(start for start, _ in marks[1:]), block.end]
        for (start, page), end in zip(marks, ends, strict=False):
            if start < last and end > first:
                found.setdefault(page, max(start, first))
    return dict(sorted(found.items()))
