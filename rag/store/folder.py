"""The folder of an index: one process at a time, entering, making and emptying it, touching nothing else."""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.base.errors import IndexBusy, IndexMissing, IndexProblem
from rag.store.atomic_files import FULL, UNWRITABLE, storage_errors
from rag.store.bm25 import KEYWORDS
from rag.store.documents import DOCUMENTS
from rag.store.manifest import MANIFEST_FILE, read_manifest
from rag.store.vectors import CHROMA

LOCK_FILE = "index.lock"
HOLDER_FILE = "index.lock.json"


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
                self._take(who)
            except Timeout as error:
                raise self._busy() from error
            except OSError as error:
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

    def _take(self, who: str) -> None:
        self._lock.acquire()
        note = {"pid": os.getpid(), "who": who, "since": datetime.now().astimezone().isoformat(" ", "seconds")}
        try:
            self._holder.write_text(json.dumps(note), encoding="utf-8")
        except OSError:
            self._lock.release()
            raise

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
        return IndexBusy(
            f"the index in {str(self._holder.parent)!r} is in use by {_holder(self._holder)}: stop that, or choose "
            "another folder with the setting 'index'"
        )


def _holder(path: Path) -> str:
    """Who holds the lock, in words; the note may be half-written, for it is only a courtesy."""
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        return f"{str(note['who'])!r} (process {int(note['pid'])}, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


TAG_FILE = "CACHEDIR.TAG"
"""Marks the folder as ours to empty, and lets backup programs pass over it (bford.info/cachedir)."""

_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# An index made by Aftermine: it can be deleted and built again.\n"
_CONTENTS = (MANIFEST_FILE, f"{MANIFEST_FILE}.new", DOCUMENTS, KEYWORDS, CHROMA)
_ABOUT = {TAG_FILE, LOCK_FILE, HOLDER_FILE}


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
            if not _holds_manifest(folder) and {path.name for path in folder.iterdir()} - _ABOUT:
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


def _holds_manifest(folder: Path) -> bool:
    try:
        return read_manifest(folder) is not None
    except IndexProblem:
        return False
