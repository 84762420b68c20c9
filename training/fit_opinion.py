"""Fit what a second opinion counts: adds its limits to `rag/data/verifier.json`.

    python -m training.fit_opinion

Fitted are the pairs (`corpus/checks`) on briefs of the `report` half, since the reader was trained on those of the
other half: those of the rounds that the checks were mended after, and those of the round that was written for this,
which are bolder. Truths are shown with another paragraph of their brief, too. Each sort counts the same. Run it after
`training.fit_verifier`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.reader import load_reader
from rag.settings import Settings
from rag.verify import find_faults, may_be_overruled
from rag.verify.evidence import focus, gather
from rag.verify.features import measure
from rag.verify.model import load_judge
from rag.verify.second import SecondOpinion, ask
from rag.verify.tokens import read
from training.data import parity, read_jsonl
from training.fit_verifier import OUT, PAIRS

BOLD = 5  # the round that was written for this
PLAIN = (0.6, 0.7, 0.8, 0.9, 1.01)
LOG_ODDS = tuple(np.arange(-6, 3.1, 0.25).tolist())


@dataclass(frozen=True, slots=True)
class Seen:
    """A pair with what the checks, the words and the opinion say of it."""

    supported: bool
    sort: str
    objected: bool
    refuted: bool  # an objection that can't be overruled, or nothing found
    covered: float
    enough: bool  # words without an opinion
    log_odds: float


def seen(second: SecondOpinion) -> Iterator[Seen]:
    """All pairs to fit on."""
    for sort, pair in pairs():
        claim = read(pair["sentence"])
        evidence = gather([pair["passage"]], [f"{pair['title']} › {pair['section']}"])
        keys = focus(claim, evidence)
        reasons = find_faults(claim, keys, evidence)
        features = measure(claim, keys, evidence, reasons)
        yield Seen(
            pair["supported"],
            sort,
            bool(reasons),
            not keys or not all(may_be_overruled(reason, claim, evidence) for reason in reasons),
            features["cover_all"],
            load_judge().support.probability(features) >= load_judge().threshold,
            ask(second, claim.text, keys, evidence) if keys else LOG_ODDS[0],
        )


def pairs() -> Iterator[tuple[str, dict]]:
    """The pairs to fit on with their sort; those away from their paragraph are not supported."""
    kept = [p for p in read_jsonl(PAIRS) if p["split"] == "tune" and parity(p["doc"]) == "report"]
    places = {(pair["doc"], pair["section"]): pair for pair in kept}
    for pair in kept:
        sort = "bold" if pair["round"] == BOLD else "earlier"
        yield f"{sort} {'truths' if pair['supported'] else 'lies'}", pair
        others = [
            other for (doc, section), other in places.items() if doc == pair["doc"] and section != pair["section"]
        ]
        if pair["supported"] and others:
            other = others[len(pair["sentence"]) % len(others)]
            moved = {name: other[name] for name in ("passage", "section")}
            yield "truths away", pair | moved | {"supported": False}


def held(found: list[Seen], plain: float, doubting: float, convincing: float, overruling: float) -> NDArray[np.bool_]:
    """Which pairs pass as supported."""
    return np.array(
        [
            not one.refuted
            and (
                one.log_odds >= overruling
                if one.objected
                else one.log_odds >= convincing
                if one.covered < plain
                else one.enough and one.log_odds >= doubting
            )
            for one in found
        ]
    )


def best_limits(found: list[Seen]) -> tuple[float, float, float, float]:
    """The limits with the highest mean share judged right; each but the first decides about pairs of its own."""
    chosen = []
    for plain in PLAIN:
        limits = [plain, LOG_ODDS[0], LOG_ODDS[0], LOG_ODDS[0]]
        for place in (1, 2, 3):
            limits[place] = max(
                LOG_ODDS, key=lambda limit: balanced(found, held(found, *limits[:place], limit, *limits[place + 1 :]))
            )
        chosen.append((balanced(found, held(found, *limits)), *limits))
    return max(chosen)[1:]


def balanced(found: list[Seen], passed: NDArray[np.bool_]) -> float:
    """The mean share of a sort that is judged right."""
    return float(np.mean([share for _, share in shares(found, passed)]))


def shares(found: list[Seen], passed: NDArray[np.bool_]) -> Iterator[tuple[str, float]]:
    """Of each sort the share that is judged right."""
    for sort in sorted({one.sort for one in found}):
        right = [yes == one.supported for one, yes in zip(found, passed, strict=True) if one.sort == sort]
        yield f"{sort} (n {len(right)})", float(np.mean(right))


def main() -> None:
    """Fit and store."""
    found = list(seen(load_reader(Settings())))
    best = best_limits(found)
    stored = json.loads(OUT.read_text(encoding="utf-8"))
    stored["opinion"] = dict(zip(("plain", "doubting", "convincing", "overruling"), best, strict=True)) | {
        "fitted_on": len(found)
    }
    OUT.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for sort, share in shares(found, held(found, *best)):
        sys.stderr.write(f"{sort}: right {share:.3f}\n")
    sys.stderr.write(json.dumps(stored["opinion"]) + "\n")


if __name__ == "__main__":
    main()
