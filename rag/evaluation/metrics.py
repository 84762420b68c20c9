"""The metrics by name: what each measures, which way is better, its interval, why answering all can't win it.

And their figures for sets of graded questions: whole, by kind, and by document; and the floors that a gate sets them. A
gate is a TOML file, `[set]` and `metric = floor`; where less is better, the number is the most allowed.
"""

from __future__ import annotations

import difflib
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.base.errors import UsageError
from rag.evaluation import stats
from rag.evaluation.grading import Values
from rag.evaluation.question_set import ALL
from rag.evaluation.run import Row
from rag.evaluation.stats import Estimate, Numbers, Statistic

QUANTILES = {"median": 0.5, "p95": 0.95}
Shape = Literal["share", "ratio", "mean", "median", "p95", "area", "auc"]
Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a report.

    `shape`: share (of questions, yes or no) and ratio (of sentences, citations or refusals) carry Wilson intervals;
    mean, area (under the risk-coverage curve) and auc a BCa bootstrap; median and p95 an exact interval of order
    statistics. `guard` says what keeps the metric from being won by answering with everything. `reads` names the value
    that is stored for each question where it has another name; `bounds` are the least and greatest value.
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
        return self.shape in QUANTILES


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
BRIEF = tuple(
    BY_NAME[name]
    for name in ("score", "hit@1", "hit@5", "key_fact_recall", "all_facts", "refusal_recall", "false_refusal")
)
"""The metrics that are broken down by kind and by document."""

ROUNDING = 1e-9
"""A share of 0.76 that is computed as 0.7599999999999999 meets a floor of 0.76."""

Columns = dict[str, tuple[Numbers, Numbers]]
Floors = Mapping[str, Mapping[str, float]]


def summarise(values: Iterable[Values], metrics: Sequence[Metric] = METRICS) -> dict[str, Estimate]:
    """The estimate of every metric that applies to at least one question; the others are absent."""
    columns = collect(values)
    found = {each.name: estimate(each, *columns[each.value]) for each in metrics if each.value in columns}
    return {name: figure for name, figure in found.items() if figure is not None}


def collect(values: Iterable[Values]) -> Columns:
    """Numerators and denominators of each stored value, over the questions that have it, in order."""
    columns: dict[str, list[tuple[float, float]]] = {}
    for stored in values:
        for name, pair in stored.items():
            columns.setdefault(name, []).append(pair)
    return {name: (np.array(pairs)[:, 0], np.array(pairs)[:, 1]) for name, pairs in columns.items()}


def estimate(metric: Metric, top: Numbers, bottom: Numbers) -> Estimate | None:
    """The metric's figure with its interval; None where it makes no sense (one class only for an AUC)."""
    if metric.shape in ("share", "ratio"):
        return stats.share(float(top.sum()), round(float(bottom.sum())))
    if metric.shape == "mean":
        return stats.mean(top, metric.bounds)
    if metric.shape in QUANTILES:
        return stats.quantile(top, QUANTILES[metric.shape])
    samples = strata(metric, bottom)
    return (
        stats.statistic(samples, of_positions(metric, top, bottom), metric.bounds) if all(map(len, samples)) else None
    )


def strata(metric: Metric, bottom: Numbers) -> tuple[NDArray[np.int64], ...]:
    """The positions that a bootstrap draws from, apart from each other: for an AUC those of the two classes."""
    positions = np.arange(len(bottom))
    return (positions[bottom == 1], positions[bottom == 0]) if metric.shape == "auc" else (positions,)


