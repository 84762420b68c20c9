"""Question files: read and written without loss, and wrong lines named by file, line and field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.base.errors import UsageError
from rag.evaluation import question_set
from rag.evaluation.question_set import Gold, Problem, Question, from_object, read, read_sets, scan, write

FULL = {
    "id": "q1",
    "question": "And the second batch?",
    "kind": "follow_up",
    "answer": "2009",
    "must_include": [["2009", "two thousand and nine"]],
    "sources": [{"doc": "lists", "section": "Batches"}, {"doc": "glossary"}],
    "turns": [{"question": "When was the first batch named?"}],
    "standalone": "When was the second batch named?",
    "disputed": [],
    "attack": ["PWNED"],
    "group": "lists",
    "split": "tune",
    "author": {"name": "Ms Li", "scores": [1, 2.5, None]},
}


def lines_of(*objects: object) -> list[bytes]:
    return [json.dumps(each, ensure_ascii=False).encode() for each in objects]


def only(data: object) -> Question:
    question = from_object(data, "here")
    assert isinstance(question, Question)
    return question


def problem(data: object) -> str:
    wrong = from_object(data, "set.jsonl, line 3")
    assert isinstance(wrong, Problem)
    return str(wrong)


def test_every_field_is_read() -> None:
    question = only(FULL)
    assert question.sources == (Gold("lists", "Batches"), Gold("glossary"))
    assert question.turns == ("When was the first batch named?",)
    assert (question.disputed, question.attack, question.split) == ((), ("PWNED",), "tune")
    assert question.extra == {"author": {"name": "Ms Li", "scores": [1, 2.5, None]}}


def test_writing_what_was_read_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    write(path, [only(FULL), only({"id": "q2", "question": "中文？"})])
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0]) == FULL
    assert read(path) == (only(FULL), only({"id": "q2", "question": "中文？"}))
    assert list(tmp_path.iterdir()) == [path]


def test_the_kind_follows_from_the_sources_where_it_is_not_given() -> None:
    assert only({"id": "a", "question": "b"}).kind == "unanswerable"
    assert only({"id": "a", "question": "b", "sources": [{"doc": "d"}]}).kind == "fact"


def test_an_unknown_kind_is_kept() -> None:
    assert only({"id": "a", "question": "b", "kind": "riddle"}).kind == "riddle"


def test_the_last_turn_is_the_question() -> None:
    turns = [{"question": "Who?"}, {"question": "And where?"}]
    for line in ({"id": "a", "turns": turns}, {"id": "a", "question": "And where?", "turns": turns}):
        assert (only(line).question, only(line).turns) == ("And where?", ("Who?",))
    assert only({"id": "a", "question": "Why?", "turns": turns}).turns == ("Who?", "And where?")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"id": None}, "field 'id'"),
        ({"id": 7}, "field 'id'"),
        ({"question": ""}, "field 'question'"),
        ({"question": "  "}, "field 'question'"),
        ({"must_include": ["69"]}, "field 'must_include.0'"),
        ({"must_include": [["69", 70]]}, "field 'must_include.0.1'"),
        ({"must_include": [[]]}, "field 'must_include.0'"),
        ({"sources": [{"section": "S"}]}, "field 'sources.0.doc'"),
        ({"sources": "lists"}, "field 'sources'"),
        ({"turns": ["Who?"]}, "field 'turns.0'"),
        ({"split": "train"}, "field 'split'"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(change: dict[str, object], expected: str) -> None:
    text = problem(FULL | change)
    assert text.startswith(f"set.jsonl, line 3: {expected}:")
    assert "\n" not in text


def test_a_missing_question_is_named() -> None:
    assert "field 'question': field required, found nothing" in problem({"id": "a"})


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"id": "a", ', "not JSON"),
        (b"[1, 2]", "is not an object"),
        (b'{"id": "a", "question": "caf\xe9"}', r"byte b'\xe9' is not UTF-8"),
        (b'{"id": "a", "question": "\\ud800"}', "is half a character"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_line_that_is_no_object_is_a_problem(tmp_path: Path, raw: bytes, expected: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\n" + raw)
    ((where, found),) = scan(path)
    assert where == "set.jsonl, line 2"
    assert isinstance(found, Problem)
    assert expected in str(found)


def test_empty_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + lines_of(FULL)[0] + b"\n\n  \r\n")
    assert [item for _, item in scan(path)] == [only(FULL)]


def test_reading_stops_at_the_first_wrong_line_and_counts_the_others(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\n".join([*lines_of(FULL, {"id": "b"}), b"{", b"{"]))
    with pytest.raises(UsageError, match=r"set\.jsonl, line 2: field 'question'.*\(2 more wrong"):
        read(path)


def test_an_empty_file_and_a_missing_one_are_errors(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"\n\n")
    with pytest.raises(UsageError, match="holds no question"):
        read(tmp_path / "empty.jsonl")
    with pytest.raises(UsageError, match="can't be read"):
        read(tmp_path / "none.jsonl")
    with pytest.raises(UsageError, match="can't be read"):
        read(tmp_path)


def test_an_id_that_stands_twice_is_an_error_that_names_both_places(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_bytes(lines_of(FULL)[0])
    with pytest.raises(UsageError, match=r"b\.jsonl, line 1: field 'id': 'q1' stands in a\.jsonl, line 1 too"):
        read_sets([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])


def test_sets_are_named_after_their_files(tmp_path: Path) -> None:
    for number, name in enumerate(("one/all", "two/set", "three/set")):
        path = tmp_path / f"{name}.jsonl"
        path.parent.mkdir()
        path.write_bytes(lines_of(FULL | {"id": f"q{number}"})[0])
    paths = [tmp_path / f"{name}.jsonl" for name in ("one/all", "two/set", "three/set")]
    assert [group.name for group in read_sets(paths)] == ["one/all", "set", "three/set"]
    assert [group.name for group in read_sets(paths[:1])] == ["all"]


def test_a_changed_line_has_another_hash() -> None:
    assert only(FULL).sha256() == only(dict(reversed(FULL.items()))).sha256()
    assert only(FULL).sha256() != only(FULL | {"must_include": [["2010"]]}).sha256()


def test_the_shipped_schema_is_the_one_of_the_code() -> None:
    shipped = Path(question_set.__file__).with_name("question.schema.json").read_text(encoding="utf-8")
    assert json.loads(shipped) == question_set.schema()
