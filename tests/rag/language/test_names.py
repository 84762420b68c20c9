"""China's provinces and cities are known by name, however it is written."""

from __future__ import annotations

import pytest

from rag.language.names import is_city, is_province


@pytest.mark.parametrize(
    ("name", "city", "province"),
    [
        ("Hegang", True, False),
        ("hegang", True, False),
        ("Liaoning", False, True),
        ("Jilin", True, True),
        ("Osterfeld", False, False),
    ],
)
def test_a_name_is_a_city_a_province_both_or_neither(name: str, city: bool, province: bool) -> None:
    assert (is_city(name), is_province(name)) == (city, province)
