"""Real implementations of the seams without model weights, with vectors that can be worked out by hand."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class WordEmbedder:
    """Counts words in 64 buckets (CRC-32 of the lower-cased word), then scales to length 1; a token is a word."""

    name = "fake-words"
    sha256 = "0" * 64
    dimensions = 64

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[zlib.crc32(word.encode()) % self.dimensions] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=rows, where=lengths > 0)

    def query(self, text: str) -> NDArray[np.float32]:
        return self.passages([text])[0]

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.passages(texts)

    def count(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))
