"""Questions for reasons and ways whose premise holds, with the real models: hardly any may be said to be denied."""

from __future__ import annotations

import re
from pathlib import Path
from zlib import crc32

import pytest

from rag.base.mechanisms import without
from rag.evaluation.question_set import Question, read
from tests.quality.conftest import SCOPES, Once

ROOT = Path(__file__).parents[2]
SETS = ("corpus/checks/reasons.jsonl", "corpus/questions/*.jsonl", "corpus/harder/*.jsonl", "corpus/broad/*.jsonl")
OWN = "training/questions*.jsonl"
ENOUGH = {"sample": 30, "all": 400}
MOST_WRONG = {"sample": 1, "all": 2}
FALSE = {"sample": 27, "all": 81}  # false premises of the harder questions
FEWEST_FALSE = {"sample": 5, "all": 13}  # 6 and 14; 26 with a list of contraries, most where it was made from


def asked(pattern: str) -> list[Question]:
    return [question for path in sorted(ROOT.glob(pattern)) for question in read(path)]


def for_reasons(pattern: str) -> list[str]:
    return [
        question.question
        for question in asked(pattern)
        if question.answerable and re.match(r"\W*(?:why|how)\b(?! (?:many|much)\b)", question.question, re.IGNORECASE)
    ]


def denied(assistant: Once, text: str) -> bool:
    """Whether the reader is told that the corpus says otherwise; what is suggested instead takes time and no part."""
    with without({"suggestions"}):
        return any(reason.kind == "otherwise" for reason in assistant.real.ask(text).reasons)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_true_premise_is_hardly_ever_said_to_be_denied(assistant: Once, scope: str) -> None:
    questions = [text for pattern in (*SETS, OWN) for text in for_reasons(pattern)][: ENOUGH["all"]]
    questions = sorted(questions, key=lambda text: crc32(text.encode()))[: ENOUGH[scope]]
    assert len(questions) == ENOUGH[scope]
    wrong = [text for text in questions if denied(assistant, text)]
    assert len(wrong) <= MOST_WRONG[scope], wrong


@pytest.mark.parametrize("scope", SCOPES)
def test_false_premises_are_still_met_by_the_sentence_that_denies_them(assistant: Once, scope: str) -> None:
    false = [question.question for question in asked("corpus/harder/premise*.jsonl")]
    false = false[:: 1 if scope == "all" else 3]
    assert len(false) == FALSE[scope]
    met = [text for text in false if denied(assistant, text)]
    assert len(met) >= FEWEST_FALSE[scope], len(met)
