"""What the index holds: the manifest, which is its single truth, and the stored documents that it names.

`manifest.json` says which documents there are, with their files' hashes, and by which recipe they were built. Files and
vectors that it does not name are leftovers of a cut-short run. It begins with a checksum: the SHA-256 of the file as it
is with an empty one.

A document's stored form, a generation, is written once under a name of its own, never changed, deleted when nothing
names it. It is `documents/<name>/text.jsonl`, three lines: the passages (all that a search needs, so they come first),
the words of each for the keyword index, the document; and `documents/<name>/<array>.npy`, the vectors and the side
arrays. Each line and each array has its own hash in the manifest, so that checking costs no more than what is read.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from itertools import islice, zip_longest
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from rag.base.errors import IndexDamaged, IndexMismatch
from rag.base.types import Document, Passage
from rag.store.atomic_files import (
    REBUILD,
    damaged,
    file_sha256,
    replace_bytes,
    sha256,
    storage_errors,
    storage_problem,
    sync_folder,
    write_bytes,
)

DOCUMENTS = "documents"
_TEXT_FILE = "text.jsonl"
_LINES = ("passages", "words", "document")
_VECTORS = "vectors"
_PASSAGES = TypeAdapter(tuple[Passage, ...])
_WORDS = TypeAdapter(tuple[str, ...])
_DOCUMENT = TypeAdapter(Document)

T = TypeVar("T")
Arrays = Mapping[str, NDArray[np.generic]]
FORMAT = 1
"""Raised whenever stored files change their meaning, also when words are cut otherwise for the keyword index."""

MANIFEST_FILE = "manifest.json"

_SETTINGS = {
    "embedder": "the setting 'retrieval.embedder'",
    "embedder_sha256": "the embedder's weights (SHA-256)",
    "dimensions": "the length of the embedder's vectors",
    "chunk_tokens": "the setting 'retrieval.chunk_tokens'",
    "chunk_version": "the version of the rules that cut passages",
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides what is stored for a document."""

    embedder: str
    embedder_sha256: str
    dimensions: int
    chunk_version: int
    chunk_tokens: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One indexed document.

    `generation` names the folder of its stored form and begins the ids of its vectors. `file` and `stamp` belong to
    whoever reads the files: a stable name of the file, and numbers that change whenever the file does. `hashes` has the
    SHA-256 of each part of the stored form; it is empty until the next ingest where an earlier version wrote that.
    """

    sha256: str
    generation: str
    passages: int
    file: str = ""
    stamp: tuple[int, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def vector_ids(self) -> list[str]:
        """The ids of the passages' vectors."""
        return [f"{self.generation}/{position}" for position in range(self.passages)]


@dataclass(frozen=True)
class Manifest:
    """The committed state. `complete` turns true when a build ran to its end for the first time, and stays so."""

    recipe: Recipe
    documents: Mapping[str, Entry] = field(default_factory=dict)
    complete: bool = False
    format: int = FORMAT

    def require_recipe(self, wanted: Recipe) -> None:
        """Raises IndexMismatch for the first difference, naming it, both values and the command that mends it."""
        for name, title in _SETTINGS.items():
            stored, now = getattr(self.recipe, name), getattr(wanted, name)
            if stored != now:
                raise _mismatch(title, stored, now)

    @cached_property
    def generations(self) -> frozenset[str]:
        """The generations that are in use."""
        return frozenset(entry.generation for entry in self.documents.values())

    @property
    def is_hashed(self) -> bool:
        """Whether there are documents, and the hash of every stored file is known."""
        return bool(self.documents) and all(entry.hashes for entry in self.documents.values())

    @property
    def fingerprint(self) -> str:
        """Identifies passages and their order, for what is derived from them."""
        lines = [f"{name} {entry.generation}\n" for name, entry in sorted(self.documents.items())]
        return sha256("".join(lines).encode())[:16]

    @cached_property
    def corpus_sha256(self) -> str:
        """Identifies the corpus: equal exactly when the same document ids have the same content."""
        lines = [f"{name} {entry.sha256}\n" for name, entry in sorted(self.documents.items())]
        return sha256("".join(lines).encode())


@dataclass(frozen=True, slots=True)
class _Head:
    """What every format of the manifest has."""

    format: int
    checksum: str = ""


_MANIFEST = TypeAdapter(Manifest)
_HEAD = TypeAdapter(_Head)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest, or None where there is none. Raises IndexDamaged or IndexMismatch (of another format)."""
    path = folder / MANIFEST_FILE
    with storage_errors(folder):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
    try:
        head = _HEAD.validate_json(content)
        if head.checksum and sha256(content.replace(head.checksum.encode(), b"", 1)) != head.checksum:
            raise damaged(path, "it is not what its checksum says", "manifest")
        if head.format != FORMAT:
            raise _mismatch("its format", head.format, FORMAT)
        manifest = _MANIFEST.validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise damaged(path, f"{where}: {first['msg']}", "manifest") from error
    if not head.checksum and any(entry.hashes for entry in manifest.documents.values()):
        # An earlier version, which wrote none, wrote no hashes either.
        raise damaged(path, "its checksum is missing", "manifest")
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Makes `manifest` the committed state, as one step."""
    content = b'{\n "checksum": "",' + _MANIFEST.dump_json(manifest, indent=1).removeprefix(b"{")
    replace_bytes(folder / MANIFEST_FILE, content.replace(b'""', f'"{sha256(content)}"'.encode(), 1))


