"""From the values of single questions to figures with intervals; `catalogue` says what each metric is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.evaluation import stats
from rag.evaluation.catalogue import METRICS, Metric
from rag.evaluation.grading import Values
from rag.evaluation.stats import Estimate, Numbers, Statistic

Columns = dict[str, tuple[Numbers, Numbers]]
Positions = NDArray[np.int64]


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
    samples = strata(metric, bottom)
    return (
        stats.statistic(samples, of_positions(metric, top, bottom), metric.bounds) if all(map(len, samples)) else None
    )


def strata(metric: Metric, bottom: Numbers) -> tuple[Positions, ...]:
    """The positions that a bootstrap draws from, apart from each other: for an AUC those of the two classes."""
    positions = np.arange(len(bottom))
    return (positions[bottom == 1], positions[bottom == 0]) if metric.shape == "auc" else (positions,)


def of_positions(metric: Metric, top: Numbers, bottom: Numbers) -> Statistic:
    """The metric's value as a vectorised function of positions from each of its `strata`."""
    if metric.shape == "auc":
        return lambda positive, negative, axis=-1: stats.auc(top[positive], top[negative], axis)
    if metric.shape == "ratio":
        return lambda rows, axis=-1: top[rows].sum(axis=axis) / np.maximum(bottom[rows].sum(axis=axis), 1)
    if metric.shape in ("median", "p95"):
        return lambda rows, axis=-1: np.asarray(np.quantile(top[rows], _quantile(metric), axis=axis))
    if metric.shape == "area":
        return stats.risk_area(top, bottom)
    return lambda rows, axis=-1: np.asarray(top[rows].mean(axis=axis))


def _quantile(metric: Metric) -> float:
    return 0.5 if metric.shape == "median" else 0.95
