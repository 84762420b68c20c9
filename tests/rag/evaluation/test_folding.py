"""A spelling is found however it is typed, and a number is never found inside another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.question_set import first_words, found, has, unmarked, words


@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("69", "There are 69 cities."),
        ("69", "69, of which two are new"),
        ("8.5", "It grew 8.5."),
        ("891,271", "891271 people"),
        ("891271", "It had 891,271 residents"),
        ("891271", "It had 891\u202f271 residents"),
        ("891 271", "It had 891\u00a0271 residents"),
        ("1,234.5", "1234.5 tonnes"),
        ("16%", "about 16% less"),
        ("Mayor’s", "the mayor's office"),
        ("2011-2013", "in 2011–2013"),
        ("TANG PING", "tang  ping"),
        ("coal", "Coal paid"),
        ("subsid", "a subsidy"),
        ("ﬁve", "five"),
        ("资源枯竭", "资源枯竭型城市"),
        ("鹤岗", "黑龙江省鹤岗市"),
        ("$5", "for $5."),
        ("No. 1", "Shaft No. 1, the oldest"),
        ("December 1", "on December 1, 1990"),
        ("over 300", "Over 300 people left"),
        ("3 of 10", "3 of 10."),
    ],
)
def test_found(spelling: str, text: str) -> None:
    assert has(spelling, text)


@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("69", "1969"),
        ("69", "690"),
        ("69", "69.5"),
        ("69", "69,500"),
        ("82", "0.82"),
        ("891", "891,271"),
        ("271", "891,271"),
        ("16%", "116%"),
        ("coal", "charcoal"),
        ("2011", "20112"),
        ("$5", "$50 million"),
        ("$5", "$5.5 million"),
        ("No. 1", "Shaft No. 12"),
        ("December 1", "December 15"),
        ("over 300", "over 300,000 people"),
        ("3 of 10", "3 of 100"),
        ("", "anything"),
        (" ", "anything"),
    ],
)
def test_not_found(spelling: str, text: str) -> None:
    assert not has(spelling, text)


def test_one_spelling_of_a_fact_is_enough() -> None:
    assert found([("69", "sixty-nine"), ("2013",)], "Sixty-nine cities since 2012") == (True, False)


def test_markers_are_no_numbers() -> None:
    assert unmarked("Coal paid [1][23]. Tin too.[4]") == "Coal paid. Tin too."


def test_words_are_counted_as_a_reader_would() -> None:
    assert words("In 2020 the 46 m² flat cost 16,000 yuan - nothing.") == 10
    assert words("yuan/m² - 5,000 (2015-2019); “none”") == 4
    assert words("资源枯竭型城市") == 3.5


def test_first_words_keep_the_text_as_it_is() -> None:
    assert first_words("One, two;  three four.", 3) == "One, two;  three"
    assert first_words("One, two.", 2) == "One, two."


@given(st.text(), st.integers(0, 20))
def test_first_words_are_never_more_than_asked_for(text: str, limit: int) -> None:
    kept = first_words(text, limit)
    assert text.startswith(kept)
    assert words(kept) <= limit


@given(st.integers(0, 10**9), st.sampled_from(["", ",", "\u202f"]))
def test_a_number_is_found_with_any_separator(number: int, separator: str) -> None:
    shown = f"{number:,}".replace(",", separator)
    assert has(str(number), f"It was {shown}.")
    assert not has(str(number), f"It was 1{shown}.")
