"""Telling when sources differ, and when they only seem to."""

import json
import re
from pathlib import Path

import pytest

from rag.base.types import Citation, Disagreement, Passage
from rag.check.disagreement import Statement, among, find
from rag.language.lexicon import pattern

ROOT = Path(__file__).parents[3]
CASES = [
    json.loads(line)
    for line in (ROOT / "corpus" / "checks" / "disagreements.jsonl").read_text(encoding="utf-8").splitlines()
]


def ask(question: str, *texts: str) -> Disagreement | None:
    return find([Statement(text, i, ("Osterfeld",)) for i, text in enumerate(texts, start=1)], question)


def shown(found: Disagreement | None) -> list[tuple[str, int]]:
    return [(value.value, value.citation) for value in found.values] if found else []


def test_a_passage_that_says_so_gives_both_values_with_their_sources() -> None:
    text = "Estimates of the visitors differ: The Herald gives 4,100 a year, Karl Weber about 5,000."
    found = ask("How many visitors does Osterfeld have?", text)
    assert found is not None
    assert found.about == "“How many visitors does Osterfeld have?”"
    assert shown(found) == [("4,100 a year (The Herald)", 1), ("about 5,000 (Karl Weber)", 1)]


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("How old is it, and how many visitors does Osterfeld have?", "“How many visitors does Osterfeld have?”"),
        ("How many visitors come to Osterfeld? The papers don't agree.", "“How many visitors come to Osterfeld?”"),
        ("Who runs the pithead and how many visitors are there?", "“How many visitors are there?”"),
        ("Who runs the pithead and how many visitors come?", "Osterfeld"),
    ],
)
def test_the_part_that_the_values_suit_is_told_or_else_the_heading_over_them(question: str, about: str) -> None:
    found = ask(question, "Estimates of the visitors differ: The Herald gives 4,100 a year, Karl Weber about 5,000.")
    assert found is not None
    assert found.about == about


def test_values_of_a_year_that_is_not_asked_about_are_no_dispute() -> None:
    text = "Estimates of the visitors differ: for 2019 The Herald gives 4,100 a year, Karl Weber about 5,000."
    assert ask("How many visitors did Osterfeld have in 1959?", text) is None
    assert shown(ask("How many visitors did Osterfeld have in 2019?", text)) != []
    assert shown(ask("How many visitors did Osterfeld have by March 2019?", text)) != []
    assert shown(ask("How many visitors did Osterfeld have?", text)) != []


def test_an_undated_value_below_a_heading_of_another_year_is_not_of_the_year_asked_about() -> None:
    question, first = "How many counties were on the list?", "The list of 2009 has 17 counties."
    for heading, asked, differs in (
        ("The plan of 2013", f"{question[:-1]} of 2009?", False),
        ("The list of 2009", f"{question[:-1]} of 2009?", True),
    ):
        told = [Statement(first, 1, ("Lists",)), Statement("The list has 126 counties.", 2, (heading,))]
        assert (find(told, asked) is not None) is differs, (heading, asked)


def test_two_passages_that_contradict_each_other_are_shown_unless_one_has_both_values() -> None:
    question, one = "How high is the pithead in Osterfeld?", "The old pithead in Osterfeld is 48 m high."
    other = "The pithead in Osterfeld is 52 m high."
    assert shown(ask(question, one, other)) == [("48 m", 1), ("52 m", 2)]
    assert ask(question, one, f"{other} The chimney beside it rises to 48 m.") is None


def test_values_that_stand_beside_the_quoted_words_are_found_and_point_to_the_quote_that_has_them() -> None:
    text = "Estimates of the visitors differ. The Herald gives 4,100 a year, Karl Weber about 5,000."
    passage = Passage("p", "d", "Osterfeld", text, (), (), (0, len(text)))
    spans = [(0, text.index(" The")), (text.index("The"), len(text))]
    citations = [Citation(n, passage, start, end, text[start:end]) for n, (start, end) in enumerate(spans, start=1)]
    question = "How many visitors does Osterfeld have?"
    assert shown(among(citations[:1], question)) == [("4,100 a year (The Herald)", 1), ("about 5,000 (Karl Weber)", 1)]
    assert [citation for _, citation in shown(among(citations, question))] == [2, 2]


