"""Sentences keep their offsets, and nothing but white space lies between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import fold, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It fell by approx. 350 yuan per sq. m. in 2020. Mr. Li left.",
            ["It fell by approx. 350 yuan per sq. m. in 2020.", "Mr. Li left."],
        ),
        ("资源枯竭。城市很多！好", ["资源枯竭。", "城市很多！", "好"]),
        ("- coal\n- tin and oil\n- wood", ["- coal", "- tin and oil", "- wood"]),
        ("One line\nbroken here. Next.", ["One line\nbroken here.", "Next."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(alphabet="ab .!?\n-。Ü1", max_size=80))
def test_spans_are_in_order_and_leave_only_white_space(text: str) -> None:
    spans = sentences(text)
    rest = list(text)
    for (start, end), following in zip(spans, [*spans[1:], (len(text), len(text))], strict=False):
        assert start < end <= following[0]
        rest[start:end] = [" "] * (end - start)
    assert not "".join(rest).strip()


def test_fold_makes_spellings_equal() -> None:
    assert fold("Zhōu’s  “Mine”–Café") == fold('zhou\'s "mine"-cafe')
    assert fold("mine") != fold("mines")
