"""Ranks against their textbook definitions, and against what ir-measures says of a whole run."""

from __future__ import annotations

import math

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.base.types import Passage
from rag.evaluation.question_set import Gold
from rag.evaluation.ranking import gold_places, matches, measure
from tests.rag.evaluation.world import PASSAGES, hits, passage

EXACT = 1e-9


def textbook(places: list[int | None], golds: int) -> dict[str, float]:
    gains = [place is not None for place in places[:10]]
    first = next((rank for rank, gain in enumerate(gains, start=1) if gain), None)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(golds, 10) + 1))
    return {
        "hit@1": float(any(gains[:1])),
        "hit@5": float(any(gains[:5])),
        "hit@10": float(any(gains)),
        "mrr@10": 1 / first if first else 0.0,
        "ndcg@10": sum(1 / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1) if gain) / ideal,
        "recall@5": sum(gains[:5]) / golds,
    }


@given(st.integers(1, 12), st.lists(st.booleans(), max_size=15))
def test_figures_equal_the_textbook(golds: int, pattern: list[bool]) -> None:
    places: list[int | None] = []
    for wanted in pattern:
        used = sum(place is not None for place in places)
        places.append(used if wanted and used < golds else None)
    assert measure(places, golds) == pytest.approx(textbook(places, golds), abs=EXACT)


def test_figures_equal_ir_measures_over_a_whole_run() -> None:
    runs = {"q1": [None, 0, None, 1], "q2": [None] * 10, "q3": [1, None, 0], "q4": [None, None, 0]}
    golds = {"q1": 3, "q2": 1, "q3": 2, "q4": 1}
    qrels = [ir_measures.Qrel(q, f"g{n}", 1) for q, count in golds.items() for n in range(count)]
    run = [
        ir_measures.ScoredDoc(q, f"g{place}" if place is not None else f"x{rank}", 1 / (rank + 1))
        for q, places in runs.items()
        for rank, place in enumerate(places)
    ]
    wanted = {
        "ndcg@10": ir_measures.nDCG @ 10,
        "mrr@10": ir_measures.RR @ 10,
        "recall@5": ir_measures.R @ 5,
        "hit@5": ir_measures.Success @ 5,
    }
    reference = ir_measures.calc_aggregate(list(wanted.values()), qrels, run)
    ours = [measure(places, golds[q]) for q, places in runs.items()]
    for name, theirs in wanted.items():
        assert sum(found[name] for found in ours) / 4 == pytest.approx(reference[theirs], abs=EXACT), name


def test_a_ranking_without_passages_is_zero() -> None:
    assert set(measure([], 2).values()) == {0.0}


def test_a_section_counts_once() -> None:
    mines = passage("coal-town", "Mines")
    golds = [Gold("coal-town", "Mines"), Gold("tin-town", "List")]
    found = gold_places(hits([PASSAGES[0], mines, mines, passage("tin-town", "List")]), golds)
    assert found == (None, 0, None, 1)


def test_only_ten_passages_count() -> None:
    golds = [Gold("coal-town", "Mines")]
    found = gold_places(hits([PASSAGES[0]] * 10 + [passage("coal-town", "Mines")]), golds)
    assert found == (None,) * 10


def test_a_gold_place_holds_the_sections_inside_it() -> None:
    inner = Passage("p", "doc", "Title", "text", ("Outer “part”", "Inner"), (), (0, 4))
    assert matches(inner, Gold("doc", 'Outer "part"'))
    assert matches(inner, Gold("doc", "Inner"))
    assert matches(inner, Gold("doc"))
    assert not matches(inner, Gold("doc", "Title"))
    assert not matches(inner, Gold("other", "Inner"))
    assert matches(Passage("p", "doc", "Title", "text", (), (), (0, 4)), Gold("doc", "Title"))
