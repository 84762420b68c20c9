"""Summaries that a question asks for, in a conversation or alone."""

from __future__ import annotations

import pytest

from rag.assistant import Assistant
from rag.base.errors import UsageError
from rag.base.settings import load_settings
from rag.base.types import Turn
from rag.question.request import FEWEST, SummaryRequest
from tests.rag.reports.summary.conftest import Town
from tests.rag.small import EMBEDDER


@pytest.fixture
def assistant(town: Town) -> Assistant:
    settings = load_settings({"retrieval.rerank": "none", "answering.threshold": 1.0, "answering.words": 70})
    return Assistant(town.index, EMBEDDER, settings)


def test_a_question_for_a_summary_gets_one(assistant: Assistant) -> None:
    answer = assistant.ask("Please summarise  Coalton")
    assert (answer.kind, answer.verdict) == ("summary", "answered")
    assert (answer.question, answer.standalone) == ("Please summarise  Coalton", "Please summarise Coalton")
    assert answer.coverage is not None
    assert 30 <= sum(len(sentence.text.split()) for sentence in answer.sentences) <= 70
    assert answer.sentences == assistant.summarize(SummaryRequest("coalton", None, 70)).sentences
    assert answer.seconds > 0


def test_it_may_say_how_long(assistant: Assistant) -> None:
    answer = assistant.ask("Summarize Coalton in 30 words")
    assert 0 < sum(len(sentence.text.split()) for sentence in answer.sentences) <= 30


def test_this_document_is_the_one_in_scope_whatever_was_asked_before(assistant: Assistant) -> None:
    before = [Turn("How many people live in Coalton?")]
    answer = assistant.ask("Summarize this document", before, frozenset({"newton"}))
    assert answer.sentences == assistant.summarize(SummaryRequest("newton", None, 70)).sentences
    assert answer.standalone == "Summarize this document"


@pytest.mark.parametrize("scope", [None, frozenset({"coalton", "newton"})])
def test_where_there_are_several_one_has_to_be_chosen(assistant: Assistant, scope: frozenset[str] | None) -> None:
    answer = assistant.ask("summarize this document", [Turn("How many people live in Coalton?")], scope)
    assert (answer.verdict, answer.sentences, answer.standalone) == ("not_in_corpus", (), "summarize this document")
    assert answer.notice.startswith("Choose the document first")


def test_it_has_the_least_length_where_answers_are_to_be_shorter(town: Town) -> None:
    settings = load_settings({"retrieval.rerank": "none", "answering.threshold": 1.0, "answering.words": FEWEST - 5})
    answer = Assistant(town.index, EMBEDDER, settings).ask("Summarize Coalton")
    assert answer.kind == "summary"
    assert 0 < sum(len(sentence.text.split()) for sentence in answer.sentences) <= FEWEST


@pytest.mark.parametrize("words", ["0", "100,000"])
def test_a_length_that_makes_no_sense_is_told(assistant: Assistant, words: str) -> None:
    with pytest.raises(UsageError, match="20 to 2000"):
        assistant.ask(f"Summarize Coalton in {words} words")


def test_what_the_corpus_lacks_is_refused_as_ever(assistant: Assistant) -> None:
    answer = assistant.ask("Give me a summary of volcanoes in Iceland")
    assert (answer.verdict, answer.sentences, answer.coverage) == ("not_in_corpus", (), None)
    assert answer.notice


def test_a_document_outside_the_scope_is_not_summarised(assistant: Assistant) -> None:
    answer = assistant.ask("Summarize Coalton", scope=frozenset({"newton"}))
    assert answer.coverage is None
    assert {citation.passage.document_id for citation in answer.citations} <= {"newton"}
