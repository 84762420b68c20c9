"""Conversations kept on this machine: one SQLite file that any number of tabs and processes may write to at once.

Questions are stored when they are asked and what came of them when it comes, so nothing is lost between the two. A file
that can't be used is an error and is never written to; an earlier version's file is brought up to date step by step.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import TypeAdapter, ValidationError

from rag.base.errors import HistoryProblem, NotFound, UsageError
from rag.base.types import Answer, Sentence
from rag.language.sentences import fold
from rag.reports.notebook.provenance import Origin

# Each step brings the file to the version of its number (PRAGMA user_version, from 1); steps are only ever added.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
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
    # JSON of how each question was answered; NULL for those that were answered before this was kept
    ("ALTER TABLE exchanges ADD COLUMN origin TEXT",),
    ("ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",),
)


def schema_version(file: sqlite3.Connection, path: Path) -> int:
    """The file's schema_version. Raises HistoryProblem for a later one, before anything is written."""
    (found,) = file.execute("PRAGMA user_version").fetchone()
    if found > len(MIGRATIONS):
        raise HistoryProblem(
            f"the file of conversations {str(path)!r} is from a later Aftermine (version {found}, this one knows "
            f"{len(MIGRATIONS)}): use that one, or move the file away"
        )
    return int(found)


def migrate(file: sqlite3.Connection, found: int) -> None:
    """Brings a file of that schema_version up to date, within the transaction that is open."""
    for number, statements in enumerate(MIGRATIONS[found:], start=found + 1):
        for statement in statements:
            file.execute(statement)
        file.execute(f"PRAGMA user_version = {number}")


LAST = "last"
LONGEST_NAME = 120  # characters
WAIT = 2.0  # seconds for another process to finish writing


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
    """A question and what came of it; `number` never changes, `origin` is how it was answered, None if unrecorded."""

    number: int
    question: str
    outcome: Outcome
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation's line in a list; `created` and `updated` are ISO 8601 in UTC, `last` is its last question."""

    id: str
    name: str
    created: str
    updated: str
    questions: int
    last: str = ""
    pinned: bool = False


_OUTCOME = TypeAdapter(Outcome)
_ORIGIN = TypeAdapter(Origin)
_LIST = """
    SELECT id, name, created, updated, (SELECT count(*) FROM exchanges WHERE conversation = id),
        (SELECT question FROM exchanges WHERE conversation = id ORDER BY number DESC LIMIT 1), pinned
    FROM conversations ORDER BY pinned DESC, updated DESC, rowid DESC
"""


