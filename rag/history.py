"""Conversations kept on this machine: one SQLite file that any number of tabs and processes may write to at once.

Questions are stored when they are asked and what came of them when it comes, so nothing is lost between the two. A file
that can't be used is an error and is never written to; in particular one from a later version of Aftermine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from rag.errors import HistoryProblem, NotFound
from rag.text import fold
from rag.types import Answer, Sentence

LONGEST_NAME = 120  # characters
WAIT = 2.0  # seconds for another process to finish writing

# Each step brings the file to the version of its number (PRAGMA user_version, from 1); steps are only ever added.
_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE conversations (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            created TEXT NOT NULL,
            updated TEXT NOT NULL
        )""",
        "CREATE INDEX conversations_by_date ON conversations (updated)",
        """CREATE TABLE exchanges (
            conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            question TEXT NOT NULL,
            outcome TEXT NOT NULL,
            folded TEXT NOT NULL,
            PRIMARY KEY (conversation, number)
        )""",
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question; nothing yet where all fields are empty.

    `threshold` is the confidence that the answer was held to. `stopped` holds the sentences that stood when the reader
    stopped the answering, `problem` the title and the message of an error.
    """

    answer: Answer | None = None
    threshold: float = 0.0
    stopped: tuple[Sentence, ...] | None = None
    problem: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A question of a conversation and what came of it; its `number` stays the same for ever."""

    number: int
    question: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation's line in a list; `created` and `updated` are ISO 8601 in UTC."""

    id: str
    name: str
    created: str
    updated: str
    questions: int


_OUTCOME = TypeAdapter(Outcome)
_LIST = """
    SELECT id, name, created, updated, (SELECT count(*) FROM exchanges WHERE conversation = id)
    FROM conversations ORDER BY updated DESC, rowid DESC
"""


