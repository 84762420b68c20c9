"""Whether a text has the word that an amount is per, in any form: "a month", "per household", "per resident"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ANYWHERE: Mapping[str, str] = {
    "day": r"\b(?:days?|daily)\b",
    "year": r"\b(?:years?|yearly|annual\w*|annum)\b",
    "person": r"\b(?:persons?|people|heads?|capita|residents?|inhabitants?|citizens?)\b",
    "household": r"\b(?:households?|famil\w+)\b",
    "worker": r"\b(?:workers?|employees?|miners?|workforce|staff)\b",
    "visitor": r"\b(?:visitors?|tourists?|guests?)\b",
    "pupil": r"\b(?:pupils?|students?)\b",
    "firm": r"\b(?:firms?|compan\w+)\b",
    "foot": r"\b(?:foot|feet)\b",
}


def is_anywhere(name: str, text: str) -> bool:
    """Whether the text has the word in any form: "annual" for "year", "daily" for "day"."""
    return bool(re.search(_ANYWHERE.get(name, rf"\b{name}(?:s|ly)?\b"), text, re.IGNORECASE))
