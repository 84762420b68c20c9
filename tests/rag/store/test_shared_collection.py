"""A collection of vectors in which another index keeps its own: clearing up after a cut-short run leaves those."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.store.index import Index
from rag.store.vectors import Vectors
from tests.rag.small import COAL, EMBEDDER, RECIPE, TIN, build, put, texts_in

pytestmark = pytest.mark.system

OTHERS = ["others-tin-1/0", "others-tin-1/1"]


def test_only_the_own_leftovers_are_swept(folder: Path) -> None:
    others = Vectors(folder)
    others.add("gejiu", OTHERS, EMBEDDER.passages(TIN))
    others.flush()
    others.close()
    with Index(folder, RECIPE, create=True) as index:
        put(index, "fuxin", ("Fuxin was the first pilot.",))
        index._store().flush()  # as a run that is cut short before its commit
        assert index._store().count() == len(COAL) + len(TIN) + len(OTHERS) + 1
    with Index(folder, RECIPE, create=True) as index:
        index.drop("hegang")
        index.commit()
        assert index._store().count() == len(TIN) + len(OTHERS)
        assert len(index._store().cosines(EMBEDDER.query("tin"), OTHERS)) == len(OTHERS)
        assert texts_in(index) == {"gejiu": TIN}


def test_two_indexes_of_one_document_name_its_vectors_differently(folder: Path, tmp_path: Path) -> None:
    build(tmp_path / "other", hegang=COAL)
    with Index(folder, RECIPE) as one, Index(tmp_path / "other", RECIPE) as other:
        mine, theirs = one.entries["hegang"], other.entries["hegang"]
        assert mine.sha256 == theirs.sha256
        assert mine.generation != theirs.generation
