"""Intervals and tests against statsmodels, against hand-worked cases, and against the definition."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.contingency_tables import mcnemar as reference_mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from rag.evaluation import stats

pytestmark = pytest.mark.system

EXACT = 1e-9
UNIT = (0.0, 1.0)


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (0, 10), (3, 7), (246, 281), (281, 281)])
def test_wilson_equals_statsmodels(hits: int, n: int) -> None:
    found = stats.share(hits, n)
    low, high = proportion_confint(hits, n, method="wilson")
    assert found.value == hits / n
    assert (found.low, found.high) == pytest.approx((low, high), abs=EXACT)


def test_wilson_by_hand() -> None:
    z, p, n = 1.959963984540054, 0.9, 10
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    found = stats.share(9, 10)
    assert (found.low, found.high) == pytest.approx((centre - half, centre + half), abs=EXACT)


def test_bca_by_hand() -> None:
    """The definition of Efron and Tibshirani over the same resamples, written out."""
    values = np.array([0.0, 0.5, 1.0, 1.0, 0.25, 0.75, 1.0, 0.0])
    found = stats.mean(values, UNIT)
    _, _, spread = stats.bootstrap((values,), np.mean)
    below = (np.sum(spread < values.mean()) + np.sum(spread <= values.mean())) / (2 * len(spread))
    bias = scipy_stats.norm.ppf(below)
    left_out = np.array([np.delete(values, place).mean() for place in range(len(values))])
    spare = left_out.mean() - left_out
    acceleration = (spare**3).sum() / (6 * (spare**2).sum() ** 1.5)

    def end(alpha: float) -> float:
        z = bias + scipy_stats.norm.ppf(alpha)
        return float(np.quantile(spread, scipy_stats.norm.cdf(bias + z / (1 - acceleration * z))))

    assert (found.low, found.high) == pytest.approx((end(0.025), end(0.975)), abs=EXACT)


def test_the_same_numbers_give_the_same_interval_to_the_last_digit() -> None:
    values = np.linspace(0, 1, 97) ** 2
    assert stats.mean(values, UNIT) == stats.mean(values, UNIT)


def test_equal_values_are_no_certainty() -> None:
    assert stats.mean(np.ones(10), UNIT).low == stats.share(10, 10).low
    found = stats.mean(np.full(10, -1.0), (-1.0, 1.0))
    assert (found.value, found.low) == (-1.0, -1.0)
    assert found.high == pytest.approx(-1 + 2 * stats.share(0, 10).high)
    single = stats.mean(np.array([0.5]), UNIT)
    assert (single.low, single.high) == (0.0, 1.0)


def test_quantiles_lie_between_two_values_that_occur() -> None:
    values = np.arange(1.0, 100.0)
    found = stats.quantile(values, 0.5)
    # Binomial(99, .5): the 40th and the 60th value enclose the median with at least 95%.
    assert (found.value, found.low, found.high) == (50.0, 40.0, 60.0)
    few = stats.quantile(np.array([3.0, 1.0]), 0.95)
    assert (few.low, few.high) == (1.0, 3.0)


@pytest.mark.parametrize(("wrong", "n", "bound"), [(0, 0, 1.0), (3, 3, 1.0), (0, 10, 1 - 0.05 ** (1 / 10))])
def test_the_exact_bound_by_hand(wrong: int, n: int, bound: float) -> None:
    """None wrong of ten: the share at which ten right ones in a row have a chance of 5%."""
    assert stats.most(wrong, n) == pytest.approx(bound)


def test_auc_by_hand() -> None:
    positive, negative = np.array([0.9, 0.4]), np.array([0.4, 0.1])
    assert stats.auc(positive, negative) == (1 + 1 + 0.5 + 1) / 4


def test_risk_curve_by_hand() -> None:
    curve = stats.risk_curve(np.array([0.9, 0.5, 0.5, 0.1]), np.array([0.0, 1.0, 0.0, 1.0]))
    assert curve == ((0.25, 0.0), (0.75, 1 / 3), (1.0, 0.5))


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=6))
@settings(max_examples=40)
def test_risk_area_is_the_mean_over_all_orders_of_equally_sure_answers(pairs: list[tuple[float, float]]) -> None:
    confidence, error = (np.array(column) for column in zip(*pairs, strict=True))
    positions = np.arange(len(pairs))
    areas = []
    for order in itertools.permutations(range(len(pairs))):
        if all(confidence[a] >= confidence[b] for a, b in itertools.pairwise(order)):
            wrong = np.cumsum(error[list(order)])
            areas.append((wrong / np.arange(1, len(order) + 1)).mean())
    assert stats.risk_area(confidence, error)(positions) == pytest.approx(np.mean(areas), abs=EXACT)


def test_risk_area_of_rows_equals_each_row_alone() -> None:
    random = np.random.default_rng(1)
    confidence, error = random.integers(0, 4, 30) / 4, random.random(30)
    area = stats.risk_area(confidence, error)
    rows = random.integers(0, 30, (5, 30))
    alone = [float(stats.risk_area(confidence[row], error[row])(np.arange(30))) for row in rows]
    assert area(rows).tolist() == pytest.approx(alone, abs=EXACT)


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (1, 0), (5, 0), (6, 0), (3, 9), (20, 21)])
def test_mcnemar_equals_statsmodels(gained: int, lost: int) -> None:
    reference = reference_mcnemar([[10, gained], [lost, 10]], exact=True).pvalue
    assert stats.mcnemar(gained, lost) == pytest.approx(min(1.0, reference), abs=EXACT)


def test_fewer_than_six_changes_are_never_significant() -> None:
    assert stats.mcnemar(stats.FEWEST_CHANGES, 0) < 0.05 <= stats.mcnemar(stats.FEWEST_CHANGES - 1, 0)


@pytest.mark.parametrize("p_values", [[0.01], [0.04, 0.01, 0.03], [0.5, 0.5, 0.001, 0.02, 0.02], [1.0, 0.0, 0.9]])
def test_holm_equals_statsmodels(p_values: list[float]) -> None:
    assert stats.holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], abs=EXACT)


def test_two_sided_counts_the_smaller_tail() -> None:
    assert stats.two_sided(np.array([1.0] * 97 + [-1.0, 0.0, 0.0])) == pytest.approx(2 * 4 / 101)
    assert stats.two_sided(np.zeros(100)) == 1.0


def test_the_smallest_detectable_difference() -> None:
    spread = np.array([-0.02, 0.02])
    assert stats.detectable(spread, 1000, 1.0) == pytest.approx(0.02 * (1.959964 + 0.841621), abs=1e-6)
    assert stats.detectable(np.zeros(2), 100, 1.0) == 0.06
    assert stats.detectable(np.zeros(2), 3, 2.0) == 2.0
