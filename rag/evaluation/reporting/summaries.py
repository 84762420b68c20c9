"""The figures of a set of graded questions: whole, by kind, and by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.evaluation import stats
from rag.evaluation.grading import Values
from rag.evaluation.journal import Row
from rag.evaluation.metrics import BY_NAME, METRICS, Metric, collect, summarise
from rag.evaluation.question_set import ALL
from rag.evaluation.stats import Estimate

BRIEF = tuple(
    BY_NAME[name]
    for name in ("score", "hit@1", "hit@5", "key_fact_recall", "all_facts", "refusal_recall", "false_refusal")
)
"""The metrics that are broken down by kind and by document."""


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of some questions."""

    n: int
    metrics: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a set: all metrics, the main ones by kind and by gold document, and how many failed at each stage.

    `curve` is the risk-coverage curve: pairs of the share answered and the mean error among the answered.
    """

    n: int
    metrics: Mapping[str, Estimate]
    kinds: Mapping[str, Group]
    documents: Mapping[str, Group]
    stages: Mapping[str, int]
    curve: tuple[tuple[float, float], ...]


def summarise_sets(rows: Sequence[Row]) -> dict[str, Summary]:
    """A summary of each set and one of all together, named `all`."""
    names = dict.fromkeys(row.set for row in rows)
    summaries = {ALL: summarise_rows(rows)}
    for name in names:
        summaries[name] = summaries[ALL] if len(names) == 1 else summarise_rows([r for r in rows if r.set == name])
    return summaries


def summarise_rows(rows: Sequence[Row]) -> Summary:
    """The summary of the rows."""
    return Summary(
        n=len(rows),
        metrics=summarise(row.values for row in rows),
        kinds=_groups(rows, lambda row: (row.kind,)),
        documents=_groups(rows, lambda row: row.documents),
        stages=dict(Counter(row.stage for row in rows if row.stage is not None).most_common()),
        curve=_curve(rows),
    )


def _groups(rows: Sequence[Row], names_of: Callable[[Row], Iterable[str]]) -> dict[str, Group]:
    grouped: dict[str, list[Values]] = {}
    for row in rows:
        for name in names_of(row):
            grouped.setdefault(name, []).append(row.values)
    return {name: Group(len(values), summarise(values, BRIEF)) for name, values in sorted(grouped.items())}


def _curve(rows: Sequence[Row]) -> tuple[tuple[float, float], ...]:
    columns = collect((row.values for row in rows), {"risk_coverage"})
    if not columns:
        return ()
    answered, error = stats.risk_curve(*columns["risk_coverage"])
    return tuple(zip(answered.tolist(), error.tolist(), strict=True))


def metrics_of(summaries: Iterable[Summary]) -> tuple[Metric, ...]:
    """The metrics that at least one of the summaries has, in the catalogue's order."""
    present = {name for summary in summaries for name in summary.metrics}
    return tuple(metric for metric in METRICS if metric.name in present)
