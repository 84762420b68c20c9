"""What is measured of a sentence and its passages, and the fitted model that weighs it into a probability of support.

`training/fit_verifier.py` fits the weights of words and faults, `training/fit_opinion.py` those of a network's opinion
on top of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from math import log
from typing import Any

from rag.check.evidence import Evidence, Key, Reason
from rag.language.tokens import Text, Token
from rag.models.linear import Linear
from rag.models.reader import Matter, SecondOpinion

TINY = 0.001
LOW = {"reader": -1.0, "consistency": -3.0}  # log-odds below which an opinion counts more, or counts at all
FAULTS = ("number", "date", "name", "quote", "negation", "direction", "strength")


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
    starts = {reason.span[0] for reason in reasons if reason.fault in ("number", "date", "strength")}
    return sum(quantity.start not in starts for quantity in claim.quantities) / len(claim.quantities)


LONGEST = 1600  # characters of passages that are given whole
BESIDE = (-1, 1)


def ask(second: SecondOpinion, statement: str, keys: Sequence[Key], evidence: Evidence) -> Mapping[str, float]:
    """What the second opinion says of the statement.

    Of long passages it gets the sentences of `keys` and those beside them, which may say who "it" is.
    """
    near = [(passage, number + step) for step in BESIDE for passage, number in keys]
    there = [key for key in dict.fromkeys(chain(keys, near)) if 0 <= key[1] < len(_sheet(key, evidence).sentences)]
    sentences = tuple((key, _sheet(key, evidence).text[slice(*evidence.span(key))]) for key in there)
    alone = [sheet.text.text for sheet in evidence.sheets]
    together = alone if sum(map(len, alone)) <= LONGEST else [text for _, text in sorted(sentences)]
    cited = [alone[passage] for passage in dict.fromkeys(passage for passage, _ in keys)] if len(alone) > 1 else []
    heading = " / ".join(dict.fromkeys(context.text for context in evidence.contexts if context.text))
    texts = ("\n".join(together), *(text for text in cited if len(text) <= LONGEST))
    return second.judge(Matter(statement, texts, heading, sentences))


def _sheet(key: Key, evidence: Evidence) -> Text:
    return evidence.sheets[key[0]].text


@dataclass(frozen=True, slots=True)
class Weighing:
    """A logistic model with the least probability at which a sentence passes."""

    support: Linear
    threshold: float


@dataclass(frozen=True, slots=True)
class Judge:
    """`words` weighs words and faults; `opinions`, by who was asked ("consistency+reader"), what they say too."""

    words: Weighing
    opinions: Mapping[str, Weighing]

    def weighing(self, asked: Iterable[str]) -> Weighing:
        """The model for these opinions together."""
        return self.opinions["+".join(sorted(asked))]


@cache
def load_judge() -> Judge:
    """The stored models."""
    stored = json.loads(resources.files("rag").joinpath("data/verifier.json").read_text(encoding="utf-8"))
    return Judge(_weighing(stored), {name: _weighing(found) for name, found in stored["opinions"].items()})


def _weighing(stored: Mapping[str, Any]) -> Weighing:
    return Weighing(Linear(stored["intercept"], stored["weights"]), stored["threshold"])
