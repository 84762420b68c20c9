"""What is measured of a sentence and its passages: the numbers that the fitted model weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from rag.verify.evidence import Evidence, Key
from rag.verify.tokens import Text, Token
from rag.verify.types import Reason

TINY = 0.001
LOW = {"reader": -1.0, "consistency": -3.0}  # log-odds below which an opinion counts more, or counts at all
FAULTS = ("number", "date", "name", "quote", "binding", "negation", "direction", "strength")


def measure(claim: Text, keys: Sequence[Key], evidence: Evidence, reasons: Sequence[Reason]) -> dict[str, float]:
    """The features by name; shares lie between 0 and 1."""
    content = [token for token in claim.tokens if token.is_content]
    missing = [token.weight for token in content if not evidence.has(token)]
    faults = {reason.fault for reason in reasons}
    agreed = _numbers(claim, reasons)
    everywhere = 1 - sum(missing) / (sum(token.weight for token in content) or 1.0)
    return {
        "cover_focus": _with_numbers(_cover(content, keys, evidence), claim, content, agreed),
        "cover_all": _with_numbers(everywhere, claim, content, agreed),
        "numbers": agreed,
        **{f"fault_{fault}": float(fault in faults) for fault in FAULTS},
    }


def weigh(said: Mapping[str, float], words: float, reasons: Sequence[Reason]) -> dict[str, float]:
    """The features where opinions were asked: their log-odds, those of `words` (a probability), and the faults."""
    sure = min(max(words, TINY), 1 - TINY)
    faults = {reason.fault for reason in reasons}
    return {
        **said,
        **{f"{name}_low": min(log_odds - LOW[name], 0.0) for name, log_odds in said.items()},
        "words": log(sure / (1 - sure)),
        **{f"fault_{fault}": float(fault in faults) for fault in FAULTS},
    }


def _cover(content: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> float:
    held = sum(token.weight for token in content if any(place.key in keys for place in evidence.find(token)))
    return held / (sum(token.weight for token in content) or 1.0)


def _with_numbers(cover: float, claim: Text, content: Sequence[Token], agreed: float) -> float:
    """The share held of words and numbers together, a number weighing as much as a rare word."""
    words, numbers = sum(token.weight for token in content), float(len(claim.quantities))
    return (cover * words + agreed * numbers) / (words + numbers or 1.0)


def _numbers(claim: Text, reasons: Sequence[Reason]) -> float:
    """The share of the claim's numbers that the check of numbers does not object to."""
    if not claim.quantities:
        return 1.0
    starts = {reason.span[0] for reason in reasons if reason.fault in ("number", "date", "binding", "strength")}
    return sum(quantity.start not in starts for quantity in claim.quantities) / len(claim.quantities)
