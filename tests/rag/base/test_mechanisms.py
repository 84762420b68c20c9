"""Switches: each is asked for where its mechanism begins, and changes what comes out there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.base.errors import UsageError
from rag.base.mechanisms import MECHANISMS, on, without
from rag.check.checker import verify

RAG = Path(__file__).parents[3] / "rag"


def test_every_mechanism_is_asked_for_and_none_that_is_not_listed() -> None:
    asked = Counter(name for path in RAG.rglob("*.py") for name in re.findall(r"\bon\(\"(\w+)\"\)", path.read_text()))
    assert set(asked) == set(MECHANISMS)


def test_a_mechanism_is_off_as_long_as_it_is_said_and_in_this_thread_alone() -> None:
    with without(["spelling"]), without(["parts"]), ThreadPoolExecutor(1) as other:
        assert not on("spelling")
        assert not on("parts")
        assert on("sides")
        assert other.submit(on, "spelling").result()
    assert on("spelling")


def test_a_name_that_no_mechanism_has_is_refused() -> None:
    with pytest.raises(UsageError, match="no mechanism 'magic'"), without(["magic"]):
        pass


def judged(sentence: str, passage: str, heading: str = "") -> Callable[[], object]:
    return lambda: verify(sentence, [passage], [heading])


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("check_exact", judged("The mine closed.", "The mine closed.")),
        ("check_heading", judged("Vacancy: No regular rate was found.", "No regular rate was found.", "Vacancy")),
        ("check_numbers", judged("The mine had 40 pits.", "The mine had 50 pits.")),
        ("check_small_counts", judged("Two men worked there then.", "The men of Hegang worked there.")),
        ("check_follows", judged("Output fell within 12 years.", "Output fell from 2000 to 2012.")),
        ("check_synonyms", judged("Rents fell in 2012.", "In 2012 rents dropped a lot.")),
        ("check_names", judged("The mine of Datong closed then.", "The mine of Hegang closed.")),
        ("check_quotes", judged("The mayor called it “a great day” there.", "The mayor called it a day.")),
        ("check_negation", judged("The mine did not close in 2012.", "The mine did close down in 2012.")),
        ("check_direction", judged("Sales fell in 2012.", "Sales rose to a peak in 2012.")),
        ("check_opposites", judged("The old houses are cheap.", "In Hegang the old houses are expensive.")),
    ],
)
def test_without_it_the_outcome_is_another(name: str, outcome: Callable[[], object]) -> None:
    before = outcome()
    with without([name]):
        assert outcome() != before
    assert outcome() == before
