"""A disagreement that a sentence of a summary tells of; a summary asks nothing, so each sentence asks for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.base.types import Disagreement
from rag.check import disagreement
from rag.check.disagreement import Statement, cues
from rag.search.candidate_sentences import Unit

_AMOUNT = "How large: {sentence}"


def dispute(units: Sequence[Unit]) -> Disagreement | None:
    """The first fact on which a sentence says that accounts differ, with its values; None where there is none.

    A citation's number is the sentence's place, counted from 1.
    """
    for number, unit in enumerate(units, 1):
        if cues.DIFFER.search(unit.text):
            statement = Statement(unit.text, number, (unit.passage.path,))
            if found := disagreement.find([statement], _AMOUNT.format(sentence=unit.text)):
                return replace(found, about=unit.passage.section)
    return None
