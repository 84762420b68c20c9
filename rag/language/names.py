"""A thing by its names, and where texts, headings and cells of tables name it.

China's provinces and its cities at prefecture level are known by their names in pinyin without signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from rag.language import lexicon
from rag.language.quantities.units import MONTHS
from rag.language.sentences import fold
from rag.language.tokens import is_common

ARTICLE = lexicon.pattern("names.article")
"""Before a name."""
HEAD = re.compile(r"([^:–—(]+?)\s*(?:\(([^)]+)\))?\s*(?:[:–—]|$)")
"""What a heading opens with, and another name for it in brackets."""
OWNER = re.compile(r"['’]s$")
"""Behind a name."""
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


def tidy(words: str) -> str:
    """The words as a name is looked up: without the spaces, stops and quotation marks around them."""
    return " ".join(words.split()).strip(" .,;:?!\"'“”‘’")


def is_name(words: str) -> bool:
    """Whether it is written as a name: every word large, and not all of them known in lower case."""
    parts = [part for raw in re.split(r"[\s-]+", words) if (part := OWNER.sub("", raw))]
    large = all(part[0].isupper() for part in parts if part not in {"of", "and", "the"})
    return large and not all(is_common(part) or part.lower() in MONTHS for part in parts)


def compiled(names: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """A pattern of the names, whole words; a name in lower case is found in upper case too, and in the plural."""
    written = []
    for name in names:
        words = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name)))
        if re.search(r"[\u3400-\u9fff]", name):
            written.append(words)
        else:
            loose = words if is_name(name) or flags else f"(?i:{words})"
            written.append(rf"(?<!\w){loose}(?:s|['’]s)?(?!\w)")
    return re.compile(f"(?:{'|'.join(written)})", flags)


def is_province(word: str) -> bool:
    """Whether it is a province of China, which another one may differ from by a letter."""
    return fold(word) in lexicon.words("places.provinces")


def is_city(word: str) -> bool:
    """Whether it is a city of China at prefecture level."""
    return fold(word) in _cities()


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    listed = (resources.files("rag") / "data" / "cities.txt").read_text(encoding="utf-8")
    return frozenset(name for line in listed.splitlines() if not line.startswith("#") for name in line.split())
