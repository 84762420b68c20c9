"""The folder of an index: one process at a time, entering, making and emptying it, and whether it is what was written.

Opening an index looks at what it reads, `aftermine doctor` at all.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from rag.base.errors import IndexBusy, IndexDamaged, IndexMissing, IndexProblem
from rag.models.embedder import unit
from rag.store.atomic_files import FULL, UNWRITABLE, damaged, storage_errors
from rag.store.bm25 import KEYWORDS, KeywordStore
from rag.store.documents import DOCUMENTS, MANIFEST_FILE, Generations, Manifest, read_manifest
from rag.store.vectors import CHROMA, Vectors, require_files

LOCK_FILE = "index.lock"
HOLDER_FILE = "index.lock.json"
TAG_FILE = "CACHEDIR.TAG"
"""Marks the folder as ours to empty, and lets backup programs pass over it (bford.info/cachedir)."""

TOLERANCE = 1e-5
"""Chroma makes vectors one long once more, which changes a number by 1.5e-8."""

_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# An index made by Aftermine: it can be deleted and built again.\n"
_CONTENTS = (MANIFEST_FILE, f"{MANIFEST_FILE}.new", DOCUMENTS, KEYWORDS, CHROMA)
_ABOUT = {TAG_FILE, LOCK_FILE, HOLDER_FILE}


class FolderLock:
    """Holds the folder from its creation until `release`; the system frees it when the process dies.

    Two processes on one Chroma folder lose each other's vectors, so readers lock too. Raises IndexBusy at once,
    naming the holder; never waits. Who is only `reading` may also hold a folder that can't be written, together with
    other readers: it is then `read_only`.
    """

    def __init__(self, folder: Path, who: str, *, reading: bool = False) -> None:
        # Streamlit closes the index in another thread than the one that opened it, hence not thread-local.
        self._lock = FileLock(folder / LOCK_FILE, timeout=0, thread_local=False)
        self._holder = folder / HOLDER_FILE
        self._shared: int | None = None
        self.read_only = False
        with storage_errors(folder):
            try:
                self._lock.acquire()
                since = datetime.now().astimezone().isoformat(" ", "seconds")
                self._holder.write_text(json.dumps({"pid": os.getpid(), "who": who, "since": since}), encoding="utf-8")
            except Timeout as error:
                raise self._busy() from error
            except OSError as error:
                self._lock.release()
                if not reading or error.errno not in (*UNWRITABLE, *FULL):
                    raise
                self.read_only = True
                self._share()

    def release(self) -> None:
        """Lets others in; harmless when repeated."""
        self._lock.release()
        shared, self._shared = self._shared, None
        if shared is not None:
            os.close(shared)

    def _share(self) -> None:
        """Keeps out those who may write where we may not; where no lock was ever made, none of them was there."""
        path = Path(self._lock.lock_file)
        if sys.platform == "win32" or not path.exists():
            return
        import fcntl

        self._shared = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(self._shared, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            if isinstance(error, BlockingIOError):
                raise self._busy() from error
            raise

    def _busy(self) -> IndexBusy:
        try:
            note = json.loads(self._holder.read_text(encoding="utf-8"))
            who = f"{str(note['who'])!r} (process {int(note['pid'])}, since {note['since']})"
        except (OSError, ValueError, KeyError, TypeError):  # it may be half-written, for it is only a courtesy
            who = "another process"
        return IndexBusy(
            f"the index in {str(self._holder.parent)!r} is in use by {who}: stop that, or choose "
            "another folder with the setting 'index'"
        )


def enter_folder(folder: Path, who: str) -> FolderLock:
    """Locks a folder that holds an index, to read it. Raises IndexMissing where nothing was ever built, IndexBusy."""
    if not has_tag(folder) and not (folder / MANIFEST_FILE).exists():
        raise IndexMissing(f"there is no index in {str(folder)!r}: run `aftermine ingest`")
    return FolderLock(folder, who, reading=True)


def take_folder(folder: Path, who: str) -> FolderLock:
    """Locks a folder to build an index in, made if need be. Raises IndexProblem for one with other things in it."""
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if not has_tag(folder):
            ours = None
            with suppress(IndexProblem):
                ours = read_manifest(folder)
            if not ours and {path.name for path in folder.iterdir()} - _ABOUT:
                raise IndexProblem(
                    f"the folder {str(folder)!r} holds other files and no index of ours: choose another with the "
                    "setting 'index', or delete it yourself"
                )
            (folder / TAG_FILE).write_bytes(_TAG.encode())
    return FolderLock(folder, who)


def erase(folder: Path, who: str) -> None:
    """Deletes the index in the folder, to be built again; nothing where there is none. Raises IndexBusy."""
    lock = take_folder(folder, who)
    try:
        with storage_errors(folder):
            for name in _CONTENTS:
                path = folder / name
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
    finally:
        lock.release()


def has_tag(folder: Path) -> bool:
    """Whether the folder's mark is there and whole; the next writer makes it again beside a manifest of ours."""
    try:
        return (folder / TAG_FILE).read_bytes() == _TAG.encode()
    except OSError:
        return False


def damages(folder: Path, manifest: Manifest) -> Iterator[IndexProblem]:
    """What is wrong, at most one for each kind of file; the caller holds the folder's lock.

    Of an index without hashes, as earlier versions wrote them, only the folder's mark is looked at.
    """
    if not has_tag(folder):
        yield _derived(folder / TAG_FILE)
    if not manifest.is_hashed:
        return
    generations = Generations(folder)
    try:
        for entry in manifest.documents.values():
            generations.require(entry)
    except IndexProblem as error:
        yield error
    if not KeywordStore(folder, generations).is_sound(manifest):
        yield _derived(folder / KEYWORDS / manifest.fingerprint)
    try:
        _require_vectors(folder, manifest)
    except IndexProblem as error:
        yield error


def _require_vectors(folder: Path, manifest: Manifest) -> None:
    require_files(folder)
    generations = Generations(folder)
    with closing(Vectors(folder)) as store:
        for name, entry in manifest.documents.items():
            owners, rows = store.rows(entry.vector_ids)
            wanted = unit(generations.vectors(entry))
            if set(owners) - {name} or not np.allclose(rows, wanted, rtol=0, atol=TOLERANCE):
                raise damaged(folder, f"the vectors of {name!r} are not those that were put")


def _derived(path: Path) -> IndexDamaged:
    return IndexDamaged(f"the index's {str(path)!r} is damaged: run `aftermine ingest`, which makes it again")
