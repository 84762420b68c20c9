"""The fitted weights that turn features into the probability of support; made by `training/fit_verifier.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model: weights by feature name, and the least probability at which a sentence passes as supported."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    def probability(self, features: Mapping[str, float]) -> float:
        """Between 0 and 1; a feature that is not there counts 0."""
        total = self.intercept + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())
        return 1 / (1 + exp(-max(-50.0, min(50.0, total))))


@cache
def load_weights() -> Weights:
    """The stored model."""
    stored = json.loads(resources.files("rag").joinpath("data/verifier.json").read_text(encoding="utf-8"))
    return Weights(stored["intercept"], stored["weights"], stored["threshold"])
