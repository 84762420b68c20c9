"""Conversations that are kept: what goes in comes out, whoever else writes, and no file is ever harmed."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.base.errors import HistoryProblem, NotFound
from rag.base.types import Aspect, Comparison, Coverage, Sentence
from rag.reports.notebook import conversations
from rag.reports.notebook.conversations import History, Outcome, new_id
from tests.ui.samples import ANSWERED, DISPUTED, REFUSED, WRITTEN


@pytest.fixture
def store(tmp_path: Path) -> Iterator[History]:
    made = History(tmp_path / "deep" / "history.sqlite3")
    yield made
    made.close()


def kept(store: History, conversation: str, *questions: str) -> None:
    for question in questions:
        number = store.ask(conversation, question)
        store.settle(conversation, number, Outcome(replace(ANSWERED, question=question), 0.5))


def many(path: Path, conversation: str) -> None:
    """What another tab or process does: it has its own connection to the file."""
    with closing(History(path)) as store:
        kept(store, conversation, *(f"question {number}?" for number in range(5)))


COMPARED = replace(
    ANSWERED,
    kind="compare",
    coverage=Coverage(3, 4),
    comparison=Comparison(("A", "B"), (Aspect("People", ((ANSWERED.sentences[0],), ())),)),
)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(),
        *(Outcome(answer, 0.25) for answer in (ANSWERED, DISPUTED, WRITTEN, REFUSED, COMPARED)),
        Outcome(stopped=(Sentence("It paid \u200b well. 鹤岗", (1,), "partial"),)),
        Outcome(stopped=()),
        Outcome(problem=("It is busy", "stop process 42")),
    ],
)
def test_what_came_of_a_question_is_read_as_it_was_written(store: History, outcome: Outcome) -> None:
    number = store.ask("c", "  What\nthen?")
    store.settle("c", number, outcome)
    store.close()
    (found,) = store.exchanges("c")
    assert (found.number, found.question, found.outcome) == (1, "  What\nthen?", outcome)


def test_an_answer_is_replaced_and_the_question_stays(store: History) -> None:
    kept(store, "c", "one?", "two?")
    store.settle("c", 1, Outcome(REFUSED))
    assert [each.outcome.answer for each in store.exchanges("c")] == [REFUSED, replace(ANSWERED, question="two?")]
    assert [each.id for each in store.conversations("one? not answer this")] == ["c"]


def test_conversations_are_named_by_their_first_question_and_the_latest_comes_first(store: History) -> None:
    kept(store, "a", "What\n was  first?", "and then?")
    kept(store, "b", "x" * 500)
    assert [(each.id, each.questions) for each in store.conversations()] == [("b", 1), ("a", 2)]
    assert [each.name for each in store.conversations()] == ["x" * conversations.LONGEST_NAME, "What was first?"]
    kept(store, "a", "more?")
    assert [each.id for each in store.conversations()] == ["a", "b"]
    store.rename("a", "  Mines '; DROP TABLE exchanges; -- ")
    store.rename("a", " \n")
    assert store.conversations()[0].name == "Mines '; DROP TABLE exchanges; --"
    assert store.conversations()[0].created < store.conversations()[0].updated


def test_names_questions_and_answers_are_searched(store: History) -> None:
    kept(store, "mines", "When did the mine open?")
    kept(store, "bread", "Who bakes 100% of the bread?")
    store.settle("bread", 1, Outcome(REFUSED))
    store.rename("bread", "Bäckerei")

    def found(words: str) -> list[str]:
        return [each.id for each in store.conversations(words)]

    assert found("") == ["bread", "mines"]
    assert (found("1917"), found("BACKEREI bread"), found("100%"), found("mine bread"), found("_")) == (
        ["mines"],
        ["bread"],
        ["bread"],
        [],
        [],
    )


def test_a_deleted_one_leaves_nothing(store: History) -> None:
    for name in "abc":
        kept(store, name, "one?", "two?")
    store.delete("b")
    assert [each.id for each in store.conversations()] == ["c", "a"]
    assert len(store.exchanges("a")) == 2
    store.delete("c")
    store.delete("a")
    assert store.conversations() == ()
    with closing(sqlite3.connect(store.path)) as file:
        assert file.execute("SELECT count(*) FROM exchanges").fetchone() == (0,)


def test_what_is_not_there_is_not_found(store: History) -> None:
    kept(store, "c", "one?")
    for call in (
        lambda: store.exchanges("d"),
        lambda: store.delete("d"),
        lambda: store.rename("d", "name"),
        lambda: store.settle("c", 2, Outcome()),
    ):
        with pytest.raises(NotFound, match="deleted"):
            call()


def test_a_question_asked_in_a_deleted_conversation_is_not_lost(store: History) -> None:
    kept(store, "c", "one?")
    store.delete("c")
    kept(store, "c", "two?")
    assert [each.question for each in store.exchanges("c")] == ["two?"]


def test_a_number_of_a_deleted_conversation_is_not_given_again(store: History) -> None:
    first = store.ask("c", "one?")
    store.delete("c")
    assert store.ask("c", "two?", after=first) == first + 1
    with pytest.raises(NotFound):
        store.settle("c", first, Outcome(answer=None))


def test_several_write_at_once_and_nothing_is_mixed(store: History) -> None:
    store.conversations()
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda name: many(store.path, name), ("alone", "shared", "shared")))
    assert {each.id: each.questions for each in store.conversations()} == {"alone": 5, "shared": 10}
    shared = store.exchanges("shared")
    assert [each.number for each in shared] == list(range(1, 11))
    assert all(each.outcome.answer and each.outcome.answer.question == each.question for each in shared)


def test_a_locked_file_is_explained_and_left_alone(store: History, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(store, "c", "one?")
    monkeypatch.setattr(conversations, "WAIT", 0.05)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryProblem, match=r"history\.sqlite3.*locked.*close what holds it"):
            store.ask("c", "two?")
        assert len(store.exchanges("c")) == 1  # reading needs nobody's leave
    store.ask("c", "two?")
    assert len(store.exchanges("c")) == 2


def test_a_file_of_a_later_version_is_never_written_to(store: History) -> None:
    kept(store, "c", "one?")
    with closing(sqlite3.connect(store.path)) as file:
        file.execute("PRAGMA user_version = 99")
    store.close()
    before = store.path.read_bytes()
    for call in (lambda: store.ask("c", "two?"), store.conversations, lambda: store.delete("c")):
        with pytest.raises(HistoryProblem, match=r"later Aftermine \(version 99"):
            call()
    assert store.path.read_bytes() == before


def test_an_earlier_file_is_brought_up_to_date_and_keeps_what_it_holds(
    store: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(store, "c", "one?")
    step = ("ALTER TABLE conversations ADD COLUMN colour INTEGER NOT NULL DEFAULT 0",)
    monkeypatch.setattr(conversations, "MIGRATIONS", (*conversations.MIGRATIONS, step))
    assert [each.question for each in store.exchanges("c")] == ["one?"]
    with closing(sqlite3.connect(store.path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (len(conversations.MIGRATIONS),)
        assert file.execute("SELECT colour FROM conversations").fetchone() == (0,)


def test_a_step_that_fails_leaves_the_file_as_it_was(store: History, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(store, "c", "one?")
    with monkeypatch.context() as broken:
        step = ("ALTER TABLE conversations ADD COLUMN colour", "THIS IS NO STATEMENT")
        broken.setattr(conversations, "MIGRATIONS", (*conversations.MIGRATIONS, step))
        with pytest.raises(HistoryProblem, match="syntax error"):
            store.conversations()
    assert [each.name for each in store.conversations()] == ["one?"]


def test_a_file_that_is_no_database_is_an_error_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    path.write_bytes(b"this is no database " * 1000)
    with pytest.raises(HistoryProblem, match="move it away"):
        History(path).ask("c", "one?")
    assert path.read_bytes() == b"this is no database " * 1000


def test_a_folder_that_can_not_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HistoryProblem, match="can't be used"):
        History(tmp_path / "file" / "history.sqlite3").conversations()


def test_an_answer_that_can_not_be_read_is_told_and_the_others_are_read(store: History) -> None:
    kept(store, "c", "one?", "two?")
    with closing(sqlite3.connect(store.path)) as file, file:
        file.execute("""UPDATE exchanges SET outcome = '{"answer": {"question": 3}}' WHERE number = 1""")
    first, second = store.exchanges("c")
    assert first.outcome.problem is not None
    assert second.outcome.answer is not None


def test_ids_can_not_be_guessed() -> None:
    ids = {new_id() for _ in range(100)}
    assert len(ids) == 100
    assert min(map(len, ids)) >= 16


def test_where_nothing_can_be_written_conversations_are_read_and_no_file_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("kept", "missing"):
        folder = tmp_path / name
        folder.mkdir()
        with closing(History(folder / "history.sqlite3")) as store:
            if name == "kept":
                store.ask("c1", "people of c1")
    monkeypatch.setattr("rag.reports.notebook.conversations.os.access", lambda *_: False)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    with closing(History(tmp_path / "kept" / "history.sqlite3")) as store:
        assert [each.name for each in store.conversations("people")] == ["people of c1"]
        assert [each.question for each in store.exchanges("c1")] == ["people of c1"]
    for place in ("missing", "no folder"):
        with closing(History(tmp_path / place / "history.sqlite3")) as store:
            assert store.conversations() == ()
            with pytest.raises(NotFound):
                store.exchanges("c1")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before
    assert not (tmp_path / "no folder").exists()


def test_what_can_not_be_stored_for_want_of_a_folder_that_can_be_written_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("rag.reports.notebook.conversations.os.access", lambda *_: False)
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(HistoryProblem, match=r"Read-only file system.*correct the permissions of its folder"):
        History(tmp_path / "history.sqlite3").ask("c1", "people of c1")


def test_a_question_in_the_place_of_another_waits_for_its_answer(store: History) -> None:
    kept(store, "c", "one?", "two?")
    store.reword("c", 1, "three?")
    first, second = store.exchanges("c")
    assert (first.question, first.outcome) == ("three?", Outcome())
    assert second.outcome.answer is not None
    assert [(each.name, each.last) for each in store.conversations("three")] == [("three?", "two?")]
    assert store.conversations("one") == ()
    store.rename("c", "named")
    store.reword("c", 1, "four?")
    assert [each.name for each in store.conversations()] == ["named"]
    with pytest.raises(NotFound):
        store.reword("c", 9, "five?")


def test_what_is_pinned_comes_first(store: History) -> None:
    for name in ("a", "b", "c"):
        kept(store, name, f"{name}?")
    store.pin("a", True)
    assert [(each.id, each.pinned) for each in store.conversations()] == [("a", True), ("c", False), ("b", False)]
    store.pin("a", False)
    assert [each.id for each in store.conversations()] == ["c", "b", "a"]
    with pytest.raises(NotFound):
        store.pin("gone", True)
