"""Shares in words against shares in figures."""

from __future__ import annotations

import pytest

from rag.verify.evidence import focus, gather
from rag.verify.shares import check_shares
from rag.verify.tokens import read


@pytest.mark.parametrize(
    ("sentence", "passage", "objected"),
    [
        (
            "Most of the flats in Osterfeld stood empty.",
            "About a third of the flats in Osterfeld stood empty.",
            ["Most"],
        ),
        ("A majority of the flats stood empty.", "In Osterfeld 30% of the flats stood empty.", ["majority"]),
        ("Only a minority of the flats stood empty.", "Nine flats in ten stood empty, 90% of all.", ["minority"]),
        ("Most of the flats in Osterfeld stood empty.", "In Osterfeld 71% of the flats stood empty.", []),
        ("Most of the flats in Osterfeld stood empty.", "Most flats stood empty in Osterfeld, 30% for years.", []),
        ("Most flats stood empty, a third for years.", "In Osterfeld 71% stood empty, 33% of the flats for years.", []),
        ("At most a few flats in Osterfeld stood empty.", "In Osterfeld 30% of the flats stood empty.", []),
        ("The most costly flats in Osterfeld stood empty.", "In Osterfeld 30% of the costly flats stood empty.", []),
        ("A minority of the flats stood empty.", "In Osterfeld 30% of the flats stood empty.", []),
        ("Most of the flats stood empty.", "The flats of Osterfeld stood empty.", []),
        ("Most old flats stood empty.", "In Osterfeld 30% of the old flats stood empty.", ["Most"]),
        ("Flats most useful to families stood empty.", "In Osterfeld 30% of the flats for families stood empty.", []),
        ("Most of them whistle.", "Nobody sings.", []),
    ],
)
def test_words_that_claim_more_or_less_than_half(sentence: str, passage: str, objected: list[str]) -> None:
    claim, evidence = read(sentence), gather([passage], ["Osterfeld"])
    reasons = check_shares(claim, focus(claim, evidence), evidence)
    assert [sentence[slice(*reason.span)] for reason in reasons] == objected
