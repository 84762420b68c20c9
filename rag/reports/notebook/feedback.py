"""What readers think of answers and what was refused: one SQLite file on this machine, and nowhere else."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import TypeAdapter

from rag.base.errors import NotFound, UsageError
from rag.base.types import Answer, Passage
from rag.language.sentences import fold
from rag.language.tokens import content_stems
from rag.reports.notebook.provenance import now

Vote = Literal["up", "down", "none"]
Status = Literal["new", "kept", "dismissed"]

LONGEST_COMMENT = 4000
NEAREST = 5
APART = 0.8
"""Refused questions at a greater cosine distance are not of one group."""
MOST_SECTIONS = 3
MOST = 2000
"""So many of the latest refusals are grouped; the distances between them fit in 32 MB."""


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
_NAMES = [each.name for each in fields(Entry) if each.name != "id"]
_COLUMN = "{} TEXT NOT NULL DEFAULT ''"
_SCHEMA = f"CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, {', '.join(map(_COLUMN.format, _NAMES))})"
_KEEP = f"INSERT INTO entries ({', '.join(_NAMES)}) VALUES ({', '.join('?' * len(_NAMES))})"  # noqa: S608
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
        values = (
            now(),
            answer.question,
            answer.standalone,
            answer.verdict,
            answer.text,
            _places(each.passage for each in answer.citations),
            _places(each.passage for each in answer.hits[:NEAREST]),
            vote,
            comment[:LONGEST_COMMENT],
            "new",
            turn,
        )
        with self._open() as file:
            return int(file.execute(_KEEP, values).lastrowid or 0)

    def say(self, entry: int, vote: Vote, comment: str = "") -> None:
        """Changes what the reader said of an answer. Raises NotFound."""
        self._change("UPDATE entries SET vote = ?, comment = ? WHERE id = ?", vote, comment[:LONGEST_COMMENT], entry)

    def settle(self, entry: int, status: Status) -> None:
        """Marks an entry as kept, dismissed, or new again. Raises NotFound."""
        self._change("UPDATE entries SET status = ? WHERE id = ?", status, entry)

    def entries(self, turns: Sequence[str] | None = None) -> tuple[Entry, ...]:
        """Everything stored, or what was said of the answers at these places, the newest first."""
        which = "" if turns is None else f"WHERE turn IN ({', '.join('?' * len(turns))})"
        with self._open() as file:
            file.row_factory = sqlite3.Row
            rows = file.execute(f"SELECT * FROM entries {which} ORDER BY id DESC", turns or ()).fetchall()  # noqa: S608
        return tuple(_ENTRY.validate_python(_decoded(dict(row))) for row in rows)

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
    """Makes the table, or adds the column that older files don't have."""
    file.execute(_SCHEMA)
    if not _has_turns(file):
        file.execute("BEGIN IMMEDIATE")
        if not _has_turns(file):  # another process may have been faster
            file.execute(f"ALTER TABLE entries ADD COLUMN {_COLUMN.format('turn')}")


def _has_turns(file: sqlite3.Connection) -> bool:
    return any(name == "turn" for _, name, *_ in file.execute("PRAGMA table_info(entries)"))


def _places(passages: Iterable[Passage]) -> str:
    found = dict.fromkeys((each.document_id, each.section) for each in passages)
    return json.dumps([*found], ensure_ascii=False)


def _decoded(row: dict[str, object]) -> dict[str, object]:
    for name in ("cited", "nearest"):
        row[name] = [{"document": document, "section": section} for document, section in json.loads(str(row[name]))]
    return row


@dataclass(frozen=True, slots=True)
class Gap:
    """A group of refused questions: how often they were asked, each once, and the sections that came nearest.

    The first of the `questions` says best what the group is about.
    """

    asked: int
    questions: tuple[str, ...]
    nearest: tuple[Place, ...]


def gaps(entries: Iterable[Entry]) -> tuple[Gap, ...]:
    """The groups of what was refused and not dismissed, the most asked first: what the corpus should cover next.

    Grouped by the words that carry meaning (average linkage on the cosine distance of their weighted stems), which
    needs no model and gives the same groups each time.
    """
    refused = [entry for entry in entries if entry.refused and entry.status != "dismissed"]
    refused = sorted(refused, key=lambda entry: entry.id)[-MOST:]
    asked = list(dict.fromkeys(fold(entry.standalone) for entry in refused))
    labels = dict(zip(asked, _labels([content_stems(each) for each in asked]), strict=True))
    grouped: dict[int, list[Entry]] = {}
    for entry in refused:
        grouped.setdefault(labels[fold(entry.standalone)], []).append(entry)
    return tuple(sorted(map(_gap, grouped.values()), key=lambda gap: (-gap.asked, gap.questions[0])))


def _gap(entries: Sequence[Entry]) -> Gap:
    meant = {entry.standalone: content_stems(entry.standalone) for entry in entries}
    shared = Counter(stem for words in meant.values() for stem in words)
    asked = Counter(entry.standalone for entry in entries)
    central = sorted(asked, key=lambda text: (-sum(shared[s] for s in meant[text]) / (len(meant[text]) or 1), text))
    nearest = Counter(place for entry in entries for place in entry.nearest[:MOST_SECTIONS])
    return Gap(len(entries), tuple(central), tuple(place for place, _ in nearest.most_common(MOST_SECTIONS)))


def _labels(questions: Sequence[frozenset[str]]) -> list[int]:
    if len(questions) < 2:
        return [0] * len(questions)
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    # Rarer stems weigh more, and a stem of every question weighs little.
    counts = Counter(stem for words in questions for stem in words)
    column = {stem: place for place, stem in enumerate(sorted(counts))}
    rows = np.zeros((len(questions), max(1, len(column))))
    for row, words in zip(rows, questions, strict=True):
        for stem in words:
            row[column[stem]] = math.log((1 + len(questions)) / counts[stem])
    vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float64).tiny)
    distance = np.clip(1 - vectors @ vectors.T, 0, None)
    np.fill_diagonal(distance, 0)
    groups = fcluster(linkage(squareform(distance, checks=False), "average"), APART, "distance")
    return [int(group) for group in groups]
