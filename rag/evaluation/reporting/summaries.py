"""The figures of a set of graded questions: whole, by kind, and by document; and the floors that a gate sets them.

A gate is a TOML file, `[set]` and `metric = floor`; where less is better, the number is the most allowed.
"""

from __future__ import annotations

import difflib
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.base.errors import UsageError
from rag.evaluation import stats
from rag.evaluation.grading import Values
from rag.evaluation.metrics import BY_NAME, collect, summarise
from rag.evaluation.question_set import ALL
from rag.evaluation.run import Row
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
    return Summary(
        n=len(rows),
        metrics=summarise(row.values for row in rows),
        kinds=_groups(rows, lambda row: (row.kind,)),
        documents=_groups(rows, lambda row: row.documents),
        stages=dict(Counter(row.stage for row in rows if row.stage is not None).most_common()),
        curve=_curve(rows),
        risk=_risk(rows),
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


def _risk(rows: Sequence[Row]) -> Risk | None:
    judged = [row.values for row in rows if {"score", "refusal_balance", "risk_coverage"} <= row.values.keys()]
    told = [values for values in judged if values["refusal_balance"][0]]
    if not told:
        return None
    wrong = sum(values["score"][0] < 0 for values in told)
    error = sum(values["risk_coverage"][1] for values in told) / len(told)
    return Risk(len(judged), len(told), wrong, stats.most(wrong, len(told)), error)


ROUNDING = 1e-9
"""A share of 0.76 that is computed as 0.7599999999999999 meets a floor of 0.76."""

Floors = Mapping[str, Mapping[str, float]]


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
