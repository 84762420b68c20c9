"""Questions from use, the archive of reports, and cells as people write them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rag.evaluation.imports import (
    add,
    answers_in,
    corrected,
    draft,
    facts_in,
    is_unfinished,
    read_fact,
    read_facts,
    read_places,
    read_turns,
    write_fact,
    write_place,
)
from rag.evaluation.metrics import summarise_sets
from rag.evaluation.question_set import Gold, Problem, Question, read
from rag.evaluation.reporting.report import archive, archived, read_report, report_of
from rag.reports.notebook.feedback import Entry, Place
from tests.rag.evaluation.world import passage, run, shuffled

ENTRY = Entry(
    id=3,
    created="2026-01-01T00:00:00+00:00",
    question="And its people?",
    standalone="How many live in the coal town?",
    verdict="answered",
    answer="In 2020 the census counted 891,271 residents, 16% fewer, of 5. [1]",
    cited=(Place("coal-town", "Population"),),
    nearest=(Place("coal-town", "Population"), Place("tin-town", "List")),
    vote="up",
    comment="good",
    status="new",
)


def test_a_liked_answer_gives_its_figures_and_places() -> None:
    found = draft(ENTRY)
    assert (found.id, found.question, found.kind) == ("use-3", "How many live in the coal town?", "fact")
    assert found.answer == "In 2020 the census counted 891,271 residents, 16% fewer, of 5."
    assert found.must_include == (("2020",), ("891,271",), ("16%",))
    assert found.sources == (Gold("coal-town", "Population"),)
    assert found.extra == {"comment": "good"}


def test_a_disliked_answer_gives_only_its_places_and_a_refusal_none() -> None:
    disliked = draft(replace(ENTRY, vote="down", comment=""))
    assert (disliked.answer, disliked.must_include, disliked.extra) == ("", (), {})
    assert disliked.sources == (Gold("coal-town", "Population"),)
    refused = draft(replace(ENTRY, vote="none", verdict="not_in_corpus", cited=()))
    assert (refused.kind, refused.sources) == ("unanswerable", ())


def test_a_question_is_finished_when_it_has_answer_and_key_facts_or_needs_none() -> None:
    disliked = draft(replace(ENTRY, vote="down"))
    assert is_unfinished(disliked)
    assert is_unfinished(replace(disliked, must_include=(("16%",),)))
    assert not is_unfinished(replace(disliked, must_include=(("16%",),), answer="It was 16%."))
    assert not is_unfinished(draft(replace(ENTRY, verdict="not_in_corpus", cited=())))
    assert not is_unfinished(replace(disliked, id="use-of-coal"))


def test_answers_and_key_facts_are_offered_from_the_passages() -> None:
    asked = "How many people did the census count in the coal town?"
    offered = answers_in([passage("coal-town", "Mines"), passage("coal-town", "Population")], asked)
    assert offered[0] == "In 2020 the census counted 891,271 residents."
    assert facts_in(offered[0], asked) == ("2020", "891,271")
    said = 'The Longmay group ran the mine of Hegang until 2014, "too long", said Wang Li.'
    assert facts_in(said, "What happened in Hegang?") == ("2014", "Longmay", "Wang Li")
    assert answers_in([], asked) == facts_in("", asked) == ()


def test_a_correction_is_checked() -> None:
    changed = corrected(draft(ENTRY), {"must_include": [["891,271", "891271"]], "kind": "number"})
    assert isinstance(changed, Question)
    assert (changed.kind, changed.must_include) == ("number", (("891,271", "891271"),))
    wrong = corrected(draft(ENTRY), {"question": " "})
    assert isinstance(wrong, Problem)
    assert str(wrong).startswith("the question: field 'question'")


def test_questions_collect_in_a_set_without_doubles(tmp_path: Path) -> None:
    path = add(draft(ENTRY), tmp_path / "questions")
    add(draft(replace(ENTRY, id=4)), tmp_path / "questions")
    add(replace(draft(ENTRY), kind="number"), tmp_path / "questions")
    assert [(question.id, question.kind) for question in read(path)] == [("use-4", "fact"), ("use-3", "number")]


def test_cells_are_written_as_they_are_read() -> None:
    facts = (("69", "sixty-nine"), ("2013",))
    assert [write_fact(fact) for fact in facts] == ["69 | sixty-nine", "2013"]
    assert [read_fact(write_fact(fact)) for fact in facts] == [list(fact) for fact in facts]
    places = (Gold("lists", "The list"), Gold("glossary"))
    assert [write_place(place) for place in places] == ["lists # The list", "glossary"]
    assert read_places("\n".join(map(write_place, places))) == [place.line() for place in places]
    assert read_turns("Who?\n\n And where? ") == [{"question": "Who?"}, {"question": "And where?"}]


def test_signs_that_separate_may_be_meant_and_may_be_chinese() -> None:
    facts, places = (("A; or B", "A|B"), ("甲；乙",)), (Gold("lists", "Coal; steel"), Gold("lists", "甲；乙"))
    assert [read_fact(write_fact(fact)) for fact in facts] == [list(fact) for fact in facts]
    assert read_facts("\n".join(map(write_fact, facts))) == [list(fact) for fact in facts]
    assert read_places("\n".join(map(write_place, places))) == [place.line() for place in places]
    assert read_facts("891271｜89万；69") == [["891271", "89万"], ["69"]]


def test_reports_are_archived_and_listed_newest_first(tmp_path: Path) -> None:
    folder = tmp_path / "evaluations"
    assert archived(folder) == ()
    with run(shuffled, tmp_path) as finished:
        report = report_of(finished, summarise_sets(finished.rows))
        first = archive(report, folder)
        second = archive(report, folder)
    assert first != second
    found = archived(folder)
    assert [each.path for each in found] == [second, first]
    assert (found[0].model, found[0].n, found[0].sets) == ("scripted", 10, ("world",))
    assert read_report(found[0].path).head == read_report(first).head
    second.unlink()
    first.with_suffix(".head").write_text("{", encoding="utf-8")
    assert archived(folder) == ()
