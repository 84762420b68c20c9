"""Which sentences stand alone in an answer or a summary, which lean, announce, or speak of the text itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.language import dependent_sentences
from rag.reports.summary.sections import NOWHERE, material
from rag.search.candidate_sentences import quotable
from tests.rag.reports.summary.town import document
from tests.rag.small import passages


@pytest.mark.parametrize(
    "text",
    [
        "It closed in 1990.",
        "It was a plan that worked.",
        "It was founded by a firm.",
        "However, nobody came.",
        "These towns shrank.",
        "In May 2019 he described his journey.",
        "By July 2025 it had 470 members.",
        "On 10 March it announced a team.",
        "Before choosing Altenberg she had looked at small towns.",
        "The Herald banned him over insults.",
        "Officials described it as the first plan of the kind.",
        "About a third of its people are old.",
        "The number of its firms dropped.",
        "Our reading: it is a late symptom.",
        "There the mine closed first.",
        "Both were sold.",
        "Both were sold in 1990 and torn down.",
        "Neither was sold nor torn down.",
        "Neither was sold.",
        "So the owner sold his flat.",
    ],
)
def test_what_points_back_leans(text: str) -> None:
    assert dependent_sentences.leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is unclear whether the plan worked.",
        "It cannot be proved, the author writes, that prices fell.",
        "Altenberg closed most of its mines.",
        "Altenberg gave up coal, and in May 2019 it opened a park.",
        "The closure made it hard to find work.",
        "In 1990 the mine closed.",
        "New owners brought money with them.",
        "The plan was wider: it covered all towns.",
        "A town near the end of its deposit is exhausted.",
        "In Altenberg the owner sold his flat.",
        "There are 69 shafts below the town.",
        "There has been no mayor since 1990.",
        "Both Altenberg and Newton lost their trains.",
        "Neither Altenberg nor Newton has a mine.",
        "Either the owner or the state pays.",
        "So far nobody has come back.",
    ],
)
def test_what_points_ahead_stands_alone(text: str) -> None:
    assert not dependent_sentences.leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "In May 2019 he told a newspaper of the journey.",
        "Our reading: they say little about the smallest towns.",
        "Lower wages led him to leave within three weeks.",
        "The board dismissed him after two winters.",
        "Half of them were out of work by spring.",
        "At the time this pushed prices up.",
        "Two years later the smelter was sold.",
        "About 600 jobs were credited to it in a single year.",
        "Newton is the other harbour on the coast.",
        "In this town mining once made most of the money.",
        "A third of its people are older than 60.",
        "One law of 1990 changed that: rents were set free.",
    ],
)
def test_it_leans_on_what_was_told(text: str) -> None:
    assert dependent_sentences.leans_unasked(text)


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
    assert not dependent_sentences.leans_unasked(text)


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
    assert dependent_sentences.announces(text)


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
    assert not dependent_sentences.announces(text)


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
    assert dependent_sentences.aside(text)


PARTS = (
    (
        "Newton: a glass town",
        (
            "The council of Newton adopted a plan for glass in 1990. It was dropped after nine years.",
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
    fire, reading = number["In 1999"], number["Our reading:"]
    assert needs["The council"] is needs["Lace made"] is None
    assert needs["It was"] == council
    assert needs["Our reading:"] == fire
    assert needs["However, lace"] == NOWHERE
    assert found.chain(number["However, lace"]) == []
    assert found.chain(reading) == [fire, reading]
    assert found.chain(reading, {fire}) == [reading]


def test_a_sentence_needs_none_where_its_document_says_what_it_points_back_to() -> None:
    units = [replace(unit, explained="") for unit in quotable(passages(document("towns", PARTS)))]
    assert set(material(units).needs) == {None}


def test_a_sentence_that_was_cut_at_a_semicolon_is_whole_again() -> None:
    found = material(quotable(passages(document("towns", PARTS))))
    (song,) = [unit for unit in found.units if unit.text.startswith("The song")]
    assert song.text.endswith("a record of 2017.")
    assert song.passage.text[song.start : song.end] == song.text
