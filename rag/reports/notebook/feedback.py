"""What readers think of answers and what was refused: one SQLite file on this machine, and nowhere else."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from rag.base.errors import NotFound, UsageError
from rag.base.types import Answer
from rag.language.sentences import fold
from rag.reports.notebook.provenance import now

Vote = Literal["up", "down", "none"]
Status = Literal["new", "kept", "dismissed"]

LONGEST_COMMENT = 4000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY,
    created TEXT NOT NULL,
    question TEXT NOT NULL,
    standalone TEXT NOT NULL,
    verdict TEXT NOT NULL,
    answer TEXT NOT NULL,
    cited TEXT NOT NULL,
    nearest TEXT NOT NULL,
    vote TEXT NOT NULL,
    comment TEXT NOT NULL,
    status TEXT NOT NULL,
    turn TEXT NOT NULL DEFAULT ''
)
"""
# For files that are older than the column.
_TURN = "ALTER TABLE entries ADD COLUMN turn TEXT NOT NULL DEFAULT ''"
_COLUMNS = "id, created, question, standalone, verdict, answer, cited, nearest, vote, comment, status, turn"
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A section of a document, as feedback remembers it."""

    document: str
    section: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A question, the answer it got, and what the reader said; `cited` and `nearest` are sections, best first.

    `status`: new, kept (it became a question of a set), or dismissed. `created` is ISO 8601 in UTC. `turn` is where the
    answer stands, as the caller named it; empty where it is in no stored conversation.
    """

    id: int
    created: str
    question: str
    standalone: str
    verdict: str
    answer: str
    cited: tuple[Place, ...]
    nearest: tuple[Place, ...]
    vote: Vote
    comment: str
    status: Status
    turn: str = ""

    @property
    def refused(self) -> bool:
        """Whether the question was not answered."""
        return self.verdict == "not_in_corpus"


_ENTRY = TypeAdapter(Entry)
_END = " ?!.？！。"


def cards(entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], ...]:
    """The entries as they are looked through: what was asked and refused several times is one card, newest first."""
    found: dict[object, list[Entry]] = {}
    for entry in entries:
        same = (fold(entry.standalone).strip(_END), entry.status) if entry.refused else entry.id
        found.setdefault(same, []).append(entry)
    return tuple(map(tuple, found.values()))


class Feedback:
    """The file; each call opens it anew, so that any thread may use it. Raises UsageError where it is no database."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, answer: Answer, vote: Vote = "none", comment: str = "", turn: str = "") -> int:
        """Stores an answer with what the reader said of it and returns the entry's id. Small talk is not stored: 0.

        By `turn`, the place of the answer, what was said is found again.
        """
        if answer.kind == "small_talk":
            return 0
        cited = dict.fromkeys(Place(c.passage.document_id, c.passage.section) for c in answer.citations)
        nearest = dict.fromkeys(Place(h.passage.document_id, h.passage.section) for h in answer.hits[:NEAREST])
        values = (
            now(),
            answer.question,
            answer.standalone,
            answer.verdict,
            answer.text,
            _places(cited),
            _places(nearest),
            vote,
            comment[:LONGEST_COMMENT],
            "new",
            turn,
        )
        with self._open() as file:
            marks = ", ".join("?" * len(values))
            # The column names are a constant of this module.
            made = file.execute(f"INSERT INTO entries ({_COLUMNS.removeprefix('id, ')}) VALUES ({marks})", values)  # noqa: S608
            return int(made.lastrowid or 0)

    def say(self, entry: int, vote: Vote, comment: str = "") -> None:
        """Changes what the reader said of an answer. Raises NotFound."""
        self._change("UPDATE entries SET vote = ?, comment = ? WHERE id = ?", vote, comment[:LONGEST_COMMENT], entry)

    def settle(self, entry: int, status: Status) -> None:
        """Marks an entry as kept, dismissed, or new again. Raises NotFound."""
        self._change("UPDATE entries SET status = ? WHERE id = ?", status, entry)

    def entries(self) -> tuple[Entry, ...]:
        """Everything stored, the newest first."""
        return self._entries("")

    def said_of(self, turns: Sequence[str]) -> tuple[Entry, ...]:
        """What was said of the answers at these places, the newest first."""
        return self._entries(f"WHERE turn IN ({', '.join('?' * len(turns))})", turns)

    def _entries(self, which: str, values: Sequence[str] = ()) -> tuple[Entry, ...]:
        with self._open() as file:
            rows = file.execute(f"SELECT {_COLUMNS} FROM entries {which} ORDER BY id DESC", values).fetchall()  # noqa: S608
        names = _COLUMNS.split(", ")
        return tuple(_ENTRY.validate_python(_decoded(dict(zip(names, row, strict=True)))) for row in rows)

    def forget(self) -> None:
        """Deletes everything stored."""
        with self._open() as file:
            file.execute("DELETE FROM entries")

    def _change(self, statement: str, *values: object) -> None:
        with self._open() as file:
            if file.execute(statement, values).rowcount == 0:
                raise NotFound(f"there is no feedback with the number {values[-1]!r}: it may have been removed")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(self.path, timeout=10)) as file, file:
                _bring_up_to_date(file)
                yield file
        except sqlite3.DatabaseError as error:
            raise UsageError(f"the feedback file {str(self.path)!r} can't be used ({error}): move it away") from error


def _bring_up_to_date(file: sqlite3.Connection) -> None:
    file.execute(_SCHEMA)
    if not _has_turns(file):
        file.execute("BEGIN IMMEDIATE")
        if not _has_turns(file):  # another process may have been faster
            file.execute(_TURN)


def _has_turns(file: sqlite3.Connection) -> bool:
    return any(name == "turn" for _, name, *_ in file.execute("PRAGMA table_info(entries)"))


def _places(places: dict[Place, None]) -> str:
    return json.dumps([[place.document, place.section] for place in places], ensure_ascii=False)


def _decoded(row: dict[str, object]) -> dict[str, object]:
    for name in ("cited", "nearest"):
        row[name] = [{"document": document, "section": section} for document, section in json.loads(str(row[name]))]
    return row
