"""One process at a time: an exclusive lock on the index folder, and a note that says who holds it."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import IndexBusy
from rag.storage import storage_errors

LOCK_FILE = "index.lock"
HOLDER_FILE = "index.lock.json"


class FolderLock:
    """Holds the folder from its creation until `release`; the system frees it when the process dies.

    Two processes on one Chroma folder lose each other's vectors, so readers lock too. Raises IndexBusy at once,
    naming the holder; never waits.
    """

    def __init__(self, folder: Path, who: str) -> None:
        # Streamlit closes the index in another thread than the one that opened it, hence not thread-local.
        self._lock = FileLock(folder / LOCK_FILE, timeout=0, thread_local=False)
        self._holder = folder / HOLDER_FILE
        with storage_errors(folder):
            try:
                self._lock.acquire()
            except Timeout as error:
                raise IndexBusy(
                    f"the index in {str(folder)!r} is in use by {_holder(self._holder)}: stop that, or choose another "
                    "folder with the setting 'index'"
                ) from error
            note = {"pid": os.getpid(), "who": who, "since": datetime.now().astimezone().isoformat(" ", "seconds")}
            try:
                self._holder.write_text(json.dumps(note), encoding="utf-8")
            except OSError:
                self._lock.release()
                raise

    def release(self) -> None:
        """Lets others in; harmless when repeated."""
        self._lock.release()


def _holder(path: Path) -> str:
    """Who holds the lock, in words; the note may be half-written, for it is only a courtesy."""
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        return f"{str(note['who'])!r} (process {int(note['pid'])}, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
