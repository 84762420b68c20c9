"""Telling when sources differ, and when they only seem to."""

import json
import re
from pathlib import Path

import pytest

from rag.disagreement import Statement, among, cues, find
from rag.types import Citation, Disagreement, Passage

ROOT = Path(__file__).parents[2]
CASES = [
    json.loads(line)
    for line in (ROOT / "corpus" / "checks" / "disagreements.jsonl").read_text(encoding="utf-8").splitlines()
]


def ask(question: str, *texts: str) -> Disagreement | None:
    return find([Statement(text, i, ("Osterfeld",)) for i, text in enumerate(texts, start=1)], question)


def shown(found: Disagreement | None) -> list[tuple[str, int]]:
    return [(value.value, value.citation) for value in found.values] if found else []


def test_a_passage_that_says_so_gives_both_values_with_their_sources() -> None:
    text = "Estimates of the visitors differ: The Herald gives 4,100 a year, Karl Weber about 5,000."
    found = ask("How many visitors does Osterfeld have?", text)
    assert found is not None
    assert found.about == "“How many visitors does Osterfeld have?”"
    assert shown(found) == [("4,100 a year (The Herald)", 1), ("about 5,000 (Karl Weber)", 1)]


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("How old is it, and how many visitors does Osterfeld have?", "“How many visitors does Osterfeld have?”"),
        ("How many visitors come to Osterfeld? The papers don't agree.", "“How many visitors come to Osterfeld?”"),
        ("Who runs the pithead and how many visitors come?", "“How many visitors come?”"),
    ],
)
def test_of_a_question_of_several_parts_the_disputed_one_is_told(question: str, about: str) -> None:
    found = ask(question, "Estimates of the visitors differ: The Herald gives 4,100 a year, Karl Weber about 5,000.")
    assert found is not None
    assert found.about == about


def test_values_of_a_year_that_is_not_asked_about_are_no_dispute() -> None:
    text = "Estimates of the visitors differ: for 2019 The Herald gives 4,100 a year, Karl Weber about 5,000."
    assert ask("How many visitors did Osterfeld have in 1959?", text) is None
    assert shown(ask("How many visitors did Osterfeld have in 2019?", text)) != []
    assert shown(ask("How many visitors did Osterfeld have by March 2019?", text)) != []
    assert shown(ask("How many visitors did Osterfeld have?", text)) != []


def test_two_passages_that_contradict_each_other_are_shown() -> None:
    one, other = "The old pithead in Osterfeld is 48 m high.", "The pithead in Osterfeld is 52 m high."
    assert shown(ask("How high is the pithead in Osterfeld?", one, other)) == [("48 m", 1), ("52 m", 2)]


def test_values_that_stand_beside_the_quoted_words_are_found_and_point_to_the_quote_that_has_them() -> None:
    text = "Estimates of the visitors differ. The Herald gives 4,100 a year, Karl Weber about 5,000."
    passage = Passage("p", "d", "Osterfeld", text, (), (), (0, len(text)))
    spans = [(0, text.index(" The")), (text.index("The"), len(text))]
    citations = [Citation(n, passage, start, end, text[start:end]) for n, (start, end) in enumerate(spans, start=1)]
    question = "How many visitors does Osterfeld have?"
    assert shown(among(citations[:1], question)) == [("4,100 a year (The Herald)", 1), ("about 5,000 (Karl Weber)", 1)]
    assert [citation for _, citation in shown(among(citations, question))] == [2, 2]


def test_the_same_passage_cited_twice_does_not_contradict_itself() -> None:
    text = "The pithead in Osterfeld is 48 m high. The new pithead in Osterfeld is 52 m high."
    passage = Passage("p", "d", "Osterfeld", text, (), (), (0, len(text)))
    cut = text.index(" The new")
    citations = [Citation(1, passage, 0, cut, text[:cut]), Citation(2, passage, cut + 1, len(text), text[cut + 1 :])]
    assert among(citations, "How high is the pithead in Osterfeld?") is None


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("How high is the pithead in Osterfeld?", ["The pithead is 48 m high.", "The pithead is about 50 m high."]),
        (
            "How many people live in Osterfeld?",
            ["In 2010 Osterfeld had 12,417 people.", "In 2020 Osterfeld had 9,832 people."],
        ),
        (
            "How many people live there?",
            ["Counts differ because definitions do: 9,832 residents, 11,020 registered people."],
        ),
        ("Why did Osterfeld shrink?", ["Accounts differ: 4,100 people left, others say 5,000."]),
        ("How many shops are there?", ["Osterfeld has 40 shops.", "The mine employed 900 people."]),
        ("How many shops are there?", []),
    ],
)
def test_rounding_other_years_definitions_and_other_things_are_no_disagreement(question: str, texts: list[str]) -> None:
    assert ask(question, *texts) is None


@pytest.mark.parametrize(
    "text",
    [
        "The pithead in Osterfeld closed in 1986 and reopened as a museum in 1994.",
        "The pithead in Osterfeld opened in 1911 and closed in 1986.",
    ],
)
def test_the_year_of_a_second_event_is_no_disagreement_where_the_asked_one_is_there_too(text: str) -> None:
    question, other = "When did the pithead in Osterfeld close?", "The pithead in Osterfeld closed in {}."
    assert ask(question, other.format(1986), text) is None
    assert ask(question, text, other.format(1986)) is None
    assert ("1988", 2) in shown(ask(question, text, other.format(1988)))


def test_the_written_cases_stand_in_their_briefs() -> None:
    assert [case["differs"] for case in CASES].count(True) == len(CASES) / 2 == 20
    for case in CASES:
        for passage in case["passages"]:
            brief = (ROOT / "corpus" / "briefs" / f"{passage['doc']}.md").read_text(encoding="utf-8")
            assert passage["text"] in re.sub(r" ?\[@[^\]]*\]", "", brief), case["id"]


def test_the_written_cases_are_told_apart() -> None:
    found = {
        case["id"]: find(
            [Statement(p["text"], i, (p["title"], p["section"])) for i, p in enumerate(case["passages"], start=1)],
            case["question"],
        )
        for case in CASES
    }
    right = [
        found[case["id"]] is not None
        and all(any(value in given.value for given in found[case["id"]].values) for value in case["values"])
        for case in CASES
        if case["differs"]
    ]
    wrong = [case["id"] for case in CASES if not case["differs"] and found[case["id"]] is not None]
    assert sum(right) >= 0.75 * len(right)
    assert len(wrong) <= 1


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What was the population of Osterfeld?", True),
        ("What share of visitors pays?", True),
        ("What's the population of Osterfeld?", True),
        ("What could the project cost?", True),
        ("What has been the cost of the project?", True),
        ("Which annual revenue does it have?", True),
        ("By how much did the budget grow?", True),
        ("Which town in the north loses most of its population?", False),
        ("What happened to the towns with a large debt?", False),
    ],
)
def test_an_amount_is_asked_for_only_where_the_measure_is_what_is_asked(question: str, asks: bool) -> None:
    assert bool(cues.AMOUNT.search(question)) is asks
