"""Where the gold sections stand among the passages that were found, measured by ir-measures.

The unit is the section, not the passage: of several passages of one gold section only the first counts, so a ranking
gains nothing by repeating a section, and a long section costs nothing by being cut into many passages.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.evaluation.folding import plain
from rag.evaluation.questions import Gold
from rag.types import Hit, Passage

DEPTH = 10
MEASURES = ("hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10", "recall@5")


def matches(passage: Passage, gold: Gold) -> bool:
    """Whether the passage is from the gold place: its document, and there the section or one inside it."""
    if passage.document_id != gold.document:
        return False
    if gold.section is None:
        return True
    wanted = plain(gold.section)
    return any(plain(heading) == wanted for heading in (*passage.headings, passage.section))


def gold_places(hits: Sequence[Hit], golds: Sequence[Gold]) -> tuple[int | None, ...]:
    """For each of the ten best hits which gold it finds first (its position in `golds`), or None."""
    left = list(range(len(golds)))
    places: list[int | None] = []
    for hit in hits[:DEPTH]:
        place = next((index for index in left if matches(hit.passage, golds[index])), None)
        if place is not None:
            left.remove(place)
        places.append(place)
    return tuple(places)


def measure(places: Sequence[int | None], golds: int) -> dict[str, float]:
    """The ranking's figures for one question, from what `gold_places` gives and the number of golds."""
    import ir_measures

    wanted = (
        ir_measures.Success @ 1,
        ir_measures.Success @ 5,
        ir_measures.Success @ 10,
        ir_measures.RR,
        ir_measures.nDCG @ 10,
        ir_measures.R @ 5,
    )
    qrels = [ir_measures.Qrel("q", f"gold-{number}", 1) for number in range(golds)]
    run = [
        ir_measures.ScoredDoc("q", f"other-{rank}" if place is None else f"gold-{place}", float(DEPTH - rank))
        for rank, place in enumerate(places[:DEPTH])
    ]
    values = {result.measure: float(result.value) for result in ir_measures.iter_calc(wanted, qrels, run)}
    return {name: values.get(measure, 0.0) for name, measure in zip(MEASURES, wanted, strict=True)}


def first_rank(places: Sequence[int | None]) -> int | None:
    """The 1-based rank of the first passage from a gold place, None where none was found."""
    return next((rank for rank, place in enumerate(places, start=1) if place is not None), None)
