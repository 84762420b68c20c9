"""How each question was answered is kept with it; a file from before that is brought up to date and says nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.base.errors import HistoryProblem
from rag.reports.notebook.conversations import History, Outcome
from rag.reports.notebook.provenance import Origin
from tests.ui.samples import ANSWERED, REFUSED

ORIGIN = Origin("0.1.0", "2026-11-25T12:00:00+00:00", "ab" * 32, (("answering.model", "extractive"), ("a", "鹤岗")))

# What the first version wrote, to the letter.
FIRST_TABLES = (
    "CREATE TABLE conversations "
    "(id TEXT PRIMARY KEY, name TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL)",
    "CREATE INDEX conversations_by_date ON conversations (updated)",
    "CREATE TABLE exchanges (conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, "
    "number INTEGER NOT NULL, question TEXT NOT NULL, outcome TEXT NOT NULL, folded TEXT NOT NULL, "
    "PRIMARY KEY (conversation, number))",
    "PRAGMA user_version = 1",
)
FIRST_OUTCOME = """{"answer":{"question":"Who won?","standalone":"Who won?","sentences":[],"citations":[],"hits":[],
"verdict":"not_in_corpus","disagreement":null,"warnings":[],"model":"extractive","seconds":0.0,"confidence":0.0,
"kind":"fact","notice":"The corpus does not answer this.","suggestions":[],"coverage":null,"comparison":null},
"threshold":0.5,"stopped":null,"problem":null}"""


@pytest.fixture
def first(tmp_path: Path) -> Path:
    path = tmp_path / "history.sqlite3"
    with closing(sqlite3.connect(path)) as file, file:
        for statement in FIRST_TABLES:
            file.execute(statement)
        when = "2026-01-02T03:04:05.678+00:00"
        file.execute("INSERT INTO conversations VALUES ('old', 'Who won?', ?, ?)", (when, when))
        file.execute("INSERT INTO exchanges VALUES ('old', 1, 'Who won?', ?, 'who won?')", (FIRST_OUTCOME,))
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[History]:
    made = History(tmp_path / "history.sqlite3")
    yield made
    made.close()


def test_an_origin_is_read_as_it_was_written_and_replaced_with_its_answer(store: History) -> None:
    number = store.ask("c", "one?")
    assert store.exchanges("c")[0].origin is None
    store.settle("c", number, Outcome(ANSWERED), ORIGIN)
    store.close()
    assert store.exchanges("c")[0].origin == ORIGIN
    store.settle("c", number, Outcome(REFUSED))
    assert store.exchanges("c")[0].origin is None


def test_a_file_of_the_first_version_keeps_what_it_holds_and_takes_origins(first: Path, store: History) -> None:
    (old,) = store.exchanges("old")
    assert (old.number, old.question, old.origin) == (1, "Who won?", None)
    assert old.outcome.answer is not None
    assert old.outcome.answer.notice == "The corpus does not answer this."
    assert [each.name for each in store.conversations("won")] == ["Who won?"]
    store.settle("old", store.ask("old", "And now?"), Outcome(ANSWERED), ORIGIN)
    assert [each.origin for each in store.exchanges("old")] == [None, ORIGIN]
    with closing(sqlite3.connect(first)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (3,)


def test_a_file_of_the_first_version_that_another_is_writing_is_left_as_it_was(
    first: Path, store: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.reports.notebook.conversations.WAIT", 0.05)
    with closing(sqlite3.connect(first, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryProblem, match="locked"):
            store.exchanges("old")
    assert len(store.exchanges("old")) == 1


def test_an_origin_that_can_not_be_read_is_none(store: History) -> None:
    store.settle("c", store.ask("c", "one?"), Outcome(ANSWERED), ORIGIN)
    with closing(sqlite3.connect(store.path)) as file, file:
        file.execute("""UPDATE exchanges SET origin = '{"version": 3}'""")
    (found,) = store.exchanges("c")
    assert (found.origin, found.outcome.answer) == (None, ANSWERED)
