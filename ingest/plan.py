"""Deciding what a refresh has to read: by size and times first, by content where those differ; all after an upgrade."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.files import Found, Listing
from ingest.loaders import READING_VERSION
from rag.store.documents import Entry

Stamp = tuple[int, ...]
_FILE = 4
"""So many numbers of a stamp are the file's own."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to be read, and its stamp from before that. `known` is the id of the document that it gave last time."""

    found: Found
    stamp: Stamp
    known: str | None


@dataclass(slots=True)
class Plan:
    """`unchanged` maps document ids to their files, `touched` to new stamps of files whose content is as before."""

    unchanged: dict[str, Found] = field(default_factory=dict)
    touched: dict[str, Stamp] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)


def make_plan(listing: Listing, entries: Mapping[str, Entry]) -> Plan:
    """Compares the files with what is indexed. Of files with equal content one is read: the indexed, else the first."""
    plan = Plan()
    known = {entry.file: name for name, entry in entries.items()}
    claimed: dict[str, str] = {}
    open_tasks: list[Task] = []
    for found in listing.files:
        task = Task(found, _stamp(found), known.get(found.key))
        if task.known and task.stamp and entries[task.known].stamp == task.stamp:
            plan.unchanged[task.known] = found
            claimed[entries[task.known].sha256] = found.key
        else:
            open_tasks.append(task)
    for task in sorted(open_tasks, key=lambda task: task.known is None):
        _decide(task, entries, plan, claimed)
    return plan


def stamp_of(path: Path) -> Stamp:
    """The loaders' version, the size, and the times of the last change of content and entry, in nanoseconds.

    Empty where that can't be found out.
    """
    try:
        status = path.stat()
    except OSError:
        return ()
    return READING_VERSION, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def is_unchanged(path: Path, stamp: Stamp) -> bool:
    """Whether the file is as it was when it got the stamp, whatever was known of its source."""
    now = stamp_of(path)
    return bool(now) and stamp[: len(now)] == now


def _stamp(found: Found) -> Stamp:
    """The stamp of the file, and behind it what a reference manager's list and its asked questions say, if any do."""
    stamp = stamp_of(found.path)
    beside = [repr(found.record).encode()] if found.record else []
    beside += [found.asked.read_bytes()] if found.asked else []
    return (*stamp, *map(zlib.crc32, beside)) if stamp else stamp


def _decide(task: Task, entries: Mapping[str, Entry], plan: Plan, claimed: dict[str, str]) -> None:
    sha256 = _sha256(task.found.path)
    before = entries[task.known].stamp if task.known else ()
    read_alike = (before[:1], before[_FILE:]) == (task.stamp[:1], task.stamp[_FILE:])
    if task.known and read_alike and entries[task.known].sha256 == sha256:
        plan.unchanged[task.known] = task.found
        plan.touched[task.known] = task.stamp
    elif sha256 in claimed:
        plan.duplicates.append((task.found.key, f"has the same content as {claimed[sha256]!r}, which is in the index"))
        return
    else:
        plan.tasks.append(task)
    if sha256:
        claimed.setdefault(sha256, task.found.key)


def _sha256(path: Path) -> str:
    """The hash of the content; empty for what can't be read, so that the loader says what is wrong with it."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
