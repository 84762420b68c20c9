"""Tables that a request asks for: which requests do, what is measured, and a row for each thing that is named."""

from __future__ import annotations

import pytest

from rag.assistant import Assistant
from rag.base.settings import Retrieval, load_settings
from rag.reports.comparison.compare import requested_table, tabulate
from rag.search.entities import subjects
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("make a table of the populations of Coalton and Tinford", "populations"),
        ("Please tabulate the number of jobs lost in Coalton, in Tinford and in Norland.", "jobs lost"),
        ("visitors in 2019: coalton, tinford, side by side", "visitors in 2019"),
    ],
)
def test_asked_for(towns: Index, text: str, measure: str) -> None:
    found, things = requested_table(text, subjects(towns))
    assert found.endswith(measure)
    assert [thing.name for thing in things][:2] == ["Coalton", "Tinford"]


@pytest.mark.parametrize(
    "text", ["How many people live in Coalton and Tinford?", "make a table of populations", "a table of Coalton"]
)
def test_not_asked_for(towns: Index, text: str) -> None:
    assert requested_table(text, subjects(towns)) == ("", ())


def test_a_table_is_asked_for_whatever_else_it_sounds_like(towns: Index) -> None:
    settings = load_settings({"retrieval.rerank": "none", "index": "-"})
    answer = Assistant(towns, EMBEDDER, settings).ask("make a table of the populations of Coalton and Tinford")
    assert answer.comparison is not None
    assert [row.name for row in answer.comparison.aspects] == ["Coalton", "Tinford"]


def test_a_row_for_each_with_the_sentence_that_tells_its_figure(towns: Index) -> None:
    retriever = Retriever(towns, EMBEDDER, Retrieval(), None)
    made = tabulate(towns, retriever, "make a table of the populations of Coalton and Tinford in 2020")
    assert made is not None
    assert made.comparison is not None
    assert (made.kind, made.verdict) == ("compare", "answered")
    assert made.comparison.subjects == ("Populations 2020",)
    told = {row.name: [sentence.text for cell in row.cells for sentence in cell] for row in made.comparison.aspects}
    assert told == {
        "Coalton": ["The census counted 9,100 residents in 2000, 8,200 in 2010 and 7,300 in 2020."],
        "Tinford": ["In 2020 Tinford had 52,000 inhabitants."],
    }
    assert tabulate(towns, retriever, "make a table of the populations of Coalton and Tinford in 1950") is None
