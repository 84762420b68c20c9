"""Lies that differ from the passage by one small thing, and truths that say the same in another dress."""

from __future__ import annotations

import pytest

from rag.check.checker import Reason, find_faults, may_be_overruled, verify
from rag.check.evidence import focus, gather
from rag.language.tokens import read

SPENT = "Towns spent 20 million yuan on roads and 30 million yuan on schools."
SPRING = "Berg said: “we saw — at last — a new spring here”."

FAITHFUL = [
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
    ("In the plan output fell by 15\u201120%.", "Output fell by 15-20% over the plan."),
    ("In the 18-year plan output fell by 15-20%.", "Output fell by 15\u201020% over the 18\u2011year plan."),
]
LIES = [
    ('He said "the mine sank"', "He said the mine closed."),
    ("The mine closed in the 1980s.", "The mine closed after the years 1950–2010."),
    ("It ran in 2012.", "It ran from 2008-12 on."),
    ("The mine is open.", "The mine is no longer open."),
    ("In the plan output fell by 15\u201125%.", "Output fell by 15-20% over the plan."),
]


def faults(sentence: str, passage: str) -> list[tuple[Reason, bool]]:
    """Each objection and whether a second opinion may overrule it."""
    claim, evidence = read(sentence), gather([passage], ["Osterfeld"])
    found = find_faults(claim, focus(claim, evidence), evidence)
    return [(reason, may_be_overruled(reason, claim, evidence)) for reason in found]


@pytest.mark.parametrize(
    ("passage", "sentence", "fault", "said"),
    [
        (
            "The mine is in the northeast of the town.",
            "The mine is in the southwest of the town.",
            "direction",
            "southwest",
        ),
        ("It is the smallest pit in Arden.", "It is the largest pit in Arden.", "direction", "largest"),
        ("The board refused to pay wages.", "The board paid wages.", "negation", "paid"),
    ],
)
def test_a_lie_is_refuted_softly(passage: str, sentence: str, fault: str, said: str) -> None:
    found = [
        (reason.fault, sentence[slice(*reason.span)], overruled) for reason, overruled in faults(sentence, passage)
    ]
    assert found == [(fault, said, True)]


@pytest.mark.parametrize(
    ("passage", "sentence", "fault"),
    [
        ("The seventh pit closed.", "The pit closed with 7 million tonnes.", "number"),
        ("| Year | Million yuan | | 2010 | 450 |", "Output was 450 billion yuan in 2010.", "number"),
        ("The number was 5.", "Aid was 5 to 9 euros.", "number"),
        ("The Fuxin Mine lies in Arden.", "Fuxin City lies in Arden.", "name"),
        ("Fuxin District lies far off.", "Fuxin Province lies far off.", "name"),
        ("The EU paid.", "The African Union paid.", "name"),
        ("It ran from 3 May 2010 to 5 June 2011.", "It ran from 3 May 2010 to 5 June 2012.", "date"),
        ("The mine opened in the nineteenth century.", "The mine opened in the twentieth century.", "date"),
        ("March brought strikes.", "April brought strikes.", "date"),
        (SPENT, "Towns spent 70 million yuan on roads and schools.", "number"),
        ("The rate did not exceed 5%.", "The rate was at least 5%.", "number"),
        ('Berg calls it "a second spring" now.', "Berg calls it «a costly error» now.", "quote"),
        ('Berg calls it "a second spring" now.', "Berg calls it ‘a costly error’ now.", "quote"),
        (SPRING, "Berg said 'we saw … a cold winter'.", "quote"),
        ("A hundred and twenty miners left.", "A hundred miners left.", "number"),
    ],
)
def test_a_lie_about_what_is_exact_may_not_be_overruled(passage: str, sentence: str, fault: str) -> None:
    assert (fault, False) in [(reason.fault, overruled) for reason, overruled in faults(sentence, passage)]


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("Osterfeld has three pits and nine shafts.", "Osterfeld has three pits."),
        ("The second-largest mine of Arden closed.", "The second-largest mine closed."),
        ("| Year | Million yuan | | 2010 | 450 |", "Output was 450 million yuan in 2010."),
        ("It ran from 3 May 2010 to 5 June 2011.", "It ended on 5 June 2011 and began on 3 May 2010."),
        ("The grant was $2–3 million.", "The grant was 2 to 3 million dollars."),
        ("In 2016–20 rents rose.", "Rents rose from 2016 to 2020."),
        ("In 2010/11 rents rose.", "Rents rose in 2011."),
        ("From 1995 to 2003 rents rose.", "Rents rose in the 1990s."),
        ("The mine opened in 1887.", "The mine opened in the 19th century."),
        ("The mine opened in the 1800s.", "The mine opened in the 19th century."),
        ("The United States paid.", "The U.S. paid."),
        ("Sweden paid the town.", "Swedish money paid the town."),
        ("Sales rose by 12% in 2010.", "In 2010 sales rose by 12%."),
        ("Some 340,000 people left.", "Hundreds of thousands of people left."),
        ("The town has 950 shops.", "The town has hundreds of shops."),
        ("Few miners stayed in Osterfeld.", "In Osterfeld few miners stayed."),
        ("The pit no longer pays wages.", "The pit does not pay wages."),
        ("The rate did not exceed 5%.", "The rate was at most 5%."),
        ("The rate never fell below 5%.", "The rate was at least 5%."),
        ('Berg calls it "a second spring" now.', "Berg calls it ‘a second spring’ now."),
        (SPRING, "Berg said 'we saw … a new spring here'."),
        (SPRING, "Berg said “we saw … a new spring”."),
        ("Output of the firms grew by 4.5%.", "Most of the firms raised output."),
        ("It took between two and three years.", "It took two to three years."),
        ("A hundred and twenty miners left.", "120 miners left."),
        ("Two and a half million people left.", "2.5 million people left."),
    ],
)
def test_a_truth_in_another_dress_is_not_objected_to(passage: str, sentence: str) -> None:
    assert faults(sentence, passage) == []


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("The United States paid.", "The USA paid."),
    ],
)
def test_an_abbreviation_is_no_missing_name(passage: str, sentence: str) -> None:
    assert [reason for reason, _ in faults(sentence, passage) if reason.fault == "name"] == []


@pytest.mark.parametrize(
    ("passage", "sentence", "said"),
    [
        (SPENT, "Towns spent 50 million yuan on roads and schools.", "50 million yuan"),
        ("The town has 1,600 shops.", "The town has 1600 shops.", "1600"),
    ],
)
def test_a_second_opinion_may_pass_a_total_and_a_count_like_a_year(passage: str, sentence: str, said: str) -> None:
    assert [(sentence[slice(*r.span)], overruled) for r, overruled in faults(sentence, passage)] == [(said, True)]


@pytest.mark.parametrize(("sentence", "passage"), FAITHFUL)
def test_faithful_wordings_pass(sentence: str, passage: str) -> None:
    assert verify(sentence, [passage], ["T"]).support in ("exact", "supported")


@pytest.mark.parametrize(("sentence", "passage"), LIES)
def test_lies_like_them_do_not(sentence: str, passage: str) -> None:
    assert verify(sentence, [passage], ["T"]).support in ("partial", "none")
