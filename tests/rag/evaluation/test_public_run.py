"""The ranks' figures of a public run (see data/README.md) equal what ir-measures says of its files."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import ir_measures
import pytest

from rag.evaluation.ranking import DEPTH, MEASURES, measure

DATA = Path(__file__).parent / "data"
QRELS, RUN = DATA / "mtrag_un.qrels", DATA / "mtrag_un_bm25.run"
REFERENCE = dict(
    zip(
        MEASURES,
        (
            ir_measures.Success @ 1,
            ir_measures.Success @ 5,
            ir_measures.Success @ 10,
            ir_measures.RR @ 10,
            ir_measures.nDCG @ 10,
            ir_measures.R @ 5,
        ),
        strict=True,
    )
)


def columns(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_question_of_a_public_run_gets_the_figures_that_ir_measures_gives() -> None:
    golds: dict[str, list[str]] = defaultdict(list)
    for asked, _, passage, _ in columns(QRELS):
        golds[asked].append(passage)
    ranked: dict[str, list[str]] = defaultdict(list)
    for asked, _, passage, *_ in columns(RUN):
        ranked[asked].append(passage)
    assert (len(golds), {len(found) for found in ranked.values()}) == (80, {12})
    qrels, run = list(ir_measures.read_trec_qrels(str(QRELS))), list(ir_measures.read_trec_run(str(RUN)))
    theirs = {
        (found.query_id, str(found.measure)): found.value
        for found in ir_measures.iter_calc(REFERENCE.values(), qrels, run)
    }
    sums = dict.fromkeys(MEASURES, 0.0)
    for asked, right in golds.items():
        places = [right.index(passage) if passage in right else None for passage in ranked[asked][:DEPTH]]
        for name, value in measure(places, len(right)).items():
            assert value == pytest.approx(theirs[asked, str(REFERENCE[name])], abs=1e-9), (asked, name)
            sums[name] += value
    means = ir_measures.calc_aggregate(REFERENCE.values(), qrels, run)
    for name, whole in sums.items():
        assert whole / len(golds) == pytest.approx(means[REFERENCE[name]], abs=1e-9)
        assert 0 < whole < len(golds)
