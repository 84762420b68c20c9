"""What may be trained on: made data sets in the published shapes, small enough to work out by hand."""

from __future__ import annotations

import json
import random
from pathlib import Path

import openpyxl
import pytest

from training import data
from training.claims import fever_claims, public_claims
from training.contextual import contextual_rows
from training.data import (
    Row,
    find_span,
    fold,
    further_rows,
    hard_negatives,
    held_out_articles,
    parity,
    read_jsonl,
    training_rows,
    vary,
)
from training.public import AFTER, NEAR

SHEET = (
    *("title", "context", "question", "ids", "answers"),
    *("answer_start", "plausible_answers", "plausible_answers_start", "is_impossible"),
)


def shared(question: str, passage: str, split: str, title: str, answer: str | None) -> dict[str, object]:
    answers = [answer] if answer else []
    return {"question": question, "contexts": [passage], "answerable": bool(answer), "answers": answers, "title": title,
            "group": f"g:{passage[:9]}", "split": split}  # fmt: skip


def write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five articles in the half set (four of them held out), a sheet, a part of the training set, claims."""
    monkeypatch.setattr(data, "check_files", lambda folder: None)
    half = [
        shared(f"Where is {t}?", f"{t} is in Gansu.", "tune", t, "Gansu")
        for t in ("One", "Two", "Three", "Four", "Five")
    ]
    write(tmp_path, "squad2_half_dev.jsonl", half)
    write(tmp_path, "xquad_en.jsonl", [shared("Who came?", "Élan came late.", "report", "Six", "Élan")])
    write(tmp_path, "nq_oracle.jsonl", [shared("when did coal end", "Coal ended in 1999.", "tune", "Coal", "1999")])
    article = {
        "context": "Yumen has oil.",
        "qas": [{"question": "What has Yumen?", "answers": [{"answer_start": 10, "text": "oil"}]}],
    }
    (tmp_path / "squad2_train_part.json").write_text(
        json.dumps({"data": [{"title": "Yumen", "paragraphs": [article]}]}), encoding="utf-8"
    )
    book = openpyxl.Workbook()
    for line in (
        SHEET,
        ("Six", "['Elan came late.']", "Who left?", "1", "['Elan']", "[0]", "", "", False),
        ("One", "['One is in Gansu. It is dry.']", "How dry?", "2", "['dry']", "[24]", "", "", False),
        ("Seven", "['Seven is old.']", "How old?", "3", "old", 9, "", "", False),
        ("Seven", "['Seven is old.']", "How young?", "4", "No answer", "--", "", "", True),
    ):
        book.worksheets[0].append(line)
    book.save(tmp_path / "squad2_dev.xlsx")
    claim = {"claim": "It ended .", "evidence": ["It ended -LRB- 1999 -RRB- ."], "group": "c", "label": "supported"}
    write(tmp_path, "fever_symmetric.jsonl", [claim | {"split": "tune"}, claim | {"split": "report"}])
    write(tmp_path, "fool_me_twice.jsonl", [])
    return tmp_path


def test_no_row_of_a_report_paragraph_or_of_a_held_out_article(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "EASY_SHARE", 1.0)
    held = held_out_articles(data.read_jsonl(folder / "squad2_half_dev.jsonl"))
    rows = training_rows(folder, seed=1)
    assert len(held) == 4
    assert not held & {row.title for row in rows}
    assert "Who left?" not in {row.question for row in rows}  # its paragraph is a report one, but for an accent
    assert {row.source for row in rows} == {
        "squad2_half_dev",
        "nq_oracle",
        "squad2_train_part",
        "squad2_dev",
    }
    assert [row.source for row in public_claims(folder)] == ["fever_symmetric"]


def test_spans_are_the_answers_words(folder: Path) -> None:
    rows = {row.question: row for row in training_rows(folder, seed=1)}
    old = rows["How old?"]
    assert old.span is not None
    assert old.passage[slice(*old.span)] == "old"
    assert rows["How young?"].span is None
    assert not rows["How young?"].answers


def test_the_same_seed_gives_the_same_rows(folder: Path) -> None:
    assert training_rows(folder, seed=3) == training_rows(folder, seed=3)


def test_further_rows_leave_out_report_paragraphs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "EASY_SHARE", 1.0)
    plain = [
        {"context": "Élan came late!", "qas": [{"question": "Who was late?", "answer": "Élan"}]},
        {"context": "Jixi has coal.", "qas": [{"question": "What has Jixi?", "answer": "coal"}]},
    ]
    (folder / "squad1_part.json").write_text(json.dumps(plain), encoding="utf-8")
    rows = further_rows(folder, seed=1)
    assert [(row.question, row.passage[slice(*row.span)]) for row in rows if row.span] == [("What has Jixi?", "coal")]


def test_fever_claims_leave_out_what_report_claims_are_made_of(folder: Path) -> None:
    claims = [
        {"claim": "It ended.", "evidence": ["Other ."], "label": "SUPPORTS"},
        {"claim": "Other .", "evidence": ["More .", "It ended -LRB- 1999 -RRB- ."], "label": "REFUTES"},
        {"claim": "Jixi closed .", "evidence": ["Jixi -LSB- a town -RSB- is open ."], "label": "REFUTES"},
        {"claim": "Too long .", "evidence": ["A .", "B .", "C .", "D ."], "label": "SUPPORTS"},
    ]
    write(folder, "fever_validation.jsonl", claims)
    write(folder, "fever_test.jsonl", [])
    found = [(row.question, row.passage, row.answers) for row in fever_claims(folder)]
    assert found == [("Jixi closed.", "Jixi [a town] is open.", False)]


def test_another_edition_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="SHA-256"):
        data.check_files(tmp_path)


@pytest.mark.parametrize(("group", "half"), [("hegang-profile", "tune"), ("gejiu-tin", "report")])
def test_the_half_of_a_group(group: str, half: str) -> None:
    assert parity(group) == half


def test_folding_sees_through_accents_and_signs() -> None:
    assert fold("São-Tomé, 1999!") == "saotome1999"


@pytest.mark.parametrize(
    ("answers", "words"), [(["coal"], "coal"), (["Tin", "coal"], "coal"), (["oal"], "oal"), (["gold", ""], None)]
)
def test_a_whole_word_comes_before_a_part(answers: list[str], words: str | None) -> None:
    passage = "charcoal and coal"
    span = find_span(passage, answers)
    assert (passage[slice(*span)] if span else None) == words
    assert span is None or answers != ["coal"] or span[0] == 13


def test_a_hard_negative_lacks_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "NEGATIVE_SHARE", 1.0)
    passages = [f"Town {i} lived from coal" + (" until 1999." if i < 2 else ".") for i in range(7)]
    rows = [Row("until when did town 0 live from coal", p, True, (28, 32), "Towns", "s", p) for p in passages[:1]]
    rows += [Row("?", p, False, None, "Towns", "s", p) for p in passages[1:]]
    negatives = hard_negatives(rows, random.Random(1))
    assert len(negatives) == 1
    assert "1999" not in negatives[0].passage
    assert not negatives[0].answers


def test_a_title_moves_the_span() -> None:
    row = Row("What has Yumen?", "Yumen has oil.", True, (10, 13), "Gansu", "s", "g")
    shown = [vary(row, random.Random(seed)) for seed in range(20)]
    assert {each.passage for each in shown} == {"Yumen has oil.", "Gansu\nYumen has oil."}
    assert {each.passage[slice(*each.span)] for each in shown if each.span} == {"oil"}
    assert any(each.question != row.question for each in [vary(row, random.Random(seed)) for seed in range(60)])


def test_rows_of_a_paragraph_are_asked_behind_one_that_it_answers() -> None:
    rows = [
        Row("When did Coalton's pit shut?", "Coalton's pit shut in 1999.", True, (22, 26), "", "s", "g"),
        Row("Who shut Coalton's pit?", "Coalton's pit shut in 1999.", False, None, "", "s", "g"),
        Row("Where is Tintown?", "Tintown is in the north.", True, (11, 24), "", "s", "h"),
    ]
    found = contextual_rows(rows, 10)
    assert [row.answers for row in found] == [False]
    assert found[0].question.startswith("When did Coalton's pit shut? Who shut ")
    assert found[0].passage == rows[1].passage


def test_questions_typed_behind_others_are_of_known_ones() -> None:
    known = {line["id"] for line in read_jsonl(NEAR)}
    lines = read_jsonl(AFTER)
    assert {line["of"] for line in lines} <= known
    assert len({line["of"] for line in lines}) == len(lines)
    assert all(line["before"].strip() and line["question"].strip() for line in lines)
