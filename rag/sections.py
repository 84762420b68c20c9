"""The sections of a document: all of them, or one by its heading."""

from __future__ import annotations

from difflib import get_close_matches

from rag.errors import NotFound
from rag.types import Document


def section_text(document: Document, heading: str) -> str:
    """What stands under a heading and the headings within it, as in the document, without the heading itself.

    Case and outer spaces of `heading` do not matter. Raises NotFound, naming the headings that are nearest.
    """
    wanted = heading.strip().casefold()
    inside = [block for block in document.blocks if wanted in (name.casefold() for name in block.headings)]
    if not inside:
        raise NotFound(f"{document.id!r} has no section {heading!r}: {_nearest(document, wanted)}")
    return document.text[inside[0].start : inside[-1].end]


def outline(document: Document) -> tuple[tuple[str, ...], ...]:
    """The document's headings in reading order, each as its path from the outermost heading on, without the title."""
    paths: dict[tuple[str, ...], None] = {}
    for block in document.blocks:
        path = block.headings[1:] if block.headings[:1] == (document.title,) else block.headings
        for depth in range(1, len(path) + 1):
            paths.setdefault(path[:depth])
    return tuple(paths)


def _nearest(document: Document, wanted: str) -> str:
    names = {name.casefold(): name for block in document.blocks for name in block.headings}
    close = get_close_matches(wanted, names, n=3, cutoff=0.4) or list(names)[:10]
    return f"try {', '.join(repr(names[name]) for name in close)}" if close else "it has no headings at all"
