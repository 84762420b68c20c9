"""Which objections a second opinion may overrule, and which numbers two others give together."""

from __future__ import annotations

import pytest

from rag.check.checker import find_faults, may_be_overruled
from rag.check.evidence import focus, gather
from rag.check.facts import is_reckoned
from rag.language.quantities import find
from rag.language.tokens import read

PASSAGE = (
    "Osterfeld had 9,000 miners in 1990 and 3,000 in 2010. Reviewers praised its museum, and 870,000 people came in "
    "the first year. The mine closed in 2008, two years after at least 40 million yuan had been spent; "
    "60% of the miners were old."
)


@pytest.mark.parametrize(
    ("sentence", "fault", "overruled"),
    [
        ("Only a third of Osterfeld's miners were left in 2010.", "number", True),
        ("Osterfeld lost 6,000 miners by 2010.", "number", True),
        ("Osterfeld had 4,700 miners in 2010.", "number", False),
        ("In the first year 865,000 people came to the museum.", "number", False),  # 3,000 and 862,000, by chance
        ("About half of the miners were old.", "number", False),
        ("The mine closed two months after the money was spent.", "number", False),
        ("Nearly 40 million yuan had been spent.", "number", False),
        ("The mine in Osterfeld closed in 2009.", "date", False),
        ("Sceptics praised the museum of Osterfeld.", "name", True),
        ("The museum of Osterfeld was praised by Sartre.", "name", False),
        ("Reviewers called it “a great museum” in Osterfeld.", "quote", False),
        ("Osterfeld's mine did not close in 2008.", "negation", True),
    ],
)
def test_what_may_be_overruled(sentence: str, fault: str, overruled: bool) -> None:
    claim, evidence = read(sentence), gather([PASSAGE], ["Osterfeld"])
    reasons = [r for r in find_faults(claim, focus(claim, evidence), evidence) if r.fault == fault]
    assert [may_be_overruled(reason, claim, evidence) for reason in reasons] == [overruled]


@pytest.mark.parametrize(
    ("said", "reckoned"),
    [
        ("6,000 miners", True),
        ("33% of them", True),
        ("67% of them", True),
        ("three times", True),
        ("5,100 miners", False),
        ("four times", False),
        ("40%", False),
    ],
)
def test_differences_shares_and_ratios_are_reckoned(said: str, reckoned: bool) -> None:
    (quantity,) = find(said)
    assert is_reckoned(quantity, find("9,000 miners in 1990 and 3,000 miners in 2010")) == reckoned


@pytest.mark.parametrize(("said", "reckoned"), [("3.1 percentage points", True), ("3.1%", False), ("44%", True)])
def test_per_cents_differ_by_percentage_points(said: str, reckoned: bool) -> None:
    (quantity,) = find(said)
    assert is_reckoned(quantity, find("Unemployment fell from 7% to 3.9%.")) == reckoned


@pytest.mark.parametrize(
    ("sentence", "passage", "faults"),
    [
        ("Unemployment dropped to 3.9%.", "Unemployment, from 7% to 3.9%, was down.", {"strength"}),
        ("Output grew to 20 tonnes.", "Output grew from about 2 to 20 tonnes.", {"strength"}),
        ("Unemployment, at 3.9%, varied.", "Unemployment varied between 2% and 3.9%.", {"strength"}),
        ("Unemployment dropped to 4.9%.", "Unemployment, from 7% to 3.9%, was down.", {"number"}),
        ("Unemployment was down from 3.9% to 7%.", "Unemployment was down from 7% to 3.9%.", {"number"}),
    ],
)
def test_where_a_change_began_or_ended_is_a_limit_that_may_be_overruled(
    sentence: str, passage: str, faults: set[str]
) -> None:
    claim, evidence = read(sentence), gather([passage], [""])
    assert {reason.fault for reason in find_faults(claim, focus(claim, evidence), evidence)} == faults


@pytest.mark.parametrize(
    ("sentence", "passage", "overruled"),
    [
        ("The plan was China's first.", "It was the country's first plan.", [True]),
        ("The plan was the first in Japan.", "It was the first national plan.", [True]),
        ("The plan was China's first.", "It was the first plan.", [False]),
        ("The plan was China's first.", "It was the country's first plan, as Japanese papers wrote.", [False]),
        ("The plan was Osterfeld's first.", "It was the country's first plan.", [False]),
    ],
)
def test_a_country_may_be_the_one_that_is_meant(sentence: str, passage: str, overruled: list[bool]) -> None:
    claim, evidence = read(sentence), gather([passage], ["Plans"])
    reasons = [r for r in find_faults(claim, focus(claim, evidence), evidence) if r.fault == "name"]
    assert [may_be_overruled(reason, claim, evidence) for reason in reasons] == overruled


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("Growth slowed to 2% a year.", "Annual growth dropped to 2%."),
        ("The song had 1.38 billion plays.", "The song was played 1.38 billion times."),
        ("Of 16- to 24-year-olds 9% had no job.", "Of people aged 16 to 24 in cities 9% had no job."),
        ("Of 16-to-24-year-olds 9% had no job.", "Of people aged 16 to 24 in cities 9% had no job."),
    ],
)
def test_the_same_number_in_another_dress(sentence: str, passage: str) -> None:
    claim, evidence = read(sentence), gather([passage], [""])
    assert find_faults(claim, focus(claim, evidence), evidence) == ()