def _mismatch(title: str, stored: object, now: object) -> IndexMismatch:
    back = "change the setting back, or " if title.startswith("the setting") else ""
    return IndexMismatch(
        f"the index was built with {stored!r} for {title}, now it is {now!r}: {back}build it again with {REBUILD}"
    )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One committed state.

    `passages` are ordered by document id, then position; `spans` gives each document's part of them. A passage's vector
    has the id `<generation>/<position>`, so that an updated document never shares a vector with its earlier form.
    """

    manifest: Manifest
    passages: tuple[Passage, ...]
    spans: Mapping[str, slice]
    by_id: Mapping[str, Passage]
    vector_ids: Mapping[str, str]
    passage_ids: Mapping[str, str]


class Generations:
    """The folder of all generations."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / DOCUMENTS
        self._sound: set[Path] = set()

    def free_name(self, document: Document) -> str:
        """A name that no generation of any index has: readable, safe as a folder's name, begun by the document's."""
        safe = re.sub(r"[^a-z0-9]+", "-", document.id.lower())[:60].strip("-") or "document"
        return f"{safe}-{document.sha256[:12]}-{token_hex(6)}"

    def write(self, name: str, document: Document, passages: Sequence[Passage], words: Iterable[Sequence[str]]) -> None:
        """Writes document, passages and their words; on the disk when it returns."""
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

    def write_arrays(self, name: str, vectors: NDArray[np.float32], arrays: Arrays) -> None:
        """Writes the vectors and the side arrays of a generation, each under its own name."""
        for key, array in {_VECTORS: vectors, **arrays}.items():
            content = BytesIO()
            np.save(content, array, allow_pickle=False)
            write_bytes(self._root / name / f"{key}.npy", content.getvalue())

    def passages(self, entry: Entry) -> tuple[Passage, ...]:
        """The passages in reading order."""
        return self._read(entry, "passages", _PASSAGES)

    def words(self, entry: Entry) -> list[list[str]]:
        """The words of each passage, as the keyword index takes them."""
        return [line.split() for line in self._read(entry, "words", _WORDS)]

    def document(self, entry: Entry) -> Document:
        """The whole document."""
        return self._read(entry, "document", _DOCUMENT)

    def snapshot(self, manifest: Manifest, earlier: Snapshot | None = None) -> Snapshot:
        """The state that `manifest` describes; what `earlier` has already is not read again."""
        passages: list[Passage] = []
        spans: dict[str, slice] = {}
        vector_ids: dict[str, str] = {}
        for name, entry in sorted(manifest.documents.items()):
            known = earlier and earlier.manifest.documents.get(name)
            if earlier and known and known.generation == entry.generation:
                own = earlier.passages[earlier.spans[name]]
            else:
                own = self.passages(entry)
            spans[name] = slice(len(passages), len(passages) + len(own))
            passages += own
            vector_ids |= zip((passage.id for passage in own), entry.vector_ids, strict=True)
        return Snapshot(
            manifest=manifest,
            passages=tuple(passages),
            spans=spans,
            by_id={passage.id: passage for passage in passages},
            vector_ids=vector_ids,
            passage_ids={vector: passage for passage, vector in vector_ids.items()},
        )

    def arrays(self, entry: Entry) -> Arrays:
        """The side arrays, memory-mapped and read-only."""
        known = [key for key in entry.hashes if key not in _LINES]
        names = known or sorted(path.name for path in (self._root / entry.generation).glob("*.npy"))
        return {Path(name).stem: self._array(entry, name) for name in names if Path(name).stem != _VECTORS}

    def vectors(self, entry: Entry) -> NDArray[np.float32]:
        """The vectors of the passages, as they were put."""
        return self._array(entry, f"{_VECTORS}.npy").astype(np.float32, copy=False)

    def hashes(self, name: str) -> dict[str, str]:
        """The hash of each part of a generation that is there, as it is now."""
        folder = self._root / name
        with storage_errors(self._root.parent):
            lines = (folder / _TEXT_FILE).read_bytes().split(b"\n")
            arrays = {path.name: file_sha256(path) for path in sorted(folder.glob("*.npy"))}
        return {str(key): sha256(line) for key, line in zip_longest(_LINES, lines, fillvalue=b"")} | arrays

    def require(self, entry: Entry) -> None:
        """Raises IndexDamaged for the first part that is not as it was written, or in excess."""
        found = self.hashes(entry.generation)
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
        with storage_errors(self._root.parent), (self._root / entry.generation / _TEXT_FILE).open("rb") as file:
            line = next(islice(file, _LINES.index(key), None), b"").removesuffix(b"\n")
        if entry.hashes and sha256(line) != entry.hashes.get(key):
            raise self._damaged(entry, key)
        try:
            return adapter.validate_json(line)
        except ValidationError as error:
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
        return IndexDamaged(f"the index's file {str(path)!r} is damaged: build the index again with {REBUILD}")
