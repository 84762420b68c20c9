"""Trains the reader in stages: `python -m training.train_reader --data DIR --corpus corpus --out DIR`.

The first stage learns from the public data sets with the upper layers, the second from these and more with all of them,
questions and statements by outputs of their own; the third adapts to the `tune` half of the briefs, the fourth goes
through all questions once more, and the fifth sets near misses on that half beside questions that are answered. The
sixth learns our own questions on the other half too; those of the fifth are what figures on that half are taken with.
The seventh learns to read a question behind others, at a cost to those that stand alone: the mean of its weights and
the sixth's ships. A run that was stopped goes on from its last checkpoint when it is started again.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that every PyTorch program uses

from rag.models.onnx import CROSS_ENCODER, model_folder
from training.claims import brief_statements, public_claims, public_statements
from training.contextual import contextual_rows
from training.data import Row, further_rows, training_rows, vary
from training.encoder import Encoder, Item, batches, tensors
from training.model import ReaderNet, export, from_cross_encoder
from training.paragraphs import TWINS, paragraph_rows
from training.public import (
    AFTER,
    BRIEFS,
    MADE,
    NEAR,
    OTHER_HALF,
    OWN_QUESTIONS,
    Asked,
    adaptation_rows,
    ask_all,
)

SPAN_LOSS = 0.5
WARM_UP = 0.06
REPLAY = 0.35  # of the third stage's rows come from the second
POSITIVE_WEIGHT = 1.5  # of questions on the briefs, where most rows have no answer


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast a stage is trained; the embeddings and the lowest `frozen` layers stay as they are."""

    name: str
    epochs: float
    rate: float
    batch: int = 16
    tokens: int = 192
    frozen: int = 4
    seed: int = 11
    save_every: int = 40


BASE = Plan("base", epochs=1, rate=5e-5)
WHOLE = Plan("whole", epochs=1, rate=5e-5, batch=32, frozen=0, seed=13)
ADAPTED = Plan("adapted", epochs=1, rate=4e-5, tokens=256, seed=12)
MIXED = Plan("mixed", epochs=1, rate=4e-5, batch=32, tokens=256, frozen=0, seed=17)
PAIRED = Plan("paired", epochs=1, rate=3e-5, batch=32, tokens=256, frozen=0, seed=19)
EVERY = Plan("every", epochs=1, rate=3e-5, batch=32, tokens=256, frozen=0, seed=23)
BEHIND = Plan("behind", epochs=1, rate=3e-5, batch=32, tokens=288, frozen=0, seed=29)


def loss_of(logits: Tensor, batch: Sequence[Item], types: Tensor) -> Tensor:
    """Weighted cross-entropy of the label, and half of that of the span where there is one."""
    logits = logits.float()
    labels, weights = (torch.tensor([getattr(item, name) for item in batch]) for name in ("answers", "weight"))
    judged = torch.where(torch.tensor([item.claim for item in batch]), logits[:, 0, 3], logits[:, 0, 0])
    label_loss = (F.binary_cross_entropy_with_logits(judged, labels, reduction="none") * weights).mean()
    inside = logits[:, :, 1:3].masked_fill(types[:, :, None] == 0, -1e4)
    span_loss = torch.zeros(())
    if any(item.start >= 0 for item in batch):
        for channel, name in enumerate(("start", "end")):
            places = torch.tensor([getattr(item, name) for item in batch])
            span_loss = span_loss + F.cross_entropy(inside[:, :, channel], places, ignore_index=-1) / 2
    return label_loss + SPAN_LOSS * span_loss


