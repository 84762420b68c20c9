"""A disagreement that the sentences of a summary tell of or show; a summary asks nothing, so each sentence is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag import disagreement
from rag.disagreement import Statement, cues
from rag.types import Disagreement
from rag.units import Unit

_AMOUNT = "How many: {sentence}"


def dispute(units: Sequence[Unit]) -> Disagreement | None:
    """The first fact on which the sentences say that accounts differ, with its values; None where there is none.

    A citation's number is the sentence's place, counted from 1.
    """
    statements = [Statement(unit.text, number, (unit.passage.path,)) for number, unit in enumerate(units, 1)]
    for unit, statement in zip(units, statements, strict=True):
        if cues.DIFFER.search(unit.text):
            near = [other for other in statements if abs(other.citation - statement.citation) <= 1]
            found = disagreement.find(near, _AMOUNT.format(sentence=unit.text))
            if found and statement.citation in {value.citation for value in found.values}:
                return replace(found, about=unit.passage.section)
    return None
