"""An evaluation and its journals: a run that waits is left to the questions that it was over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from rag.base.settings import Answering, Settings
from rag.base.types import Answer, Document
from rag.evaluation.evaluate import CHANGED, RESUMED, Evaluation, Opened, Plan, Trial, described, evaluate
from rag.evaluation.question_set import QuestionSet
from tests.rag.evaluation.world import DOCUMENTS, QUESTIONS, Scripted, ignore, perfect

FIRST = QuestionSet("first", QUESTIONS.questions[:4])
SECOND = QuestionSet("second", QUESTIONS.questions[4:])


class World:
    """The documents of the small world."""

    @property
    def corpus_sha256(self) -> str:
        return "c" * 64

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


def test_own_documents_that_change_the_figures_of_other_questions_are_named(tmp_path: Path) -> None:
    def told(*own: str) -> list[str]:
        said: list[str] = []
        opened = Opened(Scripted(perfect), World(), frozenset(own))
        plan = Plan((FIRST,), tmp_path, alone_by="the switch")
        found = evaluate(plan, lambda _: nullcontext(opened), [Trial("main", Settings())], ignore, said.append)
        found.close()
        assert found.report.head["remarks"] == said
        return said

    assert told() == []
    assert told("coal-town") == []  # what the questions are about
    (said,) = told("appendix")
    assert "passages of 4 of 4 questions" in said
    assert "'appendix' (4); the switch leaves them out" in said


def test_documents_that_change_during_a_run_are_told(tmp_path: Path) -> None:
    class Changing(World):
        """Other documents each time that somebody looks."""

        seen = 0

        @property
        def corpus_sha256(self) -> str:
            type(self).seen += 1
            return f"{self.seen:064}"

    said: list[str] = []
    opened = Opened(Scripted(perfect), Changing())
    plan = Plan((FIRST,), tmp_path)
    evaluate(plan, lambda _: nullcontext(opened), [Trial("main", Settings())], ignore, said.append).close()
    assert said == [CHANGED]
