"""Tables as a reader is told them: each row a sentence with its column headings; of a row that is named, that alone.

A network that was shown sentences reads "Mine: Heshan – 2014: 1,234." better than lines of cells, and a question on a
cell names its row by the row's first cell.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from rag.base.mechanisms import on
from rag.base.types import Passage
from rag.language.sentences import Span, cells, rows
from rag.language.tokens import content_stems
from rag.models.reader import Reading


@dataclass(frozen=True, slots=True)
class Telling:
    """Rows of a table as text; `begins` are where each begins in it, `spans` where it stands in the passage."""

    text: str
    begins: tuple[int, ...]
    spans: tuple[Span, ...]

    def back(self, reading: Reading) -> Reading:
        """What was read in the telling, by the rows' places in the passage."""
        (start, _), (_, end) = self._row(reading.start), self._row(reading.end)
        return replace(
            reading,
            start=start,
            end=end,
            chances=tuple((self._row(place)[0], chance) for place, chance in reading.chances),
        )

    def _row(self, place: int) -> Span:
        return self.spans[max(bisect_right(self.begins, place) - 1, 0)]


def named_rows(question: str, passage: Passage) -> frozenset[Span]:
    """Where the rows stand that a question names: all words of their first cell, and most of the others' words."""
    if passage.kind != "table" or not on("named_rows"):
        return frozenset()
    asked = content_stems(question)
    shared: dict[Span, int] = {}
    for _, (start, end), _ in rows(passage.text):
        first, *others = cells(passage.text[start:end])
        label = content_stems(first)
        if label and label <= asked:
            shared[start, end] = len(asked & content_stems(" ".join(others)))
    most = max(shared.values(), default=0)
    return frozenset(span for span, count in shared.items() if count == most)


def telling(question: str, passage: Passage) -> Telling | None:
    """The rows that a question names as they are told; None where it names none."""
    named = named_rows(question, passage)
    told = [(span, text) for _, span, text in rows(passage.text) if span in named]
    if not told:
        return None
    begins, length = [], 0
    for _, text in told:
        begins.append(length)
        length += len(text) + 1
    return Telling("\n".join(text for _, text in told), tuple(begins), tuple(span for span, _ in told))
