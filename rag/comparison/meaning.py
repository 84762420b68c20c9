"""Vectors of sentences from the token vectors that the index stores already: likeness without running a model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.index import Index
from rag.per_corpus import per_corpus
from rag.subjects import Subject
from rag.units import Unit
from rag.verify.tokens import read

Floats = NDArray[np.float32]


def likeness(index: Index, units: Sequence[Unit], without: Sequence[Subject]) -> Floats:
    """How like each sentence is to each other: cosines (-1 to 1) of the means of their tokens' vectors.

    What all sentences of the corpus have in common is taken off first; tokens of the subjects' names are left out.
    Where the index stores no token vectors, the share of weighted words that two sentences have in common (0 to 1).
    """
    if not units:
        return np.zeros((0, 0), dtype=np.float32)
    middle = _middle(index)
    if middle is None:
        return _by_words(units, without)
    rows = np.asarray([_mean(index, unit, without) for unit in units], dtype=np.float32).reshape(len(units), -1)
    rows -= middle
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return np.asarray(rows @ rows.T, dtype=np.float32)


@per_corpus
def _middle(index: Index) -> Floats | None:
    """The mean vector of all tokens of the corpus."""
    total: NDArray[np.float64] | None = None
    count = 0
    for name in index.entries:
        tokens = index.arrays(name).get("tokens")
        if tokens is not None and len(tokens):
            sums = np.asarray(tokens, dtype=np.float32).sum(axis=0, dtype=np.float64)
            total = sums if total is None else total + sums
            count += len(tokens)
    return None if total is None else np.asarray(total / count, dtype=np.float32)


def _by_words(units: Sequence[Unit], without: Sequence[Subject]) -> Floats:
    names = frozenset(token.stem for subject in without for token in read(subject.name).tokens)
    told = [
        {t.stem: t.weight for t in read(unit.text).tokens if t.is_content and t.stem not in names} for unit in units
    ]
    found = np.zeros((len(units), len(units)), dtype=np.float32)
    for i, one in enumerate(told):
        for j, other in enumerate(told):
            least = min(sum(one.values()), sum(other.values())) or 1.0
            found[i, j] = sum(weight for word, weight in one.items() if word in other) / least
    return found


def _mean(index: Index, unit: Unit, without: Sequence[Subject]) -> Floats:
    arrays = index.arrays(unit.passage.document_id)
    position = index.passages_of(unit.passage.document_id).index(unit.passage)
    ends = arrays["ends"]
    rows = slice(int(ends[position - 1]) if position else 0, int(ends[position]))
    starts, stops = np.asarray(arrays["offsets"][rows]).T
    inside = (starts >= unit.start) & (stops <= unit.end) & (stops > starts)
    for subject in without:
        for match in subject.pattern.finditer(unit.passage.text, unit.start, unit.end):
            inside &= (stops <= match.start()) | (starts >= match.end())
    tokens = np.asarray(arrays["tokens"][rows], dtype=np.float32)[inside]
    return tokens.mean(axis=0) if len(tokens) else np.zeros(arrays["tokens"].shape[1], dtype=np.float32)
