"""How an answer is grouped for the eye: tables as tables, comparisons in two, each section named once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.base.types import Answer, Citation, Sentence
from rag.reports.notebook.passage_context import in_context
from tests.ui.scripted import BATTERIES, EARLIER, HITS, PASSAGES, POPULATION, ROW, ScriptedIndex, cite, says
from ui import layout
from ui.layout import Part, grounds, parts, sides, unused
from ui.web.rendering.line_ends import split_last_word

ROWS = cite(1, PASSAGES[2], "| 2010 | 1,058 |\n| 2020 | 891 |")
READ_OUT = (Sentence("Year: 2010; People: 1,058.", (1,)), Sentence("Year: 2020; People: 891.", (1,)))
TEXT = cite(2, PASSAGES[4], "Newton closed its mine in 2003.")
AFTER = Sentence("Newton closed its mine in 2003.", (2,))


def said(sentences: tuple[Sentence, ...], citations: tuple[Citation, ...], kind: str = "number") -> Answer:
    return Answer("q", "q", sentences, citations, HITS, "answered", kind=kind)


def told(sentences: tuple[Sentence, ...], citations: tuple[Citation, ...]) -> list[Part]:
    index = ScriptedIndex()
    cited = {
        each.number: in_context(index.document(each.passage.document_id), each.passage, (each.start, each.end))
        for each in citations
    }
    return parts(said(sentences, citations), cited)


def cells(rows: tuple[tuple[tuple[object, ...], ...], ...]) -> list[list[str]]:
    return [["".join(str(getattr(piece, "text", "")) for piece in cell) for cell in line] for line in rows]


def test_each_section_that_is_named_is_a_part() -> None:
    more = replace(AFTER, citations=(3,))
    first, second = told(
        (replace(AFTER, about="Work"), more, replace(AFTER, about="Homes")), (TEXT, replace(TEXT, number=3))
    )
    assert [sentence.about for sentence in first.sentences] == ["Work", ""]
    assert [sentence.about for sentence in second.sentences] == ["Homes"]


def test_rows_read_out_one_after_another_are_shown_as_their_table() -> None:
    table, text = told((*READ_OUT, AFTER), (ROWS, TEXT))
    assert cells(table.rows) == [["Year", "People"], ["2010", "1,058"], ["2020", "891"]]
    assert (text.sentences, text.rows) == ((AFTER,), ())


def test_one_row_stays_a_sentence() -> None:
    single = Sentence("Year: 2020; People: 891.", (3,))
    assert [part.rows for part in told((single,), (ROW,))] == [()]


def test_one_row_of_more_columns_than_read_well_is_a_small_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "READ_OUT", 1)
    single = Sentence("Year: 2020; People: 891.", (3,))
    (part,) = told((single,), (ROW,))
    assert cells(part.rows) == [["Year", "People"], ["2020", "891"]]


def test_rows_that_are_not_the_passage_s_own_words_stay_sentences() -> None:
    doubtful = tuple(replace(sentence, support="partial") for sentence in READ_OUT)
    assert [part.rows for part in told(doubtful, (ROWS,))] == [()]


def test_more_rows_cited_than_said_stay_sentences() -> None:
    wide = cite(1, PASSAGES[2], "| 2000 | 1,240 |\n| 2010 | 1,058 |\n| 2020 | 891 |")
    assert [part.rows for part in told(READ_OUT, (wide,))] == [()]


def test_sentences_that_share_a_paragraph_s_citation_are_one_text() -> None:
    both = cite(1, PASSAGES[1], "The census of 2020 counted 891 people in Coalton. In 2010 there had been 1,058.")
    twice = (Sentence("The census of 2020 counted 891 people in Coalton.", (1,)), Sentence("In 2010 …", (1,)), AFTER)
    (part,) = told(twice, (both, TEXT))
    assert (part.sentences, part.rows) == (twice, ())


def test_a_document_that_left_the_library_leaves_text() -> None:
    answer = said(READ_OUT, (ROWS,))
    assert [part.rows for part in parts(answer, {1: None})] == [()]


def test_a_comparison_has_a_side_for_each_document() -> None:
    answer = said(says((POPULATION,), (BATTERIES,)), (POPULATION, BATTERIES), "compare")
    assert [side.title for side in sides(answer)] == [PASSAGES[1].title, PASSAGES[4].title]
    assert sides(replace(answer, kind="fact")) == []


@pytest.mark.parametrize("order", [(POPULATION,), (POPULATION, BATTERIES, POPULATION)])
def test_what_is_not_laid_out_by_document_is_no_comparison(order: tuple[Citation, ...]) -> None:
    answer = said(says(*((each,) for each in order)), (POPULATION, BATTERIES), "compare")
    assert sides(answer) == []


def test_a_section_is_named_once_with_all_its_citations_and_sources() -> None:
    answer = said(says((POPULATION, EARLIER), (BATTERIES,)), (POPULATION, EARLIER, replace(BATTERIES, number=3)))
    first, second = grounds(answer)
    assert [citation.number for citation in first.citations] == [1, 2]
    assert first.sources == POPULATION.sources
    assert second.sources == BATTERIES.sources


def test_what_is_cited_is_not_among_the_unused() -> None:
    answer = said(says((POPULATION,)), (POPULATION,))
    assert [hit.passage.id for hit in unused(answer)] == [found.id for found in PASSAGES if found is not PASSAGES[1]]


@pytest.mark.parametrize(
    ("words", "head", "tail"),
    [
        ("Coal paid for the city.", "Coal paid for the ", "city."),
        ("One", "", "One"),
        ("煤" * 40, "煤" * 38, "煤煤"),
        ("这座城市的煤矿已经关闭了。", "这座城市的煤矿已经关闭", "了。"),
        ("煤矿已关闭。", "", "煤矿已关闭。"),
        (f"See {'x' * 25}", f"See {'x' * 25}", ""),
        ("", "", ""),
    ],
)
def test_the_last_word_stays_with_its_chips(words: str, head: str, tail: str) -> None:
    assert split_last_word(words) == (head, tail)
