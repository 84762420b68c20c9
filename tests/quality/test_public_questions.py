"""The public questions with the real models: the floors of `floors.toml`, and what must hold for every answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from statistics import median
from zlib import crc32

import pytest

from ingest.bundled import questions_folder
from rag.base.settings import Settings
from rag.base.types import Answer
from rag.evaluation.evaluate import Evaluation, Opened, Plan, Trial, evaluate
from rag.evaluation.metrics import BY_NAME, read_floors
from rag.evaluation.question_set import ALL, QuestionSet, found, read, read_sets
from rag.question.request import VALUES, WIDE
from tests.quality.conftest import SCOPES, Once
from ui.wording import general

MOST_WORDS = 200
MEDIAN_WORDS = 105
EVERY = {"sample": 7, "all": 1}  # one question of so many is asked, and each that has no answer: these are few


@pytest.fixture(scope="module", params=SCOPES)
def asked(request: pytest.FixtureRequest) -> tuple[QuestionSet, ...]:
    """The public questions that are asked."""
    sets = read_sets(sorted(questions_folder().glob("*.jsonl")))
    every = EVERY[request.param]
    return tuple(
        replace(each, questions=tuple(q for q in each.questions if not q.sources or crc32(q.id.encode()) % every == 0))
        for each in sets
    )


@pytest.fixture(scope="module")
def evaluation(
    assistant: Once, settings: Settings, asked: tuple[QuestionSet, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Evaluation]:
    plan = Plan(
        sets=asked,
        journals=tmp_path_factory.mktemp("journals"),
        floors=read_floors(Path(__file__).parent / "floors.toml"),
    )
    opened = nullcontext(Opened(assistant, assistant.index))
    made = evaluate(plan, lambda _: opened, [Trial("", settings)], lambda *_: None, lambda _: None)
    yield made
    made.close()


def test_the_floors_are_met(evaluation: Evaluation, asked: tuple[QuestionSet, ...]) -> None:
    summary = evaluation.summaries[ALL]
    assert summary.n == sum(len(each.questions) for each in asked) >= 60
    told = {name: round(estimate.value, 4) for name, estimate in summary.metrics.items() if name in BY_NAME}
    print(told)
    assert evaluation.report.head.get("missed") in (None, [], ()), told


@pytest.fixture(scope="module")
def answers(assistant: Once, asked: tuple[QuestionSet, ...]) -> list[Answer]:
    """The answers that the evaluation judges."""
    return [assistant.ask(question.question) for each in asked for question in each.questions]


def test_answers_are_as_long_as_the_question_needs(answers: list[Answer]) -> None:
    lengths = [(a.kind, sum(len(s.text.split()) for s in a.sentences)) for a in answers if a.sentences]
    assert max(words for _, words in lengths) <= MOST_WORDS
    assert median(words for kind, words in lengths if kind not in WIDE) <= MEDIAN_WORDS


def test_the_words_that_are_set_off_answer(answers: list[Answer], asked: tuple[QuestionSet, ...]) -> None:
    questions = [question for each in asked for question in each.questions]
    values = [(q, a) for q, a in zip(questions, answers, strict=True) if q.answerable and a.kind in VALUES]
    told = [(q, [s.point for s in a.sentences if s.point]) for q, a in values]
    right = [any(found(q.must_include, " ".join(points))) for q, points in told if points]
    print(len(values), len(right), sum(right))
    assert len(right) >= 0.4 * len(values)
    assert sum(right) >= 0.7 * len(right)


def test_every_sentence_is_cited_and_every_quote_is_the_documents(assistant: Once, answers: list[Answer]) -> None:
    for answer in answers:
        assert all(sentence.citations for sentence in answer.sentences)
        for citation in answer.citations:
            document = assistant.index.document(citation.passage.document_id)
            assert citation.quote == document.text[citation.start : citation.end]
            assert citation.sources
        assert len(answer.hits) >= 10


def test_the_questions_that_the_empty_page_offers_are_answered(assistant: Once) -> None:
    for _, question in general.QUESTIONS:
        assert assistant.ask(question).verdict != "not_in_corpus", question


def test_another_order_gives_the_same_answers(assistant: Once) -> None:
    questions = [question.question for question in read(questions_folder() / "gejiu-tin.jsonl")]
    forward = [assistant.ask(question).text for question in questions]
    backward = [assistant.real.ask(question).text for question in reversed(questions)]
    assert forward == backward[::-1]
