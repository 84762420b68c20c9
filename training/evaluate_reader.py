"""Measures a reader: `python -m training.evaluate_reader --data DIR --weights DIR/model.onnx [--json OUT]`."""

from __future__ import annotations

import argparse
import json
import re
import string
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

from rag.models.onnx import OnnxModel, file_sha256
from rag.models.reader import NETWORKS, Reader, Reading
from training.claims import untokenize
from training.data import fold, held_out_articles, read_jsonl, training_rows
from training.public import OWN_QUESTIONS, READ, Asked, ask_all, heading

Case = tuple[float, bool, str]
"""Score, label, group."""


def auc(cases: Sequence[Case]) -> float:
    """Area under the receiver operating characteristic; ties count half."""
    labels = np.array([label for _, label, _ in cases])
    ranks = rankdata([score for score, _, _ in cases])
    positive, negative = labels.sum(), (~labels).sum()
    return float((ranks[labels].sum() - positive * (positive + 1) / 2) / (positive * negative))


def figure(cases: Sequence[Case], seed: int = 5, rounds: int = 1000) -> dict[str, float]:
    """AUC with a 95 % interval from resampled groups."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[case[2]].append(case)
    random = np.random.default_rng(seed)
    names = list(groups)
    values = []
    for _ in range(rounds):
        drawn = [case for i in random.integers(len(names), size=len(names)) for case in groups[names[i]]]
        if len({label for _, label, _ in drawn}) == 2:
            values.append(auc(drawn))
    low, high = np.quantile(values, (0.025, 0.975))
    numbers = {"auc": auc(cases), "low": float(low), "high": float(high)}
    return {name: round(value, 3) for name, value in numbers.items()} | {"n": len(cases), "groups": len(names)}


def best_of(probabilities: Sequence[float]) -> float:
    """The greatest."""
    return max(probabilities)


def any_of(probabilities: Sequence[float]) -> float:
    """The chance that at least one is right: 1 - Π(1 - p)."""
    return float(1 - np.prod(1 - np.array(probabilities)))


def squad(reader: Reader, folder: Path, seed: int) -> dict[str, object]:
    """The articles that were not trained on, and the `report` paragraphs of those that were."""
    half = read_jsonl(folder / "squad2_half_dev.jsonl")
    held = held_out_articles(half)
    trained = {fold(row.passage) for row in training_rows(folder, seed)}
    clean = [row for row in half if fold(row["contexts"][0]) not in trained]
    held_rows = [row for row in clean if row["title"] in held]
    other_rows = [row for row in clean if row["title"] not in held and row["split"] == "report"]
    leaked = len({row["contexts"][0] for row in half if row["title"] in held}) - len(
        {row["contexts"][0] for row in held_rows}
    )
    return {
        "held_out_articles": sorted(held),
        "leaked_paragraphs_dropped": leaked,
        "held_out": _squad(reader, held_rows),
        "report": _squad(reader, other_rows),
    }


def _squad(reader: Reader, rows: Sequence[dict]) -> dict[str, object]:
    readings = _read_pairs(reader, [(row["question"], row["contexts"][0], row["title"]) for row in rows])
    cases = [(r.answerable, bool(row["answerable"]), row["group"]) for r, row in zip(readings, rows, strict=True)]
    spans = [
        (row["contexts"][0][r.start : r.end], row["answers"])
        for r, row in zip(readings, rows, strict=True)
        if row["answerable"]
    ]
    exact = np.mean([max(_plain(said) == _plain(answer) for answer in answers) for said, answers in spans])
    overlap = np.mean([max(_f1(said, answer) for answer in answers) for said, answers in spans])
    return figure(cases) | {"span_em": round(float(exact), 3), "span_f1": round(float(overlap), 3), "spans": len(spans)}


def claims(reader: Reader, folder: Path) -> dict[str, object]:
    """Claims against their evidence, the authors' test parts."""
    result: dict[str, object] = {}
    for name in ("fever_symmetric", "fool_me_twice"):
        rows = [row for row in read_jsonl(folder / f"{name}.jsonl") if row["split"] == "report"]
        pairs = [(untokenize(r["claim"]), untokenize(" ".join(r["evidence"])), r.get("title") or "") for r in rows]
        scores = [reader.bears_out(*pair) for pair in pairs]
        result[name] = figure(
            [(score, row["label"] == "supported", row["group"]) for score, row in zip(scores, rows, strict=True)]
        )
    return result


def _read_pairs(reader: Reader, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:
    by_question: dict[str, list[int]] = defaultdict(list)
    for place, (question, _, _) in enumerate(pairs):
        by_question[question].append(place)
    readings: dict[int, Reading] = {}
    for question, places in by_question.items():
        read = reader.read([question] * len(places), [pairs[i][1] for i in places], [pairs[i][2] for i in places])
        readings |= dict(zip(places, read, strict=True))
    return [readings[place] for place in range(len(pairs))]


def public(reader: Reader, asked: Sequence[Asked]) -> dict[str, object]:
    """Can the corpus answer the question? From the ten best passages, on each half of the public questions."""
    rules: tuple[Callable[[Sequence[float]], float], ...] = (best_of, any_of)
    cases: dict[str, list[Case]] = defaultdict(list)
    for item in asked:
        best = item.found[:READ]
        readings = _read_pairs(reader, [(item.question, p.text, heading(p)) for p in best])
        for rule in rules:
            score = rule([reading.answerable for reading in readings])
            for part in (item.split, "all"):
                cases[f"{part} {rule.__name__}"].append((score, item.answerable, item.group))
    return {name: figure(part) for name, part in sorted(cases.items())}


def speed(reader: Reader, asked: Sequence[Asked]) -> float:
    """Milliseconds a passage, ten at a time, over thirty questions."""
    reader.read(["warm"], ["up"], [""])
    began = time.perf_counter()
    for item in asked[:30]:
        _read_pairs(reader, [(item.question, p.text, heading(p)) for p in item.found[:READ]])
    return round((time.perf_counter() - began) / 300 * 1000, 1)


def _plain(text: str) -> str:
    kept = "".join(" " if c in string.punctuation else c for c in text.lower())
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", kept).split())


def _f1(said: str, answer: str) -> float:
    ours, theirs = _plain(said).split(), _plain(answer).split()
    common = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * common / (len(ours) + len(theirs)) if ours and theirs else float(ours == theirs)


def open_reader(path: Path, threads: int) -> Reader:
    """A reader from a file that need not be the shipped one: its folder holds `model.onnx`."""
    files = replace(NETWORKS["reader"], folder=str(path.parent.absolute()), sha256=file_sha256(path))
    return Reader(OnnxModel(files, threads))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="a file named model.onnx")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=("squad", "claims", "public"), action="append")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    reader = open_reader(options.weights, options.threads)
    wanted = options.only or ["squad", "public"]
    figures: dict[str, object] = {"weights": file_sha256(options.weights)}
    if "public" in wanted:
        asked = [item for item in ask_all(options.corpus) if item.file in {"corpus/questions", OWN_QUESTIONS.stem}]
        figures |= {"public": public(reader, asked), "ms_a_passage": speed(reader, asked)}
    if "claims" in wanted:
        figures["claims"] = claims(reader, options.data)
    if "squad" in wanted:
        figures["squad"] = squad(reader, options.data, 11)
    text = json.dumps(figures, indent=1)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
