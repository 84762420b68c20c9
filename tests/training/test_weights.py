"""The shipped weights can be trained further: as floats they say what they say as integers."""

from __future__ import annotations

import random
from importlib import resources
from pathlib import Path

import pytest
import torch

from rag.base.settings import Settings
from rag.models.reader import load_reader
from training.data import Row
from training.encoder import Encoder, tensors
from training.model import from_reader

PASSAGE = "Coalton lies in a valley. Its last pit was shut in 1999, and the museum was opened in 2004."


@pytest.mark.parametrize("statement", ["The last pit closed in 1999.", "The museum closed in 1999.", "It is in Peru."])
def test_the_shipped_reader_as_floats_says_the_same(statement: str) -> None:
    net = from_reader(Path(str(resources.files("rag") / "data" / "reader" / "model.onnx"))).eval()
    item = Encoder(192).item(Row(statement, PASSAGE, True, None, "", "s", "g", claim=True), random.Random(1))
    with torch.no_grad():
        logits = net(*tensors([item]))[0, 0]
    assert logits[3].item() == pytest.approx(load_reader(Settings()).bears_out(statement, PASSAGE), abs=1.0)
