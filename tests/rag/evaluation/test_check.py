"""What `questions check` finds, and that a good set has no findings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.evaluation.lint import Finding, check, doubts
from rag.evaluation.question_set import Gold, Problem, Question
from tests.rag.evaluation.world import DOCUMENTS, QUESTIONS

CORPUS = tuple(DOCUMENTS.values())
GOOD = replace(QUESTIONS.questions[1], id="good")


def findings(*questions: Question) -> list[str]:
    return [str(found) for found in check([(q.id, q) for q in questions], CORPUS)]


def test_a_good_set_has_no_findings() -> None:
    assert findings(*QUESTIONS.questions) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": "riddle"}, "hint: good: kind 'riddle' is not one of fact, number"),
        ({"kind": "unanswerable"}, "error: good: it is called unanswerable and has sources"),
        ({"must_include": ()}, "hint: good: no key facts"),
        ({"sources": ()}, "error: good: key facts without a source"),
        (
            {"question": "Was the first pit opened in 1917?"},
            "hint: good: the question holds all of its key facts ('1917')",
        ),
        ({"answer": "In the war."}, "hint: good: its own answer lacks the key fact '1917'"),
        ({"sources": (Gold("coal-twn", "Mines"),)}, "the corpus has no document 'coal-twn': did you mean 'coal-town'?"),
        ({"sources": (Gold("xyz"),)}, "the corpus has no document 'xyz': `aftermine documents` lists"),
        ({"sources": (Gold("coal-town", "Mine"),)}, "has no section 'Mine': did you mean 'mines'?"),
        ({"sources": (Gold("tin-town", "List"),)}, "error: good: the key fact '1917' stands in none of its sources"),
    ],
)
def test_a_doubtful_question_is_found(change: dict[str, object], expected: str) -> None:
    found = findings(replace(GOOD, **change))
    assert len(found) == 1
    assert expected in found[0]


def test_a_section_is_found_however_it_is_quoted_and_a_document_as_a_whole() -> None:
    assert findings(replace(GOOD, sources=(Gold("coal-town", " MINES "),))) == []
    assert findings(replace(GOOD, sources=(Gold("coal-town"),))) == []


def test_duplicates_are_found() -> None:
    same = replace(GOOD, id="same", question="When  was the first pit opened")
    near = replace(GOOD, id="near", question="The first pit was opened when?")
    assert findings(GOOD, GOOD) == [
        "error: good: id 'good' stands in good too: rename one",
        "error: good: the same question as good: drop one",
    ]
    assert findings(GOOD, same) == ["error: same: the same question as good: drop one"]
    assert findings(GOOD, near) == ["hint: near: nearly the same question as good: drop one"]
    assert findings(GOOD, replace(same, turns=("And in the oil town?",))) == []


def test_wrong_lines_are_findings() -> None:
    found = check([("x, line 1", Problem("x, line 1", "not JSON")), ("good", GOOD)], None)
    assert found == (Finding("error", "x, line 1", "not JSON"),)


def test_without_a_corpus_places_are_not_looked_up() -> None:
    lost = replace(GOOD, sources=(Gold("nowhere"),))
    assert check([("good", lost)], None) == ()
    assert len(check([("good", lost)], CORPUS)) == 1


def test_an_empty_set_and_unbalanced_ones_are_found() -> None:
    assert findings() == ["error: the whole set: it holds no question"]
    many = [replace(GOOD, id=f"q{n}", question=f"Which pit came as number {n}?") for n in range(12)]
    assert findings(*many) == [
        "hint: the whole set: only 0% can't be answered: refusals are hardly measured",
        "hint: the whole set: 12 of 12 questions are of the kind 'number'",
    ]
    lost = [replace(q, kind="unanswerable", must_include=(), sources=(), answer="") for q in many]
    assert findings(*lost) == ["hint: the whole set: no question can be answered: only refusals are measured"]


def test_a_run_is_told_of_lost_places_and_unknown_kinds() -> None:
    assert list(doubts(QUESTIONS.questions, CORPUS)) == []
    lost = replace(GOOD, id="lost", kind="riddle", sources=(Gold("coal-town", "Mine"),))
    first, second = doubts([GOOD, lost], CORPUS)
    assert first.startswith("1 questions name sources that the corpus does not hold, such as 'lost'")
    assert second == "unknown kinds are kept as they are: 'riddle'"
