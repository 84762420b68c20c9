"""Words, verbs, dates and noun phrases of questions."""

from __future__ import annotations

import pytest

from rag.question.follow_up.grammar import is_plural, singular, split, times, verbs
from rag.question.follow_up.phrases import phrases


def shown(text: str) -> list[str]:
    return [phrase.text for phrase in phrases(text) if not phrase.parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is Hegang's debt?", ["What", "is", "Hegang", "'s", "debt"]),
        ("Darwin’s well-known view isn't new", ["Darwin", "’s", "well-known", "view", "isn't", "new"]),
        ("Document No. 38 and Y. A. Tittle", ["Document", "No.", "38", "and", "Y.", "A.", "Tittle"]),
        ("1,204.5 tonnes in 2010-2015", ["1,204.5", "tonnes", "in", "2010-2015"]),
        ("鹤岗 ?!", ["鹤岗"]),
        ("", []),
    ],
)
def test_words_keep_their_offsets(text: str, expected: list[str]) -> None:
    row = split(text)
    assert [word.text for word in row] == expected
    assert [text[word.start : word.end] for word in row] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What causes acidic reflux?", ["causes"]),
        ("What are the causes?", []),
        ("How does the plan work?", ["work"]),
        ("What is the plan?", []),
        ("Who was elected mayor in 2011?", ["elected"]),
        ("Is throat cancer treatable?", ["treatable"]),
        ("What technological developments enabled popular music?", ["enabled"]),
        ("When did the programme to revive the Northeast start?", ["revive", "start"]),
        ("What are some of the possible causes?", []),
        ("How many national mining parks exist?", ["exist"]),
        ("Why did the 1987 plan fail?", ["fail"]),
        ("When did the pilot plan start?", ["start"]),
    ],
)
def test_where_a_word_stands_makes_it_a_verb(text: str, expected: list[str]) -> None:
    assert [split(text)[i].text for i in sorted(verbs(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many left in 2010 and since May 2015?", ["in 2010", "since May 2015"]),
        ("between 2010 and 2020", ["between 2010 and 2020"]),
        ("at the end of 2024, today", ["the end of 2024", "today"]),
        ("Did the 2013 plan work?", []),
        ("1,204 people in 40 towns", []),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in times(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is the US Electoral College?", ["the US Electoral College"]),
        (
            "What were the purposes of the Lewis and Clark expedition?",
            ["the purposes", "the Lewis and Clark expedition"],
        ),
        ("Is Red Bull bad for you?", ["Red Bull"]),
        ("Who directed Black Coal, Thin Ice?", ["Black Coal, Thin Ice"]),
        ("What does Jessica Yu's article say about Hegang?", ["Jessica Yu", "Jessica Yu's article", "Hegang"]),
        ("How do Hegang, Fuxin and Gejiu differ?", ["Hegang", "Fuxin", "Gejiu"]),
        ("In general, what did they lose?", []),
        ("What is a monotown?", ["a monotown"]),
        ("What has the Chinese government done?", ["the Chinese government"]),
        ("Who owned the Brandow mine?", ["the Brandow mine"]),
        ("Why did the 1987 plan fail?", ["the 1987 plan"]),
    ],
)
def test_phrases(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


def test_a_phrase_knows_its_complements_its_owner_and_its_members() -> None:
    plan = phrases("What is the national plan of 2013 for cities?")[0]
    assert (plan.text, plan.full, plan.long) == ("the national plan", "the national plan of 2013", plan.full)
    owner, debt = phrases("How large is Hegang's debt?")
    assert (owner.owned, debt.text, debt.owned, debt.head) == (False, "Hegang's debt", True, "debt")
    both = phrases("How do the Ruhr and Lusatia differ?")[0]
    assert both.parts == ("the Ruhr", "Lusatia")
    assert both.plural
    assert both.bears_name


@pytest.mark.parametrize(
    ("word", "one", "several"),
    [
        ("cities", "city", True),
        ("bus", "bus", False),
        ("churches", "church", True),
        ("people", "people", True),
        ("class", "class", False),
    ],
)
def test_plurals(word: str, one: str, several: bool) -> None:
    assert is_plural(word) is several
    assert singular(word) == one or word == "people"