def test_the_same_passage_cited_twice_does_not_contradict_itself() -> None:
    text = "The pithead in Osterfeld is 48 m high. The new pithead in Osterfeld is 52 m high."
    passage = Passage("p", "d", "Osterfeld", text, (), (), (0, len(text)))
    cut = text.index(" The new")
    citations = [Citation(1, passage, 0, cut, text[:cut]), Citation(2, passage, cut + 1, len(text), text[cut + 1 :])]
    assert among(citations, "How high is the pithead in Osterfeld?") is None


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("How high is the pithead in Osterfeld?", ["The pithead is 48 m high.", "The pithead is about 50 m high."]),
        (
            "How many people live in Osterfeld?",
            ["In 2010 Osterfeld had 12,417 people.", "In 2020 Osterfeld had 9,832 people."],
        ),
        (
            "How many people live there?",
            ["Counts differ because definitions do: 9,832 residents, 11,020 registered people."],
        ),
        ("Why did Osterfeld shrink?", ["Accounts differ: 4,100 people left, others say 5,000."]),
        ("How many shops are there?", ["Osterfeld has 40 shops.", "The mine employed 900 people."]),
        ("How many shops are there?", []),
    ],
)
def test_rounding_other_years_definitions_and_other_things_are_no_disagreement(question: str, texts: list[str]) -> None:
    assert ask(question, *texts) is None


@pytest.mark.parametrize(
    "text",
    [
        "The pithead in Osterfeld closed in 1986 and reopened as a museum in 1994.",
        "The pithead in Osterfeld opened in 1911 and closed in 1986.",
    ],
)
def test_the_year_of_a_second_event_is_no_disagreement_where_the_asked_one_is_there_too(text: str) -> None:
    question, other = "When did the pithead in Osterfeld close?", "The pithead in Osterfeld closed in {}."
    assert ask(question, other.format(1986), text) is None
    assert ask(question, text, other.format(1986)) is None
    assert ("1988", 2) in shown(ask(question, text, other.format(1988)))


def test_the_written_cases_stand_in_their_briefs() -> None:
    assert [case["differs"] for case in CASES].count(True) == len(CASES) / 2 == 20
    for case in CASES:
        for passage in case["passages"]:
            brief = (ROOT / "corpus" / "briefs" / f"{passage['doc']}.md").read_text(encoding="utf-8")
            assert passage["text"] in re.sub(r" ?\[@[^\]]*\]", "", brief), case["id"]


def test_the_written_cases_are_told_apart() -> None:
    found = {
        case["id"]: find(
            [Statement(p["text"], i, (p["title"], p["section"])) for i, p in enumerate(case["passages"], start=1)],
            case["question"],
        )
        for case in CASES
    }
    right = [
        found[case["id"]] is not None
        and all(any(value in given.value for given in found[case["id"]].values) for value in case["values"])
        for case in CASES
        if case["differs"]
    ]
    wrong = [case["id"] for case in CASES if not case["differs"] and found[case["id"]] is not None]
    assert sum(right) >= 0.75 * len(right)
    assert len(wrong) <= 1


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What was the population of Osterfeld?", True),
        ("What share of visitors pays?", True),
        ("What's the population of Osterfeld?", True),
        ("What could the project cost?", True),
        ("What has been the cost of the project?", True),
        ("Which annual revenue does it have?", True),
        ("By how much did the budget grow?", True),
        ("Which town in the north loses most of its population?", False),
        ("What happened to the towns with a large debt?", False),
    ],
)
def test_an_amount_is_asked_for_only_where_the_measure_is_what_is_asked(question: str, asks: bool) -> None:
    assert bool(pattern("asked.amount").search(question)) is asks


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "Do all sources agree about how many people live in the 69 towns?",
            "Counts clash too: one study has people in 15 towns, another in 118 towns.",
        ),
        (
            "How many households were offered a move in Osterfeld?",
            "Accounts differ: The Herald wrote in 2016 that about 1,000 people had left, the census has 6,914 people.",
        ),
        (
            "How deep is the hole that the pit left?",
            "The pit gave about 244 million tonnes of coal, other sources say 210 million tonnes. It left a hole.",
        ),
        (
            "How many towns of Osterfeld became supply bases?",
            "Six in ten towns became supply bases. One study of 329 towns disagrees with another, of 248 towns.",
        ),
        (
            "How big were the reserves of Osterfeld?",
            "The reserves of Osterfeld were big. Their weight is reported differently: a sixth of the world's by one "
            "report, 24% by another account.",
        ),
        (
            "How many people has Upper Osterfeld lost?",
            "The mines employed 8,000 people by the statistics, or 9,000 by another account. Upper Osterfeld alone has "
            "lost 200,000 people.",
        ),
        (
            "When did the programme of Osterfeld end?",
            "The programme of Osterfeld ended in the spring, but the auditors disagreed. In 2021 it was cut. New rules "
            "came in 2025.",
        ),
        (
            "How much did buyers in Osterfeld put down?",
            "In Osterfeld buyers put down 5,000 euros and promised 15,000 euros of repairs. Results vary sharply.",
        ),
        (
            "How many bus routes does Osterfeld have?",
            "Osterfeld, by contrast, has 20 bus routes and a school in the top 100 of all public schools.",
        ),
        (
            "How many houses did the villages round Osterfeld sell?",
            "Results vary sharply. Arden sold about 160 houses. Ashland sold 50 houses.",
        ),
        (
            "When did Osterfeld first sell houses?",
            "The idea was first tried in Osterfeld, in 2008; a broadcaster dates the start to nearby Ashland in 2007.",
        ),
        (
            "Of those who bought there, how many are still in Osterfeld?",
            "Other sources show limits: an agent who sold 400 Osterfeld flats guessed that 90 of his buyers stay.",
        ),
        (
            "How high is the jobless rate in Osterfeld?",
            "The jobless rate rose from 4% in 1970 to 11% in 1985 and was 7% in 2023. Rates differ from town to town.",
        ),
    ],
)
def test_values_of_another_unit_or_thing_or_each_of_its_own_year_are_no_dispute(question: str, text: str) -> None:
    assert ask(question, text) is None


