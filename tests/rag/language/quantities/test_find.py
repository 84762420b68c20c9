"""Reading quantities: value, unit, scale, hedge and place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.quantities import find


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("891,271 residents", 891_271, ""),
        ("1.06 million people", 1_060_000, ""),
        ("106万人", 1_060_000, ""),
        ("2.5亿元", 250_000_000, "yuan"),
        ("百分之十六", 16, "percent"),
        ("六十九座城市", 69, ""),
        ("sixty-nine cities", 69, ""),
        ("two hundred and six firms", 206, ""),
        ("two\u00a0hundred and\u00a0six firms", 206, ""),
        ("half a million jobs", 500_000, ""),
        ("US$16.8 million", 16_800_000, "usd"),
        ("38.6 million US dollars", 38_600_000, "usd"),
        ("2.5 percentage points", 2.5, "percentage point"),
        ("15.8 per cent", 15.8, "percent"),
        ("four-fifths of its tax", 80, "percent"),
        ("output halved", 50, "percent"),
        ("sales tripled", 3, "times"),
        ("7.2 km²", 7_200_000, "m2"),
        ("720 hectares", 7_200_000, "m2"),
        ("1.4 million tonnes", 1.4e9, "kg"),
        ("2.81 gigawatts", 2.81e9, "watt"),
        ("a sailor aged 33", 33 * 365.25, "day"),
        ("a 33-year-old sailor", 33 * 365.25, "day"),
        ("the third batch", 3, "ordinal"),
        ("in 2016", 2016, "year"),
        ("1500 people", 1500, ""),
        ("the late 1990s", 1990, "decade"),
        ("the 19th century", 19, "century"),
        ("the nineteenth century", 19, "century"),
        ("the twenty-first century", 21, "century"),
        ("the 1800s", 1800, "decade"),
        ("a hundred and twenty firms", 120, ""),
        ("two and a half million people", 2_500_000, ""),
        ("two-and-a-half million people", 2_500_000, ""),
    ],
)
def test_value_in_base_unit(text: str, value: float, unit: str) -> None:
    (quantity,) = find(text)
    assert (quantity.value, quantity.unit) == (pytest.approx(value), unit)


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("about 400 shops", "about"),
        ("more than 400 shops", "over"),
        ("up to 400 shops", "under"),
        ("nearly 400 shops", "nearly"),
        ("400 or more shops", "over"),
        ("400多家", "over"),
        ("not more than 400 shops", "under"),
        ("never less than 400 shops", "over"),
        ("400 shops", ""),
    ],
)
def test_hedge(text: str, hedge: str) -> None:
    assert [quantity.hedge for quantity in find(text)] == [hedge]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2,000 to 3,000 yuan", 2000, 3000),
        ("2–3 million tonnes", 2e9, 3e9),
        ("2 million to 3 million yuan", 2e6, 3e6),
        ("between 2015 and 2019", 2015, 2019),
        ("from 16 to 10%", 16, 10),
        ("$2–3 million", 2e6, 3e6),
        ("$2 million to $3 million", 2e6, 3e6),
        ("between two and three years", 2 * 365.25, 3 * 365.25),
        ("in 2016–20", 2016, 2020),
        ("in 2010/11", 2010, 2011),
    ],
)
def test_range_shares_unit_and_scale(text: str, low: float, high: float) -> None:
    (quantity,) = find(text)
    assert (quantity.value, quantity.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("31 May 2005", (2005, 5, 31)),
        ("June 2nd, 2010", (2010, 6, 2)),
        ("in March 2019", (2019, 3, 0)),
        ("on 6 May", (0, 5, 6)),
        ("April brought strikes", (0, 4, 0)),
        ("2005年5月31日", (2005, 5, 31)),
    ],
)
def test_date(text: str, date: tuple[int, int, int]) -> None:
    assert [quantity.date for quantity in find(text)] == [date]


def test_two_dates_stay_two() -> None:
    found = find("from 3 May 2010 to 5 June 2011")
    assert [quantity.date for quantity in found] == [(2010, 5, 3), (2011, 6, 5)]


@pytest.mark.parametrize(
    "text", ["5G", "Covid-19", "track 100SDC", "second-hand homes", "no one may say", "CO2", "march on"]
)
def test_names_and_common_words_are_no_numbers(text: str) -> None:
    assert find(text) == ()


def test_two_figures_of_a_comparison_stay_two() -> None:
    assert [quantity.text for quantity in find("between 15% (Shenzhen) and 24.2% (Nanning)")] == ["15%", "24.2%"]


def test_unit_that_stands_elsewhere_is_told() -> None:
    before, after = (
        q for q in find("from 1,904 yuan in November 2019 to 2,375 in March 2020") if q.unit in ("yuan", "")
    )
    assert (before.elliptic, after.elliptic) == (False, True)


@pytest.mark.parametrize("hyphen", ["\u2010", "\u2011"])
def test_hyphens_set_apart_in_type_are_read_and_kept_as_written(hyphen: str) -> None:
    span, drop = find(f"Over the 18{hyphen}year plan it fell by 15{hyphen}20%.")
    assert (span.text, span.value) == (f"18{hyphen}year", 18 * 365.25)
    assert (drop.text, drop.value, drop.high) == (f"15{hyphen}20%", 15, 20)


def test_rate_keeps_what_it_is_per() -> None:
    assert [quantity.per for quantity in find("2,177 yuan a square metre, 38 yuan per month, 50 yuan/m²")] == [
        "m2",
        "month",
        "m2",
    ]


@given(st.text(alphabet="0123456789.,–- abmillion亿万年%$ousandt第一half", max_size=60))
def test_spans_are_slices_in_order_without_overlap(text: str) -> None:
    end = 0
    for quantity in find(text):
        assert quantity.text == text[quantity.start : quantity.end]
        assert quantity.start >= end
        end = quantity.end
