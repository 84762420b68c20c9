"""The tables that people read, as rows of text; every face draws the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rag.evaluation.external import Agreement
from rag.evaluation.journal import Record
from rag.evaluation.metrics import BY_NAME, METRICS, Metric
from rag.evaluation.question_set import ALL
from rag.evaluation.reporting.compare import Comparison, sentence
from rag.evaluation.reporting.report import Variant
from rag.evaluation.reporting.summaries import BRIEF, Group, Summary
from rag.evaluation.stats import Estimate

Table = tuple[Sequence[str], list[list[str]]]
"""The columns' titles, and the rows."""


def number(value: float, metric: Metric) -> str:
    """A figure as people read it: three decimals, three digits of what is no share."""
    return f"{value:.3g}" if metric.timing else f"{value:.3f}"


def interval(estimate: Estimate, metric: Metric) -> str:
    """The ends of a figure's interval."""
    return f"{number(estimate.low, metric)} to {number(estimate.high, metric)}"


def metrics_table(summary: Summary) -> Table:
    """All figures of a summary."""
    rows = [
        [metric.name, number(found.value, metric), interval(found, metric), str(found.n), metric.about]
        for metric in METRICS
        if (found := summary.metrics.get(metric.name))
    ]
    return ("metric", "value", "95% interval", "of", "what it is"), rows


def groups_table(title: str, groups: Mapping[str, Group | Summary]) -> Table:
    """The main figures of groups of questions, a group a row."""
    shown = [metric for metric in BRIEF if any(metric.name in group.metrics for group in groups.values())]
    rows = [[name, str(group.n), *_values(group.metrics, shown)] for name, group in groups.items()]
    return (title, "questions", *(metric.name for metric in shown)), rows


def stages_table(summary: Summary) -> Table:
    """How many questions failed at each stage."""
    rows = [[stage, str(count), f"{count / summary.n:.1%}"] for stage, count in summary.stages.items()]
    return ("stage that failed", "questions", "share"), rows


def failures_table(records: Iterable[Record], most: int) -> Table:
    """The first failures: which question, which stage, and why."""
    failed = [record for record in records if record["stage"] is not None][:most]
    rows = [[str(record[column]) for column in ("id", "stage", "question", "reason")] for record in failed]
    return ("id", "stage that failed", "question", "reason"), rows


def comparison_table(comparison: Comparison) -> Table:
    """The differences between two runs."""
    rows = [
        [
            found.metric,
            *(number(value, metric) for value in (found.before, found.after)),
            _signed(found.difference, metric),
            f"{_signed(found.low, metric)} to {_signed(found.high, metric)}",
            f"{found.corrected:.3f}",
            sentence(found),
        ]
        for found in comparison.differences
        for metric in [BY_NAME[found.metric]]
    ]
    return ("metric", "before", "now", "difference", "95% interval", "p", "what it says"), rows


def variants_table(base: Mapping[str, Summary], variants: Sequence[Variant]) -> Table:
    """The main figures of each run with its differences from the first; a sign marks those by more than noise."""
    summaries = [base[ALL], *(variant.summaries[ALL] for variant in variants)]
    shown = [metric for metric in BRIEF if any(metric.name in summary.metrics for summary in summaries)]
    rows = [["as set", str(base[ALL].n), *_values(base[ALL].metrics, shown)]]
    for variant in variants:
        differences = {found.metric: found for found in variant.comparison.differences}
        cells = _values(variant.summaries[ALL].metrics, shown)
        for n, metric in enumerate(shown):
            if found := differences.get(metric.name):
                sign = {"better": " ▲", "worse": " ▼"}.get(found.verdict, "")
                cells[n] += f" {_signed(found.difference, metric)}{sign}" if found.difference else ""
        rows.append([variant.name, str(variant.summaries[ALL].n), *cells])
    return ("run", "questions", *(metric.name for metric in shown)), rows


def agreement_table(found: Mapping[str, Agreement]) -> Table:
    """How well a support checker agrees with people, a set a row."""
    rows = [
        [name, str(each.n), _with_interval(each.balanced_accuracy), _with_interval(each.auroc), f"{each.f1:.3f}"]
        for name, each in found.items()
    ]
    return ("set", "claims", "balanced accuracy", "AUROC", "F1 of supported"), rows


def _with_interval(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"


def _values(metrics: Mapping[str, Estimate], shown: Sequence[Metric]) -> list[str]:
    return [number(metrics[metric.name].value, metric) if metric.name in metrics else "" for metric in shown]


def _signed(value: float, metric: Metric) -> str:
    return f"{'+' if value >= 0 else '-'}{number(abs(value), metric)}"
