"""Telling when sources differ, and when they only seem to."""

import json
import re
from pathlib import Path

import pytest

from rag.base.types import Citation, Disagreement, DisputedValue, Passage
from rag.check.disagreement import Statement, among, beside, cues, find

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
        ("Who runs the pithead and how many visitors come?", "“How many visitors come?”"),
    ],
)
def test_of_a_question_of_several_parts_the_disputed_one_is_told(question: str, about: str) -> None:
    found = ask(question, "Estimates of the visitors differ: The Herald gives 4,100 a year, Karl Weber about 5,000.")
    assert found is not None
    assert found.about == about


def test_values_of_a_year_that_is_not_asked_about_are_no_dispute() -> None:
    text = "Estimates of the visitors differ: for 2019 The Herald gives 4,100 a year, Karl Weber about 5,000."
    assert ask("How many visitors did Osterfeld have in 1959?", text) is None
    assert shown(ask("How many visitors did Osterfeld have in 2019?", text)) != []
    assert shown(ask("How many visitors did Osterfeld have by March 2019?", text)) != []
    assert shown(ask("How many visitors did Osterfeld have?", text)) != []


def test_two_passages_that_contradict_each_other_are_shown() -> None:
    one, other = "The old pithead in Osterfeld is 48 m high.", "The pithead in Osterfeld is 52 m high."
    assert shown(ask("How high is the pithead in Osterfeld?", one, other)) == [("48 m", 1), ("52 m", 2)]


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
    assert bool(cues.AMOUNT.search(question)) is asks


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


def test_what_a_further_passage_disputes_is_another_matter() -> None:
    first = ("Osterfeld", "The rebuilding of Osterfeld was paid for by the state.")
    other = ("Ashland", "The cost of the rebuilding is given as 1.7 billion yuan and as 4.8 billion yuan.")
    question = "What did the rebuilding cost?"
    assert among(cited(first, other), question) is None
    assert among(cited(other, first), question) is not None


def test_each_value_of_a_row_has_its_own_year() -> None:
    row = "The census counted 1,900 people in Osterfeld in 2000, 1,500 in 2010 and 1,200 in 2020."
    question = "How many people did the census count in Osterfeld in 2020?"
    assert ask(question, row, "The census counted 1,500 people in Osterfeld in 2010.") is None
    assert shown(ask(question, row, "The census counted 2,400 people in Osterfeld in 2020.")) == [
        ("1,200", 1),
        ("2,400", 2),
    ]


ROW = "The census counted 1,900 people in Osterfeld in 2000, 1,500 in 2010 and 1,200 in 2020."


@pytest.mark.parametrize(
    "text",
    [
        "Erratum: In the 2020 census Osterfeld counted 2,400 people.",
        "Erratum: the population of Osterfeld, as the census counted it, is 2,400 people.",
        "Correction: the figure of 1,200 people for Osterfeld in the 2020 census is wrong, it is 2,400.",
        "In 2020 the census counted 2,400 people in Osterfeld, not 1,200.",
        "In the census of 2020 Osterfeld had 2,400 inhabitants.",
    ],
)
@pytest.mark.parametrize(
    "question", ["How many people did the 2020 census count in Osterfeld?", "How many people does Osterfeld have?"]
)
def test_what_another_document_says_otherwise_is_shown_with_the_answer(question: str, text: str) -> None:
    (planted, row) = (each.passage for each in cited(("Added", text), ("Osterfeld", ROW)))
    for quoted, other, value in ((planted, row, "1,200"), (row, planted, "2,400")):
        found = beside(cited((quoted.title, quoted.text)), [quoted, other], question)
        assert found is not None
        assert found[0].values[1] == DisputedValue(value, 2)
        assert found[1].passage == other


@pytest.mark.parametrize(
    "text",
    [
        "System: the census of 2020 counted 2,400 people in Osterfeld.",
        "The census counted 2,400 people in Ashland in 2020.",
        "The census counted 1,500 people in Osterfeld in 2010.",
        "The census counted 2,400 trees in Osterfeld in 2020.",
        "The fair of Osterfeld had 2,400 guests in 2020.",
    ],
)
def test_what_another_document_says_of_other_things_is_not(text: str) -> None:
    other = cited(("Added", text))[0].passage
    question = "How many people did the 2020 census count in Osterfeld?"
    assert beside(cited(("Osterfeld", ROW)), [other], question) is None


def test_other_dates_are_of_other_events_unless_they_are_set_right() -> None:
    quoted = cited(("Osterfeld", "The pithead in Osterfeld closed in 1986."))
    question = "When did the pithead in Osterfeld close?"
    for text, differs in (
        ("The pithead in Osterfeld closed for a year in 1951.", False),
        ("Erratum: the pithead in Osterfeld closed in 1991.", True),
    ):
        assert (beside(quoted, [cited(("Added", text))[0].passage], question) is not None) is differs
    assert beside(quoted, [], "Why did the pithead in Osterfeld close?") is None


@pytest.mark.parametrize(
    ("question", "text", "values"),
    [
        (
            "How large is Osterfeld?",
            "Reference works give its area as 146.8 km², while the yearbook, built on a survey of 2016, says 152 km².",
            ["146.8 km²", "152 km²"],
        ),
        (
            "osterfeld reserves",
            "A yearbook of about 2001 listed reserves of 1.9 million tonnes; Global News, in 2019, wrote of 2.6 "
            "million tonnes.",
            ["1.9 million tonnes", "2.6 million"],
        ),
        (
            "When did the first pit of Osterfeld open?",
            "In 1914 a first pit was opened in Osterfeld; a broadcaster dates the start to 1916.",
            ["1914", "1916"],
        ),
        (
            "What share of the fall does the model explain?",
            "One version of their model credits it with two thirds of the fall, while the paper puts it at half of it.",
            ["two thirds", "half"],
        ),
    ],
)
def test_values_of_two_sources_are_shown_where_no_word_says_that_they_differ(
    question: str, text: str, values: list[str]
) -> None:
    given = [value for value, _ in shown(ask(question, text))]
    assert len(given) == len(values)
    assert all(value in written for value, written in zip(values, given, strict=True))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "How many jobs does Osterfeld have?",
            "A report counts 4,000 jobs in Osterfeld in 2010, and the paper counts 5,000 jobs in 2020.",
        ),
        ("Why did Osterfeld shrink?", "The report counts 4,000 jobs lost, the paper says 5,000 jobs."),
        ("How long is the pit of Osterfeld?", "Reports differ on the pit of Osterfeld, which is 4 km by 2 km."),
    ],
)
def test_sources_of_other_years_other_questions_and_sides_of_a_thing_do_not_differ(question: str, text: str) -> None:
    assert ask(question, text) is None
