"""Which sentences can stand alone."""

from __future__ import annotations

import pytest

from rag.units import leans


@pytest.mark.parametrize(
    "text",
    [
        "It closed in 1990.",
        "It was a plan that worked.",
        "It was founded by a firm.",
        "However, nobody came.",
        "These towns shrank.",
    ],
)
def test_what_points_back_leans(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is unclear whether the plan worked.",
        "It cannot be proved, the author writes, that prices fell.",
        "Coal paid for it.",
    ],
)
def test_what_points_ahead_stands_alone(text: str) -> None:
    assert not leans(text)
