"""The embedder that the settings name; vectors of length 1."""

from __future__ import annotations

import sys

import numpy as np

from rag.base.settings import load_settings
from rag.models.embedder import OnnxEmbedder, SentenceTransformerEmbedder, load_embedder, unit


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
