"""The bundled conversations with the real models: what asking within a conversation costs in passages found."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.bundled import conversations_folder
from rag.assistant import Assistant
from rag.base.settings import Settings
from rag.evaluation.evaluate import Opened, Plan, Trial, evaluate
from rag.evaluation.metrics import BY_NAME, missed, read_floors
from rag.evaluation.question_set import ALL, read_sets
from tests.quality.conftest import SCOPES

EVERY = {"sample": 6, "all": 1}  # every so manieth conversation is held
N = {"sample": 25, "all": 151}


@pytest.mark.parametrize("scope", SCOPES)
def test_the_floors_of_conversations_are_met(
    assistant: Assistant, settings: Settings, tmp_path: Path, scope: str
) -> None:
    sets = read_sets(sorted(conversations_folder().glob("*.jsonl")))
    held = sorted({question.group or "" for each in sets for question in each.questions})[:: EVERY[scope]]
    sets = tuple(replace(each, questions=tuple(q for q in each.questions if q.group in held)) for each in sets)
    plan = Plan(sets=sets, journals=tmp_path)
    opened = nullcontext(Opened(assistant, assistant.index))
    found = evaluate(plan, lambda _: opened, [Trial("", settings)], lambda *_: None, lambda _: None)
    found.close()
    summary = found.summaries[ALL]
    figures = {name: round(estimate.value, 4) for name, estimate in summary.metrics.items() if name in BY_NAME}
    print(figures)
    assert (summary.n, summary.metrics["follow_up_loss"].n) == (N[scope], N[scope])
    assert missed(read_floors(Path(__file__).parent / "conversations.toml"), found.summaries) == (), figures
