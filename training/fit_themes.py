"""Fit what tells the theme of a sentence: `python -m training.fit_themes`; writes rag/data/themes.json.

`themes.jsonl` are sentences of the briefs with their themes by letters, the main one first; near themes share a row.
Each counts twice: as the questions and aspects that are stored on it, and as its own words. Printed is what fits on
four fifths tell of the other fifths, of each of the two.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from rag.base.settings import Settings
from rag.reports.comparison.themes import meanings
from rag.search.asked import asked_in, aspects_in
from rag.search.candidate_sentences import quotable
from ui.compose import open_assistant, refresh

HERE = Path(__file__).parent
TARGET = HERE.parent / "rag" / "data" / "themes.json"
ROWS = {
    "People": {"a": "how many", "b": "who comes and leaves"},
    "What was mined or made": {"c": "the resource and its output"},
    "Closures, jobs and incomes": {"d": "decline and closures", "e": "jobs", "f": "incomes and poverty"},
    "Money and debt": {"g": "debt and budgets", "h": "aid and what things cost"},
    "Plans and laws": {"i": "lists and status", "j": "plans and rules"},
    "Industry and growth": {"k": "new industries", "l": "growth"},
    "Visitors and fame": {"m": "how many", "n": "sights and heritage", "o": "songs, films, talk"},
    "Homes": {"p": "prices", "q": "buyers, tenants, empty homes", "r": "moves and rebuilding"},
    "Land and environment": {"s": "damage", "t": "repair"},
    "Outcome and critics": {"u": "results", "v": "doubts and lessons"},
    "": {"X": "nothing of these"},
}
NAMES = [name for name, themes in ROWS.items() for _ in themes]
THEMES = {letter: number for number, letter in enumerate(letter for themes in ROWS.values() for letter in themes)}
SHARES = {1: (1.0,), 2: (0.65, 0.35), 3: (0.5, 0.3, 0.2)}
STRENGTH = 20.0
FOLDS = 5

Floats = NDArray[np.float64]


def main() -> None:
    """Fit, print how good it is, write the weights."""
    lines = (HERE / "themes.jsonl").read_text(encoding="utf-8").splitlines()
    told = {row["text"]: row["themes"] for row in map(json.loads, lines)}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder) / "index", library=Path(folder) / "library")
        refresh(settings, lambda *_: None, "training")
        retriever = open_assistant(settings, "training")._retriever
        units = list({unit.text: unit for unit in quotable(retriever.index.passages) if unit.text in told}.values())
        texts, themes = [unit.text for unit in units], [told[unit.text] for unit in units]
        stored = [
            [of(retriever.index).on(unit.passage, unit.start, unit.end) for unit in units]
            for of in (asked_in, aspects_in)
        ]
        ways = [meanings(retriever.embedder, texts, *stored), retriever.embedder.passages(texts)]
    turn = np.random.default_rng(0).permutation(len(themes)) % FOLDS
    right = [0, 0]
    for fold in range(FOLDS):
        learned = [n for n, own in enumerate(turn) if own != fold]
        weights = fit([way[n] for way in ways for n in learned], [themes[n] for _ in ways for n in learned])
        for kind, way in enumerate(ways):
            for n in np.flatnonzero(turn == fold):
                best = int((weights[:, :-1] @ way[n] + weights[:, -1]).argmax())
                right[kind] += best in {THEMES[letter] for letter in themes[n]}
    asked, bare = (each / len(themes) for each in right)
    print(f"{len(themes)} sentences; the likeliest theme is right for {asked:.3f}, by their own words for {bare:.3f}")
    rounded = [[round(float(value), 3) for value in row] for row in fit([*ways[0], *ways[1]], [*themes, *themes])]
    TARGET.write_text(json.dumps({"names": NAMES, "weights": rounded}) + "\n", encoding="utf-8")


def fit(vectors: Sequence[Floats], themes: Sequence[str]) -> Floats:
    """Weights and a bias for each theme, each sentence counted for its themes by their shares."""
    rows = [
        (vector, THEMES[letter], share)
        for vector, own in zip(vectors, themes, strict=True)
        for letter, share in zip(own, SHARES[len(own)], strict=True)
    ]
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])
    weights: Floats = np.column_stack([model.coef_, model.intercept_])
    return weights


if __name__ == "__main__":
    main()
