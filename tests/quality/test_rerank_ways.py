"""Each value of `retrieval.rerank` answers and refuses, and reads questions of any length."""

from __future__ import annotations

import pytest

from rag.assistant import Assistant
from rag.base.settings import Settings
from rag.models.embedder import load_embedder
from rag.question.analysis import LONGEST_QUESTION

PASSAGES = 3  # read and quoted: the longest question costs a second each
WAYS = ("none", "cross-encoder", "reader")


@pytest.fixture(params=WAYS)
def ways(assistant: Assistant, settings: Settings, request: pytest.FixtureRequest) -> Assistant:
    retrieval = settings.retrieval.model_copy(update={"rerank": request.param, "passages": PASSAGES})
    chosen = settings.model_copy(update={"retrieval": retrieval})
    return Assistant(assistant.index, load_embedder(chosen), chosen)


def test_it_answers_and_refuses(ways: Assistant) -> None:
    answer = ways.ask("How many cities are on the official list of resource-exhausted cities?")
    assert answer.verdict != "not_in_corpus"
    assert "69" in answer.text
    assert ways.ask("Which enzyme unwinds the double helix?").verdict == "not_in_corpus"


def test_a_long_question_breaks_nothing(ways: Assistant) -> None:
    asked = ("Which pits of shaft 12/a-3, b-4 and c-5 closed, and why? " * 50)[:LONGEST_QUESTION]
    assert ways.ask(asked).question
