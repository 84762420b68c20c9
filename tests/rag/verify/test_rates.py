"""Amounts that are per something, and limits that are turned round."""

from __future__ import annotations

import pytest

from rag.verify import verify


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("The shop sold 4,000 cones of ice cream a day.", "The shop sold 4,000 cones of ice cream an hour."),
        ("Tickets cost 5 marks, or 50 a month.", "Tickets cost 5 marks, or 50 for a whole year."),
        ("About 2,000 people leave each year.", "Every month about 2,000 people leave."),
        ("He lived on a few months of work a year.", "He lived on a few weeks of work a year."),
        ("Use fell from the second year on.", "Use fell from the second quarter on."),
        ("Homes cost 2,000 marks per square metre.", "A home cost 2,000 marks per square foot."),
        ("The debt was 6 million marks per resident.", "The debt was 6 million marks per household."),
        ("The mine produced it monthly.", "The mine produced it daily."),
    ],
)
def test_another_unit_behind_per_is_objected_to(passage: str, sentence: str) -> None:
    verdict = verify(sentence, [passage])
    assert not verdict.holds
    assert "number" in {reason.fault for reason in verdict.reasons}


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("The plant pays 40 marks a year.", "The plant's annual pay is 40 marks."),
        (
            "It closed a year later, and each month a pit followed.",
            "It closed a year later, and monthly a pit followed.",
        ),
        ("The debt was 6 million marks per resident.", "The debt was 6 million marks per head."),
        ("The shop sold 4,000 cones a day.", "Every day the shop sold 4,000 cones."),
        ("The shop sold 4,000 cones.", "The shop sold 4,000 cones in a hall of 300 square metres."),
    ],
)
def test_the_same_unit_in_other_words_is_not(passage: str, sentence: str) -> None:
    faults = [reason.text for reason in verify(sentence, [passage]).reasons if "speaks of" in reason.text]
    assert faults == []


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
