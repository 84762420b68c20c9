"""The values of the verifier: what it says of a sentence, and the places in the texts that it says it of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.text import Span
from rag.types import Support

Fault = Literal[
    "number",
    "date",
    "name",
    "quote",
    "marker",
    "negation",
    "direction",
    "strength",
    "binding",
    "words",
    "nothing",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that the passages don't bear out: `span` is the place in the sentence, `text` says it in one line."""

    fault: Fault
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well passages support a sentence.

    `supporting` holds for each passage, in order, the spans of its words that bear the sentence out; `unsupported` the
    spans of the sentence that nothing bears out. `score` is the probability (0 to 1) that the sentence is supported,
    1 for the passage's own words.
    """

    support: Support
    supporting: tuple[tuple[Span, ...], ...]
    unsupported: tuple[Span, ...] = ()
    reasons: tuple[Reason, ...] = ()
    score: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the sentence may be shown as supported."""
        return self.support in ("exact", "supported")
