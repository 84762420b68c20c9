"""What is no follow-up stays as it is, and any text at all gives a question."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.question.follow_up.rewriting import standalone
from tests.rag.question.follow_up.test_rewriting import Asked, check, turns

pytestmark = pytest.mark.system


@pytest.mark.parametrize(
    "question",
    [
        "What is a monotown?",
        "How many places are on the list of resource-exhausted cities?",
        "What is the Galileo system and why is it important?",
        "How many workers lost their jobs in Liaoning?",
        "How long does it take to close a mine?",
        "Is there a casino in Taebaek?",
        "Did Hegang officials deny that there was a restructuring?",
        "What did Huaibei do with its sunken land and how much did that cost?",
        "Why do cities that lose people keep planning for growth?",
        "Name two films that show the layoffs.",
        "What makes a song pop punk?",
        "does being 'exhausted' mean there is literally no coal left?",
        "Which Chinese city was the first to be demoted because its mines ran out?",
        "What does this document say about housing?",
        "thanks!",
        "???",
        "鹤岗有多少人口?",
        "",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone(question, turns("When did the Guggenheim Museum in Bilbao open?")) == question


@pytest.mark.parametrize(
    "question", ["And Gejiu?", "Why?", "How large is it?", "Who lives there?", "no, 2020", "The second one?"]
)
def test_nothing_before_it_leaves_a_follow_up_as_it_is(question: str) -> None:
    assert standalone(question, ()) == question
    assert standalone(question, turns("hello", "thanks", "", "!?")) == question


def test_long_conversations_are_fast_and_reach_far_back() -> None:
    asked: list[Asked] = ["How many people live in Yubari?"]
    asked += [question for n in range(100) for question in (f"What is plan {n} of Zibo?", "Why did it fail?")]
    started = time.process_time()
    check(asked, "Why did it fail?", "Why did Zibo fail?")
    check(asked, "Back to Yubari: why did it fail?", "Why did Yubari fail?")
    assert time.process_time() - started < 5


def test_a_page_of_text_is_no_follow_up() -> None:
    page = "It was cheap there. " * 90
    assert standalone(page, turns("How large is Hegang?", page)) == page


WORDS = (
    "and why it its they there that the second one Hegang Fuxin city plan 2010 before not no back to of , ? ' 's I he"
)
TEXT = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS.split()), max_size=9).map(" ".join))


@settings(max_examples=150, deadline=None)
@example(question="0", before=["_"])
@given(question=TEXT, before=st.lists(TEXT, max_size=4))
def test_any_words_give_a_question_and_the_same_one_again(question: str, before: list[str]) -> None:
    made = standalone(question, turns(*before))
    assert made == standalone(question, turns(*before))
    assert bool(made.strip()) or not question.strip()
