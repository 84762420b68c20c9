"""A document's stored form: written once under a name of its own, never changed, deleted when nothing names it.

A generation is `documents/<name>/text.jsonl`, three lines: the passages (all that a search needs, so they come first),
the words of each for the keyword index, the document; and `documents/<name>/<array>.npy`, the vectors and the side
arrays. Each line and each array has its own hash in the manifest, so that checking costs no more than what is read.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from rag.base.errors import IndexDamaged
from rag.base.types import Document, Passage
from rag.store.atomic_files import file_sha256, sha256, storage_problem, sync_folder, write_array, write_bytes
from rag.store.manifest import Entry, Manifest

DOCUMENTS = "documents"
_TEXT_FILE = "text.jsonl"
_LINES = ("passages", "words", "document")
_VECTORS = "vectors"
_PASSAGES = TypeAdapter(tuple[Passage, ...])
_WORDS = TypeAdapter(tuple[str, ...])
_DOCUMENT = TypeAdapter(Document)

T = TypeVar("T")
Arrays = Mapping[str, NDArray[np.generic]]


class Generations:
    """The folder of all generations."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / DOCUMENTS
        self._sound: set[Path] = set()

    def free_name(self, document: Document) -> str:
        """A name that no generation of any index has: readable, safe as a folder's name, begun by the document's."""
        safe = re.sub(r"[^a-z0-9]+", "-", document.id.lower())[:60].strip("-") or "document"
        return f"{safe}-{document.sha256[:12]}-{token_hex(6)}"

    def write(
        self, name: str, document: Document, passages: Sequence[Passage], words: Iterable[Sequence[str]]
    ) -> dict[str, str]:
        """Writes document, passages and their words; on the disk when it returns. Gives the hash of each line."""
        folder = self._root / name
        folder.mkdir(parents=True)
        lines = (
            _PASSAGES.dump_json(tuple(passages)),
            _WORDS.dump_json(tuple(" ".join(each) for each in words)),
            _DOCUMENT.dump_json(document),
        )
        write_bytes(folder / _TEXT_FILE, b"\n".join(lines))
        sync_folder(folder)
        sync_folder(self._root)
        return {key: sha256(line) for key, line in zip(_LINES, lines, strict=True)}

    def write_arrays(self, name: str, vectors: NDArray[np.float32], arrays: Arrays) -> dict[str, str]:
        """Writes the vectors and the side arrays of a generation, each under its own name, and gives their hashes."""
        hashes: dict[str, str] = {}
        for key, array in {_VECTORS: vectors, **arrays}.items():
            path = self._root / name / f"{key}.npy"
            write_array(path, array)
            hashes[path.name] = file_sha256(path)
        return hashes

    def passages(self, entry: Entry) -> tuple[Passage, ...]:
        """The passages in reading order."""
        return self._read(entry, "passages", _PASSAGES)

    def words(self, entry: Entry) -> list[list[str]]:
        """The words of each passage, as the keyword index takes them."""
        return [line.split() for line in self._read(entry, "words", _WORDS)]

    def document(self, entry: Entry) -> Document:
        """The whole document."""
        return self._read(entry, "document", _DOCUMENT)

    def arrays(self, entry: Entry) -> Arrays:
        """The side arrays, memory-mapped and read-only."""
        known = [key for key in entry.hashes if key not in _LINES]
        names = known or sorted(path.name for path in (self._root / entry.generation).glob("*.npy"))
        return {Path(name).stem: self._array(entry, name) for name in names if Path(name).stem != _VECTORS}

    def vectors(self, entry: Entry) -> NDArray[np.float32]:
        """The vectors of the passages, as they were put."""
        return self._array(entry, f"{_VECTORS}.npy").astype(np.float32, copy=False)

    def hashes(self, entry: Entry) -> dict[str, str]:
        """The hash of each part that is there, as it is now."""
        folder = self._root / entry.generation
        try:
            lines = (folder / _TEXT_FILE).read_bytes().split(b"\n")
            found: dict[str, str] = {}
            found |= ((str(key), sha256(line)) for key, line in zip_longest(_LINES, lines, fillvalue=b""))
            return found | {path.name: file_sha256(path) for path in sorted(folder.glob("*.npy"))}
        except OSError as error:
            raise storage_problem(self._root.parent, error) from error

    def require(self, entry: Entry) -> None:
        """Raises IndexDamaged for the first part that is not as it was written, or in excess."""
        found = self.hashes(entry)
        for key in {**entry.hashes, **found}:
            if found.get(key) != entry.hashes.get(key):
                raise self._damaged(entry, key)

    def delete(self, name: str) -> None:
        """Removes a generation as far as it exists; what can't be removed now is among the `others` of the next run."""
        shutil.rmtree(self._root / name, ignore_errors=True)

    def others(self, keep: Container[str]) -> tuple[str, ...]:
        """The generations that are not in `keep`."""
        folders = self._root.iterdir() if self._root.is_dir() else ()
        return tuple(folder.name for folder in folders if folder.name not in keep)

    def _read(self, entry: Entry, key: str, adapter: TypeAdapter[T]) -> T:
        try:
            with (self._root / entry.generation / _TEXT_FILE).open("rb") as file:
                line = next(islice(file, _LINES.index(key), None)).removesuffix(b"\n")
            if entry.hashes and sha256(line) != entry.hashes.get(key):
                raise self._damaged(entry, key)
            return adapter.validate_json(line)
        except OSError as error:
            raise storage_problem(self._root.parent, error) from error
        except (StopIteration, ValidationError) as error:
            raise self._damaged(entry, key) from error

    def _array(self, entry: Entry, name: str) -> NDArray[np.generic]:
        """An array, memory-mapped; its hash is compared once, at the first need."""
        path = self._root / entry.generation / name
        try:
            if entry.hashes and path not in self._sound and file_sha256(path) != entry.hashes.get(name):
                raise self._damaged(entry, name)
            self._sound.add(path)
            array: NDArray[np.generic] = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise storage_problem(self._root.parent, error) from error
        return array

    def _damaged(self, entry: Entry, key: str) -> IndexDamaged:
        path = self._root / entry.generation / (key if key.endswith(".npy") else _TEXT_FILE)
        return IndexDamaged(
            f"the index's file {str(path)!r} is damaged: build the index again with `aftermine ingest --rebuild`"
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One committed state.

    `passages` are ordered by document id, then position; `spans` gives each document's part of them. A passage's vector
    has the id `<generation>/<position>`, so that an updated document never shares a vector with its earlier form.
    """

    manifest: Manifest
    corpus_sha256: str
    passages: tuple[Passage, ...]
    spans: Mapping[str, slice]
    by_id: Mapping[str, Passage]
    vector_ids: Mapping[str, str]
    passage_ids: Mapping[str, str]


def take_snapshot(manifest: Manifest, generations: Generations, earlier: Snapshot | None = None) -> Snapshot:
    """The state that `manifest` describes; what `earlier` has already is not read again."""
    passages: list[Passage] = []
    spans: dict[str, slice] = {}
    vector_ids: dict[str, str] = {}
    for name, entry in sorted(manifest.documents.items()):
        known = earlier and earlier.manifest.documents.get(name)
        if earlier and known and known.generation == entry.generation:
            own = earlier.passages[earlier.spans[name]]
        else:
            own = generations.passages(entry)
        spans[name] = slice(len(passages), len(passages) + len(own))
        passages += own
        vector_ids |= zip((passage.id for passage in own), vector_names(entry.generation, len(own)), strict=True)
    return Snapshot(
        manifest=manifest,
        corpus_sha256=manifest.corpus_sha256,
        passages=tuple(passages),
        spans=spans,
        by_id={passage.id: passage for passage in passages},
        vector_ids=vector_ids,
        passage_ids={vector: passage for passage, vector in vector_ids.items()},
    )


def vector_names(generation: str, passages: int) -> list[str]:
    """The ids of a generation's vectors."""
    return [f"{generation}/{position}" for position in range(passages)]
