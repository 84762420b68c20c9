"""One process at a time: an exclusive lock on the index folder, and a note that says who holds it."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import IndexBusy
from rag.storage import FULL, UNWRITABLE, storage_errors

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
