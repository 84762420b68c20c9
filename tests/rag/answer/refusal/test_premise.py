"""A question that takes for granted what a passage denies, and those that only look so."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answer.refusal.false_premise import contradiction
from rag.base.types import Passage


def passage(*texts: str, title: str = "Ashford") -> list[Passage]:
    return [Passage(f"a#{i}", "a", title, text, (title,), (), (0, len(text))) for i, text in enumerate(texts)]


TOWN = passage(
    "Ashford has two museums. Ashford belongs to the third group of towns.",
    "The population of Ashford fell from 20,000 in 1990 to 12,000 in 2010. Many moved to the coast.",
    "The smelter was closed in 1974. In 2009 it became a museum.",
    "The council denied that it was restructuring its debts. It is not bankruptcy, a lawyer said.",
    "Local leaders resisted the label. The bank and the council could not agree on prices in 2004.",
)


def test_a_table_denies_nothing() -> None:
    text = "| Town | Visits | Revenue |\n| --- | --- | --- |\n| Ashford | 900 | 40 |"
    table = Passage("a#t", "a", "Ashford", text, ("Ashford",), (), (0, len(text)), kind="table")
    assert contradiction("How much did visits spend in Ashford?", [table]) is None


def test_another_paragraph_is_not_quoted_with_what_denies_it() -> None:
    wide = passage("Ashford lies on the coast.\n\nIt is not bankruptcy, a lawyer said of the debts of Ashford.")
    found = contradiction("When did Ashford go bankrupt?", wide)
    assert found is not None
    assert found.quote == "It is not bankruptcy, a lawyer said of the debts of Ashford."


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Why did the population of Ashford rise between 1990 and 2010?", "fell from 20,000 in 1990 to 12,000 in 2010"),
        ("How could the bank and the council agree on prices in 2004?", "could not agree on prices in 2004."),
    ],
)
def test_a_false_premise_is_met_by_the_sentence_that_denies_it(question: str, quote: str) -> None:
    found = contradiction(question, TOWN)
    assert found is not None
    assert quote in found.quote
    assert found.passage.text[slice(*found.span)] == found.quote


@pytest.mark.parametrize(
    "question",
    [
        "Why did the population of Ashford fall between 1990 and 2010?",
        "When was the smelter closed?",
        "Did the population of Ashford rise between 1990 and 2010?",
        "Why did the population of Bexley rise between 1990 and 2010?",
        "Why could the bank and the council not agree on prices in 2004?",
        "To which group of towns does Ashford belong, the first or the third?",
        "Why is the label resisted?",
        "Why?",
        "",
    ],
)
def test_what_holds_or_is_of_something_else_is_left_alone(question: str) -> None:
    assert contradiction(question, TOWN) is None


def test_the_first_passage_that_denies_it_is_told_whatever_another_says() -> None:
    fell, rose = passage(
        "In 2003 the price of tin in Ashford fell.", "In 2003 the price of tin in Ashford rose by half."
    )
    for passages in ((fell,), (fell, rose), (rose, fell)):
        found = contradiction("Why did the price of tin in Ashford rise in 2003?", passages)
        assert found is not None
        assert found.quote == fell.text
    assert contradiction("Why did the price of tin in Ashford rise in 2003?", (rose,)) is None


@pytest.mark.parametrize("texts", [(), ("",), ("| a | b |\n| --- | --- |\n| 1 | 2 |",)])
def test_passages_without_sentences_deny_nothing(texts: Sequence[str]) -> None:
    assert contradiction("Why did the price of tin rise in 2003?", passage(*texts)) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Why did the council cancel hiring?", "The council announced that planned recruitment of staff was off."),
        ("Why was the pit of Ashford closed?", "The open pit of Ashford was the largest."),
        ("Why do the young of Ashford sleep late?", "Those who sleep late in Ashford are older."),
    ],
)
def test_a_sentence_with_an_opposite_of_another_thing_or_of_the_question_itself_denies_nothing(
    question: str, text: str
) -> None:
    assert contradiction(question, passage(text)) is None
