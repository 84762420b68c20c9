"""At which stage a question failed, and what the reason says."""

from __future__ import annotations

from dataclasses import replace

from rag.base.types import Answer
from rag.evaluation.grading import grade
from rag.evaluation.question_set import Gold, Question
from tests.rag.evaluation.test_grading import BOTH, LIST, LISTED, saying
from tests.rag.evaluation.world import GRADER, PASSAGES, UNANSWERABLE, answered, cite, passage, perfect, refusal


def miss(question: Question, answer: Answer) -> tuple[str, str] | None:
    found = grade(question, answer, GRADER).miss
    return (found.stage, found.reason) if found else None


def test_stage_not_retrieved() -> None:
    stage, reason = miss(LISTED, answered("?", [PASSAGES[0]], PASSAGES[:10])) or ("", "")
    assert stage == "not retrieved"
    assert reason == "none of the first 10 passages is from 'oil-town' # 'List'"
    assert miss(LISTED, refusal("?", PASSAGES[:10])) == (stage, reason)


def test_stage_not_retrieved_names_the_fact_where_another_part_of_the_section_was_found() -> None:
    other_part = replace(LIST, id="other", text="Sources differ: one says 2011.")
    stage, reason = miss(LISTED, answered("?", [other_part], [other_part])) or ("", "")
    assert (stage, reason) == ("not retrieved", "no passage of the first 10 from 'oil-town' # 'List' holds '2012'")


def test_stage_refused() -> None:
    found = refusal("?", [PASSAGES[0], LIST])
    assert miss(LISTED, found) == ("refused", "refused, though the passage at rank 2 holds the answer")


def test_a_refusal_names_the_gold_passage_with_the_facts() -> None:
    beside = replace(LIST, id="beside", text="It is a list.")
    assert miss(LISTED, refusal("?", [beside, LIST])) == (
        "refused",
        "refused, though the passage at rank 2 holds the answer",
    )


def test_a_fact_is_told_in_the_spelling_that_was_passed_over() -> None:
    spelled = replace(LISTED, must_include=(("two thousand and twelve", "2012"),))
    stage, reason = miss(spelled, saying("One says 2011.", cite(1, LIST))) or ("", "")
    assert (stage, reason) == ("fact missing", "a cited passage holds '2012', the answer doesn't")


def test_stage_retrieved_but_not_used() -> None:
    other = passage("tin-town", "List")
    assert miss(LISTED, answered("?", [other], [other, LIST])) == (
        "retrieved but not used",
        "no passage from 'oil-town' # 'List' is cited",
    )
    assert miss(BOTH, answered("?", [LIST], [other, LIST])) == (
        "retrieved but not used",
        "the passage that holds '2008' is not cited",
    )


def test_stage_fact_missing() -> None:
    assert miss(LISTED, saying("One says 2011.", cite(1, LIST))) == (
        "fact missing",
        "a cited passage holds '2012', the answer doesn't",
    )


def test_stage_unsupported_only_where_nothing_else_failed() -> None:
    stage, reason = miss(LISTED, saying("Sources differ: 2011, 2012, 1492.", cite(1, LIST))) or ("", "")
    assert stage == "unsupported"
    assert reason == "nothing cited supports 'Sources differ: 2011, 2012, 1492.'"


def test_stage_answered_an_unanswerable() -> None:
    assert (miss(UNANSWERABLE[0], perfect(BOTH.question)) or ("",))[0] == "answered an unanswerable"
    assert miss(UNANSWERABLE[0], refusal("?")) is None


def test_facts_told_from_elsewhere_are_no_failure() -> None:
    moved = replace(LISTED, sources=(Gold("coal-town", "Mines"),))
    assert miss(moved, perfect(LISTED.question)) is None


def test_without_key_facts_a_cited_gold_place_is_enough() -> None:
    bare = replace(LISTED, must_include=())
    assert miss(bare, perfect(LISTED.question)) is None
    other = passage("tin-town", "List")
    assert (miss(bare, answered("?", [other], [other, LIST])) or ("",))[0] == "retrieved but not used"
