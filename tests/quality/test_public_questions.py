"""The public questions with the real models: the floors of `floors.toml`, and what must hold for every answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from ingest.bundled import questions_folder
from rag.assistant import Assistant
from rag.base.settings import Settings
from rag.base.types import Answer, Hit, Turn
from rag.evaluation.evaluate import Evaluation, Opened, Plan, evaluate
from rag.evaluation.metrics import BY_NAME
from rag.evaluation.question_set import ALL, read, read_sets
from rag.evaluation.reporting.summaries import read_floors
from ui.wording import general

MOST_WORDS = 200
MEDIAN_WORDS = 105


class Kept:
    """The assistant, which keeps what it answered, so that each question is asked once."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.answers: list[Answer] = []

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        self.answers.append(self.assistant.ask(question, turns))
        return self.answers[-1]

    def search(self, query: str, k: int = 10) -> list[Hit]:
        return self.assistant.search(query, k)


@pytest.fixture(scope="module")
def kept(assistant: Assistant) -> Kept:
    return Kept(assistant)


@pytest.fixture(scope="module")
def evaluation(kept: Kept, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evaluation]:
    plan = Plan(
        sets=read_sets(sorted(questions_folder().glob("*.jsonl"))),
        journals=tmp_path_factory.mktemp("journals"),
        floors=read_floors(Path(__file__).parent / "floors.toml"),
    )
    opened = nullcontext(Opened(kept, kept.assistant.index))
    found = evaluate(plan, lambda _: opened, [("", settings)], lambda *_: None, lambda _: None)
    yield found
    found.close()


def test_the_floors_are_met(evaluation: Evaluation) -> None:
    summary = evaluation.summaries[ALL]
    assert summary.n == 281
    found = {name: round(estimate.value, 4) for name, estimate in summary.metrics.items() if name in BY_NAME}
    print(found)
    assert evaluation.report.head.get("missed") in (None, [], ()), found


def test_answers_are_short(kept: Kept, evaluation: Evaluation) -> None:
    lengths = sorted(sum(len(s.text.split()) for s in answer.sentences) for answer in kept.answers if answer.sentences)
    assert lengths[-1] <= MOST_WORDS
    assert lengths[len(lengths) // 2] <= MEDIAN_WORDS


def test_every_sentence_is_cited_and_every_quote_is_the_documents(kept: Kept, evaluation: Evaluation) -> None:
    for answer in kept.answers:
        assert all(sentence.citations for sentence in answer.sentences)
        for citation in answer.citations:
            document = kept.assistant.index.document(citation.passage.document_id)
            assert citation.quote == document.text[citation.start : citation.end]
            assert citation.sources
        assert len(answer.hits) >= 10


def test_the_questions_that_the_empty_page_offers_are_answered(assistant: Assistant) -> None:
    for _, question in general.QUESTIONS:
        assert assistant.ask(question).verdict != "not_in_corpus", question


def test_another_order_gives_the_same_answers(assistant: Assistant) -> None:
    questions = [question.question for question in read(questions_folder() / "gejiu-tin.jsonl")]
    forward = [assistant.ask(question).text for question in questions]
    backward = [assistant.ask(question).text for question in reversed(questions)]
    assert forward == backward[::-1]
