"""Trains the verifier's model of entailment: `python -m training.train_verifier --data DIR --start FILE --out DIR`.

It starts from the reader's weights after its public stages (`whole/last.pt` of `training.train_reader`), so that it
knows how a question lies to a passage already. A run that was stopped goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import torch

from training.claims import claim_rows
from training.data import Row
from training.model import ReaderNet, Shape
from training.train_reader import Plan, stage

CLAIMS = Plan("claims", epochs=1, rate=5e-5, batch=32, tokens=144, frozen=6, seed=21, save_every=20)


def load_start(path: Path) -> ReaderNet:
    """The reader as its checkpoint holds it."""
    net = ReaderNet(Shape())
    net.load_state_dict(torch.load(path, weights_only=True)["net"])
    return net


def kept_rows(folder: Path, corpus: Path, out: Path) -> list[Row]:
    """The rows, made once and kept beside the checkpoints: making them takes minutes."""
    path = out / "rows.pickle"
    if not path.is_file():
        path.write_bytes(pickle.dumps(claim_rows(folder, corpus, CLAIMS.seed)))
    return list(pickle.loads(path.read_bytes()))  # noqa: S301 - our own file of a moment ago


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the files of datasets.toml")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="the bundled briefs and checks")
    parser.add_argument("--start", type=Path, required=True, help="a checkpoint of training.train_reader")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and models")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    rows = kept_rows(options.data, options.corpus, options.out)
    stage(load_start(options.start), rows, CLAIMS, options.out)


if __name__ == "__main__":
    main()