class History:
    """The file; any thread may use it.

    Every call raises HistoryProblem where the file is locked for too long, damaged, or from a later
    version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: sqlite3.Connection | None = None

    def close(self) -> None:
        """Lets the file go; the next call opens it again."""
        held, self._held = self._held, None
        if held:
            held.close()

    def ask(self, conversation: str, question: str) -> int:
        """Stores a question that is not answered yet, and returns its number; the first one names the conversation."""
        now = _now()
        with self._open() as file:
            name = " ".join(question.split())[:LONGEST_NAME]
            file.execute("INSERT OR IGNORE INTO conversations VALUES (?, ?, ?, ?)", (conversation, name, now, now))
            file.execute("UPDATE conversations SET updated = ? WHERE id = ?", (now, conversation))
            (number,) = file.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM exchanges WHERE conversation = ?", (conversation,)
            ).fetchone()
            values = (conversation, number, question, _written(Outcome()), fold(question))
            file.execute(
                "INSERT INTO exchanges (conversation, number, question, outcome, folded) VALUES (?, ?, ?, ?, ?)", values
            )
            return int(number)

    def settle(self, conversation: str, number: int, outcome: Outcome) -> None:
        """Stores what came of a question, in place of what was there. Raises NotFound where it was deleted."""
        told = outcome.answer.text if outcome.answer else ""
        with self._open() as file:
            found = file.execute(
                "SELECT question FROM exchanges WHERE conversation = ? AND number = ?", (conversation, number)
            ).fetchone()
            if found is None:
                raise NotFound(f"conversation {conversation!r} has no question {number!r}: it may have been deleted")
            file.execute(
                "UPDATE exchanges SET outcome = ?, folded = ? WHERE conversation = ? AND number = ?",
                (_written(outcome), fold(f"{found[0]} {told}"), conversation, number),
            )

    def exchanges(self, conversation: str) -> tuple[Stored, ...]:
        """A conversation's questions, oldest first. Raises NotFound.

        An outcome that can't be read any more is one with a `problem`; what is stored of it stays as it is.
        """
        with self._open("DEFERRED") as file:
            rows = file.execute(
                "SELECT number, question, outcome FROM exchanges WHERE conversation = ? ORDER BY number",
                (conversation,),
            ).fetchall()
        if not rows:
            raise NotFound(f"there is no conversation {conversation!r}: it may have been deleted")
        return tuple(Stored(number, question, _read(outcome)) for number, question, outcome in rows)

    def conversations(self, words: str = "") -> tuple[Conversation, ...]:
        """All conversations, the latest first; with `words`, those whose name, questions or answers hold them."""
        with self._open("DEFERRED") as file:
            found = tuple(Conversation(*row) for row in file.execute(_LIST))
            wanted = fold(words).split()
            if not wanted:
                return found
            texts = {each.id: fold(each.name) for each in found}
            for conversation, folded in file.execute("SELECT conversation, folded FROM exchanges"):
                texts[conversation] += f"\n{folded}"
        return tuple(each for each in found if all(word in texts[each.id] for word in wanted))

    def rename(self, conversation: str, name: str) -> None:
        """Gives a conversation another name; an empty one changes nothing. Raises NotFound."""
        kept = " ".join(name.split())[:LONGEST_NAME]
        if kept:
            self._change("UPDATE conversations SET name = ? WHERE id = ?", kept, conversation)

    def delete(self, conversation: str) -> None:
        """Deletes a conversation for good. Raises NotFound."""
        self._change("DELETE FROM conversations WHERE id = ?", conversation)

    def delete_all(self) -> None:
        """Deletes every conversation for good."""
        with self._open() as file:
            file.execute("DELETE FROM conversations")

    def _change(self, statement: str, *values: str) -> None:
        with self._open() as file:
            if file.execute(statement, values).rowcount == 0:
                raise NotFound(f"there is no conversation {values[-1]!r}: it may have been deleted")

    @contextmanager
    def _open(self, kind: Literal["DEFERRED", "IMMEDIATE"] = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
        """One transaction, undone where anything in it fails: an immediate one keeps other writers out."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=WAIT, isolation_level=None)) as file:
                version = _version(file, self.path)
                for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
                    file.execute(f"PRAGMA {pragma}")
                file.execute(f"BEGIN {kind if version == len(_MIGRATIONS) else 'IMMEDIATE'}")
                with file:
                    _migrate(file, _version(file, self.path))
                    yield file
                self._hold()
        except (sqlite3.Error, OSError) as error:
            raise HistoryProblem(
                f"the file of conversations {str(self.path)!r} can't be used ({error}): "
                "close what holds it, or move it away"
            ) from error

    def _hold(self) -> None:
        """Keeps an idle connection: whoever closes the last one has to write everything to the disk and wait for it."""
        if self._held is None:
            self._held = sqlite3.connect(self.path, check_same_thread=False)
            self._held.execute("PRAGMA user_version")


def new_id() -> str:
    """An id that nobody can guess: whoever knows it can open the conversation."""
    return token_urlsafe(12)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _written(outcome: Outcome) -> str:
    return _OUTCOME.dump_json(outcome).decode()


def _read(text: str) -> Outcome:
    try:
        return _OUTCOME.validate_json(text)
    except ValidationError as error:
        return Outcome(problem=("This answer can’t be read any more", f"{error.error_count()} fields do not fit"))


def _version(file: sqlite3.Connection, path: Path) -> int:
    """The file's version. Raises HistoryProblem for a later one, before anything is written."""
    (version,) = file.execute("PRAGMA user_version").fetchone()
    if version > len(_MIGRATIONS):
        raise HistoryProblem(
            f"the file of conversations {str(path)!r} is from a later Aftermine (version {version}, this one knows "
            f"{len(_MIGRATIONS)}): use that one, or move the file away"
        )
    return int(version)


def _migrate(file: sqlite3.Connection, version: int) -> None:
    for number, statements in enumerate(_MIGRATIONS[version:], start=version + 1):
        for statement in statements:
            file.execute(statement)
        file.execute(f"PRAGMA user_version = {number}")
