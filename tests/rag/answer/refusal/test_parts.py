"""Parts of questions: a part is doubtful that is hardly answered, or answered by the words that answer the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer.extractive import draft, joined, section_labels
from rag.answer.refusal.decide import Part, completed, weighed
from rag.base.mechanisms import without
from rag.base.settings import Retrieval
from rag.base.types import Passage
from rag.models.reader import Reading, fitted
from rag.question.analysis import analyse, asked_parts
from rag.search.reranker import Look
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, build

QUESTION = "When did the tin hall open, and what did the ticket cost?"


class Points:
    """A second look that points, for each question by its last word, at a place of the passage with one chance."""

    weight = sure = 0.0

    def __init__(self, places: dict[str, int]) -> None:
        self.places = places

    def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
        """One look a question and passage."""
        readings = [Reading(0.9, 0, 1, 1.0, ((self.places[question.split()[-1]], 1.0),)) for question, _ in pairs]
        return [Look(2.0, reading) for reading in readings]


def parts(folder: Path, places: dict[str, int]) -> list[Part]:
    build(folder, tin=("The tin hall opened in 1987; the ticket cost 3 yuan.",))
    with Index(folder, RECIPE) as index:
        retriever = Retriever(index, EMBEDDER, Retrieval(), Points(places))
        return weighed(retriever, asked_parts(analyse(QUESTION)), 5, None)


@pytest.mark.parametrize(("place", "share"), [(23, 0.9), (47, 0.0)])
def test_what_answers_both_parts_is_counted_once(tmp_path: Path, place: int, share: float) -> None:
    first, second = parts(tmp_path, {"open?": 23, "cost?": place})
    assert (first.signals[1], second.signals[1]) == (0.0, pytest.approx(share))
    assert (first.written, second.written) == ("When did the tin hall open", "what did the ticket cost")
    with without(["same_words"]):
        assert [part.signals[1] for part in parts(tmp_path / "again", {"open?": 23, "cost?": place})] == [0.0, 0.0]


def test_a_part_needs_more_where_the_same_words_answer_the_first_and_less_where_nothing_does() -> None:
    question = analyse("How big is it?")
    odds = [Part("how big", question, signals).odds for signals in ((1.4, 0.0, 3.0), (1.4, 0.9, 3.0), (-2.0, 0.0, 3.0))]
    assert [each > 0 for each in odds] == [True, False, False]
    assert Part("how big", question, (-2.0, 0.0, -6.9)).odds > 0


def test_a_later_part_knows_how_surely_the_first_is_answered(tmp_path: Path) -> None:
    first, second = parts(tmp_path, {"open?": 23, "cost?": 47})
    assert (first.signals[2], second.signals[2]) == (0.0, first.signals[0])
    assert second.question.context == "When did the tin hall open?"


def test_without_a_reader_nothing_is_pointed_at(tmp_path: Path) -> None:
    build(tmp_path, tin=("The tin hall opened in 1987; the ticket cost 3 yuan.",))
    with Index(tmp_path, RECIPE) as index:
        retriever = Retriever(index, EMBEDDER, Retrieval(), None)
        found = weighed(retriever, asked_parts(analyse(QUESTION)), 5, None)
        assert [part.signals[1] for part in found] == [0.0, 0.0]


class Finds(Points):
    """A second look that points, for each question by its last word, at this text where a passage holds it."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__({})
        self.texts = texts

    def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
        """One look a question and passage."""
        places = [passage.text.find(self.texts[question.split()[-1]]) for question, passage in pairs]
        readings = [Reading(0.9, place, place + 1, 1.0) if place >= 0 else Reading(0.1, 0, 0, 0.0) for place in places]
        return [Look(2.0 if reading.end else -2.0, reading) for reading in readings]


def test_a_part_that_the_answer_lacks_is_told_behind_it(tmp_path: Path) -> None:
    opened, cost = "The tin hall opened in 1987.", "Three yuan was the price of a ticket."
    build(tmp_path, hall=(opened,), fees=(cost,))
    with Index(tmp_path, RECIPE) as index:
        retriever = Retriever(index, EMBEDDER, Retrieval(), Finds({"open?": opened, "cost?": cost}))
        question = analyse(QUESTION)
        parts = weighed(retriever, asked_parts(question), 5, None)
        alone = [each for each in parts[0].candidates if each.passage.text == opened]
        own = draft(index, question, alone, fitted().unasked_sentence, 200)
        assert [part.is_told(own) for part in parts] == [True, False]
        whole = completed(index, question, own, parts, 200)
        assert [unit.text for unit in own.units] == [opened]
        assert [unit.text for unit in whole.units] == [opened, cost]
        assert section_labels(whole.units) == ["Hall", "Fees"]
        assert completed(index, question, whole, parts, 200) == whole
        assert len(completed(index, question, own, parts, 8).units) == 1
        with without(["part_answers"]):
            assert completed(index, question, own, parts, 200) == own


def test_what_answers_comes_before_what_was_found_for_a_doubtful_part_too(tmp_path: Path) -> None:
    opened, cost = "The tin hall opened in 1987.", "What did a ticket to the zoo cost?"
    build(tmp_path, hall=(opened,), fees=(cost,))
    with Index(tmp_path, RECIPE) as index:
        retriever = Retriever(index, EMBEDDER, Retrieval(), Finds({"open?": opened, "cost?": "-"}))
        question = analyse(QUESTION)
        first, second = weighed(retriever, asked_parts(question), 5, None)
        parts = [first, replace(second, signals=(-2.0, 0.0, 3.0))]
        found = sorted(first.candidates, key=lambda each: each.passage.text == opened)
        own = joined(question, [draft(index, question, [each], fitted().unasked_sentence, 200) for each in found], 200)
        assert [part.odds >= 0 for part in parts] == [True, False]
        assert [unit.text for unit in own.units] == [cost, opened]
        assert [unit.text for unit in completed(index, question, own, parts, 200).units] == [opened, cost]
