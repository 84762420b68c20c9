"""Subjects side by side: each cell is about its subject, cited to the letter; what the corpus lacks is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer.extractive import Composed
from rag.base.errors import UsageError
from rag.base.settings import Retrieval
from rag.base.types import Notice, Sentence
from rag.reports.comparison.compare import beside, compare
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE
from tests.rag.towns import DOCUMENTS, build_towns
from tests.ui.scripted import build


def finder(index: Index) -> Retriever:
    return Retriever(index, EMBEDDER, Retrieval(), None)


def compared(index: Index, *subjects: str) -> Composed:
    return compare(index, finder(index), subjects)


def cells(answer: Composed, name: str) -> list[str]:
    assert answer.comparison is not None
    (row,) = [aspect for aspect in answer.comparison.aspects if aspect.name == name]
    return [" ".join(sentence.text for sentence in cell) for cell in row.cells]


@pytest.fixture(scope="module")
def two(towns: Index) -> Composed:
    return compared(towns, "coalton", "the Tinford")


def test_each_cell_says_it_of_its_subject(two: Composed) -> None:
    assert two.comparison is not None
    assert two.comparison.subjects == ("Coalton", "Tinford")
    assert (two.kind, two.verdict) == ("compare", "answered")
    assert cells(two, "What it is") == [
        "Coalton is a town in northern Norland, on the river Ash.",
        "Tinford is a city in southern Norland, in the hills.",
    ]


def test_figures_of_one_measure_and_year_stand_side_by_side(two: Composed) -> None:
    assert cells(two, "Residents, 2020") == [
        "The census counted 9,100 residents in 2000, 8,200 in 2010 and 7,300 in 2020.",
        "In 2020 Tinford had 52,000 inhabitants.",
    ]


def test_rows_of_a_table_become_rows(two: Composed) -> None:
    assert cells(two, "Old base") == ["Old base: coal", "Old base: tin"]
    assert cells(two, "Visitors") == ["Visitors: 40,000 (2019)", "Visitors: 12,500 (2018)"]


def test_every_sentence_is_cited_word_for_word(towns: Index, two: Composed) -> None:
    assert two.comparison is not None
    told = [sentence for aspect in two.comparison.aspects for cell in aspect.cells for sentence in cell]
    assert tuple(told) == two.sentences
    quotes = {citation.number: citation for citation in two.citations}
    assert sorted(quotes) == list(range(1, len(quotes) + 1))
    for sentence in told:
        (number,) = sentence.citations
        citation = quotes[number]
        assert sentence.text.rpartition(": ")[2] in citation.quote
        assert towns.document(citation.passage.document_id).text[citation.start : citation.end] == citation.quote
    assert two.hits


def test_terms_are_known_by_both_their_names(towns: Index) -> None:
    answer = compared(towns, "monotown", "dead town")
    assert cells(answer, "What it is") == [
        "A settlement that lives on one works, mine or plant.",
        "A place that its people have left for good.",
    ]


def test_a_sentence_about_both_stands_in_neither_column(two: Composed) -> None:
    assert not any("Both towns" in sentence.text for sentence in two.sentences)


def test_an_unknown_subject_is_named(towns: Index) -> None:
    answer = compared(towns, "Coalton", "Atlantis")
    assert (answer.verdict, answer.sentences, answer.comparison) == ("not_in_corpus", (), None)
    assert answer.reasons == (Notice("unknown_subjects", {"subjects": ("Atlantis",)}),)


def test_a_subject_of_which_nothing_is_said_leaves_empty_cells(towns: Index) -> None:
    answer = compared(towns, "Coalton", "Norland")
    assert answer.verdict == "partly_supported"
    assert answer.warnings == (Notice("nothing_said_of", {"subjects": ("Norland",)}),)
    assert answer.comparison is not None
    assert all(aspect.cells[1] == () for aspect in answer.comparison.aspects)


@pytest.mark.parametrize(
    ("subjects", "told"),
    [
        (("Coalton",), "1 subjects"),
        (("a1", "b1", "c1", "d1", "e1"), "5 subjects"),
        (("Coalton", "coalton "), "twice"),
        (("Coalton", "the Coalton"), "one thing"),
        (("ghost town", "dead town"), "one thing"),
        (("Coalton", " … "), "no letters"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(towns: Index, subjects: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        compared(towns, *subjects)
    assert "\n" not in str(caught.value)


def test_sentences_on_how_they_differ_stand_below_the_rows(tmp_path: Path) -> None:
    text = "Coalton lost half of its jobs, whereas Tinford lost none of them."
    essay = build("essay", (("heading", "Two towns"), ("text", text)), (), ("Coalton", "Tinford"))
    build_towns(tmp_path, (*DOCUMENTS, essay))
    with Index(tmp_path, RECIPE) as index:
        answer = compared(index, "Coalton", "Tinford")
    assert answer.comparison is not None
    assert [sentence.text for sentence in answer.comparison.differ] == [text]
    (number,) = answer.comparison.differ[0].citations
    assert answer.citations[number - 1].quote == text


def test_a_place_with_a_section_of_its_own_is_told_of_by_no_other_section(tmp_path: Path) -> None:
    pieces = (("heading", "Ashby: the mine"), ("text", "Ashby lies in the hills."), ("heading", "Brookham: the lakes"))
    count = ("text", "The census counted 3,100 residents in 2020.")
    build_towns(tmp_path, (*DOCUMENTS, build("ashby", (*pieces, count), (), ("Ashby", "Brookham"))))
    with Index(tmp_path, RECIPE) as index:
        answers = [compared(index, name, "Coalton").comparison for name in ("Ashby", "Brookham")]
    assert [[row.name for row in each.aspects if "Residents" in row.name] for each in answers if each] == [
        [],
        ["Residents, 2020"],
    ]


def test_sentences_on_one_subject_give_way_to_the_table(towns: Index, two: Composed) -> None:
    answer = replace(
        two,
        standalone="Compare Coalton city and Tinford.",
        sentences=(Sentence("Coalton has a museum.", (2,)),),
        citations=two.citations[1:2],
        comparison=None,
    )
    given = beside(towns, finder(towns), answer, answer.standalone)
    assert given.comparison is not None
    assert given.comparison.subjects == ("Coalton", "Tinford")
    assert {*given.sentences} == {s for row in given.comparison.aspects for cell in row.cells for s in cell}


def test_a_refused_comparison_becomes_one_and_another_question_does_not(towns: Index, two: Composed) -> None:
    refused = replace(
        two, sentences=(), citations=(), comparison=None, verdict="not_in_corpus", reasons=(Notice("refusal_bare"),)
    )
    given = beside(towns, finder(towns), refused, "How do Coalton and Tinford differ?")
    assert (given.verdict, given.reasons) == ("answered", ())
    assert beside(towns, finder(towns), refused, "Which had more people, Coalton or Tinford?") is refused


def test_a_scope_is_kept(towns: Index, two: Composed) -> None:
    asked = replace(two, standalone="Compare Coalton and Tinford", sentences=(), citations=(), comparison=None)
    given = beside(towns, finder(towns), asked, asked.standalone, frozenset({"both", "coalton"}))
    assert {citation.passage.document_id for citation in given.citations} <= {"both", "coalton"}
