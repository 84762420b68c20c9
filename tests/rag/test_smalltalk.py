"""Small talk gets a reply; a question that only begins like it does not."""

from __future__ import annotations

import pytest

from rag import phrases
from rag.smalltalk import reply


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hi", phrases.GREETING),
        ("Hello there!", phrases.GREETING),
        ("你好", phrases.GREETING),
        ("how are you today?", phrases.GREETING),
        ("Thanks a lot!", phrases.THANKS),
        ("thank you", phrases.THANKS),
        ("What can you do?", phrases.ABILITIES),
        ("hi, what can you do", phrases.ABILITIES),
        ("Who are you?", phrases.ABILITIES),
        ("help", phrases.ABILITIES),
        ("bye", phrases.FAREWELL),
    ],
)
def test_small_talk(text: str, expected: str) -> None:
    assert reply(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "What can you do with an old mine?",
        "Hello Kitty park visitors",
        "who are the miners",
        "thank you for the coal tax rate",
        "why?",
        "",
    ],
)
def test_questions_are_not_small_talk(text: str) -> None:
    assert reply(text) is None
