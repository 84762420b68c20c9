"""The fitted weights that turn what was measured into the probability of support.

`training/fit_verifier.py` makes those of words and faults, `training/fit_opinion.py` those of opinions on top of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from rag.weights import Linear


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
