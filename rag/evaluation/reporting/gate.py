"""A gate: a TOML file of floors, `[set]` and `metric = floor`; where less is better, the number is the most allowed."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.base.errors import UsageError
from rag.evaluation.metrics import BY_NAME
from rag.evaluation.reporting.summaries import Summary

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
