"""Whether the vector store finds what an exact search finds, at a size that the bundled corpus does not reach."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.store.vectors import Vectors

SIZE, DIMENSIONS, QUERIES = 10_000, 384, 200


def clustered(rng: np.random.Generator, rows: int, centres: NDArray[np.float64]) -> NDArray[np.float32]:
    """Unit vectors as encoders give them: a common direction, a few hundred topics, and noise, in about equal parts."""
    noise = rng.normal(size=(rows, DIMENSIONS)) / np.sqrt(DIMENSIONS)
    raw = 0.7 * centres[0] + 0.6 * centres[rng.integers(1, len(centres), rows)] + 0.6 * noise
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.quality
def test_recall_against_exact_search(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(201, DIMENSIONS)) / np.sqrt(DIMENSIONS)
    stored, asked = clustered(rng, SIZE, centres), clustered(rng, QUERIES, centres)
    vectors = Vectors(tmp_path)
    vectors.add("all", [str(row) for row in range(SIZE)], stored)
    vectors.flush()
    exact = np.argsort(-(asked @ stored.T), axis=1)
    for k, floor in ((10, 0.999), (50, 0.995)):
        found = [{int(name) for name, _ in vectors.nearest(query, k)} for query in asked]
        recall = np.mean([len(names & set(row[:k])) / k for names, row in zip(found, exact.tolist(), strict=True)])
        assert recall >= floor
    vectors.close()
