"""Which questions ask for a comparison."""

from __future__ import annotations

import pytest

from rag.reports.comparison.compare import requested_comparison
from rag.search.entities import subjects
from rag.store.index import Index


@pytest.mark.parametrize(
    "text",
    [
        "Compare Coalton and Tinford",
        "please compare Coalton with Tinford.",
        "How do Coalton and Tinford differ?",
        "how does Coalton differ from Tinford?",
        "Coalton versus Tinford",
        "coalton vs. tinford?",
        "What is the difference between Coalton and Tinford?",
        "Coalton and Tinford: how do they compare?",
    ],
)
def test_asked_for(towns: Index, text: str) -> None:
    assert requested_comparison(text, subjects(towns)) == ("Coalton", "Tinford")


@pytest.mark.parametrize(
    "text",
    [
        "Which had more people in 2020, Coalton or Tinford?",
        "Compare the populations of Coalton and Tinford",
        "Compare Coalton and Atlantis",
        "Compare Coalton with itself",
        "What is the difference between Coalton and Coalton?",
        "How many people live in Coalton and Tinford?",
        "Compare",
        "Compare the visitors of Coalton and Tinford",
    ],
)
def test_not_asked_for(towns: Index, text: str) -> None:
    assert requested_comparison(text, subjects(towns)) == ()


def test_terms_and_more_than_two(towns: Index) -> None:
    assert requested_comparison("What is the difference between a monotown and a ghost town?", subjects(towns)) == (
        "Monotown",
        "Ghost town",
    )
    assert requested_comparison("Compare Coalton, Tinford and Norland", subjects(towns)) == (
        "Coalton",
        "Tinford",
        "Norland",
    )
