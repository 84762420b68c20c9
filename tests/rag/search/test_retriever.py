"""Joining the two rankings: each way of fusion by hand, and one document alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.base.errors import NotFound
from rag.base.settings import Retrieval
from rag.search.retriever import POOL, RRF_K, Retriever
from rag.store.index import Index
from tests.rag.small import COAL, EMBEDDER, RECIPE, TIN, build

QUESTION = "old mines of tin"


def find(folder: Path, fusion: str, k: int = 10) -> list[tuple[str, float, float, float, int | None, int | None]]:
    build(folder, coal=COAL, tin=TIN)
    with Index(folder, RECIPE) as index:
        found = Retriever(index, EMBEDDER, Retrieval.model_validate({"fusion": fusion}), None).find(QUESTION, k)
    return [(c.passage.text, c.score, c.cosine, c.keyword, c.dense_rank, c.sparse_rank) for c in found]


@pytest.mark.parametrize("fusion", ["weighted", "rrf", "dense", "sparse"])
def test_scores_are_what_the_name_says(tmp_path: Path, fusion: str) -> None:
    for _, score, cosine, keyword, dense, sparse in find(tmp_path / "i", fusion):
        base = {
            "weighted": cosine + 0.1 * keyword,
            "rrf": sum(RRF_K / 2 / (RRF_K + rank) for rank in (dense, sparse) if rank),
            "dense": cosine,
            "sparse": keyword,
        }[fusion]
        assert score == pytest.approx(base)


def test_the_best_keyword_score_is_one_and_ranks_are_without_gaps(tmp_path: Path) -> None:
    found = find(tmp_path / "i", "weighted")
    assert max(keyword for _, _, _, keyword, _, _ in found) == 1.0
    assert sorted(rank for *_, rank, _ in found if rank) == list(range(1, len(found) + 1))
    assert all((keyword > 0) == (sparse is not None) for _, _, _, keyword, _, sparse in found)


def test_cosines_equal_those_of_the_embedder(tmp_path: Path) -> None:
    for text, _, cosine, *_ in find(tmp_path / "i", "weighted"):
        assert cosine == pytest.approx(float(EMBEDDER.passages([text])[0] @ EMBEDDER.query(QUESTION)), abs=1e-5)


@pytest.mark.parametrize("fusion", ["weighted", "rrf", "dense", "sparse"])
def test_a_scope_is_searched_as_if_there_were_nothing_else(tmp_path: Path, fusion: str) -> None:
    """A small document is found in full beside one that alone fills every ranking, with ranks of its own."""
    many = {"coal": [f"Old mines of tin, and number {n} of them." for n in range(3 * POOL)], "tin": TIN}
    build(tmp_path / "both", **many)
    build(tmp_path / "alone", tin=TIN)
    settings = Retrieval.model_validate({"fusion": fusion})
    with Index(tmp_path / "both", RECIPE) as index:
        retriever = Retriever(index, EMBEDDER, settings, None)
        everywhere, within = retriever.find(QUESTION, 10), retriever.find(QUESTION, 10, frozenset({"tin"}))
        both = retriever.find(QUESTION, 200, frozenset(many))
        assert retriever.find(QUESTION, 10, frozenset()) == []
        with pytest.raises(NotFound, match="did you mean 'tin'"):
            retriever.find(QUESTION, 10, frozenset({"tinn"}))
    assert {each.passage.document_id for each in everywhere} == {"coal"}
    assert len(both) == len(many["coal"]) + len(TIN)
    with Index(tmp_path / "alone", RECIPE) as index:
        alone = Retriever(index, EMBEDDER, settings, None).find(QUESTION, 10)
    assert [each.passage.text for each in within] == [each.passage.text for each in alone]
    assert [(c.dense_rank, c.sparse_rank) for c in within] == [(c.dense_rank, c.sparse_rank) for c in alone]
    assert [each.cosine for each in within] == pytest.approx([each.cosine for each in alone], abs=1e-5)


def test_no_more_than_asked(tmp_path: Path) -> None:
    assert len(find(tmp_path / "i", "weighted", 2)) == 2
