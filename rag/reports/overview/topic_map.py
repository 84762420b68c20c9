"""A picture of the corpus: documents as points in a plane, near where they speak of the same, and grouped by topic.

A document's vector is the mean of its tokens' vectors that the index stores; without those, its weighted nouns. The
plane is that of the two greatest differences (principal components); the same corpus always gives the same picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.base.types import Document
from rag.language.tokens import read
from rag.reports.comparison.matters import Noun, nouns
from rag.store.index import Index, per_corpus

NEAREST = 3
GROUPS = 7  # of which each has a colour
WORDS = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """A document: its place (-1 to 1), its group ("" for none of the larger ones), telling words, nearest documents."""

    document: str
    title: str
    x: float
    y: float
    group: str
    words: tuple[str, ...]
    nearest: tuple[str, ...]


@per_corpus
def picture(index: Index) -> tuple[Point, ...]:
    """The documents of the corpus as it is committed now, by id; `nearest` holds titles, nearest first."""
    documents = index.documents()
    if not documents:
        return ()
    known = nouns(index)
    counts = [_counts(index, document, known) for document in documents]
    vectors = _vectors(index, documents, counts, known)
    places, near = _plane(vectors), vectors @ vectors.T
    groups = _groups(documents)
    return tuple(
        Point(
            document=document.id,
            title=document.title,
            x=float(places[i, 0]),
            y=float(places[i, 1]),
            group=groups[i],
            words=_telling(counts[i], counts, known),
            nearest=tuple(documents[j].title for j in np.argsort(-near[i], kind="stable") if j != i)[:NEAREST],
        )
        for i, document in enumerate(documents)
    )


def _counts(index: Index, document: Document, known: dict[str, Noun]) -> Counter[str]:
    tokens = (token.stem for passage in index.passages_of(document.id) for token in read(passage.text).tokens)
    return Counter(stem for stem in tokens if stem in known)


def _vectors(
    index: Index, documents: Sequence[Document], counts: Sequence[Counter[str]], known: dict[str, Noun]
) -> Floats:
    """One row of length 1 (or 0) a document, less what all have in common."""
    stored = [index.arrays(document.id).get("tokens") for document in documents]
    if all(tokens is not None and len(tokens) for tokens in stored):
        rows = np.asarray([np.asarray(tokens, dtype=np.float32).mean(axis=0) for tokens in stored], dtype=np.float64)
    else:
        stems = sorted(known)
        rows = np.asarray([[np.log1p(each[stem]) * known[stem].weight for stem in stems] for each in counts])
        rows = rows.reshape(len(documents), len(stems))
    rows = rows - rows.mean(axis=0)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), dtype=np.float64)


def _plane(vectors: Floats) -> Floats:
    """The first two principal components, scaled to 1; the largest value of each axis is positive."""
    found = np.zeros((len(vectors), 2))
    left, values, _ = np.linalg.svd(vectors, full_matrices=False)
    for axis in range(min(2, left.shape[1])):
        column = left[:, axis] * values[axis]
        peak = column[np.argmax(np.abs(column))] if len(column) else 0.0
        found[:, axis] = column / peak if abs(peak) > 1e-9 else 0.0
    return found


def _groups(documents: Sequence[Document]) -> list[str]:
    """For each document the topic that it shares with others and that tells most; "" beyond the largest groups."""
    spread = Counter(topic for document in documents for topic in set(document.topics))
    chosen = [
        min(
            (topic for topic in document.topics if spread[topic] > 1),
            key=lambda topic: (spread[topic], topic),
            default="",
        )
        for document in documents
    ]
    largest = {topic for topic, _ in Counter(filter(None, sorted(chosen))).most_common(GROUPS)}
    return [topic if topic in largest else "" for topic in chosen]


def _telling(own: Counter[str], every: Sequence[Counter[str]], known: dict[str, Noun]) -> tuple[str, ...]:
    """The nouns that the document uses more than others do."""
    held = Counter(stem for counts in every for stem in counts)
    worth = {stem: count * np.log(1 + len(every) / held[stem]) for stem, count in own.items()}
    return tuple(known[stem].name for stem in sorted(worth, key=lambda stem: (-worth[stem], stem))[:WORDS])
