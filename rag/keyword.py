"""Finding passages by their words: BM25 over English stems, numbers, and pairs of neighbouring CJK characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.text import fold

if TYPE_CHECKING:
    import bm25s

K1, B = 1.2, 0.4
"""Saturation and length normalisation: hit@1, @5, @10 on public questions .66, .91, .95 (0.9, 0.4: .66, .89, .94)."""

QUESTION_WORDS = frozenset({
    "about", "any", "been", "can", "could", "did", "do", "does", "done", "had", "has", "have", "how", "many", "much",
    "should", "were", "what", "when", "where", "which", "who", "whom", "whose", "why", "would",
})  # fmt: skip
"""Left out besides bm25s's 33 English stop words: they say how one asks, not what about (hit@1 rises by .05)."""

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]+|\d+(?:[.,]\d+)+|[^\W{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]")


def words(text: str) -> list[str]:
    """The text's index words in order, as in `["hegang", "popul", "891271", "鹤岗", "岗市"]`.

    Accents and case are folded, thousands separators dropped; words of one letter and stop words are left out.
    """
    import Stemmer

    # One a call: a stemmer must not be shared between threads, and making one takes microseconds.
    stemmer = Stemmer.Stemmer("english")
    stop_words = _stop_words()
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        if _IS_CJK.match(word):
            found += ["".join(pair) for pair in pairwise(word)] or [word]
        elif word[0].isdigit():
            found.append(word.replace(",", ""))
        elif len(word) > 1 and word not in stop_words:
            found.append(stemmer.stemWord(word))
    return found


class KeywordIndex:
    """BM25 (Lucene's variant) over a fixed list of passages."""

    def __init__(self, model: bm25s.BM25 | None) -> None:
        self._model = model

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> KeywordIndex:
        """From the words of each passage."""
        import bm25s

        if not any(passages):
            return cls(None)
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.index([list(each) for each in passages], show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> KeywordIndex:
        """From a folder that `save` wrote. Raises OSError, ValueError, EOFError or KeyError when that is damaged."""
        import bm25s

        return cls(bm25s.BM25.load(folder, mmap=True, show_progress=False)) if any(folder.glob("*.npy")) else cls(None)

    def save(self, folder: Path) -> None:
        """Into a new folder."""
        folder.mkdir(parents=True)
        if self._model:
            self._model.save(folder, show_progress=False)

    def scores(self, question: str, passages: int) -> NDArray[np.float32]:
        """The BM25 score of each of the `passages` passages; zeros where no word is shared."""
        asked = words(question)
        if self._model is None or not asked:
            return np.zeros(passages, dtype=np.float32)
        found: NDArray[np.float32] = np.asarray(self._model.get_scores(asked), dtype=np.float32)
        return found


@cache
def _stop_words() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN

    return QUESTION_WORDS | frozenset(STOPWORDS_EN)
