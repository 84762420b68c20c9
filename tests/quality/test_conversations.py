"""The bundled conversations with the real models: what asking within a conversation costs in passages found."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from ingest.bundled import conversations_folder
from rag.assistant import Assistant
from rag.base.settings import Settings
from rag.evaluation.evaluate import Opened, Plan, Trial, evaluate
from rag.evaluation.metrics import BY_NAME
from rag.evaluation.question_set import ALL, read_sets
from rag.evaluation.reporting.summaries import missed, read_floors


def test_the_floors_of_conversations_are_met(assistant: Assistant, settings: Settings, tmp_path: Path) -> None:
    plan = Plan(sets=read_sets(sorted(conversations_folder().glob("*.jsonl"))), journals=tmp_path)
    opened = nullcontext(Opened(assistant, assistant.index))
    found = evaluate(plan, lambda _: opened, [Trial("", settings)], lambda *_: None, lambda _: None)
    found.close()
    summary = found.summaries[ALL]
    figures = {name: round(estimate.value, 4) for name, estimate in summary.metrics.items() if name in BY_NAME}
    print(figures)
    assert (summary.n, summary.metrics["follow_up_loss"].n) == (151, 151)
    assert missed(read_floors(Path(__file__).parent / "conversations.toml"), found.summaries) == (), figures
