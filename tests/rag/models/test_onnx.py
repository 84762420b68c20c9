"""Model files are checked before use, and batches waste little."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from rag.base.errors import ModelProblem
from rag.models import onnx
from rag.models.onnx import BUNDLED, ModelFiles, OnnxModel, _opened, file_sha256, model_folder

PROBE = Path(onnx.__file__).parents[1] / "data" / "overflow.onnx"


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"other")
    with pytest.raises(ModelProblem, match="have SHA-256"):
        _ = OnnxModel(ModelFiles("none", str(tmp_path), "0" * 64)).session


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelProblem, match=r"model\.onnx"):
        _ = OnnxModel(ModelFiles("none", str(tmp_path), "0" * 64)).session
    with pytest.raises(ModelProblem, match=r"tokenizer\.json"):
        _ = OnnxModel(ModelFiles("none", str(tmp_path), "0" * 64)).tokenizer


def test_hashes_are_those_of_hashlib(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"coal" * 100_000)
    assert file_sha256(tmp_path / "file") == hashlib.sha256(b"coal" * 100_000).hexdigest()


def test_the_wheel_holds_every_bundled_model() -> None:
    for files in BUNDLED:
        assert (model_folder(files) / "model.onnx").is_file()
        assert (model_folder(files) / "tokenizer.json").is_file()


def test_a_product_that_overflows_sixteen_bits_is_told_exactly() -> None:
    """The probe itself; without an exact sum it gives a half of this where a processor lacks VNNI."""
    found = _opened(PROBE, exact=True).run(None, {"a": np.full((8, 64), 255, np.uint8)})[0]
    assert (found == 64 * 255 * 127).all()


@pytest.mark.parametrize(("overflow", "entry"), [(True, "1"), (False, "0")])
def test_sums_are_exact_where_they_would_overflow(overflow: bool, entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx, "overflows", lambda: overflow)
    session = OnnxModel(BUNDLED[0]).session
    assert session.get_session_options().get_session_config_entry("session.x64quantprecision") == entry


def test_what_a_network_says_is_the_same_as_with_exact_sums() -> None:
    model, exact = (OnnxModel(BUNDLED[0]) for _ in range(2))
    exact.__dict__["session"] = _opened(model_folder(BUNDLED[0]) / "model.onnx", exact=True)
    texts = ["Tin mining paid for the town's schools.", "nobody knows"]
    for (_, _, one), (_, _, other) in zip(model.run(texts), exact.run(texts), strict=True):
        assert np.array_equal(one, other)
