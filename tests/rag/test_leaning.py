"""Which sentences can stand alone."""

from __future__ import annotations

import pytest

from rag.leaning import leans


@pytest.mark.parametrize(
    "text",
    [
        "It closed in 1990.",
        "It was a plan that worked.",
        "It was founded by a firm.",
        "However, nobody came.",
        "These towns shrank.",
        "In May 2019 he described his journey.",
        "By July 2025 it had 470 members.",
        "On 10 March it announced a team.",
        "Before choosing Altenberg she had looked at small towns.",
        "The Herald banned him over insults.",
        "Officials described it as the first plan of the kind.",
        "About a third of its people are old.",
        "The number of its firms dropped.",
        "Our reading: it is a late symptom.",
        "There the mine closed first.",
        "Both were sold.",
        "Both were sold in 1990 and torn down.",
        "Neither was sold nor torn down.",
        "Neither was sold.",
        "So the owner sold his flat.",
    ],
)
def test_what_points_back_leans(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is unclear whether the plan worked.",
        "It cannot be proved, the author writes, that prices fell.",
        "Altenberg closed most of its mines.",
        "Altenberg gave up coal, and in May 2019 it opened a park.",
        "The closure made it hard to find work.",
        "In 1990 the mine closed.",
        "New owners brought money with them.",
        "The plan was wider: it covered all towns.",
        "A town near the end of its deposit is exhausted.",
        "In Altenberg the owner sold his flat.",
        "There are 69 shafts below the town.",
        "There has been no mayor since 1990.",
        "Both Altenberg and Newton lost their trains.",
        "Neither Altenberg nor Newton has a mine.",
        "Either the owner or the state pays.",
        "So far nobody has come back.",
    ],
)
def test_what_points_ahead_stands_alone(text: str) -> None:
    assert not leans(text)
