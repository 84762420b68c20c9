"""The check of support: what it calls exact, supported, partial and none; and how numbers are read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.evaluation.grading import Verifier, numbers, unsupported_numbers

PASSAGE = (
    "The 2020 census counted 891,271 residents, 16% fewer than in 2010. Coal mining still made up"
    " 82% of industrial output, and the plant cost 1.06 million yuan. Miners did not strike."
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Miners did not strike.", "exact"),
        ("Miners did not strike. [1]", "exact"),
        ("Coal mining still made up 82% of industrial output.", "supported"),
        ("Of industrial output, mining of coal made up 82% still.", "supported"),
        ("The census of 2020 counted 891271 residents.", "supported"),
        ("In Hegang the census of 2020 counted 891,271 residents.", "supported"),
        ("In Gejiu the census of 2020 counted 891,271 residents.", "partial"),
        ("The census of 2020 counted 981,271 residents.", "none"),
        ("Coal mining made up 82 million of industrial output.", "none"),
        ("Miners did strike.", "none"),
        ("Its football club won the cup twice.", "none"),
        ("", "none"),
    ],
)
def test_support(sentence: str, expected: str) -> None:
    assert Verifier().support(sentence, [PASSAGE], ["Hegang › Population"]) == expected


def test_nothing_cited_supports_nothing() -> None:
    assert Verifier().support("Coal mining still made up 82%.", []) == "none"


def test_passages_support_together() -> None:
    parts = ["Coal was found in 1914.", "The mine was opened in 1917."]
    sentence = "Coal was found in 1914, the mine opened in 1917."
    assert Verifier().support(sentence, parts) == "supported"
    assert Verifier().support(sentence, parts[:1]) == "none"


def test_chinese_is_compared_too() -> None:
    passage = "鹤岗是资源枯竭型城市,人口持续下降。"
    assert Verifier().support("鹤岗是资源枯竭型城市", [passage]) == "supported"
    assert Verifier().support("鹤岗人口持续下降", [passage]) == "supported"
    assert Verifier().support("大庆生产石油", [passage]) == "none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.06 million yuan", (Decimal(1060000), "yuan")),
        ("1,060,000 yuan", (Decimal(1060000), "yuan")),
        ("16 per cent", (Decimal(16), "%")),
        ("16%", (Decimal(16), "%")),
        ("16 percentage points", (Decimal(16), "points")),
        ("US$5 billion", (Decimal(5 * 10**9), "dollar")),
        ("in 2020", (Decimal(2020), "")),
        ("46 square metres", (Decimal(46), "m2")),
        ("46 millionaires", (Decimal(46), "")),
        ("3亿元", (Decimal(3 * 10**8), "yuan")),
    ],
)
def test_numbers_are_read_with_scale_and_unit(text: str, expected: tuple[Decimal, str]) -> None:
    assert [(int(value), unit) for value, unit in numbers(text)] == [(int(expected[0]), expected[1])]


def test_markers_are_no_numbers() -> None:
    assert numbers("Coal paid. [1][2]") == ()


def test_a_number_needs_its_unit_where_it_names_one() -> None:
    assert unsupported_numbers("82 yuan", ["82% of output"]) == ((Decimal(82), "yuan"),)
    assert unsupported_numbers("82 of a hundred", ["82% of output, 100 in all"]) == ()
    assert unsupported_numbers("82 yuan", ["| yuan | 82 |"]) == ()
