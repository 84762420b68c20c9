"""What a conversation is about, and what its words can mean."""

from __future__ import annotations

import pytest

from rag.base.types import Answer, Sentence
from rag.question.follow_up.memory import Memory, looks_personal, subject, wanted
from rag.question.follow_up.phrases import phrases


def remembered(*asked: str) -> Memory:
    memory = Memory()
    for question in asked:
        memory.add(question, None, None)
    return memory


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Tell me about the history of the Boise Greenbelt.", "the Boise Greenbelt"),
        ("What are the pros and cons of electric cars?", "electric cars"),
        ("How large is Hegang's debt?", "Hegang"),
        ("When did the programme to revive the Northeast start?", "the programme"),
        ("How do the Ruhr and Lusatia differ?", "the Ruhr and Lusatia"),
        ("What are the causes?", "the causes"),
        ("Why?", None),
    ],
)
def test_what_a_question_is_about(question: str, expected: str | None) -> None:
    found = subject(question)
    assert (found.text if found else None) == expected


def test_a_question_without_a_name_leaves_the_talk_of_a_name_as_it_is() -> None:
    memory = remembered("What is the Youngstown 2010 plan?", "How many households moved?")
    assert memory.about
    assert memory.about.text == "the Youngstown 2010 plan"
    memory.add("What is a monotown?", None, None)
    assert memory.about.text == "a monotown"


def test_people_and_places_are_told_from_how_they_are_spoken_of() -> None:
    memory = remembered("Who is Li Hai?", "How many people live in Hegang?")
    person, place = memory.person(), memory.place()
    assert person
    assert person.text == "Li Hai"
    assert place
    assert place.text == "Hegang"
    assert not memory.is_place(person)


def test_an_empty_memory_means_nothing() -> None:
    memory = Memory()
    assert [memory.thing(), memory.several(), memory.person(), memory.place(), memory.alike("plan")] == [None] * 5
    assert memory.members() == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who wrote it?", "who"),
        ("Which film won?", "film"),
        ("What city is it?", "city"),
        ("What share is it?", ""),
        ("Which are there?", ""),
        ("Why?", ""),
    ],
)
def test_the_kind_of_thing_asked_for(question: str, expected: str) -> None:
    assert wanted(question) == expected


@pytest.mark.parametrize(
    ("said", "found", "listed"),
    [
        ("Togliatti is the largest.", "Togliatti", ()),
        ("They are Kanash, Yurga and Chegdomyn.", None, ()),
        ("No name is given.", None, ()),
    ],
)
def test_what_an_answer_names(said: str, found: str | None, listed: tuple[str, ...]) -> None:
    memory = Memory()
    memory.add("Which town is the largest?", None, Answer("", "", (Sentence(said, (1,)),), (), (), "answered"))
    assert (memory.found.text if memory.found else None) == found
    assert memory.listed == listed


def test_a_person_has_two_or_three_capitalised_words() -> None:
    assert [looks_personal(phrases(text)[0]) for text in ("Li Hai?", "Hegang?", "The Rust Belt?")] == [
        True,
        False,
        False,
    ]
