"""The check of ranks: "the first list" where the passage has the second, "the largest" for "the second-largest"."""

from __future__ import annotations

import re

from rag.quantities import Quantity
from rag.quantities.words import ORDINALS
from rag.verify.evidence import Evidence
from rag.verify.tokens import Text
from rag.verify.types import Reason

_TOP = re.compile(
    r"(?:\b(\w+)[\s-])?"
    r"\b(largest|biggest|highest|smallest|lowest|longest|oldest|richest|poorest|deepest)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d+(?:st|nd|rd|th)")


def unranked(claim: Text, evidence: Evidence) -> list[Reason]:
    """A reason for "the largest" where the passages only have "the second-largest"."""
    theirs = [match for sheet in evidence.sheets for match in _TOP.finditer(sheet.text.text)]
    return [
        Reason("binding", mine.span(2), f"{mine[2]!r}: the passage says {same[0][0]!r}")
        for mine in _TOP.finditer(claim.text)
        if not _is_ranked(mine)
        and (same := [other for other in theirs if other[2].lower() == mine[2].lower()])
        and all(map(_is_ranked, same))
    ]


def _is_ranked(match: re.Match[str]) -> bool:
    """Whether an ordinal stands before it."""
    before = match[1] or ""
    return before.lower() in ORDINALS or bool(_FIGURE.fullmatch(before))


def other_ordinal(quantity: Quantity, claim: Text, evidence: Evidence) -> Reason | None:
    """A reason for "the first list" where the passage has "the second list" and no "first list"."""
    counted = _counted(quantity, claim)
    theirs = {q.value: q for s in evidence.sheets for q in s.text.quantities if _is_of(q, s.text, counted)}
    if not counted or not theirs or 1 in theirs:
        return None
    said = next(iter(theirs.values())).text
    return Reason("number", (quantity.start, quantity.end), f"{quantity.text!r}: the passage says {said!r}")


def _is_of(quantity: Quantity, text: Text, counted: str) -> bool:
    return quantity.unit == "ordinal" and _counted(quantity, text) == counted


def _counted(quantity: Quantity, text: Text) -> str:
    """The stem of the word right behind a number, if it is one of meaning."""
    following = next((token for token in text.tokens if token.start >= quantity.end), None)
    close = following is not None and following.is_content and following.start - quantity.end <= 1
    return following.stem if following and close else ""
