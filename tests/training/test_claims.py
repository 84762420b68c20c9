"""Claims made by code: statements of questions, other words for the same, lies; each rule on worked sentences."""

from __future__ import annotations

import random

import pytest

from training import alter, restate
from training.alter import lie
from training.clauses import Clause, clause_of, lower_first, names
from training.english import base, is_past, past
from training.statements import statement

PASSAGE = (
    "In 2001, Fuxin became the first pilot city. The council invited two architects from Bremen. The rent rose from "
    "12% to 26% because wages grew. The mine was closed by the state in 2005. Some residents left Gejiu after that."
)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("Who ruled the Duchy of Normandy?", "Richard I", "Richard I ruled the Duchy of Normandy."),
        ("In what year did the mine close?", "2005", "The mine closed in 2005."),
        ("When did Rollo's men settle there?", "in 911", "Rollo's men settled there in 911."),
        ("How many awards did Ann win in Vienna?", "three", "Ann won three awards in Vienna."),
        ("What is the ship called?", "Essex", "The ship is called Essex."),
        ("Where is Normandy located?", "France", "Normandy is located in France."),
        ("How many homes had been rebuilt?", "200,000", "200,000 homes had been rebuilt."),
        ("Which city has the least people?", "San Diego", "San Diego has the least people."),
    ],
)  # fmt: skip
def test_a_question_and_its_answer_make_a_statement(question: str, answer: str, told: str) -> None:
    assert statement(question, answer) == told


@pytest.mark.parametrize(("question", "answer"), [("Is it old?", "yes"), ("Why?", "it rained"), ("Who came?", "")])
def test_other_questions_make_none(question: str, answer: str) -> None:
    assert statement(question, answer) is None


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        ("The state closed the mine in 2005.", Clause("The state", "closed", "the mine", " in 2005", False)),
        ("The mine was closed by the state in 2005.", Clause("the state", "closed", "The mine", " in 2005", True)),
    ],
)
def test_a_simple_sentence_is_taken_apart(sentence: str, clause: Clause) -> None:
    assert clause_of(sentence) == clause


@pytest.mark.parametrize("sentence", ["The mine is closed.", "It closed the mine.", "Closed.", "In 2005, it ended."])
def test_what_is_not_simple_is_left(sentence: str) -> None:
    assert clause_of(sentence) is None


@pytest.mark.parametrize(
    ("way", "sentence", "told"),
    [
        (restate.turned, "The state closed the mine in 2005.", "The mine was closed by the state in 2005."),
        (restate.turned, "The mine was closed by the state in 2005.", "The state closed the mine in 2005."),
        (restate.front_to_end, "In 2001, Fuxin became the first.", "Fuxin became the first in 2001."),
        (restate.without_brackets, "Gejiu (tin) is old.", "Gejiu is old."),
        (restate.without_relative, "Gejiu, which mines tin, is old.", "Gejiu is old."),
        (restate.what_it_is, "Otto Berg, a mayor of Essen, left.", "Otto Berg was a mayor of Essen."),
        (restate.attributed, "According to Reuters, rents fell.", "Reuters says that rents fell."),
        (restate.rounded, "It has 51% of the land.", "It has about half of the land."),
        (restate.one_part, "The mine shut in 2005, and the town lost its rail link.", None),
    ],
)
def test_the_same_in_other_words(way: restate.Way, sentence: str, told: str | None) -> None:
    found = way(sentence, random.Random(1))
    assert found == told if told else found in ("The mine shut in 2005.", "The town lost its rail link.")


def test_a_figure_is_rounded_to_two_digits() -> None:
    assert (restate.rounded("It had 12,417 people.", random.Random(1)) or "").endswith(" 12,000 people.")


def test_restating_leaves_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    told = restate.restate("In 2001, the state closed the mine (a pit).", random.Random(4))
    assert told.endswith(".")
    assert len(told.split()) >= 4
    monkeypatch.setattr(restate, "WAYS", (restate.rounded,))
    assert restate.restate("Nothing to round.", random.Random(4)) == "Nothing to round."


@pytest.mark.parametrize(
    ("way", "sentence", "lies"),
    [
        (
            alter.exchanged_roles,
            "The state closed the mine.",
            {"The mine closed the state.", "The state was closed by the mine."},
        ),
        (alter.exchanged_names, "Wu of Essen met Lin.", {"Lin met Wu of Essen."}),
        (alter.exchanged_sides, "The rent rose because wages grew.", {"Wages grew because the rent rose."}),
        (alter.exchanged_ends, "It rose from 12% to 26%.", {"It rose from 26% to 12%."}),
        (alter.other_unit, "It rose by 12%.", {"It rose by 12 percentage points."}),
        (alter.denied, "It was shut.", {"It was not shut.", "It was never shut.", "It was no longer shut."}),
        (alter.denied, "The mine was not closed.", {"The mine was closed."}),
        (alter.opposite, "The rent rose.", {"The rent fell."}),
        (alter.too_strong, "Most may fail.", {"All may fail.", "Most will fail.", "Most did fail."}),
    ],
)  # fmt: skip
def test_a_way_of_lying(way: alter.Lie, sentence: str, lies: set[str]) -> None:
    assert {way(sentence, PASSAGE, random.Random(seed)) for seed in range(30)} <= lies


@pytest.mark.parametrize("way", [alter.exchanged_roles, alter.exchanged_names, alter.other_number, alter.opposite])
def test_a_way_that_does_not_apply_says_so(way: alter.Lie) -> None:
    assert way("Nothing here.", PASSAGE, random.Random(1)) is None


def test_a_name_and_a_figure_come_from_the_passage() -> None:
    told = {alter.other_name("Yubari is a pilot city.", PASSAGE, random.Random(seed)) for seed in range(20)}
    assert told == {f"{name} is a pilot city." for name in ("Fuxin", "Bremen", "Gejiu")}
    years = {alter.other_number("It was in 1990.", PASSAGE, random.Random(seed)) for seed in range(40)}
    assert {"It was in 2001.", "It was in 2005."} < years


def test_a_lie_is_never_a_sentence_of_the_passage() -> None:
    for seed in range(40):
        made = lie("The council invited two architects from Bremen.", PASSAGE, random.Random(seed))
        assert made is not None
        assert made[0] not in PASSAGE


@pytest.mark.parametrize(
    ("stem", "form"), [("carry", "carried"), ("plan", "planned"), ("close", "closed"), ("go", "went")]
)
def test_verbs_take_their_past_form_and_give_it_back(stem: str, form: str) -> None:
    assert past(stem) == form
    assert base(form) == stem
    assert is_past(form)


def test_names_are_runs_of_capitals() -> None:
    text = "The mayor of New Essen met Otto Berg."
    assert [text[a:b] for a, b in names(text)] == ["New Essen", "Otto Berg"]
    assert (lower_first("The mayor"), lower_first("Essen is")) == ("the mayor", "Essen is")
