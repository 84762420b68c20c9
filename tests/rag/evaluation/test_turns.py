"""A question with earlier turns: asked one after the other, or searched as it stands alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rag.base.types import Answer
from rag.evaluation.question_set import Question, QuestionSet
from rag.evaluation.run import Journal, Run, Runner, Setup
from tests.rag.evaluation.world import (
    ANSWERABLE,
    GRADER,
    SETUP,
    Scripted,
    answered,
    ignore,
    others,
    passage,
    refusal,
)

FOLLOW_UP = Question(
    "f1",
    "And of the oil town?",
    "follow_up",
    must_include=(("2011",),),
    sources=ANSWERABLE[6].sources,
    turns=("Which list?", "Of the tin town?"),
    standalone="When was the oil town listed?",
)


def conversation(
    folder: Path, found: Callable[[str], Answer], setup: Setup = SETUP, question: Question = FOLLOW_UP
) -> tuple[Scripted, Run]:
    asked = Scripted(found)
    with Journal(folder / "journal.jsonl", setup.head()) as journal:
        return asked, Runner(asked, GRADER, setup).run([QuestionSet("talk", (question,))], journal, ignore)


def test_a_conversation_is_asked_turn_by_turn_and_compared_with_the_standalone_question(tmp_path: Path) -> None:
    listed, other = passage("oil-town", "List"), passage("coal-town", "Mines")

    def script(text: str) -> Answer:
        if text == FOLLOW_UP.standalone:
            return answered(text, [listed], [listed, *others([listed])])
        return answered(text, [other], [other])

    asked, finished = conversation(tmp_path, script)
    assert asked.asked == [*FOLLOW_UP.turns, FOLLOW_UP.question, FOLLOW_UP.standalone]
    assert finished.rows[0].values["follow_up_loss"] == (1.0, 1.0)


def test_the_answers_to_earlier_turns_are_handed_on(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    class Listening(Scripted):
        def ask(self, question: str, turns: object = ()) -> Answer:
            assert isinstance(turns, tuple)
            seen.append([turn.answer.question for turn in turns])
            return super().ask(question)

    with Journal(tmp_path / "journal.jsonl", SETUP.head()) as journal:
        asked = Listening(lambda text: refusal(text, ()))
        Runner(asked, GRADER, SETUP).run([QuestionSet("talk", (FOLLOW_UP,))], journal, ignore)
    assert seen == [[], ["Which list?"], ["Which list?", "Of the tin town?"]]


def test_retrieval_only_searches_a_follow_up_in_full(tmp_path: Path) -> None:
    asked, _ = conversation(tmp_path, lambda text: refusal(text, ()), replace(SETUP, mode="retrieval"))
    assert asked.asked == [FOLLOW_UP.standalone]


def test_retrieval_only_searches_what_has_no_full_form_behind_the_questions_before(tmp_path: Path) -> None:
    setup, bare = replace(SETUP, mode="retrieval"), replace(FOLLOW_UP, standalone=None)
    asked, _ = conversation(tmp_path, lambda text: refusal(text, ()), setup, bare)
    assert asked.asked == ["Which list? Of the tin town? And of the oil town?"]
