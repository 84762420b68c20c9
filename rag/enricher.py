"""The seam between the index and a reranker that wants something computed for each passage when it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.types import Passage


class Enricher(Protocol):
    """Makes what a reranker wants to find ready: arrays of one document, with rows over all its passages."""

    @property
    def name(self) -> str:
        """What the manifest calls it."""

    @property
    def sha256(self) -> str:
        """Hash of the weights."""

    def arrays(self, passages: Sequence[Passage], texts: Sequence[str]) -> Mapping[str, NDArray[np.generic]]:
        """The side arrays of one document's passages, by name (a plain word); `texts` is what is embedded."""
