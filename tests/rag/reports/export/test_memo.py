"""A memo in a file: a page of question, answer, evidence, what is not known and sources; all else stands behind it."""

from __future__ import annotations

from dataclasses import replace

from rag.reports.export import words
from rag.reports.export.outline import Outline, Section, outline
from rag.reports.export.record import Record
from rag.reports.notebook.briefing import Briefing, Role, answer_item, note_item, passage_item
from tests.rag.reports.export.samples import DISPUTED, MEMO, NOBODY, ORIGIN, WHEN

HEADINGS: dict[Role, str] = {"question": "Q", "answer": "A", "evidence": "E", "unknown": "U"}


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
        "In full",
    ]
    behind = [heading for _, heading in headings][-3:]
    assert behind == ["In full", "The town in short", "Compare the two"]


def test_the_question_is_said_once() -> None:
    sections = drawn().sections
    assert [section.said[0].text for section in sections if section.kind == "note"] == ["and now?"]
    assert "and now?" not in [section.heading for section in sections]


def test_evidence_stands_on_the_page_by_its_first_sentence_or_row() -> None:
    sections = drawn().sections
    short, table = named(sections, "The town in short"), named(sections, "Compare the two")
    assert [said.text for said in short.said] == ["891"]
    header, *rows = table.grid
    assert (len(header), len(rows)) == (3, 1)
    assert short.remarks == table.remarks == ()
    assert next(section for section in sections if section.kind == "sources").remarks == (words.BEHIND,)
    full = [section for section in sections if section.heading == "The town in short"][1]
    assert [said.text for said in full.said] == ["891", "1,058"]


def test_a_long_answer_stands_on_the_page_by_its_first_sentences() -> None:
    given = tuple(replace(DISPUTED.sentences[0], text=f"Sentence {n} {'word ' * 38}.") for n in range(5))
    long = answer_item(replace(DISPUTED, sentences=given, disagreement=None), ORIGIN)
    sections = drawn(Briefing(items=(long,)).as_memo(HEADINGS)).sections
    assert [len(section.said) for section in sections if section.kind == "answer"] == [2, 5]


def test_of_two_hundred_items_the_page_has_three_a_section() -> None:
    passage = passage_item(NOBODY, ORIGIN)
    items = tuple(replace(passage, id=str(number)) for number in range(200))
    sections = drawn(Briefing(items=items).as_memo(HEADINGS)).sections
    behind = [section.kind for section in sections].index("behind")
    assert [section.kind for section in sections[:behind]].count("passage") == 3
    assert [section.kind for section in sections[behind:]].count("passage") == 197


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


def test_sections_of_nothing_are_left_out() -> None:
    memo = Briefing(items=(answer_item(replace(DISPUTED, warnings=()), ORIGIN), note_item("Mine."))).as_memo(HEADINGS)
    assert [section.heading for section in drawn(memo).sections if section.kind == "heading"] == ["Q", "A", "Sources"]
