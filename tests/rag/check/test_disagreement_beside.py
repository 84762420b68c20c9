"""What another document says otherwise, and values of sources that no word sets against each other."""

import pytest

from rag.base.types import DisputedValue
from rag.check.disagreement import Statement, beside, find
from tests.rag.check.test_disagreement import ask, cited, shown

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


@pytest.mark.parametrize("question", ["How many houses were sold in Osterfeld?", "How many houses were sold?"])
def test_values_of_two_places_are_no_dispute_though_reports_differ(question: str) -> None:
    text = "Reports differ on the houses. Osterfeld sold about 160 houses. Westerheim sold about 50 houses."
    assert find([Statement(text, 1, ("Houses for one euro",))], question) is None