def train(net: ReaderNet, rows: Sequence[Row], plan: Plan, out: Path) -> None:
    """Trains `net` in place; leaves `last.pt` to go on from after a stop, and prints a line every ten steps."""
    torch.manual_seed(plan.seed)
    net.requires_grad_(True)
    for part in (net.words, net.types, net.positions, net.norm, *net.layers[: plan.frozen]):
        part.requires_grad_(False)
    trained = [weight for weight in net.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=plan.rate, weight_decay=0.01)
    steps = int(plan.epochs * -(-len(rows) // plan.batch))
    done = _resume(net, optimizer, out)
    losses: deque[float] = deque(maxlen=50)
    began = time.monotonic()
    net.train()
    for step, batch in enumerate(islice(_epochs(rows, plan), steps), start=1):
        if step <= done:
            continue
        share = step / steps
        optimizer.param_groups[0]["lr"] = plan.rate * min(share / WARM_UP, (1 - share) / (1 - WARM_UP))
        losses.append(_step(net, optimizer, trained, batch))
        if step % 10 == 0:
            pace = (time.monotonic() - began) / (step - done)
            print(f"step {step}/{steps} loss {sum(losses) / len(losses):.3f} {pace:.2f} s/step", flush=True)
        if step % plan.save_every == 0 or step == steps:
            _save(net, optimizer, step, out)


def _epochs(rows: Sequence[Row], plan: Plan) -> Iterator[list[Item]]:
    encoder = Encoder(plan.tokens)
    for epoch in range(math.ceil(plan.epochs)):
        chance = random.Random(plan.seed * 1000 + epoch)
        yield from batches([encoder.item(vary(row, chance), chance) for row in rows], plan.batch, chance)


def _step(
    net: ReaderNet, optimizer: torch.optim.Optimizer, trained: list[nn.Parameter], batch: Sequence[Item]
) -> float:
    ids, mask, types = tensors(batch)
    # Without its instructions a step in bfloat16 takes fifty times as long as one in float32.
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled="512" in torch.backends.cpu.get_cpu_capability()):
        logits = net(ids, mask, types)
    loss = loss_of(logits, batch, types)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(trained, 1.0)
    optimizer.step()
    return loss.item()


def _save(net: ReaderNet, optimizer: torch.optim.Optimizer, step: int, out: Path) -> None:
    state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
    torch.save(state, out / "next.pt")
    (out / "next.pt").replace(out / "last.pt")


def mean(one: Path, other: Path) -> ReaderNet:
    """A network half way between those of two stages (Wortsman and others 2022, "model soups")."""
    first, second = (torch.load(path, weights_only=True)["net"] for path in (one, other))
    net = from_cross_encoder(model_folder(CROSS_ENCODER) / "model.onnx")
    net.load_state_dict({name: (value + second[name]) / 2 for name, value in first.items()})
    return net


def _resume(net: ReaderNet, optimizer: torch.optim.Optimizer, out: Path) -> int:
    if not (out / "last.pt").is_file():
        return 0
    state = torch.load(out / "last.pt", weights_only=True)
    net.load_state_dict(state["net"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


def whole_rows(folder: Path, base: Sequence[Row], seed: int) -> list[Row]:
    """The rows of the second stage: the questions given, further ones, ours on their paragraphs, and all statements."""
    rows = [*base, *further_rows(folder, seed)]
    return rows + list(paragraph_rows(rows)) + public_statements(folder, rows, seed)


def brief_questions(asked: Sequence[Asked], seed: int) -> list[Row]:
    """The rows to adapt on of the questions given, answers weighted."""
    return [replace(r, weight=r.weight * (POSITIVE_WEIGHT if r.answers else 1)) for r in adaptation_rows(asked, seed)]


def mixed_rows(folder: Path, base: Sequence[Row], asked: Sequence[Asked], seed: int) -> list[Row]:
    """The rows of the fourth stage: questions alone, those on the briefs, all on public paragraphs, the twins."""
    rows = [*base, *further_rows(folder, seed)]
    return [*rows, *paragraph_rows(rows), *paragraph_rows(rows, TWINS), *brief_questions(asked, seed)]


def further(
    new: Sequence[Asked], known: Sequence[Asked], public: Sequence[Row], again: tuple[int, int], seed: int
) -> list[Row]:
    """All rows of the new questions, and so many (`again`) of the known ones on briefs and of the public ones."""
    chance = random.Random(seed)
    briefs = brief_questions(known, seed)
    return [*brief_questions(new, seed), *chance.sample(briefs, again[0]), *chance.sample(list(public), again[1])]


def behind_rows(every: Sequence[Asked], public: Sequence[Row], seed: int) -> list[Row]:
    """The rows of the seventh stage: questions typed behind others, some made of single ones, and single ones again."""
    chance = random.Random(seed)
    own = {OWN_QUESTIONS.stem, OTHER_HALF.stem, NEAR.stem}
    typed = brief_questions([item for item in every if item.file == AFTER.stem], seed)
    made = brief_questions([item for item in every if item.file == MADE and item.split == "tune"], seed)
    known = [i for i in every if i.file in own or (i.file == "corpus/questions" and i.split == "tune")]
    again = [*chance.sample(brief_questions(known, seed), 1_500), *chance.sample(list(public), 1_000)]
    return [*typed, *chance.sample(made, 1_500), *contextual_rows(public, 1_500), *again]


def adapted_rows(asked: Sequence[Asked], statements: Sequence[Row], whole: Sequence[Row], seed: int) -> list[Row]:
    """The rows to adapt on: of the questions given (positives weighted), statements, some of the second stage again."""
    rows = [*brief_questions(asked, seed), *statements]
    return rows + random.Random(seed).sample(list(whole), min(len(whole), int(len(rows) * REPLAY / (1 - REPLAY))))


def stage(net: ReaderNet, rows: Sequence[Row], plan: Plan, out: Path) -> None:
    """One stage: prints its plan and counts, trains, writes `model.onnx` into the stage's folder."""
    folder = out / plan.name
    folder.mkdir(parents=True, exist_ok=True)
    counts = Counter(f"{row.source} {'answers' if row.answers else 'none'}" for row in rows)
    print(json.dumps({"rows": len(rows), "plan": asdict(plan), "counts": dict(sorted(counts.items()))}, indent=1))
    train(net, rows, plan, folder)
    export(net, folder / "model.onnx")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the files of datasets.toml")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="the bundled briefs and questions")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and models")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    base = training_rows(options.data, BASE.seed)
    torch.manual_seed(BASE.seed)
    net = from_cross_encoder(model_folder(CROSS_ENCODER) / "model.onnx")
    stage(net, [*base, *public_claims(options.data)], BASE, options.out)
    net.supported.load_state_dict(net.answerable.state_dict())  # which judged claims until now
    whole = whole_rows(options.data, base, WHOLE.seed)
    stage(net, whole, WHOLE, options.out)
    every = ask_all(options.corpus)
    tune = [item for item in every if item.split == "tune"]
    asked = [item for item in tune if item.file in {"corpus/questions", OWN_QUESTIONS.stem}]
    pairs = [item for item in tune if item.file == NEAR.stem]
    others = [item for item in every if item.split == "report" and item.file in {OTHER_HALF.stem, NEAR.stem}]
    statements = brief_statements(options.corpus, ADAPTED.seed)
    stage(net, adapted_rows(asked, statements, whole, ADAPTED.seed), ADAPTED, options.out)
    mixed = mixed_rows(options.data, base, asked, MIXED.seed)
    stage(net, mixed, MIXED, options.out)
    public = [row for row in mixed if row.source != BRIEFS]
    stage(net, further(pairs, asked, public, (4_500, 6_000), PAIRED.seed), PAIRED, options.out)
    stage(net, further(others, [*asked, *pairs], public, (2_500, 2_500), EVERY.seed), EVERY, options.out)
    stage(net, behind_rows(every, public, BEHIND.seed), BEHIND, options.out)
    (options.out / "mean").mkdir(exist_ok=True)
    export(mean(*(options.out / plan.name / "last.pt" for plan in (EVERY, BEHIND))), options.out / "mean/model.onnx")


if __name__ == "__main__":
    main()
