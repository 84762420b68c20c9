"""An answer's words cut and edited: what stays as it was given, what is checked again, what the check says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.reports.export.outline import numbered, numbers_of
from rag.reports.notebook.briefing import AnswerItem, Briefing, answer_item
from rag.reports.notebook.editing import edited, parts, written
from tests.rag.reports.export.samples import COMPARED, DISPUTED, LISTED, ORIGIN, REFUSED, SUMMARY

OWN = {number: number for number in range(1, 9)}
TOWN = answer_item(replace(DISPUTED, sentences=DISPUTED.sentences[:2], disagreement=None), ORIGIN)
FIRST, SECOND = "The town had 891 people in 2020. [1][3]", "Ten years before it had more. [2]"


def text(item: AnswerItem, *lines: str) -> AnswerItem:
    return edited(item, ["\n".join(lines)], OWN)


def test_a_part_is_written_a_sentence_a_line() -> None:
    assert [written(part, OWN) for part in parts(TOWN)] == [f"{FIRST}\n{SECOND}"]


def test_nothing_changed_is_as_it_was_given() -> None:
    assert text(TOWN, FIRST, "", f"  {SECOND} ") == TOWN
    assert text(text(TOWN, SECOND), FIRST, SECOND) == TOWN


def test_a_line_that_is_cut_takes_its_citations_along() -> None:
    cut = text(TOWN, SECOND)
    assert [citation.number for citation in cut.cited] == [2]
    (section,), quotes = numbered(Briefing(items=(cut,)))
    assert [said.text for said in section.said] == ["Ten years before it had more."]
    assert len(quotes) == 1
    assert "word" not in " ".join(section.remarks)


def test_the_section_of_a_line_stays_when_the_line_is_changed_or_cut() -> None:
    given = (replace(TOWN.answer.sentences[0], about="Now"), TOWN.answer.sentences[1])
    placed = answer_item(replace(TOWN.answer, sentences=given), ORIGIN)
    assert [written(part, OWN) for part in parts(placed)] == [f"Now: {FIRST}\n{SECOND}"]
    assert text(placed, f"Now: {FIRST}", SECOND) == placed
    for changed in ("Now: The town had 891 people in the year 2020. [1]", ""):
        (part,) = parts(text(placed, changed, SECOND))
        assert [line.sentence.about for line in part.lines] == ["Now", ""][: len(part.lines)]
        assert not part.lines[0].faults
        assert not part.lines[0].sentence.text.startswith("Now")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("In 2020 the town had 891 people. [1]", None),
        ("The town had 892 people in 2020. [1]", "number"),
        ("The town had no 891 people in 2020. [1]", "negation"),
        ("The town had 891 people in 2019. [1]", "date"),
    ],
)
def test_a_changed_line_is_no_longer_word_for_word_and_is_checked(line: str, kind: str | None) -> None:
    (part,) = parts(text(TOWN, line, SECOND))
    changed, kept = part.lines
    assert (changed.edited, kept.edited) == (True, False)
    assert (changed.sentence.support == "supported") == (kind is None)
    assert [fault for fault, _ in changed.faults][:1] == ([kind] if kind else [])


def test_the_passages_own_words_are_the_readers_all_the_same() -> None:
    (part,) = parts(text(TOWN, "In 2010 it had 1,058. [2]"))
    assert part.lines[0].edited
    assert part.lines[0].sentence.support == "supported"


def test_what_the_check_has_against_a_line_is_told() -> None:
    (section,), _ = numbered(Briefing(items=(text(TOWN, "The town had no 891 people in 2020. [1]"),)))
    assert section.said[0].edited == "edited"
    assert section.said[0].doubt
    (objection,) = section.objections
    assert "one denies what the other says" in objection
    assert "1 edited by the reader" in " ".join(section.remarks)


def test_a_line_without_a_passage_is_the_readers_own() -> None:
    (section,), _ = numbered(Briefing(items=(text(TOWN, FIRST, "I think so. [9]", "And so on."),)))
    assert [(said.text, said.edited, said.doubt) for said in section.said[1:]] == [
        ("I think so. [9]", "the reader’s own words", ""),
        ("And so on.", "the reader’s own words", ""),
    ]
    assert section.objections == ()


def test_a_line_may_cite_another_passage_of_the_answer() -> None:
    (part,) = parts(text(TOWN, "In 2010 it had 1,058 and in 2020 891. [1, 2]"))
    assert part.lines[0].sentence.citations == (1, 2)


def test_numbers_are_those_that_the_reader_sees() -> None:
    briefing = Briefing(items=(answer_item(SUMMARY, ORIGIN), TOWN))
    numbers = numbers_of(briefing, TOWN)
    assert numbers == {1: 1, 2: 2, 3: 3}
    behind = Briefing(items=(answer_item(replace(LISTED, citations=LISTED.citations[1:2]), ORIGIN), TOWN))
    numbers = numbers_of(behind, TOWN)
    (part,) = parts(TOWN)
    assert written(part, numbers).splitlines() == [
        f"{FIRST.split(' [')[0]} [2][3]",
        "Ten years before it had more. [1]",
    ]
    assert edited(TOWN, [written(part, numbers)], numbers) == TOWN


def test_cells_of_a_comparison_and_disputed_values_are_parts() -> None:
    compared = answer_item(COMPARED, ORIGIN)
    assert [(part.row, part.column) for part in parts(compared)] == [
        ("People", "The town"),
        ("People", "Other | place"),
        ("Who came", "The town"),
        ("Who came", "Other | place"),
    ]
    cut = edited(compared, ["", "", "Nobody at all. [1]", ""], OWN)
    (section,), _ = numbered(Briefing(items=(cut,)))
    assert [row[0][0].text for row in section.grid] == ["Aspect", "Who came"]
    disputed = edited(answer_item(DISPUTED, ORIGIN), [FIRST, ""], OWN)
    (section,), _ = numbered(Briefing(items=(disputed,)))
    assert (section.differ, section.values) == ("", ())


def test_a_refusal_has_no_words_to_edit() -> None:
    assert parts(answer_item(REFUSED, ORIGIN)) == ()
    assert edited(answer_item(REFUSED, ORIGIN), [], OWN) == answer_item(REFUSED, ORIGIN)
