"""The reader's own shape, as a tiny random model: learning, stopping and going on, and the way to ONNX."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from rag.models.onnx import ModelFiles, OnnxModel, file_sha256
from training.data import Row
from training.encoder import Item, batches, tensors
from training.model import ReaderNet, Shape, Stored, export
from training.train_reader import Plan, loss_of, train

TINY = Shape(vocabulary=50, width=16, layers=2, heads=2, inner=32, positions=32)


def item(length: int = 9, answers: float = 1.0, start: int = 4) -> Item:
    return Item(list(range(1, length + 1)), 3, answers, start, start + 1, 1.0, claim=False)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_onnx_gives_what_pytorch_gives(tmp_path: Path) -> None:
    torch.manual_seed(1)
    net = ReaderNet(TINY).eval()
    export(net, tmp_path / "model.onnx")
    ids, mask, types = tensors([item(), item(5)])
    session = OnnxModel(ModelFiles("made", str(tmp_path), file_sha256(tmp_path / "model.onnx"))).session
    feed = {"input_ids": ids.numpy(), "attention_mask": mask.numpy(), "token_type_ids": types.numpy()}
    found = session.run(["logits"], feed)[0]
    with torch.no_grad():
        wanted = net(ids, mask, types).numpy()
    assert found.shape == (2, 9, 4)
    np.testing.assert_allclose(found, wanted, atol=0.1)


def test_padding_changes_nothing() -> None:
    torch.manual_seed(1)
    net = ReaderNet(TINY).eval()
    alone, both = tensors([item(5)]), tensors([item(5), item(9)])
    with torch.no_grad():
        torch.testing.assert_close(net(*alone)[0], net(*both)[0, :5], atol=1e-5, rtol=1e-4)


def test_integers_become_floats_again(tmp_path: Path) -> None:
    whole = np.array([[1, 3], [5, 7]], dtype=np.int8)
    stored = [
        numpy_helper.from_array(whole, "w_quantized"),
        numpy_helper.from_array(np.float32(0.5), "w_scale"),
        numpy_helper.from_array(np.int8(1), "w_zero_point"),
    ]
    node = helper.make_node("MatMulInteger", ["x", "w_quantized"], ["y"], name="/bert/pooler/dense/MatMul_quant")
    graph = helper.make_graph(
        [node],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.INT8, [1, 2])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [1, 2])],
        stored,
    )
    onnx.save(helper.make_model(graph), str(tmp_path / "m.onnx"))
    assert Stored(tmp_path / "m.onnx").matrix("/bert/pooler/").tolist() == [[0.0, 2.0], [1.0, 3.0]]


def test_the_loss_falls_for_the_right_label_and_span() -> None:
    right, wrong = torch.zeros(1, 9, 4), torch.zeros(1, 9, 4)
    right[0, 0, 0], right[0, 4, 1], right[0, 5, 2] = 5, 5, 5
    wrong[0, 0, 0], wrong[0, 6, 1], wrong[0, 7, 2] = -5, 5, 5
    _, _, types = tensors([item()])
    assert loss_of(right, [item()], types) < 0.2 < 2 < loss_of(wrong, [item()], types)


def test_a_row_without_a_place_has_no_span_loss() -> None:
    nothing = Item([1, 2, 3, 4], 2, 0.0, -1, -1, 1.0, claim=False)
    logits = torch.zeros(1, 4, 4)
    logits[0, 0, 0] = -20
    assert loss_of(logits, [nothing], tensors([nothing])[2]) == pytest.approx(0.0, abs=1e-6)


def test_a_claim_is_judged_by_a_head_of_its_own() -> None:
    claim = Item([1, 2, 3, 4], 2, 1.0, -1, -1, 1.0, claim=True)
    logits = torch.zeros(1, 4, 4)
    logits[0, 0, 0], logits[0, 0, 3] = -20, 20
    assert loss_of(logits, [claim], tensors([claim])[2]) == pytest.approx(0.0, abs=1e-6)


def test_every_item_is_in_one_batch_of_like_length() -> None:
    items = [item(length, start=-1) for length in (9, 8, 5, 4, 7, 6)]
    made = list(batches(items, 2, random.Random(1)))
    assert sorted(len(each.ids) for batch in made for each in batch) == [4, 5, 6, 7, 8, 9]
    assert all(abs(len(batch[0].ids) - len(batch[1].ids)) == 1 for batch in made)


class TinyEncoder:
    """A row's letters as tokens."""

    def __init__(self, tokens: int) -> None:
        self.tokens = tokens

    def item(self, row: Row, chance: random.Random) -> Item:
        return Item([1, *(ord(c) % 40 + 2 for c in row.passage)], 1, float(row.answers), -1, -1, 1.0, row.claim)


def test_a_stopped_run_ends_as_one_that_was_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.train_reader.Encoder", TinyEncoder)
    rows = [Row("q", text, text < "m", None, "", "s", "g") for text in "abcdefghstuvwxyz"]
    plan = Plan("tiny", epochs=2, rate=1e-2, batch=4, frozen=0, save_every=3)
    ends = []
    for name, stops in (("whole", False), ("stopped", True)):
        folder = tmp_path / name
        folder.mkdir()
        torch.manual_seed(2)
        net = ReaderNet(TINY)
        if stops:
            with monkeypatch.context() as patch:
                patch.setattr("training.train_reader._step", _failing(net, after=3))
                with pytest.raises(KeyboardInterrupt):
                    train(net, rows, plan, folder)
            net = ReaderNet(TINY)
        train(net, rows, plan, folder)
        ends.append(torch.cat([weight.flatten() for weight in net.parameters()]))
    torch.testing.assert_close(ends[0], ends[1])


def _failing(net: ReaderNet, after: int):  # noqa: ANN202 - a stand-in with the signature of the real one
    from training import train_reader

    real, done = train_reader._step, []

    def step(*arguments: object) -> float:
        if len(done) == after:
            raise KeyboardInterrupt
        done.append(1)
        return real(*arguments)

    return step
