"""A question with all that points back replaced by what it means."""

from __future__ import annotations

from rag.followup.choosing import both, choice, ordinal
from rag.followup.grammar import split
from rag.followup.memory import Memory
from rag.followup.pointers import definite, demonstrative, kind
from rag.followup.pronouns import pronoun, there
from rag.followup.reading import Reading

_RULES = (choice, ordinal, both, pronoun, there, demonstrative, kind, definite)


def resolve(text: str, memory: Memory) -> Reading:
    """What is to be replaced in a question; each word is taken by the first rule that knows it.

    A condition ("if it closes, who pays?") names what it speaks of, or is left as it is.
    """
    reading = Reading(text, split(text), memory)
    if reading.low(0) == "if":
        return reading
    taken = -1
    for i, word in enumerate(reading.row):
        if i <= taken or (word.capital and not word.first):
            continue
        last = next((last for rule in _RULES if (last := rule(reading, i)) is not None), None)
        taken = taken if last is None else last
    return reading
