"""Learn which questions are alike: those that the same sentences answer, however they are put.

Usage: python -m training.fit_likeness   (nine minutes; writes rag/data/likeness.npz)

Neighbourhood components analysis (Goldberger and others 2004) of the bundled asked questions: a small network over the
default embedder's vectors, so that what is nearest to a question, itself left out, is on the sentences that answer it.
Each is asked as a user would, with the embedder's instruction, among the others as they are stored. To be run after
`training.asked_vectors`; no question of any other set is read.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections import defaultdict
from dataclasses import fields
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ingest.bundled import AskedEncoder, asked_folder, read_asked, texts_of
from rag.base.settings import Settings
from rag.models.embedder import LIKENESS, Likeness, Vectors, load_embedder
from rag.search.asked import ASKED

HIDDEN, DROPPED = 1024, 0.4  # units between the layers, and the share of them that each step goes without
ROUNDS, TOGETHER, RATE, DECAY, WARM = 8, 512, 1e-3, 0.01, 20
SHARPNESS = 0.04  # difference in cosine that divides a share by e, to begin with


class Network(nn.Module):
    """A `Likeness` in training, which begins with what the embedder says."""

    def __init__(self, dimensions: int, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.linear = nn.Parameter(torch.eye(dimensions))
        self.inner = nn.Parameter(torch.randn(hidden, dimensions) * dimensions**-0.5 / 2)
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.outer = nn.Parameter(torch.zeros(dimensions, hidden))
        self.sharp = nn.Parameter(torch.tensor(math.log(1 / SHARPNESS)))

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """The vectors, of length 1, as they are alike."""
        hidden = functional.silu(self._scaled(vectors) @ self.inner.T + self.bias)
        turned = vectors @ self.linear.T + functional.dropout(hidden, DROPPED, self.training) @ self.outer.T
        return functional.normalize(turned)

    def learned(self) -> Likeness:
        """What was learned, for use."""
        inner = self._scaled(self.inner)
        return Likeness(*(each.detach().numpy() for each in (self.linear, inner, self.bias, self.outer)))

    def _scaled(self, vectors: torch.Tensor) -> torch.Tensor:
        return vectors * vectors.shape[-1] ** 0.5  # so that a number is about 1, as the optimizer's steps expect


def write(target: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write arrays as NumPy's `savez` does, but the same bytes each time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, np.asarray(array))
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (2026, 1, 1, 0, 0, 0)), buffer.getvalue())


def main() -> None:
    """Fit the network and write it in half precision."""
    answers: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for path in sorted(asked_folder().glob("*.jsonl")):
        for text, beginnings in texts_of(read_asked(path)).get(ASKED, {}).items():
            answers[text] |= {(path.stem, beginning) for beginning in beginnings}
    texts = [text for text, own in answers.items() if own]
    embedder = load_embedder(Settings())
    stored = AskedEncoder(embedder).encoded(texts).astype(np.float32)
    # One at a time: the network's int8 scales are those of a batch, and a question that is asked comes alone.
    asked = np.stack([embedder.queries([text])[0] for text in texts])
    learned = fitted(asked, stored, [sorted(answers[text]) for text in texts])
    arrays = {each.name: getattr(learned, each.name).astype(np.float16) for each in fields(Likeness)}
    write(LIKENESS, {"embedder": np.array(embedder.sha256)} | arrays)


def fitted(
    asked: Vectors,
    stored: Vectors,
    answers: list[list[tuple[str, str]]],
    rounds: int = ROUNDS,
    rate: float = RATE,
) -> Likeness:
    """What is alike, for questions as asked and as stored (questions, dimensions).

    What is made small is the mean of -log of the share of the votes that a sentence gets which answers the question.
    """
    torch.manual_seed(0)
    names = {name: row for row, name in enumerate(sorted({name for own in answers for name in own}))}
    rows = [torch.tensor([names[name] for name in own]) for own in answers]
    places = torch.stack([torch.cat(rows), torch.repeat_interleave(torch.tensor([len(own) for own in rows]))])
    holds = torch.sparse_coo_tensor(places, torch.ones(places.shape[1]), (len(names), len(rows)), check_invariants=True)
    questions, others = (functional.normalize(torch.from_numpy(each)) for each in (asked, stored))
    network = Network(others.shape[1])
    plain = [network.linear, network.sharp]
    hidden = [network.inner, network.bias, network.outer]
    groups = [{"params": plain, "weight_decay": 0.0}, {"params": hidden, "weight_decay": DECAY}]
    optimizer = torch.optim.AdamW(groups, lr=rate)
    steps = rounds * math.ceil(len(rows) / TOGETHER)
    slower = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM) * max(0.02, 1 - step / steps)
    )
    for number in range(rounds):
        losses = []
        for batch in torch.randperm(len(rows)).split(TOGETHER):
            cosines = network(questions[batch]) @ network(others).T
            itself = torch.zeros_like(cosines)
            itself[torch.arange(len(batch)), batch] = -torch.inf
            shares = torch.sparse.mm(holds, torch.softmax(cosines * network.sharp.exp() + itself, 1).T)
            told = [-torch.log(shares[rows[i], place].clamp_min(1e-6)).mean() for place, i in enumerate(batch.tolist())]
            loss = torch.stack(told).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            slower.step()
            losses.append(loss.item())
        print(f"round {number + 1}: {np.mean(losses):.3f}", flush=True)
    return network.learned()


if __name__ == "__main__":
    main()
