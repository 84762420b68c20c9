"""Which subjects a question names, and the question asked of each of them alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.search.entities import Subjects, subjects
from rag.store.index import Index
from tests.rag.small import RECIPE
from tests.rag.towns import build_towns


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subjects]:
    folder = tmp_path_factory.mktemp("towns")
    build_towns(folder)
    with Index(folder, RECIPE) as index:
        yield subjects(index)


@pytest.mark.parametrize(
    ("asked", "sides"),
    [
        (
            "What did Coalton and Tinford do after their mines closed?",
            ("What did Coalton and do after their mines closed?", "What did and Tinford do after their mines closed?"),
        ),
        ("Coalton vs Tinford: visitors?", ("Coalton vs : visitors?", "vs Tinford: visitors?")),
        ("visitors coalton tinford", ("visitors coalton", "visitors tinford")),
        ("Coalton's jobs and the jobs of Coalton?", ()),
        ("How many people live in Coalton, Norland?", ()),
        ("How do Coalton and Atlantis differ?", ()),
        ("Why did the mines close?", ()),
        ("", ()),
    ],
)
def test_a_question_of_several_subjects_is_asked_of_each(known: Subjects, asked: str, sides: tuple[str, ...]) -> None:
    assert known.sides(asked) == sides


@pytest.mark.parametrize(
    ("before", "asked", "left"),
    [
        (("When did the mine of Coalton close?",), "and in Tinford?", ("When did the mine of Tinford close?",)),
        (("Who ran Coalton?", "and Tinford?"), "since when?", ("Who ran Tinford?", "and Tinford?")),
        (("Who ran Coalton?",), "and since when?", ("Who ran Coalton?",)),
        (("Who ran Coalton?",), "Did it trade with Tinford?", ("Who ran Coalton?",)),
        (("Who ran Coalton?",), "And Tinford in its best years?", ("Who ran Tinford?",)),
        (("What is Norland known for?",), "and Coalton?", ("What is Norland known for?",)),
        ((), "and Tinford?", ()),
    ],
)
def test_a_place_takes_the_place_of_the_one_before(
    known: Subjects, before: tuple[str, ...], asked: str, left: tuple[str, ...]
) -> None:
    assert known.in_place_of(before, asked) == left
