"""Whether cited passages support a sentence: the seam `SupportChecker`, and the verifier that ships behind it.

Numbers are also read here on their own, more strictly: `numbers_supported` must not rest on the verifier's judgement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from rag.base.settings import Settings
from rag.base.types import Support
from rag.check.checker import SecondOpinion, verify
from rag.evaluation.key_facts import plain, unmarked
from rag.language import lexicon
from rag.models.reader import load_opinions

SUPPORTED: tuple[Support, ...] = ("exact", "supported")

Number = tuple[Decimal, str]

_SCALES = {word: int(zeros) for word, zeros in lexicon.keys("support.scales").items()}
_UNITS = lexicon.keys("support.units")
_CURRENCIES = {"$": "dollar", "us$": "dollar", "€": "euro", "¥": "yuan", "£": "pound"}
_NUMBER = re.compile(
    r"(?P<sign>us\$|[$€¥£])?\s?(?<![\d.,])(?P<figure>\d+(?:\.\d+)?)(?!\d)"
    rf"(?:[\s-]?(?P<scale>{lexicon.choices(_SCALES)}))?(?:[\s-]?(?P<unit>{lexicon.choices(_UNITS)}))?"
)


class SupportChecker(Protocol):
    """Judges a sentence by the passages that it cites; `name` goes into the report, as others judge otherwise."""

    name: str

    def support(self, sentence: str, passages: Sequence[str], contexts: Sequence[str] = ()) -> Support:
        """`exact` (the passage's own words), `supported`, `partial`, or `none`; `contexts` are titles and headings."""


class Verifier:
    """Asks `rag.check.checker`, which checks numbers, names, negation and direction, and weighs what is left.

    `second` is asked as in answers, where it is given.
    """

    name = "verifier-8"

    def __init__(self, second: SecondOpinion | None = None) -> None:
        self._second = second

    @classmethod
    def installed(cls, settings: Settings) -> Verifier:
        """With the opinions that are installed; the reader alone judges otherwise, and so has a name of its own."""
        opinions = load_opinions(settings)
        checker = cls(opinions)
        if opinions.consistency is None:
            checker.name = f"{cls.name} by the reader alone"
        return checker

    def support(self, sentence: str, passages: Sequence[str], contexts: Sequence[str] = ()) -> Support:
        """See `SupportChecker`; no passage supports nothing."""
        return verify(sentence, passages, contexts, self._second).support


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a text that are written in digits, as value (1.06 million is 1060000) and unit ("" for none)."""
    found: list[Number] = []
    for match in _NUMBER.finditer(plain(unmarked(text))):
        value = Decimal(match["figure"]) * Decimal(10) ** _SCALES.get(match["scale"] or "", 0)
        found.append((value.normalize(), _UNITS.get(match["unit"] or "") or _CURRENCIES.get(match["sign"] or "", "")))
    return tuple(found)


def unsupported_numbers(sentence: str, passages: Sequence[str]) -> tuple[Number, ...]:
    """The sentence's numbers that stand in none of the passages, or stand there with another unit."""
    there = {number for passage in passages for number in numbers(passage)}
    values = {value for value, _ in there}
    return tuple(
        (value, unit)
        for value, unit in numbers(sentence)
        if value not in values or (unit and (value, unit) not in there and (value, "") not in there)
    )
