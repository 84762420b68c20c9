"""The journal of a run: one JSON line an answered question, so that an interrupted run goes on where it stopped.

The first line is the run's head; a journal with another head is never continued. A line that was cut short by a crash
is dropped. Records stay on disk: only their offsets are kept in memory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from pydantic import JsonValue

from rag.errors import UsageError

Record = dict[str, JsonValue]


class Journal:
    """A journal file, opened for reading and writing; use it as a context manager.

    `done` tells whether a question's record, made from the same line, is there; `texts` are the ids of the passages
    whose text some record holds. Raises UsageError where the file belongs to another run.
    """

    def __init__(self, path: Path, head: Mapping[str, JsonValue], *, fresh: bool = False) -> None:
        self.path = path
        self.texts: set[str] = set()
        self._offsets: dict[tuple[str, str], int] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
        self._file = path.open("a+b")
        try:
            self._continue(dict(head))
        except UsageError:
            self._file.close()
            raise
        self.resumed = len(self._offsets)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets the file go and keeps it."""
        self._file.close()

    def done(self, name: str, sha256: str) -> bool:
        """Whether the question of that id and hash has its record."""
        return (name, sha256) in self._offsets

    def append(self, record: Record) -> None:
        """Writes a record through to the disk's cache: it survives the end of the process."""
        line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
        self._note(record, self._file.seek(0, 2))
        self._file.write(line)
        self._file.flush()

    def record(self, name: str, sha256: str) -> Record:
        """The record of a question that is done."""
        self._file.seek(self._offsets[name, sha256])
        found = json.loads(self._file.readline())
        return dict(found)

    def remove(self) -> None:
        """Deletes the file, once the report is written."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _continue(self, head: Record) -> None:
        self._file.seek(0)
        good = 0
        for number, line in enumerate(self._file):
            record = _decoded(line)
            if record is None:
                break
            if number == 0 and record != head:
                raise UsageError(f"the journal {str(self.path)!r} belongs to another run: give another one, or --fresh")
            if number > 0 and not record.get("error"):
                self._note(record, good)
            good += len(line)
        self._file.truncate(good)
        if good == 0:
            self._file.write(json.dumps(head, ensure_ascii=False).encode() + b"\n")
            self._file.flush()

    def _note(self, record: Record, offset: int) -> None:
        self._offsets[str(record["id"]), str(record["sha256"])] = offset
        texts = record.get("texts")
        self.texts.update(texts if isinstance(texts, dict) else ())


def _decoded(line: bytes) -> Record | None:
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None
