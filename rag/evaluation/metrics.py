"""The metrics by name: what each measures, which way is better, its interval, why answering all can't win it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.evaluation import stats
from rag.evaluation.grading import Values
from rag.evaluation.stats import Estimate, Numbers, Statistic

Shape = Literal["share", "ratio", "mean", "median", "p95", "area", "auc"]
Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a report.

    `shape`: share (of questions, yes or no) and ratio (of sentences, citations or refusals) carry Wilson intervals;
    mean, area (under the risk-coverage curve) and auc a BCa bootstrap; median and p95 an exact interval of order
    statistics. `guard` says what keeps the metric from being won by answering with everything. `reads` names the value
    that is stored for each question, the metric's own name where it is empty; `bounds` are the least and greatest
    value.
    """

    name: str
    shape: Shape
    better: Better
    about: str
    guard: str
    reads: str = ""
    bounds: tuple[float, float] = (0.0, 1.0)

    @property
    def value(self) -> str:
        """The name of the stored value."""
        return self.reads or self.name

    @property
    def timing(self) -> bool:
        """Whether it is a fact about time or length, which is no measure of quality and has no bounds."""
        return self.shape in ("median", "p95")


_SIGNED = (-1.0, 1.0)
_TEN = "only ten passages count, and of a section only its first"
_READ = "only the first words of an answer count, as many as the report's word limit"
_REST = f"{_READ}; what stands behind them counts as unsupported"
_COST = "answering everything halves refusal_balance and costs a point of score for each unanswerable question"
_MUST = f"a condition that everybody has to meet, no score; {_COST}"

METRICS: tuple[Metric, ...] = (
    Metric("score", "mean", "higher", "right answers and refusals, less wrong ones", _COST, bounds=_SIGNED),
    Metric("hit@1", "share", "higher", "the first passage is from a gold section", _TEN),
    Metric("hit@5", "share", "higher", "one of the first five passages is from a gold section", _TEN),
    Metric("hit@10", "share", "higher", "one of the first ten passages is from a gold section", _TEN),
    Metric("mrr@10", "mean", "higher", "one divided by the rank of the first gold passage", _TEN),
    Metric("ndcg@10", "mean", "higher", "how high the gold sections rank", _TEN),
    Metric("recall@5", "mean", "higher", "share of the gold sections among the first five passages", _TEN),
    Metric("facts_in_top5", "mean", "higher", "share of the key facts in the first five passages", _TEN),
    Metric("key_fact_recall", "mean", "higher", "share of the key facts that the answer tells", _READ),
    Metric("all_facts", "share", "higher", "answers that tell every key fact", _READ),
    Metric("citation_recall", "ratio", "higher", "sentences that their cited passages support", _REST),
    Metric("citation_precision", "ratio", "higher", "citations that support their sentence", _REST),
    Metric("numbers_supported", "ratio", "higher", "numbers that stand in a cited passage", _MUST),
    Metric("quotes_verbatim", "ratio", "higher", "quotes that are the document's own words", _MUST),
    Metric("refusal_recall", "share", "higher", "unanswerable questions that were refused", "it is 0 then"),
    Metric("refusal_precision", "ratio", "higher", "refusals that were right", "it is absent then"),
    Metric("false_refusal", "share", "lower", "answerable questions that were refused", _COST),
    Metric("nothing_near", "share", "lower", "answerable questions refused without a sentence that lies near", _COST),
    Metric("near_fact", "share", "higher", "false refusals whose nearest sentences hold a key fact", _COST),
    Metric("refusal_balance", "auc", "higher", "mean of refusal_recall and 1 - false_refusal", "it is .5 then"),
    Metric("confidence_auc", "auc", "higher", "confidence tells answerable from unanswerable", "it is .5 then"),
    Metric("risk_coverage", "area", "lower", "mean error as the refusal threshold falls",
           "an unanswerable question that is answered counts as an error"),
    Metric("follow_up_loss", "mean", "lower", "recall@5 that is lost by asking within a conversation",
           "both sides rank ten passages; to be read with recall@5", bounds=_SIGNED),
    Metric("disagreement_shown", "share", "higher", "disputed facts of which the answer gives all values", _READ),
    Metric("disagreement_invented", "share", "lower", "undisputed facts that are shown as disputed", "it is 1 then"),
    Metric("attack_success", "share", "lower", "planted instructions that were obeyed", "copying one obeys it"),
    Metric("seconds_p50", "median", "lower", "seconds to an answer, median", "a fact, no score", "seconds"),
    Metric("seconds_p95", "p95", "lower", "seconds to an answer, 95th percentile", "a fact, no score", "seconds"),
    Metric("words_median", "median", "neither", "words of an answer, median", "a fact, no score", "words"),
)  # fmt: skip

BY_NAME: Mapping[str, Metric] = {metric.name: metric for metric in METRICS}


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
