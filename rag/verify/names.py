"""The checks of names and of quoted words: both must stand in a cited passage as they stand in the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text import fold
from rag.verify.evidence import Evidence
from rag.verify.lexicon import words
from rag.verify.tokens import Token
from rag.verify.types import Reason

_QUOTED = re.compile(r"[“\"「《]([^“”\"「」《》]{2,200})[”\"」》]")
_EDGES = " .,;:!?。,;:"
_WORD = re.compile(r"[A-Za-z]+")
_THE_COUNTRY = re.compile(r"\b(?:country|nation(?:al|ally|wide)?)\b", re.IGNORECASE)


def check_names(content: Sequence[Token], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each proper name that neither the passages nor their headings have.

    A word that is also known in lower case ("Bank", "Sound") is a name where it is written large within a sentence.
    """
    return tuple(
        Reason("name", (token.start, token.end), f"{token.text!r}: the passage has no such name")
        for token in content
        if token.is_name and not evidence.has(token)
    )


def check_quotes(sentence: str, evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each stretch in quotation marks that no passage has word for word."""
    texts = [fold(text.text) for text in (*(sheet.text for sheet in evidence.sheets), *evidence.contexts)]
    return tuple(
        Reason("quote", match.span(1), f"{match[1]!r}: the passage has no such words")
        for match in _QUOTED.finditer(sentence)
        if not any(fold(match[1]).strip(_EDGES) in text for text in texts)
    )


def may_be_the_country(said: str, evidence: Evidence) -> bool:
    """Whether a name, "China" or "Chinese", may be of what the passages call "the country", naming none."""
    texts = [sheet.text.text for sheet in evidence.sheets]
    named = {word.lower() for text in (*texts, *(c.text for c in evidence.contexts)) for word in _WORD.findall(text)}
    known = words("countries")
    country = said.lower().replace("’", "'").removesuffix("'s")
    return country in known and not known & named and any(_THE_COUNTRY.search(text) for text in texts)
