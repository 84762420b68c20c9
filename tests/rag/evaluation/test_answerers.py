"""Four answerers whose figures are known: a perfect one, an empty one, a shuffled one, one that copies all."""

from __future__ import annotations

from collections.abc import Callable
from math import log2
from pathlib import Path

import pytest

from rag.base.types import Answer
from rag.evaluation.metrics import METRICS, Summary, summarise_rows
from tests.rag.evaluation.world import copy_everything, empty, perfect, run, shuffled

TIMES = {"seconds_p50", "seconds_p95"}


def summary(script: Callable[[str], Answer], folder: Path) -> Summary:
    with run(script, folder) as finished:
        return summarise_rows(finished.rows)


def figures(found: Summary) -> dict[str, float]:
    return {name: round(estimate.value, 6) for name, estimate in found.metrics.items() if name not in TIMES}


def test_the_perfect_answerer_gets_the_best_figure_everywhere(tmp_path: Path) -> None:
    found = summary(perfect, tmp_path)
    assert found.stages == {}
    assert figures(found) == {
        "score": 1.0,
        "hit@1": 1.0,
        "hit@5": 1.0,
        "hit@10": 1.0,
        "mrr@10": 1.0,
        "ndcg@10": 1.0,
        "recall@5": 1.0,
        "facts_in_top5": 1.0,
        "key_fact_recall": 1.0,
        "all_facts": 1.0,
        "citation_recall": 1.0,
        "citation_precision": 1.0,
        "numbers_supported": 1.0,
        "quotes_verbatim": 1.0,
        "refusal_recall": 1.0,
        "refusal_precision": 1.0,
        "false_refusal": 0.0,
        "nothing_near": 0.0,
        "refusal_balance": 1.0,
        "confidence_auc": 1.0,
        # The two unanswerable questions come last: (1/9 + 2/10) / 10.
        "risk_coverage": 0.031111,
        "words_median": 13.5,
    }


def test_the_empty_answerer_wins_nothing_but_its_refusals(tmp_path: Path) -> None:
    found = summary(empty, tmp_path)
    assert found.stages == {"not retrieved": 8}
    assert figures(found) == {
        "score": 0.2,
        **dict.fromkeys(("hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10", "recall@5", "facts_in_top5"), 0.0),
        "key_fact_recall": 0.0,
        "all_facts": 0.0,
        "refusal_recall": 1.0,
        "refusal_precision": 0.2,
        "false_refusal": 1.0,
        "nothing_near": 1.0,
        "near_fact": 0.0,
        "refusal_balance": 0.5,
        "confidence_auc": 0.5,
        "risk_coverage": 1.0,
    }


def test_copying_everything_wins_nothing(tmp_path: Path) -> None:
    found = summary(copy_everything, tmp_path)
    assert found.stages == {"fact missing": 4, "not retrieved": 4, "answered an unanswerable": 2}
    values = figures(found)
    # Six passages of the appendix come first, then the four of the coal town, of which each answers one question.
    assert values | {"citation_recall": 0, "citation_precision": 0} == {
        "score": -1.0,
        "hit@1": 0.0,
        "hit@5": 0.0,
        "hit@10": 0.5,
        "mrr@10": round((1 / 7 + 1 / 8 + 1 / 9 + 1 / 10) / 8, 6),
        "ndcg@10": round(sum(1 / log2(rank + 1) for rank in (7, 8, 9, 10)) / 8, 6),
        "recall@5": 0.0,
        "facts_in_top5": 0.0,
        "key_fact_recall": 0.0,
        "all_facts": 0.0,
        "citation_recall": 0,
        "citation_precision": 0,
        "numbers_supported": 1.0,
        "quotes_verbatim": 1.0,
        "refusal_recall": 0.0,
        "false_refusal": 0.0,
        "nothing_near": 0.0,
        "refusal_balance": 0.5,
        "confidence_auc": 0.5,
        "risk_coverage": 1.0,
        "words_median": 4780.0,
    }
    assert values["citation_recall"] == values["citation_precision"] == round(3 / 180, 6)


def test_shuffled_answers_get_what_chance_gives(tmp_path: Path) -> None:
    found = summary(shuffled, tmp_path)
    assert found.stages == {"not retrieved": 4, "retrieved but not used": 3, "answered an unanswerable": 1}
    values = figures(found)
    # Question 7 gets the answer to 8 (half of its facts), 8 a refusal, 9 the refusal meant for 10, 10 the answer to 1.
    assert values["key_fact_recall"] == round(1 / 8, 6)
    assert values["all_facts"] == round(1 / 8, 6)
    assert values["score"] == round((6 * -1 + 1 + 0 + 1 - 1) / 10, 6)
    assert values["refusal_recall"] == values["refusal_precision"] == 0.5
    assert values["false_refusal"] == round(1 / 8, 6)
    assert values["refusal_balance"] == round((1 - 1 / 8 + 0.5) / 2, 6)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_says_what_it_is_and_how_it_is_guarded(metric: object) -> None:
    assert all(getattr(metric, field) for field in ("name", "about", "guard"))


def test_no_score_of_copying_everything_reaches_the_perfect_one(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    best, copied = summary(perfect, tmp_path), summary(copy_everything, tmp_path / "copy")
    conditions = {"numbers_supported", "quotes_verbatim", "false_refusal", "nothing_near", "words_median", *TIMES}
    for metric in METRICS:
        if metric.name in copied.metrics and metric.name not in conditions:
            gap = best.metrics[metric.name].value - copied.metrics[metric.name].value
            assert (gap if metric.better == "higher" else -gap) > 0.4, metric.name
