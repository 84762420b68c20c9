"""Which sentences stand alone in a summary, which lean, announce, or speak of the text itself."""

from __future__ import annotations

import pytest

from rag import alone
from rag.quotable import quotable
from rag.summary.sections import NOWHERE, material
from tests.rag.small import passages
from tests.rag.summary.town import document


@pytest.mark.parametrize(
    "text",
    [
        "In May 2019 he told a newspaper of the journey.",
        "Our reading: they say little about the smallest towns.",
        "Lower wages led him to leave within three weeks.",
        "The board dismissed him after two winters.",
        "Half of them were out of work by spring.",
        "New homes then stood at 400 a year.",
        "At the time this pushed prices up.",
        "Two years later the smelter was sold.",
        "About 600 jobs were credited to it in a single year.",
        "Newton is the other harbour on the coast.",
        "Repairs there go back to 1960.",
        "In this town mining once made most of the money.",
        "A third of its people are older than 60.",
        "One law of 1990 changed that: rents were set free.",
    ],
)
def test_it_leans_on_what_was_told(text: str) -> None:
    assert alone.leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "Coalton lost its railway in 1971.",
        "The company sold its houses in 1998.",
        "Old maps say that there are 40 shafts below the town.",
        "There were 40 shafts below the town.",
        "Water makes it hard to farm the valley.",
        "Xin closed its mines first; housing then became the larger trade.",
        "When the mayor resigned, he left debts of 40 million yuan.",
    ],
)
def test_it_does_not(text: str) -> None:
    assert not alone.leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "The document rests on three mechanisms.",
        "Our reading: three cautions follow.",
        "Two careful studies reach opposite results.",
        "The background is sketched as follows.",
        "Three uses were found for the old shafts:",
        "Critics go further.",
        "Our reading: for small towns the record is mixed.",
    ],
)
def test_it_only_announces(text: str) -> None:
    assert alone.announces(text)


@pytest.mark.parametrize(
    "text",
    [
        "By 2010 the town named three pillars: glass, lace and tourism.",
        "Three mines closed in 2001 and 900 miners lost their work.",
        "Newton is a town in the hills.",
        "Fame and cheap homes arrive faster than jobs do.",
        "Glass works lost people for two decades after the war.",
    ],
)
def test_it_tells_something(text: str) -> None:
    assert not alone.announces(text)


@pytest.mark.parametrize(
    "text",
    [
        "The table sums up what was said.",
        "Figures come from the yearbook of 2001.",
        "None of the reports we read counts them.",
        "The cases below are told by the towns themselves.",
        "This brief draws on nine reports.",
    ],
)
def test_it_speaks_of_the_text(text: str) -> None:
    assert alone.aside(text)


def test_a_bare_noun_points_back_and_an_explained_one_does_not() -> None:
    assert "plan" in alone.definite("The plan was older than anybody knew.")
    assert not alone.definite("The plan of 2013 named nine classes.")
    assert not alone.definite("The plan sent 40 families to Newton.")
    assert not alone.definite("The largest shaft was 300 metres deep.")


PARTS = (
    (
        "Newton: a glass town",
        (
            "The council of Newton adopted a plan for glass in 1990. Food was dear in all shops. "
            "The plan was dropped after nine years.",
            "On 4 May some 900 people marched to the works; and trade went on.",
            "In 1999 a fire took the old works. Our reading: a single works is a risk.",
            "The song is dated 2019; a critic found it on a record of 2017.",
        ),
    ),
    ("Lace", ("However, lace was never made in large works.", "Lace made 300 jobs.")),
)


def test_what_each_sentence_needs() -> None:
    found = material(quotable(passages(document("towns", PARTS))))
    number = {unit.text.split(" ", 2)[0] + " " + unit.text.split(" ", 2)[1]: n for n, unit in enumerate(found.units)}
    needs = dict(zip(number, found.needs, strict=True))
    council = number["The council"]
    assert needs["The council"] == ()
    assert needs["Food was"] == (council,)
    assert needs["The plan"] == (council,)
    assert needs["On 4"][-1] == council
    assert needs["Our reading:"] == (number["In 1999"],)
    assert needs["However, lace"] == (NOWHERE,)
    assert found.chain(number["However, lace"]) == []
    assert found.chain(number["The plan"]) == [council, number["The plan"]]
    assert found.chain(number["The plan"], {council}) == [number["The plan"]]


def test_a_sentence_that_was_cut_at_a_semicolon_is_whole_again() -> None:
    found = material(quotable(passages(document("towns", PARTS))))
    (song,) = [unit for unit in found.units if unit.text.startswith("The song")]
    assert song.text.endswith("a record of 2017.")
    assert song.passage.text[song.start : song.end] == song.text
