"""The row of a table that a question names, and how a reader is told it: as a sentence with its column headings.

A network that was shown sentences reads "Mine: Heshan – 2014: 1,234." better than lines of cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.base.mechanisms import on
from rag.base.types import Passage
from rag.language.sentences import cells, rows
from rag.language.tokens import Terms, content_stems
from rag.models.reader import Reading


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: where in the passage's text, how it is told, the words of its first cell and of all."""

    start: int
    end: int
    told: str
    label: Terms
    words: Terms

    def whole(self, reading: Reading) -> Reading:
        """What was read in the telling, which is the row's as a whole."""
        chance = sum(chance for _, chance in reading.chances)
        return replace(reading, start=self.start, end=self.end, chances=((self.start, chance),))


def named_row(question: str, passage: Passage) -> Row | None:
    """The one row that a question names: by all words of its first cell, and more of its others than any such row's.

    None where the question has words of another row too that neither this one nor what stands above it has.
    """
    if passage.kind != "table" or not on("named_rows"):
        return None
    asked = content_stems(question)
    table = _rows(passage.text)
    named = [row for row in table if row.label and row.label <= asked]
    most = max((len(row.words & asked) for row in named), default=0)
    best = [row for row in named if len(row.words & asked) == most]
    if len(best) != 1:
        return None
    apart = asked - best[0].words - content_stems(f"{passage.path} {passage.text.splitlines()[0]}")
    return None if any(apart & row.words for row in table) else best[0]


def names_another(question: str, passage: Passage, start: int) -> bool:
    """Whether the question names a row of the passage, and not the one that begins here."""
    row = named_row(question, passage)
    return row is not None and row.start != start


def without_other_parts(question: str, passages: Sequence[Passage]) -> frozenset[str]:
    """The ids of the passages but for parts of a table of which another part holds the row that the question names."""
    named = {each.id for each in passages if named_row(question, each)}
    tables = {_table(each) for each in passages if each.id in named}
    return frozenset(each.id for each in passages if each.id in named or _table(each) not in tables)


def _table(passage: Passage) -> tuple[object, ...]:
    return passage.document_id, passage.headings, passage.text.partition("\n")[0]


@lru_cache(maxsize=512)
def _rows(text: str) -> tuple[Row, ...]:
    return tuple(_read(text))


def _read(text: str) -> Iterator[Row]:
    for _, (start, end), told in rows(text):
        yield Row(start, end, told, content_stems(cells(text[start:end])[0]), content_stems(text[start:end]))