def test_a_value_of_ten_years_later_is_not_among_those_that_differ() -> None:
    text = (
        "Its mines employed close to 8,000 people in 1989 by the industry's statistics, or around 9,000 by another "
        "account, and under 3,000 ten years later."
    )
    assert len(shown(ask("How many people did the mines employ in 1989?", text))) == 2


def cited(*passages: tuple[str, str]) -> list[Citation]:
    made = [Passage(title, title, title, text, (title,), (), (0, len(text))) for title, text in passages]
    return [Citation(n, one, 0, len(one.text), one.text) for n, one in enumerate(made, start=1)]


def test_a_town_does_not_contradict_a_region_of_another_name() -> None:
    lost = (
        ("Osterfeld", "Osterfeld lost 10,300 people in the decade."),
        ("Ashland", "Ashland lost 66,000 people in the decade."),
    )
    assert among(cited(*lost), "How many people were lost in the decade?") is None
    assert among(cited(*lost), "How many people did Osterfeld lose in the decade?") is None
    same = lost[0], ("Towns", "Osterfeld lost 66,000 people in the decade.")
    assert shown(among(cited(*same), "How many people did Osterfeld lose in the decade?")) == [
        ("10,300", 1),
        ("66,000", 2),
    ]


def test_the_first_passage_with_a_name_of_the_question_leads() -> None:
    first = ("Ashland", "Counts of the people left in Ashland differ: The Herald has 1,000, Karl Weber 1,400.")
    second = ("Osterfeld", "Counts of the people left in Osterfeld differ: The Herald has 7,900, Karl Weber 8,900.")
    given = shown(among(cited(first, second), "How many people are left in Osterfeld?"))
    assert [citation for _, citation in given] == [2, 2]


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        (
            "How old is the pit of Osterfeld?",
            "Weber places the first pit of Osterfeld in the eighteenth century. The Herald, by contrast, dates it to "
            "the year 1620.",
            [
                "Weber places the first pit of Osterfeld in the eighteenth century",
                "The Herald, by contrast, dates it to the year 1620",
            ],
        ),
        (
            "The Herald counted the guests of Osterfeld twice. Do its totals match?",
            "By 2019 The Herald counted eight fairs and 30,000 guests, while a later Herald report gives 30,000 for "
            "fairs and shows by 2022, so the two counts do not fit.",
            [
                "By 2019 The Herald counted eight fairs and 30,000 guests",
                "a later Herald report gives 30,000 for fairs and shows by 2022, so the two counts do not fit",
            ],
        ),
        (
            "How many jobs does the museum of Osterfeld give?",
            "The museum of Osterfeld has 1,300 jobs. It cost a lot. It has 9,000 guests a year. One broadcaster even "
            "credited the museum with 4,500 jobs in ten years, far outside other estimates.",
            ["1,300", "4,500 (One broadcaster)"],
        ),
        (
            "How many hectares did mining sink at Osterfeld?",
            "Mining sank 23,500 hectares at Osterfeld. Most was farmland. The town dug ponds. A satellite study of the "
            "mining gives another picture: 24 sunken areas with about 12,000 hectares.",
            ["23,500 hectares", "about 12,000 hectares"],
        ),
        (
            "By what share did the debt of Osterfeld grow?",
            "The Herald says that the debt of Osterfeld grew by a quarter; it is nearer 14% by our arithmetic.",
            ["a quarter (The Herald)", "14% (our arithmetic)"],
        ),
    ],
)
def test_what_is_set_against_another_account_is_told_with_it(question: str, text: str, told: list[str]) -> None:
    assert [value for value, _ in shown(among(cited(("Osterfeld", text)), question))] == told


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "How many towns of Osterfeld are listed?",
            "Estimates of how many miners live there differ. The Herald wrote in 2013 of 335 towns. The 319 towns lie "
            "in Osterfeld.",
        ),
        (
            "How many visitors did Osterfeld have?",
            "Osterfeld had 4,800 visitors. They came by bus. Some stayed. Osterfeld has 4,500 people (reports differ).",
        ),
        (
            "Do all papers agree how many people live in the towns?",
            "The counts of towns differ: one study finds 15 pits in Osterfeld, another report 19 pits in the valley.",
        ),
    ],
)
def test_accounts_of_other_counts_are_no_dispute(question: str, text: str) -> None:
    assert among(cited(("Osterfeld", text)), question) is None


