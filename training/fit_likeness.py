"""Learn which questions are alike: those that the same sentences answer, however they are put.

Usage: python -m training.fit_likeness   (six minutes; writes rag/data/likeness.npz)

Neighbourhood components analysis (Goldberger and others 2004) of the bundled asked questions: a matrix for the default
embedder's vectors, so that what is nearest to a question, itself left out, is on the sentences that answer it. Each is
asked as a user would, with the embedder's instruction, among the others as they are stored. To be run after
`training.asked_vectors`; no question of any other set is read.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ingest.bundled import AskedEncoder, asked_folder, read_asked, texts_of
from rag.base.settings import Settings
from rag.models.embedder import load_embedder
from rag.search.asked import ASKED

ROUNDS, TOGETHER, RATE = 2, 512, 1e-3
SHARPNESS = 0.04  # difference in cosine that divides a share by e, to begin with
TARGET = Path(__file__).parent.parent / "rag" / "data" / "likeness.npz"
Floats = NDArray[np.float32]


def write(target: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write arrays as NumPy's `savez` does, but the same bytes each time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, np.asarray(array))
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (2026, 1, 1, 0, 0, 0)), buffer.getvalue())


def main() -> None:
    """Fit the matrix and write it in half precision."""
    answers: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for path in sorted(asked_folder().glob("*.jsonl")):
        for text, beginnings in texts_of(read_asked(path)).get(ASKED, {}).items():
            answers[text] |= {(path.stem, beginning) for beginning in beginnings}
    texts = [text for text, own in answers.items() if own]
    embedder = load_embedder(Settings())
    stored = AskedEncoder(embedder).encoded(texts).astype(np.float32)
    # One at a time: the network's int8 scales are those of a batch, and a question that is asked comes alone.
    asked = np.stack([embedder.query(text) for text in texts])
    matrix = fitted(asked, stored, [sorted(answers[text]) for text in texts])
    write(TARGET, {embedder.sha256: matrix.astype(np.float16)})


def fitted(
    asked: Floats,
    stored: Floats,
    answers: list[list[tuple[str, str]]],
    rounds: int = ROUNDS,
    rate: float = RATE,
) -> Floats:
    """The matrix (dimensions, dimensions) for questions as asked and as stored (questions, dimensions).

    What is made small is the mean of -log of the share of the votes that a sentence gets which answers the question.
    """
    torch.manual_seed(0)
    names = {name: row for row, name in enumerate(sorted({name for own in answers for name in own}))}
    rows = [torch.tensor([names[name] for name in own]) for own in answers]
    places = torch.stack([torch.cat(rows), torch.repeat_interleave(torch.tensor([len(own) for own in rows]))])
    holds = torch.sparse_coo_tensor(places, torch.ones(places.shape[1]), (len(names), len(rows)), check_invariants=True)
    questions, others = torch.from_numpy(_unit(asked)), torch.from_numpy(_unit(stored))
    matrix = torch.nn.Parameter(torch.eye(others.shape[1]))
    sharp = torch.nn.Parameter(torch.tensor(math.log(1 / SHARPNESS)))
    optimizer = torch.optim.Adam([matrix, sharp], lr=rate)
    steps = rounds * math.ceil(len(rows) / TOGETHER)
    slower = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.02, 1 - step / steps))
    for number in range(rounds):
        losses = []
        for batch in torch.randperm(len(rows)).split(TOGETHER):
            turned = torch.nn.functional.normalize(others @ matrix.T)
            cosines = torch.nn.functional.normalize(questions[batch] @ matrix.T) @ turned.T
            itself = torch.zeros_like(cosines)
            itself[torch.arange(len(batch)), batch] = -torch.inf
            shares = torch.sparse.mm(holds, torch.softmax(cosines * sharp.exp() + itself, 1).T)
            told = [-torch.log(shares[rows[i], place].clamp_min(1e-6)).mean() for place, i in enumerate(batch.tolist())]
            loss = torch.stack(told).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            slower.step()
            losses.append(loss.item())
        print(f"round {number + 1}: {np.mean(losses):.3f}", flush=True)
    found: Floats = matrix.detach().numpy()
    return found


def _unit(vectors: Floats) -> Floats:
    found: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found


if __name__ == "__main__":
    main()
