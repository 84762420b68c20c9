"""Trains the reader of statements: `python -m training.train_statements --data DIR --start MODEL --out DIR`.

It starts from the third stage of the reader and learns from statements alone: those that the reader saw, pairs that
exchange facts within a passage, and public pairs of sentences; last, from many more that bind a fact to the wrong
thing, with room for the whole passage. A run that was stopped goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import torch

from training.claims import BINDINGS, brief_statements, exchanges, public_statements, thinned
from training.data import Row, further_rows, training_rows
from training.inference import inference_rows
from training.model import from_reader
from training.train_reader import BASE, WHOLE, Plan, stage

TIMES = 2  # each exchange is shown this often, with other rows made of it
AGAIN = ("pairs", "paws_dev", "paws_test")  # of the second stage: they differ from the truth by little
REMEMBERED = 0.25  # of the public rows of the first stage are shown in the last one
STATEMENTS = Plan("statements", epochs=1, rate=4e-5, batch=32, frozen=0, seed=14)
SHARPENED = Plan("sharpened", epochs=1, rate=3e-5, batch=32, frozen=0, seed=15)
BOUND = Plan("bound", epochs=1, rate=3e-5, batch=32, tokens=288, frozen=0, seed=16)


def statement_rows(folder: Path, corpus: Path, paragraphs: Sequence[Row], seed: int) -> list[Row]:
    """All statements; `paragraphs` are rows on the public paragraphs that may be trained on."""
    rows = [*inference_rows(folder), *public_statements(folder, paragraphs, seed), *brief_statements(corpus, seed)]
    for time in range(TIMES):
        rows += exchanges(corpus, paragraphs, seed + time)
    return rows


def bound_rows(rows: Sequence[Row], corpus: Path, paragraphs: Sequence[Row], seed: int) -> list[Row]:
    """Our own pairs among `rows`, some of the public ones, and the bindings, as often as exchanges are shown."""
    own = [row for row in rows if row.source == "pairs"]
    others = [row for row in rows if row.source != "pairs"]
    found = [*own, *random.Random(seed).sample(others, int(len(others) * REMEMBERED))]
    for time in range(TIMES):
        bindings = exchanges(corpus, paragraphs, seed + time, BINDINGS)
        found += [*bindings, *thinned(bindings, seed + time)]
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the files of datasets.toml")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="the bundled briefs")
    parser.add_argument("--start", type=Path, required=True, help="adapted/model.onnx of the reader's training")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and the model")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    paragraphs = [*training_rows(options.data, BASE.seed), *further_rows(options.data, WHOLE.seed)]
    net = from_reader(options.start)
    stage(net, statement_rows(options.data, options.corpus, paragraphs, STATEMENTS.seed), STATEMENTS, options.out)
    again = statement_rows(options.data, options.corpus, paragraphs, SHARPENED.seed)
    stage(net, [row for row in again if row.source in AGAIN], SHARPENED, options.out)
    once_more = statement_rows(options.data, options.corpus, paragraphs, BOUND.seed)
    stage(net, bound_rows(once_more, options.corpus, paragraphs, BOUND.seed), BOUND, options.out)


if __name__ == "__main__":
    main()
