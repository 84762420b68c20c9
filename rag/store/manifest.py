"""The manifest: which documents the index holds, with their files' hashes, and the recipe that they were built with.

`manifest.json` is the index's single truth. Files and vectors that it does not name are leftovers of a cut-short run.
It begins with a checksum: the SHA-256 of the file as it is with an empty one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from rag.base.errors import IndexDamaged, IndexMismatch
from rag.store.atomic_files import replace_bytes, sha256, storage_errors

FORMAT = 1
"""Raised whenever stored files change their meaning, also when words are cut otherwise for the keyword index."""

MANIFEST_FILE = "manifest.json"
REBUILD = "`aftermine ingest --rebuild`"

_SETTINGS = {
    "embedder": "the setting 'retrieval.embedder'",
    "embedder_sha256": "the embedder's weights (SHA-256)",
    "dimensions": "the length of the embedder's vectors",
    "chunk_tokens": "the setting 'retrieval.chunk_tokens'",
    "chunk_version": "the version of the rules that cut passages",
}
_OWN = ("embedder", "chunk_tokens")


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


@dataclass(frozen=True, slots=True)
class Manifest:
    """The committed state. `complete` turns true when a build ran to its end for the first time, and stays so."""

    recipe: Recipe
    documents: Mapping[str, Entry] = field(default_factory=dict)
    complete: bool = False
    format: int = FORMAT

    @property
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

    @property
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
            raise _damaged(path, "it is not what its checksum says")
        if head.format != FORMAT:
            raise _mismatch("its format", head.format, FORMAT, own=False)
        manifest = _MANIFEST.validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise _damaged(path, f"{where}: {first['msg']}") from error
    if not head.checksum and any(entry.hashes for entry in manifest.documents.values()):
        raise _damaged(path, "its checksum is missing")  # an earlier version, which wrote none, wrote no hashes either
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Makes `manifest` the committed state, as one step."""
    content = b'{\n "checksum": "",' + _MANIFEST.dump_json(manifest, indent=1).removeprefix(b"{")
    replace_bytes(folder / MANIFEST_FILE, content.replace(b'""', f'"{sha256(content)}"'.encode(), 1))


def require_recipe(manifest: Manifest, wanted: Recipe) -> None:
    """Raises IndexMismatch for the first difference, naming it, both values and the command that mends it."""
    stored, now = asdict(manifest.recipe), asdict(wanted)
    for name, title in _SETTINGS.items():
        if stored[name] != now[name]:
            raise _mismatch(title, stored[name], now[name], own=name in _OWN)


def _mismatch(title: str, stored: object, now: object, *, own: bool) -> IndexMismatch:
    back = "change the setting back, or " if own else ""
    return IndexMismatch(
        f"the index was built with {stored!r} for {title}, now it is {now!r}: {back}build it again with {REBUILD}"
    )


def _damaged(path: Path, reason: str) -> IndexDamaged:
    return IndexDamaged(f"the index's manifest {str(path)!r} is damaged ({reason}): build it again with {REBUILD}")
