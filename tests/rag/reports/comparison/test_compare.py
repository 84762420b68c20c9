"""Subjects side by side: each cell is about its subject, cited to the letter; what the corpus lacks is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer.composed import Composed
from rag.base.errors import UsageError
from rag.base.settings import Retrieval
from rag.base.types import Disagreement, DisputedValue, Notice, Sentence
from rag.reports.comparison.compare import beside, compare
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER


def compared(index: Index, *subjects: str) -> Composed:
    return compare(index, Retriever(index, EMBEDDER, Retrieval(), None, None), subjects)


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
    coal, tin = cells(two, "Jobs")
    assert "Coal mining employed 4,000" in coal
    assert "jobs" in tin
    assert "Coalton" not in tin


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


def test_an_answer_keeps_its_sentences_above_the_table(towns: Index, two: Composed) -> None:
    before = two.citations[:3]
    disputed = Disagreement("jobs", (DisputedValue("4,000", 3), DisputedValue("half", 2)))
    answer = replace(
        two,
        standalone="Compare Coalton and Tinford.",
        sentences=(Sentence("Coalton and Tinford lost people.", (2,)), Sentence("Coalton has a museum.", (2,))),
        citations=before,
        disagreement=disputed,
        comparison=None,
        warnings=(Notice("missing_names", {"names": ("Tinford",)}),),
        verdict="partly_supported",
    )
    given = beside(towns, answer, answer.standalone)
    assert given.sentences == (Sentence("Coalton and Tinford lost people.", (1,)),)
    assert (given.warnings, given.verdict) == ((), "answered")
    assert given.comparison is not None
    numbers = {n for a in given.comparison.aspects for cell in a.cells for sentence in cell for n in sentence.citations}
    assert [citation.number for citation in given.citations] == list(range(1, len(given.citations) + 1))
    assert numbers <= {citation.number for citation in given.citations} <= numbers | {1, 2}
    assert given.disagreement == Disagreement("jobs", (DisputedValue("4,000", 2), DisputedValue("half", 1)))
    places = [(citation.passage.id, citation.start, citation.end) for citation in given.citations]
    assert len(places) == len({*places})
    assert [citation.quote for citation in given.citations[:2]] == [citation.quote for citation in before[1:]]


def test_sentences_on_one_subject_give_way_to_the_table(towns: Index, two: Composed) -> None:
    answer = replace(
        two,
        standalone="Compare Coalton city and Tinford.",
        sentences=(Sentence("Coalton has a museum.", (2,)),),
        citations=two.citations[1:2],
        comparison=None,
    )
    given = beside(towns, answer, answer.standalone)
    assert given.comparison is not None
    assert given.comparison.subjects == ("Coalton", "Tinford")
    assert {*given.sentences} == {s for row in given.comparison.aspects for cell in row.cells for s in cell}


def test_a_refused_comparison_becomes_one_and_another_question_does_not(towns: Index, two: Composed) -> None:
    refused = replace(
        two, sentences=(), citations=(), comparison=None, verdict="not_in_corpus", reasons=(Notice("refusal_bare"),)
    )
    given = beside(towns, refused, "How do Coalton and Tinford differ?")
    assert (given.verdict, given.reasons) == ("answered", ())
    assert beside(towns, refused, "Which had more people, Coalton or Tinford?") is refused


def test_a_scope_is_kept(towns: Index, two: Composed) -> None:
    asked = replace(two, standalone="Compare Coalton and Tinford", sentences=(), citations=(), comparison=None)
    given = beside(towns, asked, asked.standalone, frozenset({"both", "coalton"}))
    assert {citation.passage.document_id for citation in given.citations} <= {"both", "coalton"}
