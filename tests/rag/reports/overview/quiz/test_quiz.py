"""A quiz asks what the corpus says, and its wrong choices are of the same kind and surely wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.base.errors import NotFound, UsageError
from rag.base.types import Passage, Source
from rag.language.quantities import compare, find
from rag.reports.overview.quiz import quiz, topics
from rag.reports.overview.quiz.gaps import stands_alone
from rag.reports.overview.quiz.items import MOST, Item, Kind, to_csv, to_gift
from rag.search.candidate_sentences import quotable
from rag.store.index import Index
from tests.rag.reports.overview.test_glossary import by_headings
from tests.rag.small import RECIPE, put
from tests.rag.towns import build_towns
from tests.ui.scripted import Part, build
from ui.wording.learn import KINDS

SENTENCES = (
    (
        "The last census of Province found that 41,300 people lived in Coalton under old roofs.",
        "Miners made up 12% of all the workers in Coalton when the shafts were busy.",
        "Engineers from the capital opened the deepest shaft of Coalton in 1951 after long trials.",
    ),
    (
        "Foresters planted 52,800 young birches on the burnt slopes above Tinville within a decade.",
        "Savings banks in Tinville lent money at 17% before the currency was reformed by ministers.",
        "A flood carried the wooden bridge of Tinville away in 1957 and drowned the cattle market.",
    ),
    (
        "The lending library of Ironburg owns 68,400 volumes on metallurgy, music and gardening.",
        "Solar roofs provide 24% of the electricity that Ironburg burns on bright summer days.",
        "Television first reached Ironburg in 1962 through a mast on the water tower.",
    ),
    (
        "Orchards around Leadham sold 83,900 crates of apples to the breweries downstream.",
        "Doctors found lead in 31% of the blood samples that Leadham sent to laboratories.",
        "Football came to Leadham in 1968 with a league, a stand and a brass band.",
    ),
    (
        "The museum at Zincford welcomed 21,700 visitors who paid for tickets and tea.",
        "Buses carry 43% of the pupils of Zincford to schools beyond the river valley.",
        "Nuns sold the convent of Zincford in 1974 to a maker of pianos and organs.",
    ),
)
DISPUTED = "The mayor of Coalton said that 83,900 people lived in Coalton under the last census."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index(tmp_path_factory.mktemp("quiz"), RECIPE, create=True) as made:
        for place, sentences in enumerate(SENTENCES):
            put(made, f"report-{place}", (*sentences, "It was closed again."))
        put(made, "dispute", (DISPUTED,))
        made.commit()
        yield made


def figures_of(index: Index) -> tuple[Item, ...]:
    """All that a corpus of single sentences is asked for, since figures are a third of a quiz at most."""
    return quiz(index, MOST)


def test_the_right_choice_is_what_the_cited_sentence_says(index: Index) -> None:
    items = figures_of(index)
    assert len(items) >= 5
    for item in items:
        assert item.answer.join(item.parts) == item.citation.quote
        assert item.citation.quote in item.citation.passage.text
        assert not any(item.answer in part for part in item.parts)
    assert {item.kind for item in items} == {"figure", "year"}


def test_wrong_choices_are_other_values_of_the_same_kind_from_the_corpus(index: Index) -> None:
    corpus = " ".join(passage.text for passage in index.passages)
    for item in figures_of(index):
        assert len(set(item.choices)) == 4
        assert all(choice in corpus for choice in item.choices)
        assert all(choice not in item.citation.passage.text for choice in item.choices if choice != item.answer)
        values = [find(choice)[0] for choice in item.choices]
        assert len({value.unit for value in values}) == 1
        right = values[item.right]
        assert all(compare(value, right) == "differs" for value in values if value is not right)


def test_what_another_passage_says_of_the_same_thing_is_no_wrong_choice(index: Index) -> None:
    asked = [item for item in figures_of(index) if item.answer == "41,300"]
    assert asked
    assert {choice for item in asked for choice in item.choices} == {"41,300", "52,800", "68,400", "21,700"}


def test_figures_are_a_third_at_most(index: Index) -> None:
    assert [len(quiz(index, count)) for count in (1, 6, 9)] == [1, 2, 3]


def test_a_seed_gives_one_quiz_and_another_seed_another(index: Index) -> None:
    assert quiz(index, 15, 3) == quiz(index, 15, 3)
    assert quiz(index, 15, 3) != quiz(index, 15, 4)
    places = {item.right for seed in range(5) for item in quiz(index, 15, seed)}
    assert places == {0, 1, 2, 3}


def test_documents_take_turns_and_no_sentence_comes_twice(index: Index) -> None:
    items = quiz(index, 15)
    assert len({item.citation.passage.document_id for item in items}) == 5
    quotes = [item.citation.quote for item in figures_of(index)]
    assert len(quotes) == len(set(quotes))


def test_a_quiz_can_be_held_to_a_document(index: Index) -> None:
    items = quiz(index, MOST, document="report-2")
    assert {item.citation.passage.document_id for item in items} == {"report-2"}
    assert quiz(index, 5, topic="nothing has it") == ()
    assert topics(index) == ()


def test_what_can_not_be_asked_for_is_an_error(index: Index) -> None:
    for count in (0, -1, MOST + 1):
        with pytest.raises(UsageError, match=f"can't have {count} questions"):
            quiz(index, count)
    with pytest.raises(NotFound, match="no document 'moon'"):
        quiz(index, 1, document="moon")


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [
        ("Miners made up 12% of all the workers in Coalton when the shafts were busy.", True),
        ("In the spring of 1998 Coalton lost 900 jobs in the pits within a month.", True),
        ("It was closed again after 14 years although Coalton needed the jobs so much.", False),
        ("The town lost 900 jobs in the pits within a month of that spring.", False),
        ("The report of 2014 counted 900 jobs in the pits and called that too few.", False),
        ("Coalton lost 900 jobs.", False),
        ("In March alone there were 4.8 million visitors, more than in any month before them.", False),
        ("Three things were tried in Coalton with 900 men: grants, a museum, and a works.", False),
        ("losing 900 jobs in Coalton was the beginning of a very long way down to it", False),
    ],
)
def test_only_sentences_that_can_be_understood_by_themselves_are_asked(sentence: str, alone: bool) -> None:
    passage = Passage("p", "d", "Title", sentence, ("Title",), (), (0, len(sentence)))
    (unit,) = quotable([passage])
    assert stands_alone(unit) is alone


def test_a_dated_document_takes_no_years_from_the_choices_of_others(tmp_path: Path) -> None:
    pages: list[Part] = [
        ("heading", "Reports"),
        *(("text", sentence) for sentences in SENTENCES for sentence in sentences if " in 19" in sentence),
    ]
    memoir = build("memoir", (("heading", "Memoir"), ("text", "It was a hard time.")), (Source("m", "M", year=1950),))
    build_towns(tmp_path, (memoir, build("reports", pages)))
    with Index(tmp_path, RECIPE) as made:
        assert {item.kind for item in quiz(made, MOST)} == {"year"}


LESSONS = (
    build(
        "coal",
        (
            ("heading", "Coal towns of Norland"),
            ("heading", "Ends"),
            ("text", "Coalton lost half of the shops because the railway bypassed the old market."),
            ("text", "In 1951 engineers opened the Deep Shaft of Coalton."),
            ("text", "In 1964 Tinford built a smelter beside the harbour."),
            ("text", "The Upper Mine of Leadham closed in May 1975."),
            ("text", "On 3 June 1988 Ironburg sold the furnaces to a scrap dealer."),
            ("heading", "The towns in figures"),
            (
                "table",
                "| Town | Miners | Main answer |\n| --- | --- | --- |\n| Coalton | 4,000 | a museum of trains |\n"
                "| Tinford | 900 | a casino by night |\n| Leadham | 90 | solar roofs on schools |",
            ),
        ),
        (),
        ("Coalton", "Tinford", "Leadham", "Ironburg"),
    ),
    *(
        build(f"cause-{number}", (("heading", f"Report {number}"), ("text", sentence)))
        for number, sentence in enumerate(
            (
                "Foresters gave up birch plantations because beetles had eaten young trees.",
                "Banks stopped mortgage lending because ministers reformed currency rules.",
                "Orchards needed extra pickers because summer came early.",
            )
        )
    ),
    by_headings("Words of the trade"),
)


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("lessons")
    build_towns(folder, LESSONS)
    with Index(folder, RECIPE) as made:
        yield made


def of(index: Index, *kinds: Kind) -> list[Item]:
    return [item for seed in range(12) for item in quiz(index, MOST, seed) if item.kind in kinds]


def test_causes_are_asked_with_the_causes_of_other_things(lessons: Index) -> None:
    (item, *_) = [item for item in of(lessons, "cause") if item.citation.passage.document_id == "coal"]
    assert item.parts == ("Coalton lost half of the shops because ", ".")
    assert item.answer == "the railway bypassed the old market"
    assert {*item.choices} - {item.answer} == {
        "beetles had eaten young trees",
        "ministers reformed currency rules",
        "summer came early",
    }
    assert item.context == "Coal towns of Norland › Ends"


def test_what_came_first_is_asked_without_dates_and_told_with_them(lessons: Index) -> None:
    (item, *_) = of(lessons, "first", "last")
    assert not any(any(sign.isdigit() for sign in choice) for choice in item.choices)
    years = [int(told.text[:4]) for told in item.told]
    assert item.told[0].text == f"{years[0]}: {item.answer}"
    assert years[0] == (min(years) if item.kind == "first" else max(years))
    assert {*item.choices} == {
        "Engineers opened the Deep Shaft of Coalton",
        "Tinford built a smelter beside the harbour",
        "The Upper Mine of Leadham closed",
        "Ironburg sold the furnaces to a scrap dealer",
    }


def test_tables_are_asked_for_their_largest_and_for_their_words(lessons: Index) -> None:
    answers = {item.kind: (item.parts, item.answer) for item in of(lessons, "most", "least")}
    assert answers == {"most": (("Miners",), "Coalton"), "least": (("Miners",), "Leadham")}
    cells = of(lessons, "cell")
    told = {"Coalton": "a museum of trains", "Tinford": "a casino by night", "Leadham": "solar roofs on schools"}
    assert cells
    for item in cells:
        assert item.parts == (f"Main answer: {told[item.answer]}",)
        assert {*item.choices} == {*told}


def test_terms_are_asked_by_their_entries(lessons: Index) -> None:
    items = of(lessons, "definition")
    assert items
    for item in items:
        assert item.citation.passage.section == item.answer
        assert not any(item.answer.lower() in part.lower() for part in item.parts)


def test_a_quiz_is_written_for_course_platforms(lessons: Index) -> None:
    items = quiz(lessons, 10)
    rows = list(csv.DictReader(io.StringIO(to_csv(items, KINDS))))
    assert [row[f"choice_{row['right']}"] for row in rows] == [item.answer for item in items]
    assert all(row["why"] and row["document"] for row in rows)
    blocks = to_gift(items, KINDS).strip().split("\n\n")
    assert len(blocks) == len(items)
    for block, item in zip(blocks, items, strict=True):
        (right,) = [line[1:] for line in block.splitlines() if line.startswith("=")]
        assert re.sub(r"\\(.)", r"\1", right) == item.answer
        assert len([line for line in block.splitlines() if line.startswith("~")]) == len(item.choices) - 1
        assert re.search(r"(?<!\\)\{\n", block)


def test_no_cell_of_a_file_is_run_by_a_spreadsheet(lessons: Index) -> None:
    (item, *_) = quiz(lessons, 1)
    evil = replace(item, choices=("=1+1", "@x"), right=0)
    assert "\n" not in to_csv([evil], KINDS).splitlines()[1]
    assert "'=1+1,'@x" in to_csv([evil], KINDS)
