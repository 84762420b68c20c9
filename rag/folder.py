"""The folder of an index as a whole: entering it, making it, emptying it, and never touching what is not ours."""

from __future__ import annotations

import shutil
from pathlib import Path

from rag.errors import IndexMissing, IndexProblem
from rag.generations import DOCUMENTS
from rag.keyword_store import KEYWORDS
from rag.lock import LOCK_FILE, FolderLock
from rag.manifest import MANIFEST_FILE
from rag.storage import storage_errors
from rag.vectors import CHROMA

CONTENTS = (MANIFEST_FILE, f"{MANIFEST_FILE}.new", DOCUMENTS, KEYWORDS, CHROMA)
_SIGNS = (LOCK_FILE, MANIFEST_FILE)


def enter_folder(folder: Path, who: str) -> FolderLock:
    """Locks a folder that holds an index. Raises IndexMissing where nothing was ever built, IndexBusy."""
    if not any((folder / sign).exists() for sign in _SIGNS):
        raise IndexMissing(f"there is no index in {str(folder)!r}: run `aftermine ingest`")
    return FolderLock(folder, who)


def take_folder(folder: Path, who: str) -> FolderLock:
    """Locks a folder to build an index in, made if need be. Raises IndexProblem for one with other things in it."""
    with storage_errors(folder):
        if folder.is_dir() and any(folder.iterdir()) and not any((folder / sign).exists() for sign in _SIGNS):
            raise IndexProblem(
                f"the folder {str(folder)!r} holds other files and no index: choose another with the setting 'index'"
            )
        folder.mkdir(parents=True, exist_ok=True)
    return FolderLock(folder, who)


def erase(folder: Path, who: str) -> None:
    """Deletes the index in the folder, to be built again; nothing where there is none. Raises IndexBusy."""
    lock = take_folder(folder, who)
    try:
        with storage_errors(folder):
            for name in CONTENTS:
                path = folder / name
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
    finally:
        lock.release()
