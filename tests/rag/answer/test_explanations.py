"""What a quoted sentence points back to is said in square brackets, where its document comes with that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.bundled import AskedEncoder
from rag.answer.extractive import Draft, explained, quoted, section_labels
from rag.answer.json_shapes import answer_json
from rag.base.mechanisms import without
from rag.base.settings import Retrieval
from rag.base.types import Answer
from rag.models.reader import Reading
from rag.question.analysis import analyse
from rag.question.request import SummaryRequest
from rag.reports.summary.sections import material, salience
from rag.reports.summary.summarize import summarize
from rag.search.asked import OPENS, Asked, Explained
from rag.search.candidate_sentences import Unit, explain, quotable
from rag.search.reranker import Look
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, document, passages

WHO = analyse("Who paid?")
KINDS = "Two kinds of town were told apart. The first got money in 2008. The others got 40 buses instead."
FUND = "A fund was set up in 2008. It paid 40 towns. Its rules were changed twice. Two kinds of town were told apart."
MINE = "The mine shut. It had 900 workers."
TOWN = "Most pits were shut. Nobody asked why that was so. Prices fell to half."
PLACES = (
    Explained(explained="Most pits [in Ashford] were shut."),
    Explained(explained="Prices [in Ashford] fell to half."),
)
LINES = (
    Explained(explained="It [the fund] paid 40 towns."),
    Explained(explained="Its [the fund's] rules [for towns] were changed twice."),
    Explained(explained=f"Two kinds of town were told apart.{OPENS}"),
)

QUESTION = "what did the two kinds of town get"
ASKED = (
    Asked(question=QUESTION, answers=("Two kinds", "The first got", "The others got")),
    Explained(explained=f"Two kinds of town were told apart.{OPENS}"),
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path, RECIPE, create=True) as index:
        for name, text, lines in (
            ("fund", FUND, LINES),
            ("mine", MINE, ()),
            ("kinds", KINDS, ASKED),
            ("ashford", TOWN, PLACES),
        ):
            made = document(name, (text,))
            cut = passages(made)
            arrays = AskedEncoder(EMBEDDER).arrays(lines, cut)
            index.put(made, cut, [each.text for each in cut], EMBEDDER.passages([each.text for each in cut]), arrays)
        index.commit()
        yield index


def units(index: Index, document_id: str, *places: int) -> list[Unit]:
    every = explain(index, quotable(index.passages_of(document_id)))
    return [every[place] for place in places]


def test_a_sentence_alone_says_what_it_points_back_to(index: Index) -> None:
    assert explained(units(index, "fund", 1)) == ["It [the fund] paid 40 towns."]
    assert explained(units(index, "fund", 2)) == ["Its [the fund's] rules [for towns] were changed twice."]


def test_what_the_sentence_before_it_says_is_not_said_again(index: Index) -> None:
    assert explained(units(index, "fund", 0, 1, 2)) == ["", "", "Its [the fund's] rules were changed twice."]
    assert explained(units(index, "fund", 0, 2)) == ["", "Its [the fund's] rules [for towns] were changed twice."]


def test_a_place_is_named_once_below_the_label_of_its_section(index: Index) -> None:
    assert explained(units(index, "ashford", 2)) == ["Prices [in Ashford] fell to half."]
    own = units(index, "ashford", 0, 2)
    named = ["Most pits [in Ashford] were shut.", "Prices [in Ashford] fell to half."]
    assert explained(own) == named  # as in a summary, which has no labels
    assert explained(own, section_labels(own)) == [named[0], ""]
    both = [*units(index, "mine", 0), *own]
    labels = section_labels(both)
    assert [*zip(labels, explained(both, labels), strict=True)] == [("Mine", ""), ("Ashford", ""), ("", "")]


def test_a_document_that_comes_without_explanations_is_quoted_as_it_is(index: Index) -> None:
    assert [unit.explained for unit in units(index, "mine", 0, 1)] == [None, None]
    assert explained(units(index, "mine", 1)) == [""]
    with without({"explanations"}):
        assert explained(units(index, "fund", 1)) == [""]


def test_only_in_a_sentence_that_looks_about_as_good_as_the_best_one_words_are_set_off(index: Index) -> None:
    first, second = pointed(index, "mine", "The mine"), units(index, "mine", 1)[0]
    told = {n: [s.point for s in quoted(index, WHO, Draft((first, second), (n, 1.0)))[0]] for n in (0.6, 0.8)}
    assert told == {0.6: ["", ""], 0.8: ["The mine", ""]}


@pytest.mark.parametrize(
    ("asked", "point"),
    [("What was set up in 2008?", "A fund"), ("What was set up in 1998?", ""), ("What was set up?", "A fund")],
)
def test_words_are_not_set_off_in_a_sentence_on_other_years_than_are_asked_for(
    index: Index, asked: str, point: str
) -> None:
    unit = pointed(index, "fund", "A fund")
    assert [each.point for each in quoted(index, analyse(asked), Draft((unit,), (1.0,)))[0]] == [point]
    bare = pointed(index, "mine", "The mine")  # a sentence without a year may go on from one that has it
    assert [each.point for each in quoted(index, analyse(asked), Draft((bare,), (1.0,)))[0]] == ["The mine"]


def pointed(index: Index, name: str, words: str) -> Unit:
    """The first sentence of a document, at the first words of which the reader points."""
    (unit,) = units(index, name, 0)
    start = unit.passage.text.index(unit.text)
    look = Look(1.0, Reading(0.9, start, start + len(words), 0.9))
    return replace(unit, candidate=replace(unit.candidate, look=look))


def test_the_quoted_words_stay_as_they_are(index: Index) -> None:
    (unit,) = units(index, "fund", 1)
    sentences, citations = quoted(index, WHO, Draft((unit,), (1.0,)))
    answer = Answer("q", "q", sentences, citations, (), "answered")
    assert sentences[0].text == citations[0].quote == "It paid 40 towns."
    made = answer_json(answer)
    assert made["answer"] == "It [the fund] paid 40 towns. [1]"
    assert made["sentences"] == [
        {
            "text": "It paid 40 towns. [1]",
            "citations": [1],
            "support": "exact",
            "explained": "It [the fund] paid 40 towns.",
        }
    ]


def test_a_sentence_that_opens_is_not_worth_telling_alone_and_a_short_one_that_tells_is(index: Index) -> None:
    fund, mine = (material(units(index, name, *range(n))) for name, n in (("fund", 4), ("mine", 2)))
    assert salience(fund)[-1] == 0.0
    assert [unit.opens for unit in fund.units] == [False, False, False, True]
    assert [unit.opens for unit in mine.units] == [True, False]  # by rule, which takes any short sentence for one
    assert explained(units(index, "fund", 3)) == [""]


def test_a_summary_does_not_begin_by_opening(index: Index) -> None:
    retriever = Retriever(index, EMBEDDER, Retrieval(rerank="none"), None)
    request = SummaryRequest("kinds", None, 20, text=QUESTION)
    made = summarize(index, retriever, request)
    assert [each.text for each in made.sentences] == [
        "The first got money in 2008.",
        "The others got 40 buses instead.",
    ]


def test_a_line_without_brackets_is_no_explanation() -> None:
    with pytest.raises(ValueError, match="pattern"):
        Explained(explained="It paid 40 towns.")
