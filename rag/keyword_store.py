"""Keeping the keyword index on the disk; derived from the committed documents, made again where missing or damaged.

It has a file of hashes beside it and none in the manifest, for readers make it again too.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.generations import Generations
from rag.keyword import KeywordIndex
from rag.manifest import Manifest
from rag.snapshot import Snapshot
from rag.storage import file_sha256

KEYWORDS = "keywords"
_HASHES_FILE = "hashes.json"


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
        if self.is_sound(snapshot.manifest):
            return
        index = self._build(snapshot)
        self._save(snapshot, index)
        self._current = (snapshot, index)

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

    def _load(self, snapshot: Snapshot) -> KeywordIndex:
        if self.is_sound(snapshot.manifest):
            return KeywordIndex.load(self._root / snapshot.manifest.fingerprint)
        index = self._build(snapshot)
        with suppress(OSError):  # it is only kept to save time
            self._save(snapshot, index)
        return index

    def _build(self, snapshot: Snapshot) -> KeywordIndex:
        entries = sorted(snapshot.manifest.documents.items())
        return KeywordIndex.build([line for _, entry in entries for line in self._generations.words(entry)])

    def _save(self, snapshot: Snapshot, index: KeywordIndex) -> None:
        place = self._root / snapshot.manifest.fingerprint
        fresh = place.with_suffix(".new")
        for old in (fresh, place):
            shutil.rmtree(old, ignore_errors=True)
        index.save(fresh)
        (fresh / _HASHES_FILE).write_text(json.dumps(_hashes(fresh)), encoding="utf-8")
        fresh.rename(place)


def _hashes(place: Path) -> dict[str, str]:
    return {path.name: file_sha256(path) for path in sorted(place.iterdir()) if path.name != _HASHES_FILE}
