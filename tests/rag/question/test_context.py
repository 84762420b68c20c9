"""What of a conversation a question is read with."""

from __future__ import annotations

import pytest

from rag.base.mechanisms import without
from rag.base.types import Turn
from rag.question.analysis import LONGEST, analyse, context_of, readings, stands_alone
from rag.question.request import Kinds
from tests.rag.small import EMBEDDER

KINDS = Kinds(EMBEDDER)


def known(text: str) -> bool:
    return "Osterfeld" in text


def turns(*questions: str) -> list[Turn]:
    return [Turn(question) for question in questions]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((), ""),
        (("Who mined coal?",), "Who mined coal?"),
        (("Who mined coal?", "Where?", "and  in\n2010?"), "Where? and in 2010?"),
        (("Who mined coal?", "thanks a lot!", "Where?", "ok thanks"), "Who mined coal? Where?"),
        (("Who mined coal?", "shorter please", "where does that come from?"), "Who mined coal?"),
        (
            ("Who mined coal?", "Which pits of Gejiu did Japanese companies close?", "Why?"),
            "Which pits of Gejiu did Japanese companies close? Why?",
        ),
        (
            ("Who?", "Which pits of Gejiu did Japanese companies close?"),
            "Which pits of Gejiu did Japanese companies close?",
        ),
        (("…", "  "), ""),
        (
            ("Who ran the pit of Osterfeld?", "since when?", "how deep?", "and how wide?"),
            "Who ran the pit of Osterfeld? and how wide?",
        ),
        (("Who ran Osterfeld?", "Who mined coal?", "and in Osterfeld?", "when?"), "and in Osterfeld? when?"),
    ],
)
def test_the_last_two_questions_without_small_talk(before: tuple[str, ...], expected: str) -> None:
    assert " ".join(context_of("And then?", "fact", turns(*before), KINDS, known)) == expected


def test_a_pasted_page_is_cut() -> None:
    assert (
        len(
            " ".join(
                context_of(
                    "How so?", "explain", turns("The last mine was closed in 2012. " * 500, "Why?"), KINDS, known
                )
            ).split()
        )
        == LONGEST + 1
    )


def test_two_hundred_turns_cost_no_more_than_two() -> None:
    assert context_of(
        "And then?", "fact", turns(*(f"What was mined in pit {n}?" for n in range(200))), KINDS, known
    ) == (
        "What was mined in pit 198?",
        "What was mined in pit 199?",
    )


def test_a_question_is_searched_for_with_its_context_and_taken_apart_without() -> None:
    question = analyse("and in 2010?", "How many people live in Coalton?")
    assert question.whole == "How many people live in Coalton? and in 2010?"
    assert (question.numbers, question.names) == (("2010",), ())
    assert question.terms < question.whole_terms
    assert [question.text[start:end] for start, end in question.parts] == ["and in 2010?"]


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("Why?", False),
        ("and in Gejiu?", False),
        ("How many people did they count in 2010?", False),
        ("What did Fuxin and Youngstown each try after coal and steel ended?", True),
        ("which subsidies did the ministry pay to miners who lost work", True),
        ("Which policies helped Osterfeld?", True),
        ("Which policies helped Westerfeld?", False),
        ("Which policies helped them in Osterfeld?", False),
        ("What happened to Osterfeld and why did it fail?", True),
        ("What happened to Osterfeld?", False),
        ("What policies helped Osterfeld and this one?", False),
        ("and which policies helped Osterfeld?", False),
        ("policies helped Osterfeld", False),
        ("…", False),
    ],
)
def test_a_question_that_says_enough_stands_alone(question: str, alone: bool) -> None:
    assert stands_alone(question, known) is alone


def test_a_definition_says_of_what() -> None:
    assert stands_alone("What is a monotown?", known, "definition")
    assert not stands_alone("What is a monotown?", known)
    assert not stands_alone("And what is that?", known, "definition")
    assert not stands_alone("avg household", known, "definition")


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("How many pits did Osterfeld have in 2010?", []),
        ("Good morning. How many pits did Osterfeld have in 2010?", ["How many pits did Osterfeld have in 2010?"]),
        (
            "I write on coal! how many pits did Osterfeld have in 2010? Thanks.",
            ["how many pits did Osterfeld have in 2010?"],
        ),
        ("My aunt is from Osterfeld. What was mined there?", ["My aunt is from Osterfeld. What was mined there?"]),
        ("I like it. Tell me about Osterfeld", []),
        ("What was mined in Osterfeld? I need it by noon.", []),
    ],
)
def test_what_a_message_asks_is_read_alone_or_behind_what_stands_before_it(message: str, read: list[str]) -> None:
    question = analyse(message)
    *apart, whole = readings(question, KINDS, known)
    assert whole is question
    assert [each.whole for each in apart] == read
    with without(["preamble"]):
        assert readings(question, KINDS, known) == (question,)


def test_behind_others_it_is_read_behind_these_if_it_points_back() -> None:
    alone = analyse("I see. How many pits did Osterfeld have in 2010?", "What was mined?")
    assert [each.whole for each in readings(alone, KINDS, known)] == [
        "How many pits did Osterfeld have in 2010?",
        alone.whole,
    ]
    thanks = analyse("I see. And why?", "What was mined?")
    assert [each.whole for each in readings(thanks, KINDS, known)] == ["What was mined? And why?", thanks.whole]
