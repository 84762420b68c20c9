"""Measure the verifier on held-out rows: balanced accuracy on public sets, lies caught and truths doubted.

    python -m training.measure_verifier DATA_FOLDER [--split report]

prints one line a figure, with n and a 95% bootstrap interval over groups (1,000 draws, seed 0). WiCE's pairs are judged
one by one, and once more a claim at a time: a claim is supported where one of its chunks supports it. Claims of the
other sets are also judged by four passages, of which one or none is theirs. The corpus' `report` pairs are those of the
last round; earlier rounds were judged blind too, then the checks were mended by them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.base.settings import Settings
from rag.check.checker import verify
from rag.models.reader import load_opinions
from training.fit_opinion import HARD
from training.fit_verifier import PAIRS, plain

OTHER = ("negation", "quantifier", "direction", "role")
DRAWS = 1000
SECOND = load_opinions(Settings())


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence's label and verdict, and the group that it is drawn with."""

    group: str
    supported: bool
    holds: bool
    score: float


def public(folder: Path, name: str, split: str) -> list[Judged]:
    """The verdicts on one of the public sets."""
    lines = (folder / "grounded" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    found = []
    for row in rows:
        if row["split"] == split:
            passage = " ".join(plain(text) for text in row["evidence"])
            verdict = verify(plain(row["claim"]), [passage], [row.get("title", "")], SECOND)
            found.append(Judged(row["group"], row["label"] == "supported", verdict.holds, verdict.score))
    return found


def among(folder: Path, name: str, split: str, *, own: bool) -> list[Judged]:
    """The verdicts where four passages are cited: a claim's `own` with three of others, or supported ones with four.

    Those of claims under the same title come first, then any, in an order that a seed fixes.
    """
    lines = (folder / "grounded" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["split"] == split]
    texts = {row["id"]: " ".join(plain(text) for text in row["evidence"]) for row in rows}
    random = np.random.default_rng(0)
    found = []
    for row in rows:
        is_supported = row["label"] == "supported"
        if own or is_supported:
            alike = [other for other in rows if other.get("title", "") == row.get("title", "")]
            mixed = [*random.permutation(np.array(alike)), *random.permutation(np.array(rows))]
            others = list(dict.fromkeys((texts[each["id"]], each.get("title", "")) for each in mixed))
            others = [other for other in others if other[0] != texts[row["id"]]]
            cited = [(texts[row["id"]], row.get("title", "")), *others[:3]] if own else others[:4]
            cited = [cited[i] for i in random.permutation(len(cited))]
            passages, titles = zip(*cited, strict=True)
            verdict = verify(plain(row["claim"]), passages, titles, SECOND)
            found.append(Judged(row["group"], own and is_supported, verdict.holds, verdict.score))
    return found


def a_claim_at_a_time(judged: Sequence[Judged]) -> list[Judged]:
    """One verdict a group: supported where any of its members is."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.group].append(one)
    return [
        Judged(group, members[0].supported, any(m.holds for m in members), max(m.score for m in members))
        for group, members in groups.items()
    ]


def balanced(judged: Sequence[Judged]) -> float:
    """The mean of the shares of supported and of unsupported sentences that are judged so."""
    shares = []
    for label in (True, False):
        verdicts = [one.holds == label for one in judged if one.supported == label]
        shares.append(float(np.mean(verdicts)) if verdicts else 0.5)
    return sum(shares) / 2


def auc(judged: Sequence[Judged]) -> float:
    """The chance that a supported sentence has a higher score than an unsupported one."""
    mine = np.array([one.score for one in judged if one.supported])
    theirs = np.array([one.score for one in judged if not one.supported])
    if not len(mine) or not len(theirs):
        return 0.5
    return float((mine[:, None] > theirs).mean() + 0.5 * (mine[:, None] == theirs).mean())


def interval(judged: Sequence[Judged], figure: Callable[[Sequence[Judged]], float]) -> str:
    """The figure with its bootstrap interval over groups."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.group].append(one)
    listed = list(groups.values())
    random = np.random.default_rng(0)
    draws = [
        figure([one for i in random.integers(len(listed), size=len(listed)) for one in listed[i]]) for _ in range(DRAWS)
    ]
    low, high = np.quantile(draws, [0.025, 0.975])
    return f"{figure(judged):.3f} [{low:.3f}, {high:.3f}], n = {len(judged)}"


def share(judged: Sequence[Judged]) -> float:
    """The share for which `holds` is true."""
    return float(np.mean([one.holds for one in judged]))


def corpus(split: str) -> Iterator[str]:
    """Lies caught by kind, truths doubted, and the time that a warm sentence takes."""
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    pairs = [pair for pair in pairs if pair["split"] == split]
    judge = [(pair, [pair["passage"]], [f"{pair['title']} › {pair['section']}"]) for pair in pairs]
    verdicts = [(pair, verify(pair["sentence"], passages, contexts, SECOND)) for pair, passages, contexts in judge]
    doubted: dict[str, list[Judged]] = defaultdict(list)
    for pair, verdict in verdicts:
        doubted[pair["kind"]].append(Judged(pair["id"], pair["supported"], not verdict.holds, verdict.score))
    for name, kinds in (("lies in numbers, names, places, quotes caught", HARD), ("other lies caught", OTHER)):
        yield f"{name}: {interval([one for kind in kinds for one in doubted[kind]], share)}"
    yield f"true paraphrases doubted: {interval(doubted['paraphrase'], share)}"
    yield "caught by kind: " + ", ".join(f"{kind} {share(doubted[kind]):.2f}" for kind in (*HARD, *OTHER))
    start = time.perf_counter()
    for pair, passages, contexts in judge:
        verify(pair["sentence"], passages, contexts, SECOND)
    yield f"seconds a sentence, warm: {(time.perf_counter() - start) / len(judge):.4f}"


def main(folder: Path, split: str) -> None:
    """Print all figures."""
    for line in corpus(split):
        sys.stdout.write(line + "\n")
    for name in ("wice_oracle_chunks", "fool_me_twice", "fever_symmetric"):
        judged = public(folder, name, split)
        sys.stdout.write(f"{name}: balanced accuracy {interval(judged, balanced)}; AUC {interval(judged, auc)}\n")
        if name.startswith("wice"):
            claims = a_claim_at_a_time(judged)
            sys.stdout.write(f"{name}, a claim at a time: {interval(claims, balanced)}; AUC {interval(claims, auc)}\n")
        else:
            four, none = among(folder, name, split, own=True), among(folder, name, split, own=False)
            sys.stdout.write(f"{name}, beside three passages of others: balanced accuracy {interval(four, balanced)}\n")
            sys.stdout.write(f"{name}, four passages of others: accepted {interval(none, share)}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=("tune", "report"), default="report")
    arguments = parser.parse_args()
    main(arguments.folder, arguments.split)
