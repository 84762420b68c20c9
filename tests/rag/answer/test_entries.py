"""An answer opens with the section whose heading nearly is the question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer.extractive import draft
from rag.base.mechanisms import without
from rag.base.settings import Retrieval
from rag.models.reader import Linear
from rag.question.analysis import analyse
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE
from tests.rag.towns import build_towns
from tests.ui.scripted import build

WORDS = build(
    "words",
    (
        ("heading", "Words of the trade"),
        ("heading", "Transfer payment (zhuanyi)"),
        ("text", "Money from above. The pits get most of it."),
        ("heading", "Pit town and sad pit town"),
        ("text", "A place that one mine feeds."),
    ),
)
MONEY = build(
    "money",
    (
        ("heading", "Money"),
        ("text", "A transfer payment is a transfer. What a transfer payment is grew by law. Pits sold coal."),
    ),
)
DEFINED = "Money from above."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("entries")
    build_towns(folder, (WORDS, MONEY))
    with Index(folder, RECIPE) as opened:
        yield opened


def told(index: Index, question: str, kind: str = "definition", words: int = 200) -> list[str]:
    """The answer where a sentence is as good as the share of the question's words that it holds says."""
    asked = analyse(question, "", kind)
    found = Retriever(index, EMBEDDER, Retrieval(), None).find(question, 9)
    return [unit.text for unit in draft(index, asked, found, Linear(-8.0, {"overlap": 12.0}), words).units]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is a transfer payment?", "definition"),
        ("Please explain the transfer payment to me", "definition"),
        ("What is zhuanyi, and what is a transfer payment?", "definition"),
        ("What is a transfer payment?", "fact"),  # where the kind was misheard: nothing else is asked
    ],
)
def test_the_entry_comes_first_and_its_section_stands_together(index: Index, question: str, kind: str) -> None:
    with without({"entries"}):
        others = told(index, question, kind)
    assert others[0] != DEFINED
    assert told(index, question, kind) == [DEFINED, *(text for text in others if text != DEFINED)]


def test_a_heading_with_two_names_is_found_by_either(index: Index) -> None:
    assert told(index, "What is a pit town?")[0] == "A place that one mine feeds."


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How did the transfer payment grow by law?", "fact"),  # asks for more than the heading
        ("What is a transfer?", "definition"),  # the heading names something else
        ("What is a payment by law, coal and pits?", "definition"),
    ],
)
def test_nothing_opens_it_where_more_or_something_else_is_asked(index: Index, question: str, kind: str) -> None:
    assert told(index, question, kind)[0] != DEFINED


def test_the_entry_stays_where_the_words_are_few(index: Index) -> None:
    assert told(index, "What is a transfer payment?", words=4) == [DEFINED]
