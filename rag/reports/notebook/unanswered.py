"""What the corpus should cover next: the refused questions in groups, with the sections that came nearest.

Questions are grouped by the words that carry meaning (average linkage on the cosine distance of their weighted stems),
so no model is needed and the groups are the same each time.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.language.sentences import fold
from rag.language.tokens import content_stems
from rag.reports.notebook.feedback import Entry, Place

APART = 0.8
"""Questions at a greater cosine distance are not of one group."""
NEAREST = 3
MOST = 2000
"""So many of the latest refusals are grouped; the distances between them fit in 32 MB."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A group of refused questions: how often they were asked, each once, and the sections that came nearest."""

    asked: int
    questions: tuple[str, ...]
    nearest: tuple[Place, ...]

    @property
    def title(self) -> str:
        """The question that says best what the group is about."""
        return self.questions[0]


def gaps(entries: Iterable[Entry]) -> tuple[Gap, ...]:
    """The groups of what was refused and not dismissed, the most asked first."""
    refused = [entry for entry in entries if entry.refused and entry.status != "dismissed"]
    refused = sorted(refused, key=lambda entry: entry.id)[-MOST:]
    asked = list(dict.fromkeys(fold(entry.standalone) for entry in refused))
    labels = dict(zip(asked, _labels([content_stems(each) for each in asked]), strict=True))
    grouped: dict[int, list[Entry]] = {}
    for entry in refused:
        grouped.setdefault(labels[fold(entry.standalone)], []).append(entry)
    return tuple(sorted(map(_gap, grouped.values()), key=lambda gap: (-gap.asked, gap.title)))


def _gap(entries: Sequence[Entry]) -> Gap:
    meant = {entry.standalone: content_stems(entry.standalone) for entry in entries}
    shared = Counter(stem for words in meant.values() for stem in words)
    asked = Counter(entry.standalone for entry in entries)
    central = sorted(asked, key=lambda text: (-sum(shared[s] for s in meant[text]) / (len(meant[text]) or 1), text))
    nearest = Counter(place for entry in entries for place in entry.nearest[:NEAREST])
    return Gap(len(entries), tuple(central), tuple(place for place, _ in nearest.most_common(NEAREST)))


def _labels(questions: Sequence[frozenset[str]]) -> list[int]:
    if len(questions) < 2:
        return [0] * len(questions)
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    vectors = _weighted(questions)
    distance = np.clip(1 - vectors @ vectors.T, 0, None)
    np.fill_diagonal(distance, 0)
    groups = fcluster(linkage(squareform(distance, checks=False), "average"), APART, "distance")
    return [int(group) for group in groups]


def _weighted(questions: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """Unit rows of stem weights: rarer stems weigh more, and a stem of every question weighs little."""
    counts = Counter(stem for words in questions for stem in words)
    column = {stem: place for place, stem in enumerate(sorted(counts))}
    rows = np.zeros((len(questions), max(1, len(column))))
    for row, words in zip(rows, questions, strict=True):
        for stem in words:
            row[column[stem]] = math.log((1 + len(questions)) / counts[stem])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, np.finfo(np.float64).tiny))
