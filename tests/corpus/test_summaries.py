"""The summary tasks: their shape, and that the briefs say what each point asks for."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from rag.evaluation.question_set import found

CORPUS = Path(__file__).parents[2] / "corpus"
TASKS = [json.loads(line) for line in (CORPUS / "summaries" / "tasks.jsonl").read_text(encoding="utf-8").splitlines()]
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in (CORPUS / "briefs").glob("*.md")}


def test_the_tasks_are_those_that_the_readme_counts() -> None:
    assert len({task["id"] for task in TASKS}) == len(TASKS) == 24
    assert Counter(task["split"] for task in TASKS) == {"tune": 14, "report": 10}
    assert sum("topic" in task for task in TASKS) == 4
    points = sum(len(task["points"]) for task in TASKS)
    assert points == 297
    assert f"{points} key points" in (CORPUS / "summaries" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("task", TASKS, ids=lambda task: str(task["id"]))
def test_the_briefs_say_every_point(task: dict[str, object]) -> None:
    names = [str(task["document"])] if "document" in task else list(TEXTS)
    points = task["points"]
    assert isinstance(points, list)
    unsaid = [
        point["point"]
        for point in points
        if not any(all(found([tuple(group) for group in point["must_include"]], TEXTS[name])) for name in names)
    ]
    assert unsaid == []
