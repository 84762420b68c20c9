"""The tables of the file of conversations, and the steps that bring an earlier file up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from rag.errors import HistoryProblem

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
)


def version(file: sqlite3.Connection, path: Path) -> int:
    """The file's version. Raises HistoryProblem for a later one, before anything is written."""
    (found,) = file.execute("PRAGMA user_version").fetchone()
    if found > len(MIGRATIONS):
        raise HistoryProblem(
            f"the file of conversations {str(path)!r} is from a later Aftermine (version {found}, this one knows "
            f"{len(MIGRATIONS)}): use that one, or move the file away"
        )
    return int(found)


def migrate(file: sqlite3.Connection, found: int) -> None:
    """Brings a file of that version up to date, within the transaction that is open."""
    for number, statements in enumerate(MIGRATIONS[found:], start=found + 1):
        for statement in statements:
            file.execute(statement)
        file.execute(f"PRAGMA user_version = {number}")
