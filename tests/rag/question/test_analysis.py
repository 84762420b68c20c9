"""What a question asks for."""

from __future__ import annotations

import pytest

from rag.language.tokens import stems
from rag.question.analysis import analyse


def test_names_numbers_and_terms() -> None:
    question = analyse("How many miners did Bochum's SOEs lay off in 1,998 or 2003?")
    assert question.names == ("bochum", "soe")
    assert analyse("Explain why, I'm new and I'd like to know O'Neill").names == ("o'neill",)
    assert question.numbers == ("1,998", "2003")
    assert question.wants_number
    assert "miner" in question.terms
    assert not {"how", "mani", "did", "in"} & question.terms


def test_any_text_can_be_taken_apart() -> None:
    for text in ("", "?!", "为什么", "🙂", "\x00"):
        assert analyse(text).text == text


def test_stems_join_forms_and_split_chinese() -> None:
    assert stems("mining mines") == stems("mine")
    assert stems("资源") == {"资", "源"}
    assert "2,177" in stems("2,177 yuan")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("How many people live in Hull and Oslo?", ["How many people live in Hull and Oslo?"]),
        ("What is a monotown and why did many fail?", ["What is a monotown", "why did many fail?"]),
        ("Did it work? I need figures.", ["Did it work?", "I need figures."]),
        (
            "Summarise the plan: what was tried, what came of it",
            ["Summarise the plan", "what was tried", "what came of it"],
        ),
        ("Is it so, and who measured that?", ["who measured that?"]),
        ("?", []),
        ("Which U.S. town lost its mine?", ["Which U.S. town lost its mine?"]),
        ("Why did Dr. Weber leave St. Egid?", ["Why did Dr. Weber leave St. Egid?"]),
        ("Who sold pit No. 7, and why did it flood?", ["Who sold pit No. 7", "why did it flood?"]),
        ("Was it the U.S.? Name the casino. Who ran it?", ["Was it the U.S.?", "Name the casino.", "Who ran it?"]),
    ],
)
def test_what_is_asked_one_after_the_other(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in analyse(text).parts] == parts


def test_a_possessive_adds_no_term() -> None:
    assert analyse("What is Hegang's budget?").terms == analyse("What is Hegang budget?").terms
    assert analyse("Why didn’t it pay?").terms == analyse("Why didn it pay?").terms
