"""Public pairs of sentences, the second of which follows from the first or doesn't, as statements to train on.

PAWS-Wiki's differ in the order of words and in who does what, MultiNLI's come from ten kinds of text, those of the
counterfactual SNLI were changed as little as turns the verdict. What is merely left open does not follow.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from training.claims import untokenize
from training.data import Row, read_jsonl

FOLLOWS = "entailment"


def inference_rows(folder: Path) -> list[Row]:
    """All pairs, the first sentence as the passage, in a fixed order."""
    return [*_paraphrases(folder), *_genres(folder), *_counterfactual(folder)]


def _paraphrases(folder: Path) -> Iterator[Row]:
    for name in ("paws_dev", "paws_test"):
        for number, first, second, label in _tsv(folder / f"{name}.tsv"):
            yield _row(untokenize(first), untokenize(second), label == "1", f"{name}:{number}")


def _genres(folder: Path) -> Iterator[Row]:
    for number, row in enumerate(read_jsonl(folder / "mnli_dev.jsonl")):
        yield _row(row["premise"], row["hypothesis"], row["label"] == FOLLOWS, f"mnli:{number}")


def _counterfactual(folder: Path) -> Iterator[Row]:
    for name in ("cf_snli_train", "cf_snli_dev", "cf_snli_test"):
        lines = _tsv(folder / f"{name}.tsv")
        next(lines)
        for number, (first, second, label) in enumerate(lines):
            yield _row(first, second, label == FOLLOWS, f"{name}:{number}")


def _tsv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def _row(first: str, second: str, follows: bool, group: str) -> Row:
    return Row(second.strip(), first.strip(), follows, None, "", group.split(":")[0], group, claim=True)
