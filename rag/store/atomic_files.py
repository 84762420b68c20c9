"""Writing files so that a crash leaves the old or the new content, and translating what can fail there."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.base.errors import IndexDamaged, IndexProblem, IndexReadOnly

RESERVE = 32_000_000
"""Bytes that stay free. On a full disk Chroma can't be opened even for reading, and damages its graph file (1.5.9)."""

BYTES_A_PASSAGE = 16_000
"""What the stored text, Chroma and its journal may take for one passage, generously."""

REBUILD = "`aftermine ingest --rebuild`"
FULL = (errno.ENOSPC, errno.EDQUOT)
UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a new file and returns when it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sha256(content: bytes) -> str:
    """The hash of some bytes."""
    return hashlib.sha256(content).hexdigest()


def file_sha256(path: Path) -> str:
    """The hash of a file's content. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def replace_bytes(path: Path, content: bytes) -> None:
    """Replaces a file as one step: whoever reads it sees the old or the new content, also after a power cut."""
    fresh = path.with_name(f"{path.name}.new")
    write_bytes(fresh, content)
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Returns when the folder's list of names is on the disk; nothing to do where folders can't be opened (Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def require_space(folder: Path, needed: int) -> None:
    """Raises IndexProblem unless `needed` bytes can be written and `RESERVE` stays free."""
    free = shutil.disk_usage(folder).free
    if free < needed + RESERVE:
        raise _full(folder, f"{free // 1_000_000} MB free, {(needed + RESERVE) // 1_000_000} MB needed")


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turns an OSError of the block into an IndexProblem about `folder`."""
    try:
        yield
    except OSError as error:
        raise storage_problem(folder, error) from error


def storage_problem(folder: Path, error: Exception) -> IndexProblem:
    """The IndexProblem for a failure of the file system or of the vector store's own files."""
    number = error.errno if isinstance(error, OSError) else None
    reason = " ".join(str(error).split())
    if number in FULL or "disk is full" in reason:
        return _full(folder, reason)
    if number in UNWRITABLE:
        return IndexReadOnly(
            f"the index folder {str(folder)!r} can't be used ({reason}): correct its permissions, or choose another "
            "with the setting 'index'"
        )
    return damaged(folder, reason)


def damaged(place: Path, reason: str, part: str = "") -> IndexDamaged:
    """The error for stored content that can't be what was written: of a folder, or of a file that is `part`."""
    what = f"the index's {part}" if part else "the index in"
    return IndexDamaged(f"{what} {str(place)!r} is damaged ({reason}): build it again with {REBUILD}")


def _full(folder: Path, reason: str) -> IndexProblem:
    return IndexProblem(
        f"the disk of the index folder {str(folder)!r} is full ({reason}): free some space and repeat; "
        "what was indexed before is kept"
    )
