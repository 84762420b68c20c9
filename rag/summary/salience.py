"""How much each sentence of a text matters, without a question: what it says for itself and how central it is.

The weights were chosen on the tuning half of `corpus/summaries` and on the public questions; see the README there. A
logistic model over thirty such signals, fitted to the points of the tasks and to the questions' facts, told 65 to 75 of
157 points in documents that it had not seen; weights like these told 82, a third of them points they were chosen on.
Vectors are tf-idf over the text's own sentences: sentence embeddings were measured and did not do better.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag import dependent_sentences
from rag.question import Terms
from rag.summary.sections import Material, content, opens_paragraph

Floats = NDArray[np.float64]

WEIGHTS = {
    "central": 0.1,
    "opens_passage": 0.7,
    "opens_section": 0.5,
    "closes_section": -0.3,
    "figures": 1.0,
    "title": 0.5,
    "reading": 0.5,
    "row": -1.0,
    "bare": -0.5,
}
LEAST = 0.01
DAMPING = 0.85  # the usual one of PageRank, and of LexRank (Erkan and Radev 2004)
ROUNDS = 60

_FIGURE = re.compile(r"\d[\d.,]*")
_READING = re.compile(
    r"^(?:Our reading|In (?:sum|short|conclusion)|Overall|To sum up|All in all|The lesson|We conclude)\b"
)


def likeness(texts: Sequence[Terms]) -> Floats:
    """Cosines of tf-idf vectors, every text with every text."""
    held = Counter(term for terms in texts for term in terms)
    column = {term: place for place, term in enumerate(sorted(held))}
    vectors = np.zeros((len(texts), len(column)))
    for row, terms in zip(vectors, texts, strict=True):
        for term in terms:
            row[column[term]] = math.log(1 + len(texts) / held[term])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    alike: Floats = vectors @ vectors.T
    return alike


def salience(material: Material, alike: Floats) -> Floats:
    """How much each unit matters, 0 where it only announces what follows; `alike` are the units' cosines."""
    central = _central(alike)
    places = material.places
    values = []
    for number, unit in enumerate(material.units):
        title = content(unit.passage.title)
        last = number + 1 == len(places) or places[number + 1] == 0
        signs = {
            "central": central[number],
            "opens_passage": float(opens_paragraph(unit)),
            "opens_section": float(places[number] == 0),
            "closes_section": float(last),
            "figures": min(3, len(_FIGURE.findall(unit.text))) / 3,
            "title": len(title & content(unit.text)) / max(1, len(title)),
            "reading": float(bool(_READING.search(unit.text))),
            "row": float(unit.passage.kind == "table"),
            "bare": float(not _FIGURE.search(unit.text) and not dependent_sentences.names(unit.text)),
        }
        value = sum(WEIGHTS[name] * value for name, value in signs.items())
        values.append(0.0 if dependent_sentences.announces(unit.text) else max(LEAST, value))
    return np.array(values)


def _central(alike: Floats) -> Floats:
    """PageRank over the graph of likeness, 1 for the most central."""
    size = len(alike)
    if size == 0:
        return np.zeros(0)
    graph = alike - np.diag(np.diag(alike))
    out = graph.sum(axis=1, keepdims=True)
    graph = np.divide(graph, out, out=np.zeros_like(graph), where=out > 0)
    rank = np.full(size, 1 / size)
    for _ in range(ROUNDS):
        rank = (1 - DAMPING) / size + DAMPING * graph.T @ rank
    return np.asarray(rank / rank.max())
