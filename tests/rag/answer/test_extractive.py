"""Which sentences an answer is made of: weak ones only from documents that it draws on already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answer.extractive import draft
from rag.base.settings import Retrieval
from rag.models.linear import Linear, SentenceModel
from rag.question.analysis import analyse
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, build

PITS = ("The big coal mine closed in 2012. The mine was deep.",)
OTHERS = ("Another mine was dry.",)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    build(tmp_path / "index", pits=PITS, others=OTHERS)
    with Index(tmp_path / "index", RECIPE) as opened:
        yield opened


def told(index: Index, weight: float) -> list[str]:
    """The answer where a sentence is as good as the share of the question's words that it holds says."""
    model = Linear(-8.0, {"overlap": weight})
    question = analyse("When did the big coal mine close?")
    found = Retriever(index, EMBEDDER, Retrieval(), None, None).find(question.text, 9)
    return [sentence.text for sentence in draft(index, question, found, SentenceModel(model, model), 120).sentences]


def test_weak_sentences_come_only_from_documents_that_are_drawn_on(index: Index) -> None:
    close, *more = told(index, 4.0)
    assert close == "The big coal mine closed in 2012."
    assert more == ["The mine was deep."]


def test_good_ones_come_from_any(index: Index) -> None:
    assert set(told(index, 0.5)) == {"The big coal mine closed in 2012.", "The mine was deep.", "Another mine was dry."}
