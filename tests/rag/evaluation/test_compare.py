"""Two runs compared: what is noise, what is not, what is refused."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from rag.base.errors import UsageError
from rag.evaluation.metrics import BY_NAME
from rag.evaluation.reporting.compare import Comparison, Difference, check_baseline, compare, sentence, verdict
from rag.evaluation.run import Row
from rag.evaluation.stats import mcnemar
from tests.rag.evaluation.world import SETUP

Pairs = list[tuple[float, float]]


def row(number: int, values: dict[str, tuple[float, float]]) -> Row:
    return Row(set="s", id=f"q{number}", sha256=f"{number}", kind="fact", sources=[], values=values, stage=None)


def rows(**values: Sequence[float]) -> list[Row]:
    count = len(next(iter(values.values())))
    return [row(n, {name: (column[n], 1.0) for name, column in values.items()}) for n in range(count)]


def only(comparison: Comparison) -> Difference:
    (found,) = comparison.differences
    return found


def test_a_run_is_no_different_from_itself() -> None:
    same = rows(all_facts=[1, 0, 1, 1], key_fact_recall=[1, 0.5, 0.25, 1])
    found = compare(same, same)
    assert [d.difference for d in found.differences] == [0, 0]
    assert [d.verdict for d in found.differences] == ["none", "none"]
    assert [d.corrected for d in found.differences] == [1, 1]
    assert verdict(found) == "shows nothing: no difference that these 4 questions can show"


def test_shares_are_tested_by_mcnemar_and_name_the_questions() -> None:
    before, after = rows(all_facts=[0] * 9 + [1] * 11), rows(all_facts=[1] * 9 + [1] * 10 + [0])
    found = only(compare(before, after))
    assert found.p == found.corrected == mcnemar(9, 1)
    assert found.improved == tuple(f"q{n}" for n in range(9))
    assert found.worsened == ("q19",)
    assert found.difference == pytest.approx(0.4)
    assert found.low > 0
    assert found.verdict == "better"
    assert sentence(found).startswith("better by 40 points (")
    assert sentence(found).endswith("9 questions better, 1 worse")


def test_where_less_is_better_the_direction_turns() -> None:
    found = only(compare(rows(false_refusal=[1] * 10 + [0] * 10), rows(false_refusal=[0] * 20)))
    assert found.difference == -0.5
    assert found.verdict == "better"
    assert len(found.improved) == 10
    assert found.worsened == ()


@pytest.mark.parametrize(
    ("metric", "before", "after", "up", "down"),
    [
        # (confidence, has an answer): the second question has none, and is now believed to have one
        ("confidence_auc", [(0.9, 1.0), (0.1, 0.0)], [(0.95, 1.0), (0.7, 0.0)], ("q0",), ("q1",)),
        # (confidence, error): surer is neither better nor worse
        ("risk_coverage", [(0.5, 1.0), (0.6, 0.0)], [(0.9, 0.5), (0.9, 0.0)], ("q0",), ()),
    ],
)
def test_what_is_better_for_a_question_is_not_a_higher_confidence(
    metric: str, before: Pairs, after: Pairs, up: tuple[str, ...], down: tuple[str, ...]
) -> None:
    def of(pairs: Pairs) -> list[Row]:
        value = BY_NAME[metric].value
        return [row(n, {value: pair}) for n, pair in enumerate(pairs)]

    found = next(each for each in compare(of(before), of(after)).differences if each.metric == metric)
    assert (found.improved, found.worsened) == (up, down)


def test_length_is_neither_better_nor_worse() -> None:
    found = only(compare(rows(words=[50.0] * 30), rows(words=[90.0] * 30)))
    assert (found.metric, found.verdict) == ("words_median", "changed")


def test_noise_is_called_noise_and_the_least_visible_difference_is_said() -> None:
    random = np.random.default_rng(7)
    before, after = random.random(60), random.random(60)
    found = only(compare(rows(key_fact_recall=before.tolist()), rows(key_fact_recall=after.tolist())))
    assert found.verdict == "none"
    deviation = float(np.std(after - before, ddof=1)) / np.sqrt(60)
    assert found.detectable == pytest.approx(2.8016 * deviation, rel=0.05)
    assert sentence(found) == (
        f"shows nothing: no difference that this set can show (it could show {found.detectable * 100:.3g} points)"
    )


def test_many_metrics_are_corrected_for_and_time_is_left_out_of_that() -> None:
    before = {"all_facts": [0.0] * 8, "hit@1": [0.0] * 8, "hit@5": [1.0] * 8, "seconds": [1.0] * 8}
    after = before | {"all_facts": [1.0] * 8, "hit@1": [1.0] * 7 + [0.0]}
    found = {d.metric: d for d in compare(rows(**before), rows(**after)).differences}
    assert found["all_facts"].p == mcnemar(8, 0)
    assert found["all_facts"].corrected == 3 * mcnemar(8, 0)
    assert found["hit@1"].corrected == 2 * mcnemar(7, 0)
    assert found["seconds_p50"].corrected == found["seconds_p50"].p == 1.0


def test_ratios_are_resampled_by_question() -> None:
    def cited(pairs: list[tuple[float, float]]) -> list[Row]:
        return [row(n, {"citation_recall": p} if p[1] else {}) for n, p in enumerate(pairs)]

    before = cited([(1, 2), (0, 3), (0, 0), (2, 2), (1, 4)])
    after = cited([(2, 2), (3, 3), (1, 1), (2, 2), (3, 4)])
    found = only(compare(before, after))
    assert (found.before, found.after) == (4 / 11, 11 / 12)
    assert found.n == 5
    assert found.improved == ("q0", "q1", "q2", "q4")


def test_areas_are_compared_over_the_same_resamples() -> None:
    def sure(confidence: list[float]) -> list[Row]:
        labels = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0]
        return [
            row(n, {"confidence_auc": (c, label), "risk_coverage": (c, 1 - label)})
            for n, (c, label) in enumerate(zip(confidence, labels, strict=True))
        ]

    before, after = sure([0.1, 0.2, 0.3, 0.7, 0.8, 0.9]), sure([0.9, 0.8, 0.7, 0.3, 0.2, 0.1])
    found = {d.metric: d for d in compare(before, after).differences}
    assert (found["confidence_auc"].before, found["confidence_auc"].after) == (0.0, 1.0)
    assert found["risk_coverage"].difference < -0.4


def test_only_questions_of_both_runs_are_paired() -> None:
    found = compare(rows(score=[1, 1, 1]), rows(score=[1, -1])[1:])
    assert found.n == 1
    assert only(found).worsened == ("q1",)


def test_a_baseline_of_the_same_making_is_taken() -> None:
    made = rows(score=[1, 1])
    assert check_baseline((SETUP, made), SETUP, {row.id: row.sha256 for row in made}) == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"corpus_sha256": "d" * 64}, "other documents ('dddddddddddd', now 'cccccccccccc')"),
        ({"mode": "retrieval"}, "another mode ('retrieval', now 'answers')"),
        ({"word_limit": 300}, "another word limit (300, now 200)"),
        ({"checker": "other"}, "another checker ('other', now 'verifier-8')"),
    ],
)
def test_a_baseline_of_another_making_is_refused_or_said(change: dict[str, str], expected: str) -> None:
    made = replace(SETUP, **change), rows(score=[1, 1])
    asked = {row.id: row.sha256 for row in made[1]}
    with pytest.raises(UsageError) as error:
        check_baseline(made, SETUP, asked)
    assert f"the baseline was made with {expected}: make it anew" in str(error.value)
    assert check_baseline(made, SETUP, asked, force=True) == (f"the baseline was made with {expected}",)


def test_a_baseline_of_other_questions_is_refused() -> None:
    asked = {"q0": "0", "q1": "changed", "q9": "9"}
    warnings = check_baseline((SETUP, rows(score=[1, 1, 1])), SETUP, asked, force=True)
    assert warnings == (
        "the baseline was made with 1 questions that are not asked now (such as 'q2')",
        "the baseline was made with 1 questions missing of those asked now (such as 'q9')",
        "the baseline was made with 1 questions worded otherwise (such as 'q1')",
    )


def test_other_settings_and_models_may_be_compared() -> None:
    other = replace(SETUP, settings={"retrieval.fusion": "rrf"}, model="ollama:x")
    assert check_baseline((other, rows(score=[1])), SETUP, {"q0": "0"}) == ()


def test_comparing_a_public_set_takes_less_than_two_seconds() -> None:
    random = np.random.default_rng(3)
    shares = ("hit@1", "hit@5", "hit@10", "all_facts")
    means = ("mrr@10", "ndcg@10", "recall@5", "facts_in_top5", "key_fact_recall", "score")
    names = (*shares, *means, "citation_recall", "citation_precision", "risk_coverage", "seconds", "words")

    def made() -> list[Row]:
        return rows(**{name: random.integers(0, 2, 281).astype(float).tolist() for name in names})

    before, after = made(), made()
    start = time.process_time()
    assert len(compare(before, after).differences) == 16
    assert time.process_time() - start < 2
