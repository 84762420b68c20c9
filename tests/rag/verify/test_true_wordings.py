"""Faithful wordings that the checks once objected to, and lies that they must not let through for it."""

from __future__ import annotations

import pytest

from rag.verify import verify

TRUE = [
    ("该市被列为“资源枯竭型城市”。", "该市被列为资源枯竭型城市。"),
    ('He said "the mine closed…"', "He said the mine closed in May."),
    ('They wrote "[t]he mine closed"', "They wrote: the mine closed."),
    ("Workers were unpaid for more than six months.", "Workers went without pay for more than six months."),
    ("Over 500 miners lost their jobs.", "Not only over 500 miners lost their jobs, but shops closed."),
    ("It mined millions of tonnes.", "It mined 3.4 million tonnes."),
    ("It is hundreds of kilometres away.", "It is 450 km away."),
    ("Hundreds of miners left.", "Several hundred miners left the three pits."),
    ("The mine is no longer open.", "The mine is not open any more."),
    ("The mine closed in the 20th century.", "The mine closed in 1900."),
]
FALSE = [
    ('He said "the mine sank"', "He said the mine closed."),
    ("Tens of thousands left.", "3,400 people left."),
    ("The mine closed in the 1980s.", "The mine closed after the years 1950–2010."),
    ("It ran in 2012.", "It ran from 2008-12 on."),
    ("The mine is open.", "The mine is no longer open."),
]


@pytest.mark.parametrize(("sentence", "passage"), TRUE)
def test_faithful_wordings_pass(sentence: str, passage: str) -> None:
    assert verify(sentence, [passage], ["T"]).support in ("exact", "supported")


@pytest.mark.parametrize(("sentence", "passage"), FALSE)
def test_lies_do_not(sentence: str, passage: str) -> None:
    assert verify(sentence, [passage], ["T"]).support in ("partial", "none")
