"""The sentences that answers are made of."""

from __future__ import annotations

import pytest

from rag.answer.wording import about_section


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Closures", "What does “Coalton” say about Closures?"),
        ("1. Closures", "What does “Coalton” say about Closures?"),
        ("2.3) Closures", "What does “Coalton” say about Closures?"),
        ("Why the mine closed", "What does “Coalton” say about why the mine closed?"),
        ("IV. Did it work?", "Did it work?"),
        ("1998: the fire", "What does “Coalton” say about 1998: the fire?"),
    ],
)
def test_a_heading_becomes_a_question(heading: str, question: str) -> None:
    assert about_section("Coalton", heading) == question
