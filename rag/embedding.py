"""Turning texts into unit vectors: the seam `Embedder`, and `load_embedder`, which opens the one that the settings name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """A text encoder. Vectors are float32 rows of length 1; `sha256` identifies the weights, for the index's manifest."""

    name: str
    sha256: str
    dimensions: int
    max_tokens: int

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order."""

    def query(self, text: str) -> NDArray[np.float32]:
        """The vector of one question, which some models encode otherwise than passages."""

    def count(self, text: str) -> int:
        """How many tokens the text has, without special ones."""
