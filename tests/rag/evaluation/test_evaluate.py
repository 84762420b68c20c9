"""An evaluation and its journals: a run that waits is left to the questions that it was over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.base.settings import Answering, Settings
from rag.base.types import Answer, Document
from rag.evaluation.evaluate import RESUMED, Evaluation, Opened, Plan, Trial, described, evaluate
from rag.evaluation.question_set import QuestionSet
from tests.rag.evaluation.world import DOCUMENTS, QUESTIONS, Scripted, ignore, perfect

FIRST = QuestionSet("first", QUESTIONS.questions[:4])
SECOND = QuestionSet("second", QUESTIONS.questions[4:])


@dataclass(frozen=True)
class World:
    """The documents of the small world."""

    corpus_sha256: str = "c" * 64

    def documents(self) -> tuple[Document, ...]:
        return tuple(DOCUMENTS.values())


def stopping(text: str) -> Answer:
    if text == FIRST.questions[2].question:
        raise KeyboardInterrupt
    return perfect(text)


def evaluated(folder: Path, group: QuestionSet, script: Callable[[str], Answer]) -> tuple[Evaluation, list[str]]:
    """The evaluation of one set, and what was told on the way."""
    told: list[str] = []

    @contextmanager
    def opener(_: Settings) -> Iterator[Opened]:
        yield Opened(Scripted(script), World())

    plan = Plan((group,), folder, mode="retrieval")
    return evaluate(plan, opener, [Trial("main", Settings())], ignore, told.append), told


def test_an_interrupted_run_waits_while_other_questions_are_run_with_the_same_settings(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        evaluated(tmp_path, FIRST, stopping)
    other, told = evaluated(tmp_path, SECOND, perfect)
    other.close()
    assert told == []
    again, told = evaluated(tmp_path, FIRST, perfect)
    again.close()
    assert told == [RESUMED.format(n=2)]
    assert list(tmp_path.iterdir()) == []


def test_a_report_does_not_tell_the_password_of_a_server() -> None:
    told = described(Settings(answering=Answering(model="x", model_url="http://user:secret@host/v1")))
    assert told["answering.model_url"] == "http://host/v1"
