"""What a request for a summary is about, and how long it is to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.question.request import (
    PAGE,
    SUMMARY_WORDS,
    Kinds,
    SummaryRequest,
    asked_limit,
    is_of_this_document,
    named_document,
    requested_summary,
)
from rag.store.index import Index
from tests.rag.reports.summary.conftest import Town
from tests.rag.reports.summary.town import ONE_LINE, build, document
from tests.rag.small import EMBEDDER, RECIPE

KINDS = Kinds(EMBEDDER)
REPORT = "Report on the Work of the Government"


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Documents whose names are nearly those of others."""
    folder = tmp_path_factory.mktemp("alike") / "index"
    names = ("chapter-2", "shaanxi", "work-of-the-government")
    report = replace(document("congress", ONE_LINE), title=REPORT)
    build(folder, [*(document(name, ONE_LINE) for name in names), report])
    with Index(folder, RECIPE) as index:
        yield index


@pytest.mark.parametrize(
    ("text", "words", "asked"),
    [
        ("In two sentences, how was the town moved?", 44, "how was the town moved?"),
        ("Explain in 50 words why the mine closed.", 50, "Explain why the mine closed."),
        ("How many died in the fire, in no more than 3 lines?", 36, "How many died in the fire ?"),
        ("How many words are in the 300 words of the plan?", 0, "How many words are in the 300 words of the plan?"),
        ("In 50 words", 0, "In 50 words"),
    ],
)
def test_the_length_of_an_answer_is_told_from_what_is_asked(text: str, words: int, asked: str) -> None:
    assert asked_limit(text) == (words, asked)


@pytest.mark.parametrize(
    ("text", "document", "words"),
    [
        ("Summarize coalton", "coalton", SUMMARY_WORDS),
        ("summarise the document “Coalton” in 100 words.", "coalton", 100),
        ("Please give me a 200-word summary of One-Line", "one-line", 200),
        ("Can you sum up Coalton in about 1,000 words?", "coalton", 1000),
        ("A one-page summary of newton, please", "newton", PAGE),
        ("summary of the brief on Newton in one page", "newton", PAGE),
        ("one page on Newton", "newton", PAGE),
        ("for a slide: Newton, ten bullets", "newton", 200),
        ("ten facts from one-line for the board, in order of weight", "one-line", 200),
        ("half a page about Coalton, please", "coalton", PAGE // 2),
        ("Could you write about 250 words on Coalton?", "coalton", 250),
        ("I need a one-pager on Newton", "newton", PAGE),
        ("give me a 90-word text about Newton", "newton", 90),
    ],
)
def test_a_document_is_meant_by_its_title_or_id(town: Town, text: str, document: str, words: int) -> None:
    assert requested_summary(text, town.index, KINDS) == SummaryRequest(document, None, words)


@pytest.mark.parametrize(
    ("text", "topic", "words"),
    [
        ("Summarise what was tried in mining towns", "tried in mining towns", SUMMARY_WORDS),
        ("Give me a short overview of the museums in a few sentences.", "museums", 66),
        ("write a brief summary of how mines close (in at most 50 words)", "mines close", 50),
        ("summarize the 900 jobs lost", "900 jobs lost", SUMMARY_WORDS),
        ("I'm new to the topic. Summarise how mines close", "mines close", SUMMARY_WORDS),
        ("Sum up in few words how mines close", "mines close", SUMMARY_WORDS),
        ("Quick recap please of the museums", "museums", SUMMARY_WORDS),
        ("I need a digest of the closures, in 80 words", "closures", 80),
        ("Summary: how mines close", "mines close", SUMMARY_WORDS),
        ("gimme the gist of the museums", "museums", SUMMARY_WORDS),
        ("Summarise the zeppelin museums", "zeppelin museums", SUMMARY_WORDS),
        ("tl;dr the museums of Venice pls", "museums of Venice", SUMMARY_WORDS),
        ("a page about how mines close", "mines close", PAGE),
        ("Write two pages on how mines close", "mines close", 2 * PAGE),
    ],
)
def test_anything_else_is_a_topic(town: Town, text: str, topic: str, words: int) -> None:
    assert requested_summary(text, town.index, KINDS) == SummaryRequest(None, topic, words)


def test_the_whole_request_is_kept_beside_what_it_is_about(town: Town) -> None:
    asked = requested_summary("Summarise the museums: what they cost", town.index, KINDS)
    assert asked is not None
    assert asked.text == "Summarise the museums: what they cost"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Summarize",
        "Summarise it.",
        "Give me a summary",
        "summarize in 100 words",
        "Summarise " + "the closure of the old mine " * 12,
    ],
)
def test_what_names_nothing_is_left_alone(town: Town, text: str) -> None:
    assert requested_summary(text, town.index, KINDS) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("summarize this document", SUMMARY_WORDS),
        ("Please give me a 50-word summary of the document.", 50),
        ("Can you sum up this whole brief in one page?", PAGE),
        ("half a page on this text", PAGE // 2),
    ],
)
def test_this_document_is_the_one_in_scope(town: Town, text: str, words: int) -> None:
    assert is_of_this_document(text, KINDS)
    assert requested_summary(text, town.index, KINDS, scope=frozenset({"newton"})) == SummaryRequest(
        "newton", None, words
    )
    assert requested_summary(text, town.index, KINDS, scope=frozenset({"newton", "coalton"})) is None
    assert requested_summary(text, town.index, KINDS) is None


@pytest.mark.parametrize("text", ["Summarize Newton", "summarize this document on Newton"])
def test_a_document_that_is_named_is_not_this_one(town: Town, text: str) -> None:
    assert not is_of_this_document(text, KINDS)


def test_the_usual_length_is_the_callers(town: Town) -> None:
    assert requested_summary("Summarize Newton", town.index, KINDS, 77) == SummaryRequest("newton", None, 77)


def test_a_name_that_is_like_no_title_names_no_document(town: Town) -> None:
    assert named_document("Copperville", town.index) is None


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("chapter 2", "chapter-2"),
        ("chapter 3", None),
        (REPORT, "congress"),
        (f"the {REPORT.lower()}", "congress"),
        ("Work of the Government", "work-of-the-government"),
        ("Shaanxi", "shaanxi"),
        ("Shanxi", None),
    ],
)
def test_a_name_is_not_taken_for_its_neighbour(alike: Index, name: str, document: str | None) -> None:
    assert named_document(name, alike) == document
