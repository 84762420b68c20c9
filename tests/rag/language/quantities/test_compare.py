"""Holding a claimed quantity against a source's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.quantities import compare, find


@pytest.mark.parametrize(
    ("claimed", "source", "fit"),
    [
        ("about 890,000 people", "891,271 people", "rounded"),
        ("891,000 people", "891,271 people", "rounded"),
        ("892,000 people", "891,271 people", "differs"),
        ("980,000 people", "891,271 people", "differs"),
        ("about a million people", "891,271 people", "differs"),
        ("891,271 people", "about 890,000 people", "differs"),
        ("over 800,000 people", "891,271 people", "rounded"),
        ("over 500,000 people", "891,271 people", "differs"),
        ("over 100 places", "130 places", "rounded"),
        ("more than a billion tonnes", "1.27 billion tonnes", "rounded"),
        ("over 100 places", "170 places", "differs"),
        ("nearly 900,000 people", "891,271 people", "rounded"),
        ("nearly 890,000 people", "891,271 people", "differs"),
        ("about 244 million tonnes", "244 million tonnes", "same"),
        ("244 million tonnes", "244 million yuan", "other"),
        ("3.345 million yuan", "3.345 billion yuan", "differs"),
        ("2,177 dollars", "2,177 yuan", "other"),
        ("16 per cent", "16 percentage points", "other"),
        ("16%", "15.8 per cent", "rounded"),
        ("20%", "15.8%", "differs"),
        ("a third of it", "34.1%", "rounded"),
        ("two thirds of it", "72%", "differs"),
        ("60% of it", "over 60% of it", "bound"),
        ("14 million pounds", "up to 14 million pounds", "bound"),
        ("about 60% of it", "over 60% of it", "same"),
        ("2,000 to 3,000 yuan", "2,000 to 3,000 yuan", "same"),
        ("2,000 to 4,000 yuan", "2,000 to 3,000 yuan", "differs"),
        ("2,500 yuan", "2,000 to 3,000 yuan", "differs"),
        ("3,000 yuan", "2,000 to 3,000 yuan", "bound"),
        ("from 10 to 16%", "from 16 to 10%", "differs"),
        ("2.5亿元", "250 million yuan", "same"),
        ("7.2 km²", "720 hectares", "same"),
        ("2,177 yuan", "| 2,177 |", "same"),
        ("38 yuan a month", "38 yuan per square metre", "other"),
        ("in 2005", "31 May 2005", "same"),
        ("in May 2005", "31 May 2005", "same"),
        ("30 May 2005", "31 May 2005", "differs"),
        ("in 2006", "in 2005", "differs"),
        ("in the 1990s", "in 1995", "rounded"),
        ("in the 1990s", "from 1995 to 2003", "rounded"),
        ("in the 1980s", "from 1995 to 2003", "differs"),
        ("in the 19th century", "in 1887", "rounded"),
        ("in the 19th century", "in 1900", "rounded"),
        ("in the 18th century", "in 1887", "differs"),
        ("in the 19th century", "in the 1850s", "rounded"),
        ("in the 1800s", "in the 19th century", "rounded"),
        ("in the 1800s", "in the 18th century", "differs"),
        ("in the 1850s", "in the 19th century", "other"),
        ("2005 people", "in 2005", "other"),
    ],
)
def test_fit(claimed: str, source: str, fit: str) -> None:
    assert compare(find(claimed)[0], find(source)[0]) == fit


@given(st.integers(1, 10**9))
def test_a_number_agrees_with_itself_and_not_with_its_double(number: int) -> None:
    once, twice = find(f"{number:,} tonnes of it")[0], find(f"{2 * number:,} tonnes of it")[0]
    assert (compare(once, once), compare(once, twice)) == ("same", "differs")
