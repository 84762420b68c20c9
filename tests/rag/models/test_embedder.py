"""The embedder that the settings name; vectors of length 1; what is learned of which questions are alike."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from rag.base.settings import load_settings
from rag.models import embedder
from rag.models.embedder import (
    Likeness,
    OnnxEmbedder,
    SentenceTransformerEmbedder,
    Vectors,
    likeness_of,
    load_embedder,
    unit,
)
from rag.models.onnx import BGE_SMALL


def test_the_setting_decides_and_nothing_heavy_is_loaded() -> None:
    before = set(sys.modules)
    assert isinstance(load_embedder(load_settings()), OnnxEmbedder)
    other = load_embedder(load_settings({"retrieval.embedder": "some/model"}))
    assert isinstance(other, SentenceTransformerEmbedder)
    assert other.name == "some/model"
    assert not {"torch", "onnxruntime"} & (set(sys.modules) - before)


def test_rows_have_length_one_and_zeros_stay() -> None:
    rows = unit(np.array([[3, 4], [0, 0]], dtype=np.float32))
    np.testing.assert_allclose(rows, [[0.6, 0.8], [0, 0]], rtol=1e-6)


def test_vectors_are_turned_one_by_one_as_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(*shape: int) -> Vectors:
        return np.random.default_rng(sum(shape)).standard_normal(shape).astype(np.float32)

    learned = Likeness(drawn(4, 4), drawn(6, 4), drawn(6), drawn(4, 6))
    vectors = drawn(7, 4)
    monkeypatch.setattr(embedder, "AT_ONCE", 3)
    together = learned.turned(vectors)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1)
    hidden = learned.inner @ vectors[5] + learned.bias
    wanted = learned.linear @ vectors[5] + learned.outer @ (hidden / (1 + np.exp(-hidden)))
    assert together[5] == pytest.approx(wanted / np.linalg.norm(wanted), abs=1e-5)
    for vector, turned in zip(vectors, together, strict=True):
        assert learned.turned(vector) == pytest.approx(turned, abs=1e-5)


def test_what_is_learned_is_of_the_default_embedder_alone() -> None:
    learned = likeness_of(BGE_SMALL.sha256)
    assert learned is not None
    assert learned.turned(np.ones(384, dtype=np.float32)).shape == (384,)
    assert np.isfinite(learned.turned(np.eye(384, dtype=np.float32))).all()
    assert likeness_of("of another embedder") is None
