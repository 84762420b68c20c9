"""The check of vague numbers: "hundreds" where the passage counts 3,400, "tens of thousands" for "millions"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.quantities import Quantity
from rag.quantities.words import SCALES
from rag.verify.counts import scaled_count
from rag.verify.derived import CALENDAR
from rag.verify.evidence import Evidence, Key
from rag.verify.tokens import Text
from rag.verify.types import Reason

_SCALES = {f"{word}s": SCALES[word] for word in ("thousand", "million", "billion")}
_SMALL = {"tens": 10.0, "dozens": 20.0, "hundreds": 1e2}
_SEVERAL = re.compile(r"\b(?:several|many|some|a\sfew)\s(?P<first>hundred|thousand|million|billion)\b", re.IGNORECASE)
_VAGUE = re.compile(
    rf"\b(?P<first>{'|'.join((*_SMALL, *_SCALES))})(?:\sof\s(?P<second>{'|'.join(_SCALES)}))?\b(?:\sof)?\s*[a-z]*",
    re.IGNORECASE,
)
_NO_COUNTS = frozenset((*CALENDAR, "ordinal", "day", "percent", "percentage point", "times"))
_SLACK = 0.9  # "thousands" may be said of 950


def check_magnitudes(claim: Text, keys: Sequence[Key], evidence: Evidence) -> Iterator[Reason]:
    """A reason for each vague number where the sentences looked at count, but nothing of that magnitude."""
    counts = [quantity for key in keys for quantity in _counts(key, evidence)]
    texts = (evidence.sheets[key[0]].text.text[slice(*evidence.span(key))] for key in keys)
    vague = [match for text in texts for match in (*_VAGUE.finditer(text), *_SEVERAL.finditer(text))]
    for match in _VAGUE.finditer(claim.text):
        low, high = _range(match)
        counted = any(low * _SLACK <= value <= high for quantity in counts for value in _ends(quantity))
        alike = any(low < upper and lower < high for lower, upper in map(_range, vague))
        if (counts or vague) and not counted and not alike:
            theirs = counts[0].text if counts else vague[0][0].strip()
            yield Reason("binding", match.span("first"), f"{match[0]!r}: the passage says {theirs!r}")


def _counts(key: Key, evidence: Evidence) -> Iterator[Quantity]:
    start, end = evidence.span(key)
    for quantity in evidence.sheets[key[0]].text.quantities:
        if start <= quantity.start < end and quantity.unit not in _NO_COUNTS:
            yield quantity


def _ends(quantity: Quantity) -> tuple[float, float]:
    said = scaled_count(quantity)
    return said, said * quantity.high / quantity.value if quantity.value else said


def _range(match: re.Match[str]) -> tuple[float, float]:
    """The least and the most that it may be said of: "thousands" up to a million, "tens of thousands" up to 100,000."""
    first, second = match["first"].lower(), (match.groupdict().get("second") or "").lower()
    first += "" if first.endswith("s") else "s"
    low = {**_SMALL, **_SCALES}[first] * _SCALES.get(second, 1.0)
    return low, low * (10 if second or first in _SMALL else 1000)
