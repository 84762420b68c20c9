"""A second opinion on a sentence that says what its passages say in other words, where the checks found nothing wrong.

Two models that other parts use already are asked, and only about sentences of which the passages hold few words: late
interaction tells how well each of the sentence's tokens is matched, the cross-encoder how well the whole fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.onnx import COLBERT, CROSS_ENCODER, OnnxModel
from rag.verify.evidence import Evidence, Key

LONGEST = 1500  # characters of the passages' sentences that are read


def excerpt(keys: Sequence[Key], evidence: Evidence) -> str:
    """The sentences that are looked at, and the one before the best, which may say who "it" is, in order."""
    passage, number = keys[0]
    chosen = sorted({*keys, (passage, max(0, number - 1))})
    return " ".join(evidence.sheets[key[0]].text.text[slice(*evidence.span(key))] for key in chosen)


class SecondOpinion(Protocol):
    """Measures how well a text says what a sentence says."""

    def measure(self, sentence: str, text: str, heading: str) -> dict[str, float]:
        """The features that are weighed, by name; `heading` names what the text is about."""


class Paraphrase:
    """The two models; opened at the first sentence."""

    def __init__(self, threads: int = 2) -> None:
        self._late = OnnxModel.bundled(COLBERT, threads)
        self._cross = OnnxModel.bundled(CROSS_ENCODER, threads)

    def measure(self, sentence: str, text: str, heading: str) -> dict[str, float]:
        """`tokens` (mean best cosine of the sentence's tokens) and `cross` (logit divided by 10, about -1 to 1)."""
        text = text[:LONGEST]
        ((_, _, row),) = self._cross.run([(sentence, text)])
        mine, theirs = self._tokens(sentence), self._tokens(f"{heading}\n{text}" if heading else text)
        return {"tokens": float((mine @ theirs.T).max(axis=1).mean()), "cross": float(row[0]) / 10}

    def _tokens(self, text: str) -> NDArray[np.float32]:
        """A unit vector for each token between the opening and the closing one."""
        ((_, tokens, states),) = self._late.run([text])
        inside = states[1 : max(2, len(tokens.ids) - 1)]
        unit: NDArray[np.float32] = inside / np.linalg.norm(inside, axis=1, keepdims=True)
        return unit
