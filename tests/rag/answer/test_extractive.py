"""Which sentences an answer is made of: from each passage the neighbours that together are worth their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answer.extractive import MOST_RUNS, draft
from rag.base.settings import Retrieval
from rag.models.linear import Linear, SentenceModel
from rag.question.analysis import analyse
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, build

QUESTION = "When did the big coal mine close?"
CLOSED = "The big coal mine closed in 2012."
DRY = "Nobody in the whole wide valley ever spoke of anything else, and so it went on for a long while. " * 3


def told(folder: Path, words: int = 200, weight: float = 8.0, **documents: tuple[str, ...]) -> list[str]:
    """The answer where a sentence is as good as the share of the question's words that it holds says."""
    build(folder, **documents)
    model = Linear(-weight, {"overlap": 1.5 * weight})
    question = analyse(QUESTION)
    with Index(folder, RECIPE) as index:
        found = Retriever(index, EMBEDDER, Retrieval(), None, None).find(question.text, 9)
        return [each.text for each in draft(index, question, found, SentenceModel(model, model), words).sentences]


def test_a_run_goes_on_while_its_sentences_are_worth_their_words(tmp_path: Path) -> None:
    assert told(tmp_path, pits=(f"{CLOSED} A second coal mine closed. {DRY}",)) == [
        CLOSED,
        "A second coal mine closed.",
    ]


def test_a_weak_sentence_between_two_good_ones_stays_and_the_run_is_one_quotation(tmp_path: Path) -> None:
    passage = f"{CLOSED} Many wept. The other big coal mine closed in 2015."
    assert told(tmp_path, pits=(passage,)) == [CLOSED, "Many wept.", "The other big coal mine closed in 2015."]


def test_a_run_does_not_end_by_opening_what_is_not_told(tmp_path: Path) -> None:
    passage = f"{CLOSED} The other big coal mine closed in 2015. Much was then tried."
    assert told(tmp_path, weight=2.0, pits=(passage,), bay=("Others went their way.",)) == [
        CLOSED,
        "The other big coal mine closed in 2015.",
    ]


def test_a_run_begins_with_what_it_can_not_be_understood_without(tmp_path: Path) -> None:
    before, leaning = "The pit of Coalton was famed in all the land for depth.", "It was the big coal mine to close."
    assert told(tmp_path, pits=(f"{before} {leaning}",)) == [before, leaning]


def test_the_best_run_comes_first_and_only_so_many_follow(tmp_path: Path) -> None:
    endings = {
        "ash": "for want of money",
        "bay": "after heavy floods",
        "elm": "when prices fell",
        "oak": "to save forests",
    }
    others = {name: (f"A coal mine had to close {ending}.",) for name, ending in endings.items()}
    answer = told(tmp_path, pits=(CLOSED,), **others)
    assert answer[0] == CLOSED
    assert len(answer) == MOST_RUNS


def test_what_was_told_is_not_told_again(tmp_path: Path) -> None:
    assert told(tmp_path, pits=(CLOSED,), again=("In 2012 the big coal mine closed.",)) == [CLOSED]


@pytest.mark.parametrize(("words", "expected"), [(200, 3), (12, 1), (3, 1)])
def test_an_answer_keeps_to_its_length_but_is_never_empty(tmp_path: Path, words: int, expected: int) -> None:
    rest = " The next coal mine closed in 2013. The last coal mine closed in 2014."
    assert len(told(tmp_path, words, pits=(CLOSED + rest,))) == expected


def test_without_passages_there_is_no_answer(tmp_path: Path) -> None:
    build(tmp_path, pits=(CLOSED,))
    with Index(tmp_path, RECIPE) as index:
        made = draft(index, analyse(QUESTION), [], SentenceModel(Linear(0.0, {}), Linear(0.0, {})), 200)
    assert (made.sentences, made.citations, made.scores) == ((), (), ())
