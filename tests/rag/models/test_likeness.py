"""What is learned of which questions are alike."""

from __future__ import annotations

import numpy as np
import pytest

from rag.models import likeness
from rag.models.likeness import Likeness, likeness_of
from rag.models.onnx import BGE_SMALL


def test_vectors_are_turned_one_by_one_as_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(*shape: int) -> likeness.Floats:
        return np.random.default_rng(sum(shape)).standard_normal(shape).astype(np.float32)

    learned = Likeness(drawn(4, 4), drawn(6, 4), drawn(6), drawn(4, 6))
    vectors = drawn(7, 4)
    monkeypatch.setattr(likeness, "AT_ONCE", 3)
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