def of_positions(metric: Metric, top: Numbers, bottom: Numbers) -> Statistic:
    """The metric's value as a vectorised function of positions from each of its `strata`."""
    if metric.shape == "auc":
        return lambda positive, negative, axis=-1: stats.auc(top[positive], top[negative], axis)
    if metric.shape == "ratio":
        return lambda rows, axis=-1: top[rows].sum(axis=axis) / np.maximum(bottom[rows].sum(axis=axis), 1)
    if metric.shape in QUANTILES:
        return lambda rows, axis=-1: np.asarray(np.quantile(top[rows], QUANTILES[metric.shape], axis=axis))
    if metric.shape == "area":
        return stats.risk_area(top, bottom)
    return lambda rows, axis=-1: np.asarray(top[rows].mean(axis=axis))


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of some questions."""

    n: int
    metrics: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Risk:
    """The point of the curve that the threshold chose, of `n` questions whose answers can be told right from wrong.

    An answer is wrong that tells no key fact, is not borne out by its passages, or where there is none to be had;
    `at_most` is the share of `answered` ones that are, at 95%. `error` is the mean error among them, as on the curve.
    """

    n: int
    answered: int
    wrong: int
    at_most: float
    error: float


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
    risk: Risk | None = None


def summarise_sets(rows: Sequence[Row]) -> dict[str, Summary]:
    """A summary of each set and one of all together, named `all`."""
    names = dict.fromkeys(row.set for row in rows)
    summaries = {ALL: summarise_rows(rows)}
    for name in names:
        summaries[name] = summaries[ALL] if len(names) == 1 else summarise_rows([r for r in rows if r.set == name])
    return summaries


def summarise_rows(rows: Sequence[Row]) -> Summary:
    """The summary of the rows."""
    columns = collect(row.values for row in rows)
    return Summary(
        n=len(rows),
        metrics=summarise(row.values for row in rows),
        kinds=_groups(rows, lambda row: (row.kind,)),
        documents=_groups(rows, lambda row: row.documents),
        stages=dict(Counter(row.stage for row in rows if row.stage is not None).most_common()),
        curve=stats.risk_curve(*columns["risk_coverage"]) if "risk_coverage" in columns else (),
        risk=_risk(rows),
    )


def _groups(rows: Sequence[Row], names_of: Callable[[Row], Iterable[str]]) -> dict[str, Group]:
    grouped: dict[str, list[Values]] = {}
    for row in rows:
        for name in names_of(row):
            grouped.setdefault(name, []).append(row.values)
    return {name: Group(len(values), summarise(values, BRIEF)) for name, values in sorted(grouped.items())}


def _risk(rows: Sequence[Row]) -> Risk | None:
    judged = [row.values for row in rows if {"score", "refusal_balance", "risk_coverage"} <= row.values.keys()]
    told = [values for values in judged if values["refusal_balance"][0]]
    if not told:
        return None
    wrong = sum(values["score"][0] < 0 for values in told)
    error = sum(values["risk_coverage"][1] for values in told) / len(told)
    return Risk(len(judged), len(told), wrong, stats.most(wrong, len(told)), error)


@dataclass(frozen=True, slots=True)
class Missed:
    """A floor that is not met; `value` is None where the run has no such figure."""

    set: str
    metric: str
    floor: float
    value: float | None

    def __str__(self) -> str:
        found = "absent" if self.value is None else f"{self.value:.4g}"
        wanted = "at most" if BY_NAME[self.metric].better == "lower" else "at least"
        return f"{self.set}: {self.metric} is {found}, {wanted} {self.floor:.4g} is asked for"


def read_floors(path: Path) -> Floors:
    """The floors of a file. Raises UsageError for what is no TOML, an unknown metric, or a floor that is no number."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the floors {str(path)!r} can't be read ({error}): correct the file") from error
    floors: dict[str, dict[str, float]] = {}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise UsageError(f"{path.name}: {name!r} stands outside a set: write it below a line such as [all]")
        floors[name] = {metric: _floor(path, metric, value) for metric, value in table.items()}
    if not any(floors.values()):
        raise UsageError(
            f"{path.name} holds no floor: write lines such as `hit@5 = 0.95` below [all], or leave --gate out"
        )
    return floors


def missed(floors: Floors, summaries: Mapping[str, Summary]) -> tuple[Missed, ...]:
    """The floors that are not met; a figure that is absent meets none."""
    found: list[Missed] = []
    for name, table in floors.items():
        metrics = summaries[name].metrics if name in summaries else {}
        for metric, floor in table.items():
            value = metrics[metric].value if metric in metrics else None
            sign = -1 if BY_NAME[metric].better == "lower" else 1
            if value is None or sign * (value - floor) < -ROUNDING:
                found.append(Missed(name, metric, floor, value))
    return tuple(found)


def _floor(path: Path, metric: str, value: object) -> float:
    if metric not in BY_NAME:
        close = difflib.get_close_matches(metric, BY_NAME, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"the metrics are {', '.join(BY_NAME)}"
        raise UsageError(f"{path.name}: unknown metric {metric!r}: {hint}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"{path.name}: the floor of {metric!r} is {value!r}: write a number")
    return float(value)
