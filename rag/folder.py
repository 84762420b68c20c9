"""The folder of an index as a whole: entering it, making it, emptying it, and never touching what is not ours."""

from __future__ import annotations

import shutil
from pathlib import Path

from rag.errors import IndexMissing, IndexProblem
from rag.generations import DOCUMENTS
from rag.keyword_store import KEYWORDS
from rag.lock import HOLDER_FILE, LOCK_FILE, FolderLock
from rag.manifest import MANIFEST_FILE, read_manifest
from rag.storage import storage_errors
from rag.vectors import CHROMA

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
