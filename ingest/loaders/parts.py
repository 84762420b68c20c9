"""What a loader yields: the parts of one file in reading order, before offsets exist."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ingest.frontmatter import Meta

CAPTION = 7
"""The level of a heading that belongs to the next part alone, a table's caption."""

PartKind = Literal["heading", "text", "list", "table"]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, paragraph, list or table as plain text; `page` is 1-based, a heading's `level` 1 to 6 or `CAPTION`.

    `breaks` are the (offset in `text`, page) at which later pages begin within it. What is `left_out` is kept in the
    document's text and is in no block of it, so in no passage.
    """

    text: str
    kind: PartKind
    level: int = 0
    page: int | None = None
    source_keys: tuple[str, ...] = ()
    breaks: tuple[tuple[int, int], ...] = ()
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """One file as its loader read it; `warnings` are sentences about what could not be read."""

    parts: tuple[Part, ...]
    meta: Meta = field(default_factory=Meta)
    warnings: tuple[str, ...] = ()
