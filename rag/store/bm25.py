"""Finding passages by their words: BM25 over English stems, numbers, and pairs of neighbouring CJK characters.

The keyword index is kept on the disk, derived from the committed documents, and made again where it is missing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.language import lexicon
from rag.language.tokens import CJK, split, stemmed
from rag.store.atomic_files import file_sha256
from rag.store.documents import Generations, Manifest, Snapshot

if TYPE_CHECKING:
    import bm25s

KEYWORDS = "keywords"
_HASHES_FILE = "hashes.json"
K1, B = 1.2, 0.4
"""Saturation and length normalisation: hit@1, @5, @10 on public questions .66, .91, .95 (0.9, 0.4: .66, .89, .94)."""


def words(text: str) -> list[str]:
    """The text's index words in order, as in `["hegang", "popul", "891271", "鹤岗", "岗市"]`.

    Accents and case are folded, thousands separators dropped; words of one letter and stop words are left out.
    """
    found: list[str] = []
    for word in split(text):
        if CJK.match(word):
            found += ["".join(pair) for pair in pairwise(word)] or [word]
        elif word[0].isdigit():
            found.append(word.replace(",", ""))
        elif len(word) > 1 and word not in lexicon.words("words.stop"):
            found += stemmed([word])
    return found


def model_of(passages: Sequence[Sequence[str]]) -> bm25s.BM25 | None:
    """BM25 (Lucene's variant) over the words of each passage; None where there are none."""
    import bm25s

    if not any(passages):
        return None
    model = bm25s.BM25(k1=K1, b=B, method="lucene")
    model.index([list(each) for each in passages], show_progress=False)
    return model


def scores(model: bm25s.BM25 | None, question: str, passages: int) -> NDArray[np.float32]:
    """The BM25 score of each of the `passages` passages; zeros where no word is shared."""
    asked = words(question)
    if model is None or not asked:
        return np.zeros(passages, dtype=np.float32)
    return np.asarray(model.get_scores(asked), dtype=np.float32)


class KeywordStore:
    """The keyword index of one state of the corpus at a time, in `keywords/<fingerprint>`."""

    def __init__(self, folder: Path, generations: Generations) -> None:
        self._root = folder / KEYWORDS
        self._generations = generations
        self._current: tuple[Snapshot, bm25s.BM25 | None] | None = None

    def scores(self, snapshot: Snapshot, question: str) -> NDArray[np.float32]:
        """The BM25 score of each passage of the snapshot; loads its index, or makes it, at the first need."""
        current = self._current
        if current is None or current[0] is not snapshot:
            current = self._current = (snapshot, self._load(snapshot))
        return scores(current[1], question, len(snapshot.passages))

    def prepare(self, snapshot: Snapshot) -> None:
        """Makes the index of a snapshot, unless it is there, and saves it for the next start. Raises OSError."""
        if not self.is_sound(snapshot.manifest):
            model = self._build(snapshot)
            self._save(snapshot, model)
            self._current = (snapshot, model)

    def is_sound(self, manifest: Manifest) -> bool:
        """Whether the index of that state is there, each file as it was written."""
        place = self._root / manifest.fingerprint
        try:
            return bool(_hashes(place) == json.loads((place / _HASHES_FILE).read_bytes()))
        except (OSError, ValueError):
            return False

    def sweep(self, snapshot: Snapshot) -> None:
        """Removes the indexes of all other states."""
        for old in self._root.iterdir():
            if old.name != snapshot.manifest.fingerprint:
                shutil.rmtree(old, ignore_errors=True)

    def _load(self, snapshot: Snapshot) -> bm25s.BM25 | None:
        import bm25s

        if self.is_sound(snapshot.manifest):
            place = self._root / snapshot.manifest.fingerprint
            return bm25s.BM25.load(place, mmap=True, show_progress=False) if any(place.glob("*.npy")) else None
        model = self._build(snapshot)
        with suppress(OSError):  # it is only kept to save time
            self._save(snapshot, model)
        return model

    def _build(self, snapshot: Snapshot) -> bm25s.BM25 | None:
        entries = sorted(snapshot.manifest.documents.items())
        return model_of([line for _, entry in entries for line in self._generations.words(entry)])

    def _save(self, snapshot: Snapshot, model: bm25s.BM25 | None) -> None:
        place = self._root / snapshot.manifest.fingerprint
        fresh = place.with_suffix(".new")
        for old in (fresh, place):
            shutil.rmtree(old, ignore_errors=True)
        fresh.mkdir(parents=True)
        if model:
            model.save(fresh, show_progress=False)
        (fresh / _HASHES_FILE).write_text(json.dumps(_hashes(fresh)), encoding="utf-8")
        fresh.rename(place)


def _hashes(place: Path) -> dict[str, str]:
    return {path.name: file_sha256(path) for path in sorted(place.iterdir()) if path.name != _HASHES_FILE}
