"""Fitted weights: what `training/fit_answerer.py` learned from questions is data, and every model here is linear."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pydantic import TypeAdapter

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model over named features."""

    bias: float
    weights: Mapping[str, float]

    def logit(self, features: Features) -> float:
        """The weighted sum; a feature without a weight counts nothing, a missing one is 0."""
        return self.bias + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())

    def probability(self, features: Features) -> float:
        """The logistic function of the sum, 0 to 1."""
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.logit(features)))))


@dataclass(frozen=True, slots=True)
class Fitted:
    """The models in use: which sentence, whether to answer at all, and below which confidence not to.

    `behind` is the confidence of a question that was also read without those before it; `unread` stands in where no
    reader looked, `unasked` and `unasked_sentence` where a document has no asked questions; `near` tells what is beside
    the point of the corpus from what only isn't said in it. `plain` is the higher threshold of questions for one thing.
    """

    sentence: Linear
    confidence: Linear
    behind: Linear
    unread: Linear
    unasked: Linear
    unasked_sentence: Linear
    near: Linear
    threshold: float
    plain: float

    def answerable(self, features: Features) -> float:
        """The probability that the passages answer, from the signals of rag/answer/refusal/confidence; 0 without."""
        if not features:
            return 0.0
        read = self.confidence if "asked" in features else self.unasked
        model = self.behind if "bare" in features else read if "look" in features else self.unread
        return model.probability(features)

    def sentences(self, asked: bool) -> Linear:
        """The model for what was found, by whether the best passage's document has `asked` questions."""
        return self.sentence if asked else self.unasked_sentence

    def is_near(self, features: Features) -> bool:
        """Whether the passages are about what was asked, whether or not they answer it."""
        return bool(features) and self.near.logit(features) >= 0


@lru_cache(maxsize=1)
def fitted() -> Fitted:
    """The weights in this package."""
    return TypeAdapter(Fitted).validate_json((resources.files("rag") / "data" / "answerer.json").read_bytes())
