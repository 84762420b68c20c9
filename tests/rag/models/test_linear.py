"""Linear models are arithmetic on names, and the shipped ones are whole."""

from __future__ import annotations

import math

import pytest

from rag.models.linear import Linear, fitted

MODEL = Linear(-1.0, {"a": 2.0, "b": -0.5})


def test_logit_and_probability() -> None:
    assert MODEL.logit({"a": 1.0, "b": 2.0, "unknown": 9.0}) == 0.0
    assert MODEL.probability({"a": 1.0, "b": 2.0}) == 0.5
    assert MODEL.probability({"a": 1.0}) == pytest.approx(1 / (1 + math.exp(-1)))


def test_extreme_sums_do_not_overflow() -> None:
    assert MODEL.probability({"a": 1e6}) == pytest.approx(1.0)
    assert MODEL.probability({"a": -1e6}) == pytest.approx(0.0)


def test_the_shipped_models_have_weights_and_a_threshold() -> None:
    assert fitted().sentence.alone.weights
    assert fitted().sentence.among.weights
    assert fitted().confidence.weights
    assert 0 < fitted().threshold < 1
