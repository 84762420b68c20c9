"""Which questions are alike: a small network over an embedder's vectors, learned by `training/fit_likeness.py`.

An embedder puts together what is put alike; here those questions come to lie close that the same sentences answer.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
FILE = Path(str(resources.files("rag"))) / "data" / "likeness.npz"
AT_ONCE = 1024  # vectors: what is between the layers takes four times their memory


@dataclass(frozen=True, slots=True)
class Likeness:
    """A matrix and one hidden layer beside it (a residual network), their sum scaled to length 1.

    `linear` (dimensions, dimensions), `inner` (units, dimensions), `bias` (units), `outer` (dimensions, units).
    """

    linear: Floats
    inner: Floats
    bias: Floats
    outer: Floats

    def turned(self, vectors: Floats) -> Floats:
        """The vectors as they are alike, of length 1; shape (…, dimensions)."""
        rows = vectors.reshape(-1, vectors.shape[-1])
        found = rows @ self.linear.T
        for first in range(0, len(rows), AT_ONCE):
            hidden = rows[first : first + AT_ONCE] @ self.inner.T + self.bias
            found[first : first + AT_ONCE] += hidden / (1 + np.exp(-hidden)) @ self.outer.T
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        turned: Floats = found.reshape(vectors.shape)
        return turned


@cache
def likeness_of(embedder_sha256: str) -> Likeness | None:
    """What is learned of an embedder's vectors; None for any but the one that it was learned of."""
    with FILE.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
        if str(file["embedder"]) != embedder_sha256:
            return None
        return Likeness(*(file[each.name].astype(np.float32) for each in fields(Likeness)))
