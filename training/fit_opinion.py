"""Fit how much second opinions count: `opinions` in `rag/data/verifier.json`.

    python -m training.fit_opinion

One model a set of opinions: for the reader of statements alone, and with the network that knows contradictions. Fitted
are the pairs (`corpus/checks`, `tune`) on briefs of the `report` half, since the reader learned from the other half.
Truths are shown with another paragraph of their brief, too. Truths count as much as all truths away from their
paragraph, and as lies in numbers and names, or other lies, times 5 to 3. The threshold is the highest at which at most
8% of the truths of the newest eight rounds are doubted, by models fitted without the brief; all of these were put as a
chat model puts things, and one round's truths alone set it anywhere between .29 and .60. Run it after
`training.fit_verifier`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from rag.base.settings import Settings
from rag.check.checker import ask, find_faults, load_judge, may_be_overruled, measure, weigh
from rag.check.evidence import focus, gather
from rag.language.tokens import read
from rag.models.reader import SecondOpinion, load_opinions
from training.data import parity, read_jsonl
from training.fit_verifier import OUT, PAIRS

HARD = ("number", "unit", "scale", "rounding", "date", "name", "place", "quote")
WEIGHTS = {"truths": 1.0, "away": 1.0, "hard lies": 0.6, "other lies": 0.6}
FEATURES = (
    "words",
    *(f"fault_{f}" for f in ("name", "negation", "direction", "strength", "number")),
)
READER = ("reader", "reader_low")
OPINIONS = {"reader": READER, "consistency+reader": (*READER, "consistency_low")}
STRENGTH = 0.1
FOLDS = 7
DOUBTED = 0.08
NEWEST = 8  # rounds
LIMITS = np.arange(0.2, 0.8, 0.01)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """A pair and what was measured of it; `newest`: of the last rounds; `refuted`: for good, or nothing was found."""

    supported: bool
    sort: str
    newest: bool
    brief: str
    refuted: bool
    features: dict[str, float]


def seen(second: SecondOpinion) -> Iterator[Seen]:
    """All pairs to fit on."""
    before = max(pair["round"] for _, pair in pairs()) - NEWEST
    for sort, pair in pairs():
        claim = read(pair["sentence"])
        evidence = gather([pair["passage"]], [f"{pair['title']} › {pair['section']}"])
        keys = focus(claim, evidence)
        reasons = find_faults(claim, keys, evidence)
        words = load_judge()["words"][0].probability(measure(claim, keys, evidence, reasons))
        yield Seen(
            pair["supported"],
            sort,
            pair["round"] > before,
            pair["doc"],
            not keys or not all(may_be_overruled(reason, claim, evidence) for reason in reasons),
            weigh(ask(second, claim.text, keys, evidence) if keys else {}, words, reasons),
        )


def pairs() -> Iterator[tuple[str, dict]]:
    """The pairs to fit on with their sort; those away from their paragraph are not supported."""
    kept = [p for p in read_jsonl(PAIRS) if p["split"] == "tune" and parity(p["doc"]) == "report"]
    places = {(pair["doc"], pair["section"]): pair for pair in kept}
    for pair in kept:
        yield "truths" if pair["supported"] else "hard lies" if pair["kind"] in HARD else "other lies", pair
        others = [
            other for (doc, section), other in places.items() if doc == pair["doc"] and section != pair["section"]
        ]
        if pair["supported"] and others:
            other = others[len(pair["sentence"]) % len(others)]
            moved = {name: other[name] for name in ("passage", "section")}
            yield "away", pair | moved | {"supported": False}


def fit(found: Sequence[Seen], names: Sequence[str]) -> tuple[float, Array]:
    """Intercept and weights from the pairs that are not refuted."""
    open_ones = [one for one in found if not one.refuted]
    rows = np.array([[one.features.get(name, 0.0) for name in names] for one in open_ones])
    counts = {sort: sum(one.sort == sort for one in found) for sort in WEIGHTS}
    weights = [len(found) * WEIGHTS[one.sort] / counts[one.sort] for one in open_ones]
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(scaler.transform(rows), [one.supported for one in open_ones], sample_weight=weights)
    slopes = model.coef_[0] / scaler.scale_
    return float(model.intercept_[0] - slopes @ scaler.mean_), slopes


def chances(found: Sequence[Seen], names: Sequence[str], bias: float, slopes: Array) -> Array:
    """The probability of support; 0 for what is refuted."""
    rows = np.array([[one.features.get(name, 0.0) for name in names] for one in found])
    return np.where([one.refuted for one in found], 0.0, 1 / (1 + np.exp(-(rows @ slopes + bias))))


def out_of_fold(found: Sequence[Seen], names: Sequence[str]) -> Array:
    """The same from models that saw nothing of the brief."""
    result = np.zeros(len(found))
    for train, test in GroupKFold(FOLDS).split(result, groups=[one.brief for one in found]):
        model = fit([found[i] for i in train], names)
        result[test] = chances([found[i] for i in test], names, *model)
    return result


def shares(found: Sequence[Seen], passed: NDArray[np.bool_]) -> dict[str, float]:
    """Of each sort the share that is judged right: of truths and lies in the newest rounds, away from it in all."""
    result = {}
    for sort in WEIGHTS:
        right = [
            yes == one.supported
            for one, yes in zip(found, passed, strict=True)
            if one.sort == sort and (one.newest or sort == "away")
        ]
        result[sort] = round(float(np.mean(right)), 3)
    return result


def model_of(found: Sequence[Seen], opinions: str) -> dict[str, object]:
    """Fit a model for some opinions, and say on the error stream what it reaches on other briefs."""
    names = [*FEATURES, *OPINIONS[opinions]]
    guessed = out_of_fold(found, names)
    threshold = max(limit for limit in LIMITS if shares(found, guessed >= limit)["truths"] >= 1 - DOUBTED)
    bias, slopes = fit(found, names)
    for limit in np.arange(0.2, 0.75, 0.05):
        sys.stderr.write(f"{opinions} {limit:.2f} {shares(found, guessed >= limit)}\n")
    sys.stderr.write(f"chosen {threshold:.2f} {shares(found, guessed >= threshold)}\n")
    return {
        "fitted_on": len(found),
        "intercept": round(bias, 4),
        "threshold": round(float(threshold), 2),
        "weights": {name: round(float(slope), 4) for name, slope in zip(names, slopes, strict=True)},
    }


def main() -> None:
    """Fit and store."""
    found = list(seen(load_opinions(Settings())))
    stored = json.loads(OUT.read_text(encoding="utf-8"))
    stored["opinions"] = {opinions: model_of(found, opinions) for opinions in OPINIONS}
    OUT.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
