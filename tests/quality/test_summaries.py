"""Summaries with the real models: how many gold key points they tell, next to plain ways of the same length."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.base.types import Answer, Passage
from rag.evaluation.question_set import first_words, found
from rag.evaluation.stats import Estimate, share
from rag.question.request import SummaryRequest
from rag.search.candidate_sentences import quotable

TASKS = Path(__file__).parents[2] / "corpus" / "summaries" / "tasks.jsonl"
LEAD = 3  # sentences of a section
FLOOR = 0.44  # share of the reporting half's points that must be told
LEAST_FULL = 0.85  # of the length asked for
KNOWN = ("pensions", "wind power in old mining cities", "coal accidents", "nostalgia", "vacancy rate", "Zollverein")
UNKNOWN = ("lithium mining in Bolivia", "the French Revolution", "football in Brazil", "copper mines in Chile")

Way = Callable[["Task"], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Task:
    """A summary to make and the points it should tell; each is a list of groups of spellings."""

    request: SummaryRequest
    split: str
    points: tuple[tuple[tuple[str, ...], ...], ...]


def tasks() -> Iterator[Task]:
    for line in TASKS.read_text(encoding="utf-8").splitlines():
        task = json.loads(line)
        points = tuple(tuple(tuple(group) for group in point["must_include"]) for point in task["points"])
        request = SummaryRequest(task.get("document"), task.get("topic"), task["words"])
        yield Task(request, task["split"], points)


def told(task: Task, sentences: Sequence[str]) -> int:
    """How many points one sentence or two neighbouring ones tell."""
    windows = [" ".join(pair) for pair in pairwise([*sentences, ""])]
    return sum(any(all(found(point, window)) for window in windows) for point in task.points)


def hits(assistant: Assistant, task: Task) -> list[Passage]:
    """The ten passages that are found first: of the document for its title, or of all documents for the topic."""
    name = task.request.document
    scope = None if name is None else frozenset({name})
    query = task.request.topic or assistant.index.document(str(name)).title
    return [hit.passage for hit in assistant.search(query, 10, scope)]


def top(assistant: Assistant, task: Task) -> list[str]:
    """Their text up to the length."""
    texts = [unit.text for unit in quotable(hits(assistant, task))]
    return cut(texts, task.request.words)


def lead(assistant: Assistant, task: Task) -> list[str]:
    """The first sentence of every section in turn, then every second and third one, in the document's order."""
    name = task.request.document
    units = quotable(hits(assistant, task) if name is None else assistant.index.passages_of(name))
    seen: dict[object, int] = {}
    ranked: list[tuple[int, int]] = []
    for place, unit in enumerate(units):
        key = (unit.passage.document_id, unit.passage.headings)
        ranked.append((seen.get(key, 0), place))
        seen[key] = seen.get(key, 0) + 1
    chosen, length = [], 0
    for rank, place in sorted(ranked):
        if rank < LEAD and length + units[place].words <= task.request.words:
            chosen.append(place)
            length += units[place].words
    return [units[place].text for place in sorted(chosen)]


def cut(texts: Sequence[str], words: int) -> list[str]:
    kept: list[str] = []
    for text in texts:
        room = words - sum(len(each.split()) for each in kept)
        if room <= 0:
            break
        kept.append(first_words(text, room))
    return kept


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> dict[Task, Answer]:
    return {task: assistant.summarize(task.request) for task in tasks()}


def measured(answers: dict[Task, Answer], way: Way, split: str) -> Estimate:
    half = [task for task in answers if task.split == split]
    return share(sum(told(task, way(task)) for task in half), sum(len(task.points) for task in half))


def test_more_key_points_are_told_than_by_plain_ways(assistant: Assistant, answers: dict[Task, Answer]) -> None:
    ways: dict[str, Way] = {
        "summary": lambda task: [sentence.text for sentence in answers[task].sentences],
        "lead": lambda task: lead(assistant, task),
        "top": lambda task: top(assistant, task),
    }
    figures = {
        (split, name): measured(answers, way, split) for split in ("tune", "report") for name, way in ways.items()
    }
    for (split, name), estimate in figures.items():
        print(f"{split} {name}: {estimate}")
    assert figures["report", "summary"].value >= FLOOR
    assert figures["report", "summary"].value > figures["report", "top"].value
    assert figures["report", "summary"].value > figures["report", "lead"].value


def test_summaries_are_as_long_as_asked_and_cover_every_section(answers: dict[Task, Answer]) -> None:
    for task, answer in answers.items():
        length = sum(len(sentence.text.split()) for sentence in answer.sentences)
        assert length <= task.request.words, task.request
        assert answer.coverage is not None
        if task.request.document is not None:
            assert length >= LEAST_FULL * task.request.words, task.request
            without_words = 1  # a section that is a table
            assert answer.coverage.sections_used >= answer.coverage.sections_total - without_words, task.request


def test_every_quote_is_the_documents_own(assistant: Assistant, answers: dict[Task, Answer]) -> None:
    for answer in answers.values():
        assert all(len(sentence.citations) == 1 and sentence.support == "exact" for sentence in answer.sentences)
        for citation in answer.citations:
            text = assistant.index.document(citation.passage.document_id).text
            assert citation.quote == text[citation.start : citation.end]


def test_known_topics_are_told_from_unknown_ones(assistant: Assistant) -> None:
    verdicts = {t: assistant.summarize(SummaryRequest(None, t, 100)).verdict for t in (*KNOWN, *UNKNOWN)}
    assert [topic for topic in KNOWN if verdicts[topic] == "not_in_corpus"] == []
    assert [topic for topic in UNKNOWN if verdicts[topic] != "not_in_corpus"] == []
