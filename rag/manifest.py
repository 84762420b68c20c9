"""The manifest: which documents the index holds, and the recipe that they were built with.

`manifest.json` is the index's single truth. Files and vectors that it does not name are leftovers of a cut-short run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from rag.errors import IndexMismatch, IndexProblem
from rag.storage import replace_bytes, storage_errors

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
    "enricher": "the setting 'retrieval.rerank' (what is stored for it)",
    "enricher_sha256": "the reranker's weights (SHA-256)",
}
_OWN = ("embedder", "chunk_tokens", "enricher")


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides what is stored for a document. Without side arrays, `enricher` is "none" and its hash empty."""

    embedder: str
    embedder_sha256: str
    dimensions: int
    chunk_version: int
    chunk_tokens: int
    enricher: str = "none"
    enricher_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One indexed document.

    `generation` names the folder of its stored form and begins the ids of its vectors. `file` and `stamp` belong to
    whoever reads the files: a stable name of the file, and numbers that change whenever the file does.
    """

    sha256: str
    generation: str
    passages: int
    file: str = ""
    stamp: tuple[int, ...] = ()


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
    def corpus_sha256(self) -> str:
        """Identifies the corpus: equal exactly when the same document ids have the same content."""
        lines = [f"{name} {entry.sha256}\n" for name, entry in sorted(self.documents.items())]
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest, or None where there is none. Raises IndexProblem (damaged) or IndexMismatch (of another format)."""
    path = folder / MANIFEST_FILE
    with storage_errors(folder):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
    try:
        found = _format().validate_json(content).format
        if found != FORMAT:
            raise _mismatch("its format", found, FORMAT, own=False)
        return _adapter().validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise IndexProblem(
            f"the index's manifest {str(path)!r} is damaged ({where}: {first['msg']}): build it again with {REBUILD}"
        ) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Makes `manifest` the committed state, as one step."""
    replace_bytes(folder / MANIFEST_FILE, _adapter().dump_json(manifest, indent=1))


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


@dataclass(frozen=True, slots=True)
class _Format:
    """The one field that every format of the manifest has."""

    format: int


@cache
def _format() -> TypeAdapter[_Format]:
    return TypeAdapter(_Format)


@cache
def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)
