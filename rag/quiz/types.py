"""The nouns of a quiz: what is asked for, and its questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.types import Citation

Kind = Literal["figure", "year", "place"]
MOST = 50


@dataclass(frozen=True, slots=True)
class Request:
    """How many questions; of one document or topic, or of all where None. Equal requests give equal quizzes."""

    count: int = 10
    seed: int = 1
    document: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A cited sentence with a gap between `before` and `after`; `choices[right]` is what the passage says.

    The citation quotes the whole sentence.
    """

    kind: Kind
    before: str
    after: str
    choices: tuple[str, ...]
    right: int
    citation: Citation

    @property
    def answer(self) -> str:
        """The right choice."""
        return self.choices[self.right]
