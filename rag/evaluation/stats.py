"""Intervals and tests, all from SciPy with a fixed seed: the same numbers in give the same numbers out.

An interval is 95%. Where all values are equal the bootstrap knows nothing, so Wilson's interval for a share is scaled
to the metric's bounds: ten right answers of ten are not a certainty.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

LEVEL = 0.95
SAMPLES = 2000
SEED = 20130
POWER = 0.8
FEWEST_CHANGES = 6
"""With fewer changed questions an exact McNemar test can't reach p < .05, however one-sided the change."""

Numbers = NDArray[np.float64]
Array = Numbers | NDArray[np.int64]
Statistic = Callable[..., Numbers]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95% interval; `n` is how many questions, sentences or citations it rests on."""

    value: float
    low: float
    high: float
    n: int


def share(hits: float, n: int) -> Estimate:
    """A share with Wilson's score interval."""
    interval = stats.binomtest(round(hits), n).proportion_ci(LEVEL, method="wilson")
    return Estimate(hits / n, float(interval.low), float(interval.high), n)


def most(hits: int, n: int) -> float:
    """The share that is not exceeded at 95%, by the exact one-sided bound of Clopper and Pearson; 1 where `n` is 0."""
    return float(stats.beta.ppf(LEVEL, hits + 1, n - hits)) if hits < n else 1.0


def mean(values: Numbers, bounds: tuple[float, float]) -> Estimate:
    """A mean with the bias-corrected and accelerated bootstrap interval."""
    value = math.fsum(values.tolist()) / len(values)
    if np.ptp(values) == 0:
        return _of_equal(float(values[0]), len(values), bounds)
    low, high, _ = bootstrap((values,), np.mean)
    return Estimate(value, low, high, len(values))


def quantile(values: Numbers, p: float) -> Estimate:
    """A quantile with the exact interval between two order statistics; the extremes where n is too small for one."""
    interval = stats.quantile_test(values, p=p).confidence_interval(LEVEL)
    low = float(values.min()) if math.isnan(interval.low) else float(interval.low)
    high = float(values.max()) if math.isnan(interval.high) else float(interval.high)
    return Estimate(float(np.quantile(values, p)), low, high, len(values))


def statistic(samples: Sequence[Array], compute: Statistic, bounds: tuple[float, float]) -> Estimate:
    """Any vectorised statistic of one or more independent samples, with a BCa bootstrap interval."""
    value, n = float(compute(*samples, axis=-1)), sum(map(len, samples))
    low, high, _ = bootstrap(samples, compute)
    if low == high:
        return _of_equal(value, n, bounds)
    return Estimate(value, low, high, n)


def bootstrap(samples: Sequence[Array], compute: Statistic) -> tuple[float, float, Numbers]:
    """Low and high end of the BCa interval, and the resampled values; the percentile interval where BCa has none.

    A sample of one value can't be resampled: then both ends are its value.
    """
    if min(map(len, samples)) < 2:
        value = float(compute(*samples, axis=-1))
        return value, value, np.full(SAMPLES, value)
    batch = max(1, 2_000_000 // sum(map(len, samples)))
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
        result = stats.bootstrap(
            samples,
            compute,
            n_resamples=SAMPLES,
            batch=batch,
            vectorized=True,
            confidence_level=LEVEL,
            rng=np.random.default_rng(SEED),
        )
    spread = result.bootstrap_distribution
    low, high = float(result.confidence_interval.low), float(result.confidence_interval.high)
    if math.isnan(low) or math.isnan(high):
        tail = (1 - LEVEL) / 2
        low, high = (float(end) for end in np.quantile(spread, (tail, 1 - tail)))
    return low, high, spread


def _of_equal(value: float, n: int, bounds: tuple[float, float]) -> Estimate:
    floor, ceiling = bounds
    position = (value - floor) / (ceiling - floor) * n
    low, high = share(math.floor(position), n).low, share(math.ceil(position), n).high
    return Estimate(value, floor + low * (ceiling - floor), floor + high * (ceiling - floor), n)


def auc(positive: Numbers, negative: Numbers, axis: int = -1) -> Numbers:
    """The chance that a positive case scores above a negative one, ties counting half (area under the ROC curve)."""
    above = stats.mannwhitneyu(positive, negative, axis=axis, method="asymptotic").statistic
    return np.asarray(above / (positive.shape[axis] * negative.shape[axis]))


def risk_curve(confidence: Numbers, error: Numbers) -> tuple[tuple[float, float], ...]:
    """Share answered and mean error among these, for every distinct confidence as the threshold falls, surest first."""
    levels, level = np.unique(-confidence, return_inverse=True)
    count = np.cumsum(np.bincount(level, minlength=len(levels)))
    wrong = np.cumsum(np.bincount(level, weights=error, minlength=len(levels)))
    return tuple(zip((count / len(confidence)).tolist(), (wrong / count).tolist(), strict=True))


def risk_area(confidence: Numbers, error: Numbers) -> Statistic:
    """The statistic "area under the risk-coverage curve" over positions into the two arrays.

    The area is the mean, over every number of answered questions, of the mean error among them; equally sure questions
    are answered in a random order, whose expectation has a closed form in harmonic numbers.
    """
    levels, level = np.unique(-confidence, return_inverse=True)
    harmonic = np.concatenate(([0.0], np.cumsum(1 / np.arange(1, len(confidence) + 1))))

    def area(positions: NDArray[np.int64], axis: int = -1) -> Numbers:
        rows = np.atleast_2d(np.moveaxis(positions, axis, -1))
        offset = level[rows] + np.arange(len(rows))[:, None] * len(levels)
        shape = (len(rows), len(levels))
        count = np.bincount(offset.ravel(), minlength=shape[0] * shape[1]).reshape(shape)
        wrong = np.bincount(offset.ravel(), error[rows].ravel(), minlength=shape[0] * shape[1]).reshape(shape)
        before, wrong_before = np.cumsum(count, axis=1) - count, np.cumsum(wrong, axis=1) - wrong
        rate = np.divide(wrong, count, out=np.zeros(shape), where=count > 0)
        steps = harmonic[before + count] - harmonic[before]
        total = (count * rate + (wrong_before - rate * before) * steps).sum(axis=1) / rows.shape[1]
        return np.asarray(total[0] if positions.ndim == 1 else total)

    return area


def mcnemar(gained: int, lost: int) -> float:
    """The exact two-sided McNemar test: the chance of a split at least as uneven if neither run were better."""
    return float(stats.binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0


def two_sided(spread: Numbers) -> float:
    """The p-value of a bootstrap distribution of differences: how far zero lies in its tails."""
    n = len(spread)
    tail = min(int((spread <= 0).sum()), int((spread >= 0).sum()))
    return min(1.0, 2 * (tail + 1) / (n + 1))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """The p-values corrected for having looked at all of them (Holm's step-down method)."""
    order = np.argsort(p_values, kind="stable")
    steps = np.arange(len(p_values), 0, -1) * np.array(p_values)[order]
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return tuple(corrected.tolist())


def detectable(spread: Numbers, n: int, width: float) -> float:
    """The smallest difference that `n` questions show with 80% power at the 5% level (two-sided).

    From the `spread` of the resampled differences; never less than six questions that change by the metric's whole
    `width`, because fewer can't be told from chance.
    """
    factor = float(stats.norm.ppf(0.5 + LEVEL / 2) + stats.norm.ppf(POWER))
    return max(factor * float(np.std(spread)), min(1.0, FEWEST_CHANGES / n) * width)