def test_accounts_are_looked_for_round_what_is_told_in_whichever_passage() -> None:
    first = ("Osterfeld", "The rebuilding of Osterfeld was paid for by the state.")
    other = ("Ashland", "The cost of the rebuilding is given as 1.7 billion yuan and as 4.8 billion yuan.")
    question = "What did the rebuilding cost?"
    for order in ((first, other), (other, first)):
        assert among(cited(*order), question, [first[1]]) is None
        assert [value for value, _ in shown(among(cited(*order), question, [other[1]]))] == [
            "1.7 billion yuan",
            "4.8 billion yuan",
        ]


def test_each_part_of_a_question_is_asked_for_on_its_own() -> None:
    text = "Estimates of the visitors differ: The Herald gives 4,100 a year, Karl Weber about 5,000."
    found = among(cited(("Osterfeld", text)), "When did it open and how many visitors does Osterfeld have?")
    assert shown(found) == [("4,100 a year (The Herald)", 1), ("about 5,000 (Karl Weber)", 1)]
    assert found is not None
    assert found.about == "“How many visitors does Osterfeld have?”"


def test_two_sides_are_told_in_words_of_their_own() -> None:
    text = "Counts clash too: one study finds 15 towns in Osterfeld alone, another report 19 in the whole valley."
    question = "Why do accounts contradict one another about the year, and about how many live in the towns?"
    assert among(cited(("Osterfeld", text)), question, []) is None


def test_accounts_may_differ_in_other_words_than_the_question_has() -> None:
    text = "Reports put the cumulative yield anywhere from 600 million tonnes to over 800 million tonnes. It is coal."
    assert [value for value, _ in shown(among(cited(("Osterfeld", text)), "total coal ever mined", [text]))] == [
        "600 million tonnes (Reports)",
        "over 800 million tonnes",
    ]


def test_another_source_is_named_as_such() -> None:
    text = "A gain of 3,600 became a loss of people that is put at 18,000 by one paper and 20,000 by another."
    assert shown(ask("How many people did Osterfeld lose?", text)) == [
        ("18,000 (one paper)", 1),
        ("20,000 (another)", 1),
    ]


def test_each_value_of_a_row_has_its_own_year() -> None:
    row = "The census counted 1,900 people in Osterfeld in 2000, 1,500 in 2010 and 1,200 in 2020."
    question = "How many people did the census count in Osterfeld in 2020?"
    assert ask(question, row, "The census counted 1,500 people in Osterfeld in 2010.") is None
    assert shown(ask(question, row, "The census counted 2,400 people in Osterfeld in 2020.")) == [
        ("1,200", 1),
        ("2,400", 2),
    ]


def test_rows_and_sections_of_other_towns_do_not_contradict_what_is_asked_of_one() -> None:
    question = "how many people lived in osterfeld at its peak?"
    own = Statement("Osterfeld had about 18,500 people at its peak.", 1, ("Towns › Osterfeld: a new start",))
    for text, heading, differs in (
        ("Ashland had 6,700 people at its peak.", "Towns › Figures", False),
        ("At its peak the town had 6,700 people.", "Towns › Ashland: a long end", False),
        ("Osterfeld had 6,700 people at its peak.", "Towns › Figures", True),
    ):
        found = find([own, Statement(text, 2, (heading,))], question)
        assert (found is not None) is differs, text
