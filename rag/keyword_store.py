"""Keeping the keyword index on the disk; it is derived from the committed documents and made again where missing."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.generations import Generations
from rag.keyword import KeywordIndex
from rag.snapshot import Snapshot

KEYWORDS = "keywords"


class KeywordStore:
    """The keyword index of one state of the corpus at a time, in `keywords/<fingerprint>`."""

    def __init__(self, folder: Path, generations: Generations) -> None:
        self._root = folder / KEYWORDS
        self._generations = generations
        self._current: tuple[Snapshot, KeywordIndex] | None = None

    def scores(self, snapshot: Snapshot, question: str) -> NDArray[np.float32]:
        """The BM25 score of each passage of the snapshot; loads its index, or makes it, at the first need."""
        current = self._current
        if current is None or current[0] is not snapshot:
            current = self._current = (snapshot, self._load(snapshot))
        return current[1].scores(question, len(snapshot.passages))

    def prepare(self, snapshot: Snapshot) -> None:
        """Makes the index of a snapshot, unless it is there, and saves it for the next start. Raises OSError."""
        if (self._root / snapshot.fingerprint).is_dir():
            return
        index = self._build(snapshot)
        self._save(snapshot, index)
        self._current = (snapshot, index)

    def sweep(self, snapshot: Snapshot) -> None:
        """Removes the indexes of all other states."""
        for old in self._root.iterdir():
            if old.name != snapshot.fingerprint:
                shutil.rmtree(old, ignore_errors=True)

    def _load(self, snapshot: Snapshot) -> KeywordIndex:
        try:
            return KeywordIndex.load(self._root / snapshot.fingerprint)
        except (OSError, ValueError, EOFError, KeyError):
            index = self._build(snapshot)
        with suppress(OSError):  # it is only kept to save time
            self._save(snapshot, index)
        return index

    def _build(self, snapshot: Snapshot) -> KeywordIndex:
        entries = sorted(snapshot.manifest.documents.items())
        return KeywordIndex.build([line for _, entry in entries for line in self._generations.words(entry.generation)])

    def _save(self, snapshot: Snapshot, index: KeywordIndex) -> None:
        place = self._root / snapshot.fingerprint
        fresh = place.with_suffix(".new")
        for old in (fresh, place):
            shutil.rmtree(old, ignore_errors=True)
        index.save(fresh)
        fresh.rename(place)
