"""Whether a committed index is what was written, file by file; opening it looks at what it reads, `doctor` at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from rag.base.errors import IndexDamaged, IndexProblem
from rag.models.embedder import unit
from rag.store.atomic_files import damaged, storage_problem
from rag.store.bm25 import KEYWORDS, KeywordStore
from rag.store.documents import Generations, vector_names
from rag.store.folder import TAG_FILE, has_tag
from rag.store.manifest import Manifest
from rag.store.vectors import CHROMA, Vectors, require_graph

TOLERANCE = 1e-5
"""Chroma makes vectors one long once more, which changes a number by 1.5e-8."""


def damages(folder: Path, manifest: Manifest) -> Iterator[IndexProblem]:
    """What is wrong, at most one for each kind of file; the caller holds the folder's lock.

    Of an index without hashes, as earlier versions wrote them, only the folder's mark is looked at.
    """
    kinds = (_require_tag, _require_documents, _require_keywords, _require_vectors)
    for require in kinds if manifest.is_hashed else kinds[:1]:
        try:
            require(folder, manifest)
        except IndexProblem as error:
            yield error


def _require_tag(folder: Path, _: Manifest) -> None:
    if not has_tag(folder):
        raise _derived(folder / TAG_FILE)


def _require_documents(folder: Path, manifest: Manifest) -> None:
    for entry in manifest.documents.values():
        Generations(folder).require(entry)


def _require_keywords(folder: Path, manifest: Manifest) -> None:
    if not KeywordStore(folder, Generations(folder)).is_sound(manifest):
        raise _derived(folder / KEYWORDS / manifest.fingerprint)


def _require_vectors(folder: Path, manifest: Manifest) -> None:
    require_graph(folder / CHROMA)
    _require_database(folder)
    generations = Generations(folder)
    with closing(Vectors(folder)) as store:
        for name, entry in manifest.documents.items():
            owners, rows = store.rows(vector_names(entry.generation, entry.passages))
            wanted = unit(generations.vectors(entry))
            if set(owners) - {name} or not np.allclose(rows, wanted, rtol=0, atol=TOLERANCE):
                raise damaged(folder, f"the vectors of {name!r} are not those that were put")


def _require_database(folder: Path) -> None:
    path = folder / CHROMA / "chroma.sqlite3"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            said = str(database.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        raise storage_problem(folder, error) from error
    if said != "ok":
        raise damaged(folder, f"{str(path)!r}: {' '.join(said.split())}")


def _derived(path: Path) -> IndexDamaged:
    return IndexDamaged(f"the index's {str(path)!r} is damaged: run `aftermine ingest`, which makes it again")
