"""From the values of single questions to figures with intervals; `catalogue` says what each metric is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from rag.evaluation import stats
from rag.evaluation.catalogue import METRICS, Metric
from rag.evaluation.grading import Values
from rag.evaluation.stats import Estimate, Numbers

Columns = dict[str, tuple[Numbers, Numbers]]


def summarise(values: Iterable[Values], metrics: Sequence[Metric] = METRICS) -> dict[str, Estimate]:
    """The estimate of every metric that applies to at least one question; the others are absent."""
    columns = collect(values, {metric.value for metric in metrics})
    estimates = (
        (metric.name, estimate(metric, *columns[metric.value])) for metric in metrics if metric.value in columns
    )
    return {name: found for name, found in estimates if found is not None}


def collect(values: Iterable[Values], wanted: set[str]) -> Columns:
    """Numerators and denominators of each stored value, over the questions that have it, in order."""
    columns: dict[str, list[tuple[float, float]]] = {}
    for stored in values:
        for name in stored:
            if name in wanted:
                columns.setdefault(name, []).append(stored[name])
    return {name: (np.array(pairs)[:, 0], np.array(pairs)[:, 1]) for name, pairs in columns.items()}


def estimate(metric: Metric, top: Numbers, bottom: Numbers) -> Estimate | None:
    """The metric's figure with its interval; None where it makes no sense (one class only for an AUC)."""
    if metric.shape in ("share", "ratio"):
        return stats.share(float(top.sum()), round(float(bottom.sum())))
    if metric.shape == "mean":
        return stats.mean(top, metric.bounds)
    if metric.shape in ("median", "p95"):
        return stats.quantile(top, _quantile(metric))
    if metric.shape == "area":
        return stats.statistic((np.arange(len(top)),), stats.risk_area(top, bottom), metric.bounds)
    positive, negative = top[bottom == 1], top[bottom == 0]
    return stats.statistic((positive, negative), stats.auc, metric.bounds) if len(positive) and len(negative) else None


def of_rows(metric: Metric, top: Numbers, bottom: Numbers) -> Callable[[Numbers], Numbers]:
    """The metric's value as a function of rows of positions into the two arrays; every shape but auc."""
    if metric.shape == "ratio":
        return lambda rows: top[rows].sum(axis=-1) / np.maximum(bottom[rows].sum(axis=-1), 1)
    if metric.shape in ("median", "p95"):
        return lambda rows: np.quantile(top[rows], _quantile(metric), axis=-1)
    if metric.shape == "area":
        return partial(stats.risk_area(top, bottom), axis=-1)
    return lambda rows: top[rows].mean(axis=-1)


def _quantile(metric: Metric) -> float:
    return 0.5 if metric.shape == "median" else 0.95
