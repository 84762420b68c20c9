"""The check of what an amount is per: "a month" for "a year", "per household" for "per resident", square feet, metres.

Words alone are compared, since such a word often stands far from its number ("4,000 cones of ice cream an hour").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.text import Span
from rag.verify.evidence import Evidence, Key
from rag.verify.tokens import Text
from rag.verify.types import Reason

_EACH = r"(?:an?|per|each|every|one)\s+(?:whole\s+|single\s+|full\s+)?"
_TIMES = r"(?P<word>minute|hour|day|week|month|year|decade|century)"
_TIME = re.compile(
    rf"\b(?:{_EACH}{_TIMES}\b(?!\s+(?:later|earlier|before|after|ago|old|long))"
    r"|(?:few|several|some|many)\s+(?P<many>minute|hour|day|week|month|year|decade)s\b"
    r"|(?:second|third|fourth)\s+(?P<nth>day|week|month|quarter|year)\b"
    r"|(?P<adverb>hour|dai|week|month|year)ly\b|(?P<annual>annual))",
    re.IGNORECASE,
)
_SQUARE = re.compile(r"\b(?:square|sq)\s+(?P<word>foot|feet|met(?:re|er)s?|kilomet(?:re|er)s?|miles?|yards?)\b", re.I)
_HEAD = re.compile(
    r"\b(?:per|each|every|a)\s+(?P<word>household|family|resident|inhabitant|citizen|person|head|capita|worker|employee|"
    r"miner|visitor|tourist|guest|pupil|student|firm|company)\b",
    re.IGNORECASE,
)
_SAME = {
    "dai": "day",
    "annual": "year",
    "feet": "foot",
    "family": "household",
    **dict.fromkeys(("resident", "inhabitant", "citizen", "head", "capita"), "person"),
    "miner": "worker",
    "employee": "worker",
    "tourist": "visitor",
    "guest": "visitor",
    "student": "pupil",
    "company": "firm",
}
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


def check_rates(claim: Text, keys: Sequence[Key], evidence: Evidence) -> Iterator[Reason]:
    """A reason for each such word that the passages lack where the sentences looked at have another of its kind."""
    near = [_sentence(key, evidence) for key in keys]
    whole = " ".join(sheet.text.text for sheet in evidence.sheets)
    for pattern in (_TIME, _SQUARE, _HEAD):
        theirs = {name for text in near for name, _ in _named(pattern, text)}
        for name, span in _named(pattern, claim.text):
            if theirs and name not in theirs and not is_anywhere(name, whole):
                said = claim.text[slice(*span)]
                yield Reason("number", span, f"{said!r}: the passage speaks of {' and '.join(sorted(theirs))}")


def _named(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, Span]]:
    for match in pattern.finditer(text):
        word = next(group for group in match.groups() if group).lower()
        singular = word.removesuffix("s").replace("meter", "metre")
        yield _SAME.get(word, _SAME.get(singular, singular)), match.span()


def is_anywhere(name: str, text: str) -> bool:
    """Whether the text has the word in any form: "annual" for "year", "daily" for "day"."""
    return bool(re.search(_ANYWHERE.get(name, rf"\b{name}(?:s|ly)?\b"), text, re.IGNORECASE))


def _sentence(key: Key, evidence: Evidence) -> str:
    return evidence.sheets[key[0]].text.text[slice(*evidence.span(key))]
