"""A second opinion on a sentence: the reader is asked whether its passages say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.verify.evidence import Evidence, Key

LONGEST = 1600  # characters of passages that are read whole


class SecondOpinion(Protocol):
    """Judges whether a text says what a statement says; the reader (`rag.reader`) is one."""

    def bears_out(self, statement: str, passage: str, heading: str = "") -> float:
        """The log-odds that it does; `heading` names what the passage is about."""


def ask(second: SecondOpinion, statement: str, keys: Sequence[Key], evidence: Evidence) -> float:
    """What the second opinion says of the statement, from the passages under their titles and headings.

    Of long passages it gets the sentences of `keys` and those beside them, which may say who "it" is.
    """
    texts = [sheet.text.text for sheet in evidence.sheets]
    if sum(map(len, texts)) > LONGEST:
        near = {(passage, number + step) for passage, number in keys for step in (-1, 0, 1)}
        kept = sorted(key for key in near if 0 <= key[1] < len(evidence.sheets[key[0]].text.sentences))
        texts = [evidence.sheets[key[0]].text.text[slice(*evidence.span(key))] for key in kept]
    heading = " / ".join(dict.fromkeys(context.text for context in evidence.contexts if context.text))
    return second.bears_out(statement, "\n".join(texts), heading)
