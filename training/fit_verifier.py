"""Fit the verifier's model of support and store it: `rag/data/verifier.json`.

    python -m training.fit_verifier DATA_FOLDER

reads the `tune` rows of `grounded/fool_me_twice.jsonl`, of `grounded/fever_symmetric.jsonl` and of
`corpus/checks/pairs.jsonl`, and builds from supported claims of one article what those lack: claims of which the
evidence holds nothing, or only half. No weight may act against its sense (more words found never counts against a
sentence), so that the model carries over to longer claims and passages than it was fitted on. The
threshold is the lowest at which at most one in twenty-five true paraphrases of the corpus (`tune`) is doubted, or the
best for the fitted rows, whichever is lower.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from rag.check.checker import FAULTS, find_faults, measure
from rag.check.evidence import focus, gather
from rag.language.tokens import read

ROOT = Path(__file__).parents[1]
OUT = ROOT / "rag" / "data" / "verifier.json"
PAIRS = ROOT / "corpus" / "checks" / "pairs.jsonl"
WORDS = ("cover_focus", "cover_all", "numbers")
COSTS = tuple(f"fault_{fault}" for fault in FAULTS)
PENALTY = 0.005
ROWS_A_SET = 1500.0
DOUBTED = 0.04

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with its evidence, the titles over it, and whether the evidence supports it."""

    claim: str
    passages: tuple[str, ...]
    contexts: tuple[str, ...]
    supported: bool
    source: str


def plain(text: str) -> str:
    """FEVER's tokenized text as it was before: brackets, spaces before punctuation."""
    for token, sign in (
        ("-LRB-", "("),
        ("-RRB-", ")"),
        (" ,", ","),
        (" .", "."),
        ("`` ", '"'),
        (" ''", '"'),
        (" 's", "'s"),
    ):
        text = text.replace(token, sign)
    return text


def grounded(path: Path) -> list[dict]:
    """The `tune` rows of a file of claims."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["split"] == "tune"]


def cases(folder: Path) -> Iterator[Case]:
    """All cases that the model is fitted on."""
    for name in ("fool_me_twice", "fever_symmetric"):
        for row in grounded(folder / "grounded" / f"{name}.jsonl"):
            yield _case(row["claim"], row["evidence"], row.get("title", ""), row["label"] == "supported", name)
    yield from _mixed(grounded(folder / "grounded" / "fool_me_twice.jsonl"))
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        if pair["split"] == "tune":
            yield Case(
                pair["sentence"], (pair["passage"],), (pair["title"], pair["section"]), pair["supported"], pair["kind"]
            )


def _case(claim: str, evidence: Sequence[str], title: str, supported: bool, source: str) -> Case:
    return Case(plain(claim), (" ".join(plain(text) for text in evidence),), (title,), supported, source)


def _mixed(claims: Sequence[dict]) -> Iterator[Case]:
    """Supported claims of one article, each with its neighbour's evidence and joined with its neighbour."""
    by_title: dict[str, list[dict]] = {}
    for row in claims:
        if row["label"] == "supported":
            by_title.setdefault(row["title"], []).append(row)
    for title in sorted(by_title):
        rows = by_title[title]
        for one, other in zip(rows, rows[1:] + rows[:1], strict=True):
            if one["evidence"] != other["evidence"]:
                yield from _halves(one, other, title)


def _halves(one: dict, other: dict, title: str) -> Iterator[Case]:
    """A claim with another's evidence, both claims with one's evidence, and both with both."""
    yield _case(one["claim"], other["evidence"], title, False, "halves")
    both = f"{one['claim'].rstrip('. ')}, and {other['claim']}"
    if len(both) <= 400:
        yield _case(both, one["evidence"], title, False, "halves")
        yield _case(both, one["evidence"] + other["evidence"], title, True, "halves")


def features(case: Case) -> dict[str, float]:
    """What the model sees of a case."""
    claim, evidence = read(case.claim), gather(case.passages, case.contexts)
    keys = focus(claim, evidence)
    return measure(claim, keys, evidence, find_faults(claim, keys, evidence))


def fit(rows: Array, labels: Array, weights: Array, names: Sequence[str]) -> Array:
    """Intercept and weights of a logistic model whose weights keep their sign."""
    spread = rows.std(axis=0) + 1e-6
    scaled = rows / spread

    def loss(theta: Array) -> tuple[float, Array]:
        p = 1 / (1 + np.exp(-(scaled @ theta[1:] + theta[0])))
        share = weights / weights.sum()
        value = -(share * np.where(labels > 0, np.log(p + 1e-12), np.log(1 - p + 1e-12))).sum()
        error = share * (p - labels)
        gradient = np.r_[error.sum(), scaled.T @ error + 2 * PENALTY * theta[1:]]
        return float(value + PENALTY * (theta[1:] ** 2).sum()), gradient

    bounds = [(None, None), *((None, 0.0) if name in COSTS else (0.0, None) for name in names)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B")
    return np.r_[found.x[0], found.x[1:] / spread]


def threshold(scores: Array, labels: Array, weights: Array, kinds: Sequence[str]) -> float:
    """The best for the fitted rows, but not so high that more than `DOUBTED` of the true paraphrases fall below."""
    grid = np.arange(0.05, 0.96, 0.01)
    right = [(weights * ((scores >= t) == (labels > 0))).sum() for t in grid]
    paraphrases = scores[[kind == "paraphrase" for kind in kinds]]
    return round(min(float(grid[int(np.argmax(right))]), float(np.quantile(paraphrases, DOUBTED))), 3)


def main(folder: Path) -> None:
    """Fit the model and store it."""
    listed = list(cases(folder))
    names = [*WORDS, *(f"fault_{fault}" for fault in FAULTS)]
    rows = np.array([[found[name] for name in names] for found in map(features, listed)])
    labels = np.array([float(case.supported) for case in listed])
    sets = [
        case.source if case.source in ("fool_me_twice", "fever_symmetric", "halves") else "pairs" for case in listed
    ]
    counts = Counter(sets)
    weights = np.array([ROWS_A_SET / counts[name] for name in sets])
    theta = fit(rows, labels, weights, names)
    scores = 1 / (1 + np.exp(-(rows @ theta[1:] + theta[0])))
    model = {
        "intercept": round(float(theta[0]), 4),
        "weights": {name: round(float(w), 4) for name, w in zip(names, theta[1:], strict=True) if abs(w) > 1e-4},
        "threshold": threshold(scores, labels, weights, [case.source for case in listed]),
        "fitted_on": dict(sorted(counts.items())),
    }
    stored = json.loads(OUT.read_text(encoding="utf-8"))  # it holds the second opinion's model too
    OUT.write_text(json.dumps(stored | model, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stderr.write(json.dumps(model, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
