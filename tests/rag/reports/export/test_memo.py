"""A memo in a file: a page of question, answer, evidence, what is not known and sources; all else stands behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.reports.export.outline import Outline, outline
from rag.reports.export.record import Record
from rag.reports.export.sections import Section
from rag.reports.notebook.briefing import Briefing, answer_item, note_item
from tests.rag.reports.export.samples import DISPUTED, MEMO, ORIGIN, WHEN


def drawn(briefing: Briefing = MEMO) -> Outline:
    return outline(Record(briefing, WHEN))


def named(sections: tuple[Section, ...], name: str) -> Section:
    return next(section for section in sections if section.heading == name)


def test_the_page_has_its_sections_in_order_and_the_evidence_stands_behind() -> None:
    headings = [(section.level, section.heading) for section in drawn().sections if section.heading]
    assert [heading for level, heading in headings if level == 2] == [
        "Question",
        "Answer",
        "Evidence",
        "What is not known",
        "Sources",
        "Evidence in full",
    ]
    behind = [heading for _, heading in headings][-3:]
    assert behind == ["Evidence in full", "The town in short", "Compare the two"]


def test_the_question_is_said_once() -> None:
    sections = drawn().sections
    assert [section.said[0].text for section in sections if section.kind == "note"] == ["and now?"]
    assert "and now?" not in [section.heading for section in sections]


def test_evidence_stands_on_the_page_by_its_first_sentence_or_row() -> None:
    sections = drawn().sections
    short, table = named(sections, "The town in short"), named(sections, "Compare the two")
    assert [said.text for said in short.said] == ["891"]
    assert table.grid is not None
    assert len(table.grid.rows) == 1
    assert (short.remarks, len(table.remarks)) == ((), 1)
    full = [section for section in sections if section.heading == "The town in short"][1]
    assert [said.text for said in full.said] == ["891", "1,058"]


def test_numbers_follow_the_text_from_the_page_on() -> None:
    file = drawn()
    numbers = [n for section in file.sections for said in section.said for n in said.numbers]
    assert list(dict.fromkeys(numbers)) == sorted(set(numbers))
    assert numbers[0] == 1


def test_what_answers_lack_is_told_where_the_memo_says_what_is_not_known() -> None:
    sections = drawn().sections
    gaps = sections[sections.index(named(sections, "What is not known")) + 1]
    assert [said.text for said in gaps.said] == ["The cited passages do not mention the moon."]
    assert all(section.missing == () for section in sections)


def test_sources_of_the_page_are_named_in_short() -> None:
    for style in ("author-date", "notes", "numbers"):
        sections = drawn(replace(MEMO, style=style)).sections
        told = next(section.said[0].text for section in sections if section.kind == "sources")
        assert "; Bureau of Statistics 2021; " in told


def test_an_edited_sentence_says_so_in_the_file() -> None:
    _, changed, own = next(section for section in drawn().sections if section.kind == "answer").said
    assert (changed.edited, changed.doubt) == ("edited", "supported in part")
    assert (own.edited, own.doubt) == ("the reader’s own words", "")


@pytest.mark.parametrize("headings", [{"question": "Q", "answer": "A", "evidence": "E", "unknown": "U"}])
def test_sections_of_nothing_are_left_out(headings: dict[str, str]) -> None:
    memo = Briefing(items=(answer_item(replace(DISPUTED, warnings=()), ORIGIN), note_item("Mine."))).as_memo(headings)
    assert [section.heading for section in drawn(memo).sections if section.kind == "heading"] == ["Q", "A", "Sources"]
