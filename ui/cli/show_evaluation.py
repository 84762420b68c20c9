"""An evaluation on the terminal: the figures, what failed at which stage, the comparison, the floors."""

from __future__ import annotations

from rag.evaluation.evaluate import Evaluation
from rag.evaluation.question_set import ALL
from rag.evaluation.reporting.compare import verdict
from rag.evaluation.reporting.tables import (
    Table,
    comparison_table,
    failures_table,
    groups_table,
    metrics_table,
    stages_table,
    variants_table,
)
from ui.cli.console import note, say, say_table

FAILURES = 15


def show_evaluation(found: Evaluation) -> None:
    """Prints the tables on standard output, remarks on standard error."""
    whole = found.summaries[ALL]
    sets = {name: summary for name, summary in found.summaries.items() if name != ALL}
    _show(metrics_table(whole), f"{whole.n} questions")
    if len(sets) > 1:
        _show(groups_table("set", sets))
    _show(groups_table("kind", whole.kinds))
    _show(stages_table(whole))
    _show(failures_table(found.report.questions(), FAILURES))
    if sum(whole.stages.values()) > FAILURES:
        note(f"the first {FAILURES} of {sum(whole.stages.values())} failures; --html and --json give all")
    if found.variants:
        _show(variants_table(found.summaries, found.variants), "other settings: ▲ better, ▼ worse, by more than noise")
    if found.comparison is not None:
        _show(comparison_table(found.comparison), f"compared with the baseline: {verdict(found.comparison)}")
        for warning in found.comparison.warnings:
            note(f"warning: {warning}")
    _show_floors(found)


def _show_floors(found: Evaluation) -> None:
    missed = found.report.head.get("missed")
    if isinstance(missed, list):
        for floor in missed:
            note(f"floor missed: {floor['says'] if isinstance(floor, dict) else floor}")
        if not missed:
            note("every floor is met")


def _show(table: Table, title: str = "") -> None:
    columns, rows = table
    if rows:
        say()
        if title:
            say(title, style="bold")
        say_table(columns, rows)
