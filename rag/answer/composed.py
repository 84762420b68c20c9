"""An answer before it is worded: what is said with its citations, and all that was decided about it, as data."""

from __future__ import annotations

from dataclasses import dataclass, fields

from rag.answer.wording import said
from rag.base.types import (
    Answer,
    Citation,
    Comparison,
    Correction,
    Coverage,
    Disagreement,
    Hit,
    Nearest,
    Notice,
    Sentence,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Composed:
    """The fields of an `Answer`; `reasons` say why nothing is answered, `warnings` what an answer lacks."""

    standalone: str
    kind: str
    verdict: Verdict = "not_in_corpus"
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    confidence: float = 0.0
    reasons: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    disagreement: Disagreement | None = None
    suggestions: tuple[str, ...] = ()
    coverage: Coverage | None = None
    comparison: Comparison | None = None
    nearest: Nearest | None = None
    correction: Correction | None = None
    model: str = "extractive"


def told(
    composed: Composed, question: str, seconds: float, context: tuple[str, ...] = (), otherwise: str = ""
) -> Answer:
    """The answer to a question as it was typed, its notices in words; `context` are the questions it was read with."""
    kept = {each.name: getattr(composed, each.name) for each in fields(composed) if each.name != "warnings"}
    return Answer(
        question=question,
        warnings=tuple(map(said, composed.warnings)),
        seconds=seconds,
        notice=" ".join(map(said, composed.reasons)),
        context=context,
        otherwise=otherwise,
        **kept,
    )
