"""Linear models are arithmetic on names, and the shipped ones are whole."""

from __future__ import annotations

import math

import pytest

from rag.models.reader import NEAR, Linear, fitted

MODEL = Linear(-1.0, {"a": 2.0, "b": -0.5})


def test_logit_and_probability() -> None:
    assert MODEL.logit({"a": 1.0, "b": 2.0, "unknown": 9.0}) == 0.0
    assert MODEL.probability({"a": 1.0, "b": 2.0}) == 0.5
    assert MODEL.probability({"a": 1.0}) == pytest.approx(1 / (1 + math.exp(-1)))


def test_extreme_sums_do_not_overflow() -> None:
    assert MODEL.probability({"a": 1e6}) == pytest.approx(1.0)
    assert MODEL.probability({"a": -1e6}) == pytest.approx(0.0)


def test_the_shipped_models_have_weights_and_a_threshold() -> None:
    assert fitted().sentence.weights
    assert fitted().confidence.weights
    assert 0 < fitted().threshold < 1


def test_the_confidence_is_that_of_what_is_there() -> None:
    models = fitted()
    read = {"look": 0.4, "any": 0.9, "cosine": 0.8, "covered": 1.0}
    asked = {**read, "asked": 1.0, "unasked": 0.0}
    assert models.answerable(read) == models.unasked.probability(read)
    assert models.answerable(asked) == models.confidence.probability(asked)
    assert models.answerable({**asked, "bare": 0.1}) == models.behind.probability({**asked, "bare": 0.1})
    assert models.answerable({"cosine": 0.8, "asked": 1.0}) == models.unread.probability({"cosine": 0.8})
    nearer, farther = ({**asked, "asked": near, "unasked": 1 - near} for near in (1.0, 0.0))
    assert models.answerable(nearer) > models.answerable(farther)


def test_what_people_ask_tells_what_is_near_where_a_document_has_it() -> None:
    far, near = {"cosine": 0.4, "covered": 0.1}, {"cosine": 0.9, "covered": 1.0}
    assert not fitted().is_near({})
    assert not fitted().is_near(far)
    assert fitted().is_near(near)
    assert not fitted().is_near({**near, "asked": NEAR - 0.01, "unasked": 0.0})
    assert fitted().is_near({**far, "asked": NEAR, "unasked": 0.0})
    assert fitted().is_near({**far, "asked": 0.0, "unasked": NEAR}), "what a document is known to lack lies near it"
    behind = {"asked": 0.0, "unasked": 0.0, "in_context": 1.0}  # which only tell what the questions before don't
    assert (fitted().is_near({**near, **behind}), fitted().is_near({**far, **behind})) == (True, False)
