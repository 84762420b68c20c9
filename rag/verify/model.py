"""The fitted weights that turn features into the probability of support; made by `training/fit_verifier.py`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.weights import Linear


@dataclass(frozen=True, slots=True)
class Judge:
    """A model of words and faults with the least probability at which a sentence passes, and what an opinion counts.

    `plain` is the share of the sentence's words from which the words are enough unless the second opinion's log-odds
    lie below `doubting`; below that share its opinion counts alone, from `convincing` on. From `overruling` on it also
    outweighs the softer objections.
    """

    support: Linear
    threshold: float
    plain: float
    doubting: float
    convincing: float
    overruling: float


@cache
def load_judge() -> Judge:
    """The stored models."""
    stored = json.loads(resources.files("rag").joinpath("data/verifier.json").read_text(encoding="utf-8"))
    opinion = stored["opinion"]
    return Judge(
        Linear(stored["intercept"], stored["weights"]),
        stored["threshold"],
        opinion["plain"],
        opinion["doubting"],
        opinion["convincing"],
        opinion["overruling"],
    )
