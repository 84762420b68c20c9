"""The store of what readers think, and the gaps that refusals show."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.base.errors import NotFound, UsageError
from rag.base.types import Answer
from rag.reports.notebook.feedback import LONGEST_COMMENT, Entry, Feedback, Place, cards, gaps
from tests.rag.evaluation.world import QUESTIONS, empty, passage, perfect, refusal

FIRST = QUESTIONS.questions[0].question


@pytest.fixture
def store(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "deep" / "feedback.sqlite3")


def refused(text: str, *nearest: tuple[str, str]) -> Answer:
    return refusal(text, [passage(*place) for place in nearest])


def test_an_answer_is_kept_with_what_was_said_of_it(store: Feedback) -> None:
    number = store.keep(perfect(FIRST), "up", "right")
    (found,) = store.entries()
    assert found.id == number
    assert (found.question, found.verdict, found.vote, found.comment, found.status) == (
        FIRST,
        "answered",
        "up",
        "right",
        "new",
    )
    assert found.cited == (Place("coal-town", "Population"),)
    assert len(found.nearest) == 5
    assert found.created.endswith("+00:00")
    assert "891,271" in found.answer


def test_the_newest_comes_first_and_survives_another_opening(store: Feedback) -> None:
    for text in ("one?", "two?"):
        store.keep(empty(text))
    assert [entry.question for entry in Feedback(store.path).entries()] == ["two?", "one?"]
    assert store.entries()[0].refused


def test_equal_refusals_are_one_card_and_answers_are_not(store: Feedback) -> None:
    for text in ("Do trams run?", "do  trams run", "Do buses run?", "Do trams run?"):
        store.keep(empty(text))
    for _ in range(2):
        store.keep(perfect(FIRST), "up")
    assert [[entry.id for entry in card] for card in cards(store.entries())] == [[6], [5], [4, 2, 1], [3]]
    store.settle(4, "dismissed")
    assert [[entry.id for entry in card] for card in cards(store.entries())] == [[6], [5], [4], [3], [2, 1]]


def test_what_was_said_may_change_and_entries_are_settled(store: Feedback) -> None:
    number = store.keep(perfect(FIRST), "up")
    store.say(number, "down", "no: '; DROP TABLE entries; --")
    store.settle(number, "kept")
    (found,) = store.entries()
    assert (found.vote, found.comment, found.status) == ("down", "no: '; DROP TABLE entries; --", "kept")


def test_what_was_said_is_found_by_the_place_of_the_answer(store: Feedback) -> None:
    for vote, turn in (("up", "one/1"), ("down", "one/1"), ("up", "one/2"), ("up", "")):
        store.keep(perfect(FIRST), vote, turn=turn)
    assert [(each.id, each.vote) for each in store.entries(["one/1", "three/1"])] == [(2, "down"), (1, "up")]
    assert store.entries([]) == ()


def test_a_file_from_before_places_is_read_and_extended(store: Feedback) -> None:
    store.keep(perfect(FIRST), "up")
    with closing(sqlite3.connect(store.path)) as file:
        file.execute("ALTER TABLE entries DROP COLUMN turn")
    assert [(each.vote, each.turn) for each in store.entries()] == [("up", "")]
    number = store.keep(perfect(FIRST), "down", turn="one/1")
    assert [each.id for each in store.entries(["one/1"])] == [number]


def test_an_entry_that_is_not_there_is_not_found(store: Feedback) -> None:
    for change in (lambda: store.say(7, "up"), lambda: store.settle(7, "kept")):
        with pytest.raises(NotFound, match="number 7"):
            change()


def test_small_talk_is_not_kept_and_long_comments_are_cut(store: Feedback) -> None:
    assert store.keep(replace(empty("Hello"), kind="small_talk")) == 0
    assert store.entries() == ()
    store.keep(perfect(FIRST), "down", "x" * 10_000)
    assert len(store.entries()[0].comment) == LONGEST_COMMENT


def test_everything_can_be_forgotten(store: Feedback) -> None:
    store.keep(perfect(FIRST))
    store.forget()
    assert store.entries() == ()


def test_several_threads_may_write(store: Feedback) -> None:
    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(lambda n: store.keep(empty(f"question {n}?")), range(20)))
    assert sorted(numbers) == list(range(1, 21))


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_bytes(b"this is no database, however long it may be" * 100)
    with pytest.raises(UsageError, match="can't be used"):
        Feedback(tmp_path / "x.sqlite3").entries()


def asked(store: Feedback, *texts: str) -> tuple[Entry, ...]:
    for text in texts:
        store.keep(refused(text, ("coal-town", "Housing"), ("tin-town", "Fund")))
    return store.entries()


def test_refusals_are_grouped_by_what_they_are_about(store: Feedback) -> None:
    found = gaps(
        asked(
            store,
            "How many trams run in Hegang?",
            "Does Hegang have trams?",
            "Who was mayor of Gejiu in 1950?",
            "How many trams run in Hegang?",
            "Which party does the mayor of Gejiu belong to?",
        )
    )
    assert [gap.asked for gap in found] == [3, 2]
    assert set(found[0].questions) == {"How many trams run in Hegang?", "Does Hegang have trams?"}
    assert found[0].nearest == (Place("coal-town", "Housing"), Place("tin-town", "Fund"))


def test_answered_and_dismissed_questions_are_no_gaps(store: Feedback) -> None:
    store.keep(perfect(FIRST), "down")
    number = store.keep(refused("How many trams?"))
    assert [gap.questions[0] for gap in gaps(store.entries())] == ["How many trams?"]
    store.settle(number, "dismissed")
    assert gaps(store.entries()) == ()


def test_one_refusal_and_refusals_without_words_are_grouped_too(store: Feedback) -> None:
    assert [gap.asked for gap in gaps(asked(store, "Who?"))] == [1]
    assert sum(gap.asked for gap in gaps(asked(store, "Why?", "Is it?"))) == 3


def test_a_question_without_words_is_one_gap_however_often_it_is_asked(store: Feedback) -> None:
    assert [gap.asked for gap in gaps(asked(store, "Who is it?", "Who is it?", "What trams run?"))] == [2, 1]
