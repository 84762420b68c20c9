"""The figures of the README: `python -m tests.figures RUN.json` takes them from a report of `evaluate --json`.

What is stored in `docs/evaluation.json` is the report's head with the figures of all sets together.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import TypeAdapter

from rag.evaluation.metrics import METRICS
from rag.evaluation.question_set import ALL
from rag.evaluation.reporting.html import GROUPS, figures
from rag.evaluation.reporting.report import read_report
from rag.evaluation.stats import Estimate

STORED = Path(__file__).parents[1] / "docs" / "evaluation.json"
COMMAND = "aftermine evaluate corpus/questions/*.jsonl"
TIMES = ("seconds_p50", "seconds_p95")
INTERVALS = {
    "share": "Wilson",
    "ratio": "Wilson",
    "mean": "bootstrap",
    "area": "bootstrap",
    "auc": "bootstrap",
    "median": "order statistics",
    "p95": "order statistics",
}


def figures_table() -> str:
    """What the stored report says of all questions, without time, which is the machine's."""
    head = json.loads(STORED.read_text(encoding="utf-8"))
    whole = head["sets"][ALL]
    metrics = TypeAdapter(dict[str, Estimate]).validate_python(whole["metrics"])
    rows = [
        f"`{COMMAND}`, {head['created'][:10]}, {whole['n']} questions, {head['model']} answers, corpus"
        f" `{head['corpus_sha256'][:12]}`:\n",
        "| metric | value | 95% interval | of | what it is |",
        "| --- | ---: | --- | ---: | --- |",
    ]
    for _, names in GROUPS:
        for figure in figures(metrics, tuple(name for name in names if name not in TIMES)):
            less = " (less is better)" if figure.metric.better == "lower" else ""
            cells = (
                f"`{figure.metric.name}`",
                figure.value,
                figure.interval,
                str(figure.n),
                figure.metric.about + less,
            )
            rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def metrics_table() -> str:
    """Every metric: what it is, which interval it carries, and what keeps it from being won by answering everything."""
    rows = [
        "| metric | what it is | better | interval | if everything is answered |",
        "| --- | --- | --- | --- | --- |",
    ]
    for metric in METRICS:
        cells = (f"`{metric.name}`", metric.about, metric.better, INTERVALS[metric.shape], metric.guard)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def store(path: Path) -> None:
    """Stores the head of a report as the one that the README tells."""
    head = read_report(path).head
    kept = {name: value for name, value in head.items() if name not in ("sets", "comparison", "variants", "missed")}
    sets = head["sets"]
    assert isinstance(sets, dict)
    whole = sets[ALL]
    assert isinstance(whole, dict)
    kept["sets"] = {ALL: {name: whole[name] for name in ("n", "metrics", "stages")}}
    STORED.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    store(Path(sys.argv[1]))