class History:
    """The file; any thread may use it. Calls raise HistoryProblem where it is locked, damaged or of a later version."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: sqlite3.Connection | None = None

    def close(self) -> None:
        """Lets the file go; the next call opens it again."""
        held, self._held = self._held, None
        if held:
            held.close()

    def ask(self, conversation: str, question: str, after: int = 0) -> int:
        """Stores an unanswered question; returns its number, above `after`. The first one names the conversation."""
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        with self._open() as file:
            file.execute(
                "INSERT OR IGNORE INTO conversations (id, name, created, updated) VALUES (?, ?, ?, ?)",
                (conversation, _as_name(question), now, now),
            )
            file.execute("UPDATE conversations SET updated = ? WHERE id = ?", (now, conversation))
            (number,) = file.execute(
                "SELECT max(coalesce(max(number), 0), ?) + 1 FROM exchanges WHERE conversation = ?",
                (after, conversation),
            ).fetchone()
            _write(file, conversation, Stored(number, question, Outcome()))
            return int(number)

    def settle(self, conversation: str, number: int, outcome: Outcome, origin: Origin | None = None) -> None:
        """Stores what came of a question and how, in place of what was there. Raises NotFound where it was deleted."""
        with self._open() as file:
            question = _question(file, conversation, number)
            _write(file, conversation, Stored(number, question, outcome, origin))

    def reword(self, conversation: str, number: int, question: str) -> None:
        """Puts another question in the place of one, without an answer until it is settled. Raises NotFound.

        A conversation that was called by the question is called by the new one.
        """
        with self._open() as file:
            before = _question(file, conversation, number)
            _write(file, conversation, Stored(number, question, Outcome()))
            names = (_as_name(question), conversation, _as_name(before))
            file.execute("UPDATE conversations SET name = ? WHERE id = ? AND name = ?", names)

    def exchanges(self, conversation: str) -> tuple[Stored, ...]:
        """A conversation's questions, oldest first. Raises NotFound.

        An outcome that can't be read any more is one with a `problem`; what is stored of it stays as it is.
        """
        with self._open("DEFERRED") as file:
            rows = file.execute(
                "SELECT number, question, outcome, origin FROM exchanges WHERE conversation = ? ORDER BY number",
                (conversation,),
            ).fetchall()
        if not rows:
            raise NotFound(f"there is no conversation {conversation!r}: it may have been deleted")
        return tuple(
            Stored(number, question, _read(outcome), _origin(origin)) for number, question, outcome, origin in rows
        )

    def conversations(self, words: str = "") -> tuple[Conversation, ...]:
        """All conversations, the pinned ones and then the latest first; with `words`, those that hold them anywhere."""
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
        if kept := _as_name(name):
            self._change("UPDATE conversations SET name = ? WHERE id = ?", kept, conversation)

    def pin(self, conversation: str, pinned: bool) -> None:
        """Puts a conversation before all others, or back among them. Raises NotFound."""
        self._change("UPDATE conversations SET pinned = ? WHERE id = ?", "1" if pinned else "0", conversation)

    def delete(self, conversation: str) -> None:
        """Deletes a conversation for good. Raises NotFound."""
        self._change("DELETE FROM conversations WHERE id = ?", conversation)

    def _change(self, statement: str, *values: str) -> None:
        with self._open() as file:
            if file.execute(statement, values).rowcount == 0:
                raise NotFound(f"there is no conversation {values[-1]!r}: it may have been deleted")

    @contextmanager
    def _open(self, kind: Literal["DEFERRED", "IMMEDIATE"] = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
        """One transaction, undone where anything in it fails: an immediate one keeps other writers out."""
        writable = True
        try:
            # The file's folder, or the one that it would be made in.
            writable = os.access(next(each for each in self.path.absolute().parents if each.exists()), os.W_OK)
            only_read = kind == "DEFERRED" and not writable
            name = self.path.absolute().as_uri()
            if not only_read:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            else:  # beside a file that it takes for one that may change, SQLite would make others
                name = f"{name}?immutable=1" if self.path.exists() else "file::memory:"
            with closing(sqlite3.connect(name, uri=True, timeout=WAIT, isolation_level=None)) as file:
                stored = schema_version(file, self.path)
                for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
                    file.execute(f"PRAGMA {pragma}")
                file.execute(f"BEGIN {kind if stored == len(MIGRATIONS) else 'IMMEDIATE'}")
                with file:
                    migrate(file, schema_version(file, self.path))
                    yield file
                if not (only_read or self._held):
                    # Whoever closes the last connection has to write everything to the disk and wait for it.
                    self._held = sqlite3.connect(self.path, check_same_thread=False)
                    self._held.execute("PRAGMA user_version")
        except (sqlite3.Error, OSError) as error:
            advice = "close what holds it, or move it away" if writable else "correct the permissions of its folder"
            raise HistoryProblem(
                f"the file of conversations {str(self.path)!r} can't be used ({error}): {advice}"
            ) from error


def meant(said: str, conversations: Sequence[Conversation]) -> Conversation:
    """The conversation that is named by its id, the beginning of it, a link to it, or `last`; the latest come first.

    Raises NotFound for none and UsageError for more than one.
    """
    name = _named(said.strip())
    if name == LAST and conversations:
        return conversations[0]
    found = [each for each in conversations if name and each.id.startswith(name)]
    exact = [each for each in found if each.id == name]
    if len(exact or found) > 1:
        ids = ", ".join(each.id for each in found)
        raise UsageError(f"{said!r} is the beginning of {len(found)} conversations ({ids}): give more of the id")
    if not found:
        raise NotFound(f"there is no conversation {said!r}: give an id, the beginning of one, a link, or {LAST!r}")
    return (exact or found)[0]


def new_id() -> str:
    """An id that nobody can guess: whoever knows it can open the conversation."""
    return token_urlsafe(12)


def _named(said: str) -> str:
    """The id in a link as the app shows it; anything else as it is."""
    try:
        found = parse_qs(urlsplit(said).query).get("c", [])
    except ValueError:
        return said
    return found[0] if found else said


def _as_name(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NAME]


def _question(file: sqlite3.Connection, conversation: str, number: int) -> str:
    row = (conversation, number)
    found = file.execute("SELECT question FROM exchanges WHERE conversation = ? AND number = ?", row).fetchone()
    if found is None:
        raise NotFound(f"conversation {conversation!r} has no question {number!r}: it may have been deleted")
    return str(found[0])


def _write(file: sqlite3.Connection, conversation: str, stored: Stored) -> None:
    outcome, origin = stored.outcome, stored.origin
    told = outcome.answer.text if outcome.answer else ""
    values = (
        conversation,
        stored.number,
        stored.question,
        _OUTCOME.dump_json(outcome).decode(),
        _ORIGIN.dump_json(origin).decode() if origin else None,
        fold(f"{stored.question} {told}"),
    )
    file.execute(
        "INSERT OR REPLACE INTO exchanges (conversation, number, question, outcome, origin, folded) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        values,
    )


def _read(text: str) -> Outcome:
    try:
        return _OUTCOME.validate_json(text)
    except ValidationError as error:
        return Outcome(problem=("This answer can’t be read any more", f"{error.error_count()} fields do not fit"))


def _origin(text: str | None) -> Origin | None:
    try:
        return None if text is None else _ORIGIN.validate_json(text)
    except ValidationError:
        return None
