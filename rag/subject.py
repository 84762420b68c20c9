"""A thing by its names, and where texts, headings and cells of tables name it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
"""Before a name."""
HEAD = re.compile(r"([^:–—(]+?)\s*(?:\(([^)]+)\))?\s*(?:[:–—]|$)")
"""What a heading opens with, and another name for it in brackets."""
_REST = re.compile(r"\s*(?:\([^)]*\))?\s*")


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing by its name as the corpus writes it, its names with that one first, and the pattern that finds them."""

    name: str
    names: tuple[str, ...]
    pattern: re.Pattern[str] = field(compare=False)

    def heads(self, heading: str) -> bool:
        """Whether a heading is its name and nothing more, but for another name in brackets."""
        match = HEAD.fullmatch(heading)
        parts = match.groups() if match else ()
        return any(self.pattern.fullmatch(ARTICLE.sub("", part)) for part in parts if part)

    def fills(self, cell: str) -> bool:
        """Whether a cell of a table names it and nothing else, but for what stands in brackets."""
        match = self.within(cell)
        if match is None:
            return False
        return all(_REST.fullmatch(rest) for rest in (cell[: match.start()], cell[match.end() :]))

    def within(self, text: str) -> re.Match[str] | None:
        """Where the text first names it."""
        return self.pattern.search(text)
