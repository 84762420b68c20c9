"""Fit the second opinion on paraphrases and add it to `rag/data/verifier.json`; run after `training.fit_verifier`.

    python -m training.fit_paraphrase DATA_FOLDER

Only rows to which the checks object nothing and of which the passages hold few words count, at most `MOST` a set:
`tune` claims of Fool Me Twice, its articles' claims with half of the evidence, true paraphrases of the corpus (`tune`),
and these with another paragraph of their brief. The threshold lets at most `DOUBTED` of those paraphrases fall below.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

from rag.verify import PLAIN, find_faults, second_features
from rag.verify.evidence import focus, gather
from rag.verify.features import measure
from rag.verify.second import Paraphrase
from rag.verify.tokens import read
from training.fit_verifier import OUT, Case, cases, fit

MOST = 80
LONGEST = 2500  # characters of evidence
DOUBTED = 0.08
NAMES = ("cross", "tokens")
SETS = ("paraphrase", "fool_me_twice", "halves", "other passage")


def chosen(folder: Path) -> Iterator[Case]:
    """The cases in an order that is always the same, with truths of the corpus beside passages of other truths."""
    found = list(cases(folder))
    truths = [case for case in found if case.source == "paraphrase"]
    for case, other in product(truths, truths):
        if case.contexts[0] == other.contexts[0] and case.passages != other.passages:
            away = replace(case, passages=other.passages, contexts=other.contexts)
            found.append(replace(away, supported=False, source="other passage"))
    random.Random(0).shuffle(found)
    yield from found


def few_words(listed: Iterable[Case], second: Paraphrase) -> Iterator[tuple[Case, dict[str, float]]]:
    """Those on which a second opinion is asked, at most `MOST` a set, with what it says."""
    taken: Counter[str] = Counter()
    for case in listed:
        if case.source not in SETS or taken[case.source] == MOST or len(case.passages[0]) > LONGEST:
            continue
        claim, evidence = read(case.claim), gather(case.passages, case.contexts)
        keys = focus(claim, evidence)
        reasons = find_faults(claim, keys, evidence)
        if keys and not reasons and measure(claim, keys, evidence, reasons)["cover_all"] < PLAIN:
            taken[case.source] += 1
            yield case, second_features(claim, keys, evidence, second)


def main(folder: Path) -> None:
    """Fit and store."""
    found = list(few_words(chosen(folder), Paraphrase()))
    rows = np.array([[features[name] for name in NAMES] for _, features in found])
    labels = np.array([float(case.supported) for case, _ in found])
    counts = Counter(case.source for case, _ in found)
    theta = fit(rows, labels, np.array([1 / counts[case.source] for case, _ in found]), NAMES)
    scores = 1 / (1 + np.exp(-(rows @ theta[1:] + theta[0])))
    ours = scores[[case.source == "paraphrase" for case, _ in found]]
    stored = json.loads(OUT.read_text(encoding="utf-8"))
    stored["second"] = {
        "fitted_on": dict(sorted(counts.items())),
        "intercept": round(float(theta[0]), 4),
        "threshold": round(float(np.quantile(ours, DOUBTED)), 3),
        "weights": {name: round(float(weight), 4) for name, weight in zip(NAMES, theta[1:], strict=True)},
    }
    OUT.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stderr.write(json.dumps(stored["second"], indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
