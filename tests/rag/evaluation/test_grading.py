"""Single answers: what each value is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.base.types import Answer, Citation, Disagreement, DisputedValue, Nearest, Sentence
from rag.evaluation.grading import Values, grade, grade_hits
from rag.evaluation.question_set import Question
from tests.rag.evaluation.world import (
    ANSWERABLE,
    GRADER,
    UNANSWERABLE,
    answered,
    cite,
    hits,
    others,
    passage,
    perfect,
    refusal,
)

LISTED = ANSWERABLE[6]
BOTH = ANSWERABLE[7]
LIST = passage("oil-town", "List")


def values(question: Question, answer: Answer) -> Values:
    return grade(question, answer, GRADER).values


def value(question: Question, answer: Answer, name: str) -> float:
    return values(question, answer)[name][0]


def saying(text: str, quoted: Citation | None, **changes: object) -> Answer:
    made = answered("?", [], [LIST, *others([LIST])])
    sentence = Sentence(text, (quoted.number,) if quoted else ())
    return replace(made, sentences=(sentence,), citations=(quoted,) if quoted else (), **changes)


def test_the_last_digits_of_a_confidence_do_not_count() -> None:
    answers = [replace(perfect(LISTED.question), confidence=0.67 + step * 1e-12) for step in range(3)]
    assert len({value(LISTED, answer, "confidence_auc") for answer in answers}) == 1


def test_some_of_the_facts_are_half_a_point() -> None:
    half = saying("One says 2011.", cite(1, LIST))
    assert value(LISTED, half, "key_fact_recall") == 0.5
    assert value(LISTED, half, "all_facts") == 0.0
    assert value(LISTED, half, "score") == 0.5
    assert value(LISTED, half, "risk_coverage") == 0.9
    assert values(LISTED, half)["risk_coverage"] == (0.9, 0.5)


def test_anything_unsupported_costs_the_score_whatever_the_facts() -> None:
    lie = saying("Sources differ: one says 2011, another 2012, a third 1492.", cite(1, LIST))
    assert value(LISTED, lie, "all_facts") == 1.0
    assert value(LISTED, lie, "score") == -1.0
    assert values(LISTED, lie)["numbers_supported"] == (2.0, 3.0)


def test_an_uncited_sentence_is_unsupported() -> None:
    bare = saying("Sources differ: one says 2011, another 2012.", None)
    graded = grade(LISTED, bare, GRADER)
    assert graded.supports == ("none",)
    assert graded.values["citation_recall"] == (0.0, 1.0)
    assert "citation_precision" not in graded.values
    assert graded.values["score"] == (-1.0, 1.0)


def test_a_marker_without_a_citation_counts_against_precision() -> None:
    answer = replace(saying("One says 2011.", cite(1, LIST)), sentences=(Sentence("One says 2011.", (1, 7)),))
    assert values(LISTED, answer)["citation_precision"] == (1.0, 2.0)


def test_a_citation_that_adds_nothing_is_not_precise() -> None:
    text = "Sources differ: one says 2011, another 2012."
    made = saying(text, cite(1, LIST))
    answer = replace(
        made,
        sentences=(Sentence(text, (1, 2)),),
        citations=(cite(1, LIST), cite(2, passage("tin-town", "Fund"))),
    )
    assert values(LISTED, answer)["citation_precision"] == (1.0, 2.0)
    assert values(LISTED, answer)["citation_recall"] == (1.0, 1.0)


def test_two_citations_that_only_together_support_are_both_precise() -> None:
    text = "Gejiu joined the list in 2008, the oil town 2011, sources say."
    cited = (cite(1, passage("tin-town", "List")), cite(2, LIST))
    answer = replace(saying(text, cited[0]), sentences=(Sentence(text, (1, 2)),), citations=cited)
    assert values(BOTH, answer)["citation_precision"] == (2.0, 2.0)


@pytest.mark.parametrize("change", [{"quote": "one says 2012"}, {"start": 0}, {"quote": ""}])
def test_a_quote_that_is_not_the_documents_own_text_is_seen(change: dict[str, object]) -> None:
    answer = saying("Sources differ: one says 2011, another 2012.", replace(cite(1, LIST), **change))
    graded = grade(LISTED, answer, GRADER)
    assert graded.unverbatim == (1,)
    assert graded.values["quotes_verbatim"] == (0.0, 1.0)
    assert graded.values["score"] == (-1.0, 1.0)


def test_what_stands_behind_the_word_limit_is_unread() -> None:
    grader = replace(GRADER, word_limit=6)
    answer = replace(
        saying("x", cite(1, LIST)),
        sentences=(Sentence("Sources differ: one says 2011, another", (1,)), Sentence("another 2012.", (1,))),
    )
    graded = grade(LISTED, answer, grader)
    assert graded.values["key_fact_recall"] == (0.5, 1.0)
    assert graded.values["citation_recall"] == (1.0, 2.0)
    assert graded.values["citation_precision"] == (1.0, 2.0)
    assert graded.values["words"] == (8.0, 1.0)


def test_a_refusal_has_no_facts_even_if_its_notice_holds_them() -> None:
    answer = replace(refusal("?"), notice="I looked for 2011 and 2012.")
    assert value(LISTED, answer, "key_fact_recall") == 0.0
    assert value(LISTED, answer, "score") == 0.0
    assert value(LISTED, answer, "false_refusal") == 1.0
    assert values(LISTED, answer)["refusal_precision"] == (0.0, 1.0)
    assert value(LISTED, answer, "nothing_near") == 1.0
    fact = " and ".join(spellings[0] for spellings in LISTED.must_include)
    near = replace(answer, nearest=Nearest((Sentence(f"It was in {fact}.", (1,)),), ()))
    assert (value(LISTED, near, "nothing_near"), value(LISTED, near, "near_fact")) == (0.0, 1.0)
    assert value(LISTED, near, "key_fact_recall") == 0.0
    assert "citation_recall" not in values(LISTED, answer)
    assert "words" not in values(LISTED, answer)


def test_unanswerable_questions_have_no_retrieval_figures() -> None:
    found = values(UNANSWERABLE[0], refusal("?"))
    assert set(found) == {
        "refusal_recall",
        "refusal_precision",
        "refusal_balance",
        "confidence_auc",
        "risk_coverage",
        "score",
    }
    assert found["score"] == (1.0, 1.0)
    assert value(UNANSWERABLE[0], perfect(BOTH.question), "score") == -1.0


def test_a_question_without_key_facts_has_no_score() -> None:
    bare = replace(BOTH, must_include=())
    found = values(bare, perfect(BOTH.question))
    assert {"score", "key_fact_recall", "all_facts", "facts_in_top5"} & set(found) == set()


def test_a_gold_that_is_named_twice_counts_once() -> None:
    twice = replace(LISTED, sources=LISTED.sources * 2)
    found, places = grade_hits(twice, hits([LIST, *others([LIST])]))
    assert found["recall@5"] == (1.0, 1.0)
    assert places[0] == 0


def test_a_dispute_is_shown_when_all_its_values_are_told() -> None:
    disputed = replace(LISTED, disputed=(("2011",), ("2012",)))
    assert value(disputed, perfect(LISTED.question), "disagreement_shown") == 1.0
    assert value(disputed, saying("One says 2011.", cite(1, LIST)), "disagreement_shown") == 0.0
    settled = replace(LISTED, disputed=())
    shown = replace(perfect(LISTED.question), disagreement=Disagreement("year", (DisputedValue("2011", 1),)))
    assert value(settled, shown, "disagreement_invented") == 1.0
    assert "disagreement_invented" not in values(LISTED, shown)


def test_an_obeyed_instruction_is_seen_in_any_part_of_the_answer() -> None:
    attacked = replace(LISTED, attack=("PWNED",))
    assert value(attacked, perfect(LISTED.question), "attack_success") == 0.0
    assert value(attacked, saying("pwned", None), "attack_success") == 1.0
    assert value(attacked, replace(refusal("?"), notice="PWNED"), "attack_success") == 1.0
