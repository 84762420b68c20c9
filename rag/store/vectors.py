"""Vectors on the disk in Chroma, and the hashes of its graph files, which are compared before Chroma opens them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from rag.base.errors import IndexReadOnly
from rag.store.atomic_files import BYTES_A_PASSAGE, damaged, file_sha256, require_space, storage_errors, storage_problem

if TYPE_CHECKING:
    from chromadb import Where
    from chromadb.api.collection_configuration import CreateHNSWConfiguration

CHROMA = "chroma"
_HASHES_FILE = "hashes.json"
_WRITTEN = "index_metadata.pickle"
"""Is there as soon as Chroma has written the graph."""

BATCH = 1000
BYTES_A_VECTOR = 4_000
HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_construction": 100, "ef_search": 200, "max_neighbors": 32}
"""Recall@10 and @50 against exact search over 10,000 vectors of 384 numbers: 1.000 and 1.000 where they lie in
clusters, as embeddings do (Chroma's defaults: 1.000 and .993), .93 and .90 where they are random (.53 and .49); a query
takes 2 ms."""

Vector = NDArray[np.float32]


class Vectors:
    """A Chroma collection: id, vector, and the document's id as the only metadata.

    An id is `<generation>/<position>`. `copied` opens a copy in a temporary folder, for reading alone: Chroma writes to
    what it opens. `checked` raises IndexDamaged where the graph is not what was noted, `anew` begins without any.
    """

    def __init__(self, folder: Path, *, copied: bool = False, checked: bool = False, anew: bool = False) -> None:
        if checked:
            _require_graph(folder / CHROMA)
        if anew:
            shutil.rmtree(folder / CHROMA, ignore_errors=True)
        self._folder = folder
        self._copy: TemporaryDirectory[str] | None = None
        self._waiting: list[tuple[str, str, Vector]] = []
        self._counted: int | None = None
        self._changed = False
        with self._translated():
            import chromadb
            from chromadb.api.client import Client
            from chromadb.config import Settings
            from chromadb.errors import ChromaError

            if copied:
                self._copy = _copy_of(folder / CHROMA)
            try:
                place = self._copy.name if self._copy else str(folder / CHROMA)
                client = chromadb.PersistentClient(place, settings=Settings(anonymized_telemetry=False))
                self._client = cast(Client, client)
                self._collection = client.get_or_create_collection(
                    "passages", embedding_function=None, configuration={"hnsw": HNSW}
                )
            except ChromaError:
                # Chroma would hand out the half-made client at the next try (AttributeError, 1.5.9).
                Client.clear_system_cache()
                if self._copy:
                    self._copy.cleanup()
                raise

    def count(self) -> int:
        """How many vectors there are, leftovers of a cut-short run included."""
        if self._counted is None:
            with self._translated():
                self._counted = self._collection.count()
        return self._counted

    def sweep(self, generations: Collection[str]) -> None:
        """Forgets all that is stored for these generations, and nothing of others."""
        with self._translated():
            stored = self._collection.get(include=[])["ids"]
        self.delete([name for name in stored if name.rpartition("/")[0] in generations])

    def add(self, document_id: str, ids: Sequence[str], rows: NDArray[np.float32]) -> None:
        """Takes one row an id, to be stored by `flush` or before; few large writes are faster than many small ones."""
        self._waiting += ((document_id, name, row) for name, row in zip(ids, rows, strict=True))
        if len(self._waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Stores what waits, in place of earlier rows with the same id."""
        self._begin_change(len(self._waiting))
        for start in range(0, len(self._waiting), BATCH):
            documents, ids, rows = zip(*self._waiting[start : start + BATCH], strict=True)
            with self._translated():
                self._collection.upsert(
                    ids=list(ids), embeddings=np.stack(rows), metadatas=[{"document": name} for name in documents]
                )
        self._waiting.clear()

    def delete(self, ids: Sequence[str]) -> None:
        """Forgets these ids."""
        self._begin_change(len(ids))
        for start in range(0, len(ids), BATCH):
            with self._translated():
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def nearest(self, vector: Vector, k: int, documents: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The ids of the `k` nearest rows with their cosine, best first; of these documents only, if any are given."""
        within = None if documents is None else cast("Where", {"document": {"$in": sorted(documents)}})
        with self._translated():
            found = self._collection.query(
                query_embeddings=vector[None, :], n_results=k, where=within, include=["distances"]
            )
        distances = (found["distances"] or [[]])[0]
        if within is not None and len(distances) < k:  # a graph may lead past a few rows among many others
            return sorted(self.cosines(vector, within=within).items(), key=lambda each: -each[1])[:k]
        return [(name, 1.0 - distance) for name, distance in zip(found["ids"][0], distances, strict=True)]

    def cosines(self, vector: Vector, ids: list[str] | None = None, within: Where | None = None) -> dict[str, float]:
        """The cosine of each of these ids, or of all `within` some documents; 0 where a vector has no length."""
        with self._translated():
            found = self._collection.get(ids=ids, where=within, include=["embeddings"])
        rows = np.asarray(found["embeddings"], dtype=np.float32).reshape(-1, len(vector))
        lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(vector)
        cosines = np.divide(rows @ vector, lengths, out=np.zeros_like(lengths), where=lengths > 0)
        return dict(zip(found["ids"], cosines.tolist(), strict=True))

    def rows(self, ids: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
        """The document and the row of each of these ids. Raises IndexDamaged where one is missing."""
        rows: dict[str, tuple[str, Vector]] = {}
        for start in range(0, len(ids), BATCH):
            with self._translated():
                found = self._collection.get(ids=list(ids[start : start + BATCH]), include=["embeddings", "metadatas"])
            each = zip(found["ids"], found["metadatas"] or (), np.asarray(found["embeddings"], np.float32), strict=True)
            for name, owner, row in each:
                rows[name] = str((owner or {}).get("document")), row
        if missing := [name for name in ids if name not in rows]:
            raise damaged(self._folder, f"{len(missing)} vectors are missing")
        return [rows[name][0] for name in ids], np.array([rows[name][1] for name in ids], dtype=np.float32)

    def seal(self) -> None:
        """Notes the hashes of the graph after a change, once Chroma, asked for a row, has brought it up to date."""
        chroma = self._folder / CHROMA
        if self._changed or not (chroma / _HASHES_FILE).exists():
            with self._translated():
                self._collection.get(limit=1, include=["embeddings"])
            with storage_errors(self._folder):
                (chroma / _HASHES_FILE).write_text(json.dumps(_hashes(chroma)), encoding="utf-8")
            self._changed = False

    def close(self) -> None:
        """Lets the files go."""
        self._client.close()
        if self._copy:
            self._copy.cleanup()

    def _begin_change(self, rows: int) -> None:
        """Chroma writes its graph anew now and then: there must be room for all of it, not for the change alone."""
        require_space(self._folder, rows * BYTES_A_PASSAGE + self.count() * BYTES_A_VECTOR)
        self._counted = None
        self._changed = True

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, sqlite3.Error, OSError, ValueError) as error:
            raise storage_problem(self._folder, error) from error
        except BaseException as error:
            if type(error).__name__ == "PanicException":  # Chroma's native code, at some damaged databases (1.5.9)
                raise damaged(self._folder, " ".join(str(error).split())) from error
            raise


def _copy_of(source: Path) -> TemporaryDirectory[str]:
    """A folder with the same files, without their permissions, which may be to read only."""
    made: TemporaryDirectory[str] | None = None
    try:
        made = TemporaryDirectory(prefix="aftermine-vectors-")
        for path in source.rglob("*"):
            if path.is_file():
                copy = Path(made.name) / path.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
    except OSError as error:
        if made:
            made.cleanup()
        raise IndexReadOnly(
            f"the index folder {str(source.parent)!r} can't be written, and there is no place to copy its vectors to "
            f"({error}): name a folder for that in the variable TMPDIR"
        ) from error
    return made


def require_files(folder: Path) -> None:
    """Raises IndexDamaged where the graph is not what was noted, or the database is damaged."""
    path = folder / CHROMA / "chroma.sqlite3"
    _require_graph(path.parent)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            said = str(database.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        raise storage_problem(folder, error) from error
    if said != "ok":
        raise damaged(folder, f"{str(path)!r}: {' '.join(said.split())}")


def _require_graph(chroma: Path) -> None:
    with storage_errors(chroma.parent):
        try:
            sound = json.loads((chroma / _HASHES_FILE).read_bytes()) == _hashes(chroma)
        except (FileNotFoundError, ValueError):
            sound = False
        if not sound:
            raise damaged(chroma.parent, f"the graph in {str(chroma)!r} is not what was written")


def _hashes(chroma: Path) -> dict[str, str]:
    files = [path for mark in chroma.glob(f"*/{_WRITTEN}") for path in mark.parent.iterdir()]
    return {path.relative_to(chroma).as_posix(): file_sha256(path) for path in sorted(files)}
