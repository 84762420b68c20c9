"""The shipped weights can be trained further: as floats they say what they say as integers."""

from __future__ import annotations

import random
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.base.settings import Settings
from rag.models.reader import Reader, load_reader
from training.data import Row

if TYPE_CHECKING:
    from torch import nn

PASSAGE = "Coalton lies in a valley. Its last pit was shut in 1999, and the museum was opened in 2004."


@pytest.fixture(scope="module")
def floats() -> nn.Module:
    """The weights as floats; PyTorch is imported here, not by every process that collects the tests."""
    from training.model import from_reader

    return from_reader(Path(str(resources.files("rag") / "data" / "reader" / "model.onnx"))).eval()


@pytest.fixture(scope="module")
def integers() -> Reader:
    return load_reader(Settings())


@pytest.mark.parametrize("statement", ["The last pit closed in 1999.", "The museum closed in 1999.", "It is in Peru."])
def test_the_shipped_reader_as_floats_says_the_same(floats: nn.Module, integers: Reader, statement: str) -> None:
    import torch

    from training.encoder import Encoder, tensors

    item = Encoder(192).item(Row(statement, PASSAGE, True, None, "", "s", "g", claim=True), random.Random(1))
    with torch.no_grad():
        logits = floats(*tensors([item]))[0, 0]
    assert logits[3].item() == pytest.approx(integers.bears_out(statement, PASSAGE), abs=1.0)


def test_the_mean_of_two_stages_lies_half_way(tmp_path: Path, floats: nn.Module) -> None:
    import torch

    from training.train_reader import mean

    state = floats.state_dict()
    for name, factor in (("one.pt", 1.0), ("other.pt", 3.0)):
        torch.save({"net": {key: value * factor for key, value in state.items()}}, tmp_path / name)
    found = mean(tmp_path / "one.pt", tmp_path / "other.pt").state_dict()
    assert all(torch.allclose(found[key], value * 2) for key, value in state.items())
