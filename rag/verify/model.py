"""The fitted weights that turn features into the probability of support; made by `training/fit_verifier.py`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.weights import Linear


@dataclass(frozen=True, slots=True)
class Judge:
    """Two models, each with the least probability at which a sentence passes.

    `support` weighs words and faults, `second` what the second opinion measures.
    """

    support: Linear
    threshold: float
    second: Linear
    second_threshold: float


@cache
def load_judge() -> Judge:
    """The stored models."""
    stored = json.loads(resources.files("rag").joinpath("data/verifier.json").read_text(encoding="utf-8"))
    second = stored["second"]
    return Judge(
        Linear(stored["intercept"], stored["weights"]),
        stored["threshold"],
        Linear(second["intercept"], second["weights"]),
        second["threshold"],
    )
