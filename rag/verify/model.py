"""The fitted weights that turn features into the probability of support; made by `training/fit_verifier.py`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.weights import Linear


@dataclass(frozen=True, slots=True)
class Judge:
    """The probability that a sentence is supported, and the least at which it passes as supported."""

    support: Linear
    threshold: float


@cache
def load_judge() -> Judge:
    """The stored model."""
    stored = json.loads(resources.files("rag").joinpath("data/verifier.json").read_text(encoding="utf-8"))
    return Judge(Linear(stored["intercept"], stored["weights"]), stored["threshold"])
