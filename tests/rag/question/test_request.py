"""What is wanted, by meaning; how often that is right is measured in tests/quality/test_requests.py."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from rag.question.request import ACTS, QUESTIONS, SUMMARIES, TALK, Kinds, fitted
from tests.rag.small import EMBEDDER

KINDS = Kinds(EMBEDDER)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How many people live in Coalton?", "number"),
        ("which year did the tin museum open", "date"),
        ("Could you please explain why the flats are cheap?", "explain"),
        ("who wrote the review of the opera", "person"),
        ("Where is the mine?", "place"),
        ("coal vs tin: whats the difference", "compare"),
        ("List the four types of glacier.", "list"),
        ("What is a ghost town?", "definition"),
        ("Did the town recover?", "fact"),
        ("What do critics say about the dam?", "critics"),
        ("tldr of the merger", "summary"),
        ("Executive summary: wolves in the Alps, one page", "summary"),
        ("what do we know about penguins", "overview"),
        ("Good morning!", "greeting"),
        ("thx a lot", "thanks"),
        ("What can you do?", "abilities"),
        ("are you chatgpt or a human", "makers"),
        ("this is nonsense", "blame"),
        ("tell me a joke", "playful"),
        ("bye for now", "farewell"),
        ("great, well done", "glad"),
        ("Hello, how many people live in Oslo?", "number"),
        ("ok thanks, and when did the mine close?", "date"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert KINDS.of(text).name == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("make it shorter", "shorter"),
        ("Please elaborate.", "longer"),
        ("anything else?", "more"),
        ("put that into a table", "table"),
        ("where does that come from?", "sources"),
    ],
)
def test_nothing_is_wanted_of_an_answer_before_there_is_one(text: str, kind: str) -> None:
    assert KINDS.of(text, asked=True).name == kind
    assert KINDS.of(text).name not in ACTS


def test_the_program_is_meant_less_easily_once_the_corpus_was_asked() -> None:
    assert KINDS.of("Who built this?").name == "makers"
    assert KINDS.of("Who built this?", asked=True).name == "person"
    assert KINDS.of("Who built this app?", asked=True).name == "makers"


@pytest.mark.parametrize(
    "text", ["", "?!…", "coal", "asdfgh", "为什么鹤岗的房子便宜?", "The last mine was closed in 2012. " * 50]
)
def test_whatever_says_nothing_is_a_question(text: str) -> None:
    assert KINDS.of(text).name in QUESTIONS


def test_the_weights_were_fitted_on_these_examples() -> None:
    examples = (Path(__file__).parents[3] / "training" / "requests.jsonl").read_bytes()
    with np.load(str(resources.files("rag") / "data" / "requests.npz")) as stored:
        fitted_on = str(stored["examples"])
    assert fitted_on == hashlib.sha256(examples).hexdigest(), "run `python -m training.fit_requests`"
    assert set(fitted().kinds) == QUESTIONS | SUMMARIES | TALK | ACTS
    assert np.isfinite(fitted().weights).all()


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("tldr of the merger", "merger"),
        ("The minister reads one page at most: what do your papers say of the old harbour?", "old harbour"),
        ("  sum up   the flood\nof 1998 in 50 words ", "flood of 1998"),
        ("compare Oslo and Bergen", "Oslo and Bergen"),
        ("?!", ""),
        ("", ""),
    ],
)
def test_the_topic_is_the_stretch_of_words_that_the_request_is_about(text: str, topic: str) -> None:
    assert KINDS.topic(text) == topic


def test_what_may_be_a_summary_or_an_answer_is_unsure_until_the_reader_chooses() -> None:
    text = "crash course Kangwon Land casino"
    assert KINDS.of(text).unsure
    assert KINDS.of(text, reading="summary").name in SUMMARIES
    assert KINDS.of(text, reading="answer").name in QUESTIONS
    for clear in ("tldr of the merger", "How many people live in Coalton?", "thx a lot", "make it shorter"):
        assert not KINDS.of(clear, asked=True).unsure
    assert KINDS.of("tldr of the merger", reading="answer").name in QUESTIONS
