"""Two runs paired question by question: what changed, on which questions, and whether it is more than noise.

Yes-or-no metrics are tested by McNemar's exact test, all others by a paired bootstrap over questions; p-values are
corrected by Holm's method for the number of metrics, except those of time and length, which measure no quality.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from rag.base.errors import UsageError
from rag.evaluation import stats
from rag.evaluation.metrics import BY_NAME, METRICS, Metric, of_positions, strata
from rag.evaluation.run import Row, Setup
from rag.evaluation.stats import Numbers

SIGNIFICANT = 0.05

Made = tuple[Setup, Sequence[Row]]
Verdict = Literal["better", "worse", "changed", "none"]


@dataclass(frozen=True, slots=True)
class Difference:
    """How a metric changed between two runs.

    `difference` is `after` less `before` with its interval; `corrected` is the p-value after Holm's correction,
    `detectable` the smallest difference that these questions can show. `improved` and `worsened` are ids of questions.
    """

    metric: str
    n: int
    before: float
    after: float
    difference: float
    low: float
    high: float
    p: float
    corrected: float
    detectable: float
    improved: tuple[str, ...]
    worsened: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """Better, worse, changed (where neither direction is good), or none: no difference that this set can show."""
        if self.corrected >= SIGNIFICANT or self.difference == 0:
            return "none"
        better = BY_NAME[self.metric].better
        if better == "neither":
            return "changed"
        return "better" if (self.difference > 0) == (better == "higher") else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between two runs on `n` questions; `warnings` say what should have been equal and is not."""

    n: int
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...] = ()


def compare(before: Sequence[Row], after: Sequence[Row]) -> Comparison:
    """Compares the questions that both runs hold, paired by id."""
    earlier = {row.id: row for row in before}
    pairs = [(earlier[row.id], row) for row in after if row.id in earlier]
    found = [difference for metric in METRICS if (difference := _difference(metric, pairs)) is not None]
    scored = [difference for difference in found if not BY_NAME[difference.metric].timing]
    corrected = dict(zip((d.metric for d in scored), stats.holm([d.p for d in scored]), strict=True))
    return Comparison(len(pairs), tuple(replace(d, corrected=corrected.get(d.metric, d.p)) for d in found))


def check_baseline(before: Made, setup: Setup, asked: Mapping[str, str], *, force: bool = False) -> tuple[str, ...]:
    """What a baseline does not share with a run of that setup over the questions `asked` (hash by id).

    Raises UsageError where there is anything, before a question is asked; with `force` it is returned as warnings.
    """
    told = [f"the baseline was made with {what}" for what in _differing(before, setup, asked)]
    if told and not force:
        raise UsageError(f"{'; '.join(told)}: make it anew, or compare all the same with --force")
    return tuple(told)


def _differing(before: Made, after: Setup, asked: Mapping[str, str]) -> Iterator[str]:
    setup, earlier = before[0], {row.id: row.sha256 for row in before[1]}
    if setup.corpus_sha256 != after.corpus_sha256:
        yield f"other documents ({setup.corpus_sha256[:12]!r}, now {after.corpus_sha256[:12]!r})"
    for name in ("mode", "checker", "word_limit", "grading", "ranking"):
        old, new = getattr(setup, name), getattr(after, name)
        if old != new:
            yield f"another {name.replace('_', ' ')} ({old!r}, now {new!r})"
    for ids, what in (
        (earlier.keys() - asked.keys(), "that are not asked now"),
        (asked.keys() - earlier.keys(), "missing of those asked now"),
        ({name for name in earlier.keys() & asked.keys() if earlier[name] != asked[name]}, "worded otherwise"),
    ):
        if ids:
            yield f"{len(ids)} questions {what} (such as {min(ids)!r})"


def _difference(metric: Metric, pairs: Sequence[tuple[Row, Row]]) -> Difference | None:
    """The difference over the questions that both runs (of a ratio: one) have the metric of; None without a figure."""
    nothing = (0.0, 0.0) if metric.shape == "ratio" else None
    found = [
        (old.id, old.values.get(metric.value, nothing), new.values.get(metric.value, nothing)) for old, new in pairs
    ]
    both = [each for each in found if None not in each]
    ids = [each[0] for each in both]
    old, new = (np.array([each[side] for each in both], float).reshape(-1, 2) for side in (1, 2))
    samples = strata(metric, old[:, 1])
    if not all(map(len, samples)) or (metric.shape == "ratio" and not (old[:, 1].any() and new[:, 1].any())):
        return None
    first, second = (of_positions(metric, values[:, 0], values[:, 1]) for values in (old, new))
    low, high, spread = stats.bootstrap(
        samples, lambda *rows, axis=-1: second(*rows, axis=axis) - first(*rows, axis=axis)
    )
    change = _rates(metric, new) - _rates(metric, old)
    up, down = (tuple(ids[place] for place in np.flatnonzero(side)) for side in (change > 0, change < 0))
    before, after = float(first(*samples, axis=-1)), float(second(*samples, axis=-1))
    width = 0.0 if metric.timing else metric.bounds[1] - metric.bounds[0]
    p = stats.mcnemar(len(up), len(down)) if metric.shape == "share" else stats.two_sided(spread)
    return Difference(
        metric=metric.name,
        n=len(ids),
        before=before,
        after=after,
        difference=after - before,
        low=low,
        high=high,
        p=p,
        corrected=p,
        detectable=stats.detectable(spread, len(ids), width),
        improved=down if metric.better == "lower" else up,
        worsened=up if metric.better == "lower" else down,
    )


def _rates(metric: Metric, values: Numbers) -> Numbers:
    """One number a question, for telling which questions changed; greater is better where the metric says so."""
    first, second = values[:, 0], values[:, 1]
    if metric.shape == "ratio":
        return np.asarray(first / np.maximum(second, 1))
    if metric.shape == "auc":  # a score that should be high where the question has an answer, and low where not
        return np.asarray(np.where(second == 1, first, -first))
    return second if metric.shape == "area" else first


def sentence(difference: Difference) -> str:
    """What the difference says of its metric, for people, wherever they read it."""
    scale, unit = (1, "") if BY_NAME[difference.metric].timing else (100, " points")
    could = f"{difference.detectable * scale:.3g}{unit}"
    if difference.verdict == "none":
        return f"shows nothing: no difference that this set can show (it could show {could})"
    low, high = sorted(abs(end) * scale for end in (difference.low, difference.high))
    by = f"{abs(difference.difference) * scale:.3g}{unit} ({low:.3g} to {high:.3g})"
    changed = f"{len(difference.improved)} questions better, {len(difference.worsened)} worse"
    return f"{difference.verdict} by {by}, {changed}"


def verdict(comparison: Comparison) -> str:
    """The comparison in one sentence: what is better, what is worse, and what could have been seen."""
    scored = [difference for difference in comparison.differences if not BY_NAME[difference.metric].timing]
    named = {kind: ", ".join(d.metric for d in scored if d.verdict == kind) for kind in ("better", "worse")}
    said = [f"{kind}: {names}" for kind, names in named.items() if names]
    score = next((d for d in comparison.differences if d.metric == "score"), None)
    could = f" (in score it could show {score.detectable * 100:.3g} points)" if score else ""
    nothing = f"shows nothing: no difference that these {comparison.n} questions can show{could}"
    return "; ".join(said) or nothing
