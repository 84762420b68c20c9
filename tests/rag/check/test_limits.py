"""Limits that are turned round."""

from __future__ import annotations

import pytest

from rag.check.checker import verify


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("A report speaks of at least 27 million.", "A report speaks of at most 27 million."),
        ("The change needs at least 30 to 50 years.", "The change needs at most 30 to 50 years."),
        ("The event drew over 20,000 people.", "The event drew fewer than 20,000 people."),
    ],
)
def test_a_limit_turned_round_is_objected_to(passage: str, sentence: str) -> None:
    verdict = verify(sentence, [passage])
    assert not verdict.holds
    assert any("the opposite limit" in reason.text for reason in verdict.reasons)


def test_over_some_years_is_not_a_limit() -> None:
    verdict = verify("The debt is paid under the 18-year plan.", ["The plan is to pay the debt over 18 years."])
    assert not [reason for reason in verdict.reasons if reason.fault in ("number", "strength")]
