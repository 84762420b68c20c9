"""Sheets: separators, encodings, formulas, and errors by line."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from rag.base.errors import UsageError
from rag.evaluation.imports import read_fact, read_sheet, write_fact
from rag.evaluation.question_set import Gold, Problem, Question

HEAD = ("Question", "Kind", "Expected answer", "Key facts", "Sources", "Asked before", "Teacher")
ROW = (
    "Wie viele Städte?",
    "number",
    "69, “really”",
    "69|sixty-nine; 2013 | in 2013",
    "lists # The list; glossary",
    "Who?\nAnd where?",
    "Ms Li",
)


def csv_text(separator: str, *rows: tuple[str, ...]) -> str:
    quoted = [
        '"' + '"'.join((f"{separator}".join(f'"{cell}"' for cell in row))[1:-1].split("\0")) + '"' for row in rows
    ]
    return "\r\n".join(quoted) + "\r\n"


def save(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "sheet.csv"
    path.write_bytes(text.encode(encoding))
    return path


def only(path: Path, encoding: str | None = None) -> Question:
    (found,) = read_sheet(path, encoding)
    assert isinstance(found, Question), found
    return found


def expected(path: Path, number: int = 2) -> Question:
    return Question(
        id=f"{path.stem}-{number}",
        question=ROW[0],
        kind="number",
        answer=ROW[2],
        must_include=(("69", "sixty-nine"), ("2013", "in 2013")),
        sources=(Gold("lists", "The list"), Gold("glossary")),
        turns=("Who?", "And where?"),
        extra={"Teacher": "Ms Li"},
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_separator(tmp_path: Path, separator: str) -> None:
    path = save(tmp_path, csv_text(separator, HEAD, ROW))
    found = only(path)
    assert (found.question, found.must_include, found.sources) == (
        ROW[0],
        expected(path).must_include,
        expected(path).sources,
    )


def test_key_facts_may_hold_commas_and_quotes(tmp_path: Path) -> None:
    cells = (
        "Which firm, and how many people?",
        '"Longmay", Ltd. | “Longmay”, Ltd.; 1,058,665 | 1.06 million',
        "a # B, c",
    )
    with (tmp_path / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("question", "key facts", "sources"), cells])
    found = only(tmp_path / "sheet.csv")
    facts = (('"Longmay", Ltd.', "“Longmay”, Ltd."), ("1,058,665", "1.06 million"))
    assert (found.question, found.must_include, found.sources) == (cells[0], facts, (Gold("a", "B, c"),))
    assert [read_fact(write_fact(fact)) for fact in facts] == [list(fact) for fact in facts]


def test_the_separator_that_excel_writes_above_the_table(tmp_path: Path) -> None:
    assert only(save(tmp_path, "sep=;\nquestion;answer\nWhy?;a, b, c, d\n")).answer == "a, b, c, d"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    assert only(save(tmp_path, csv_text(";", HEAD, ROW), encoding)).answer == "69, “really”"


def test_chinese_in_its_own_encoding(tmp_path: Path) -> None:
    assert only(save(tmp_path, "question,answer\n鹤岗有多少人？,八十九万\n", "gb18030")).question == "鹤岗有多少人？"


def test_an_encoding_may_be_said(tmp_path: Path) -> None:
    path = save(tmp_path, "question,answer\nЗачем?,Потому\n", "koi8-r")
    assert only(path, "koi8-r").question == "Зачем?"
    for wrong in ("utf-8", "no-such-encoding"):
        with pytest.raises(UsageError, match="is not text in"):
            read_sheet(path, wrong)


def test_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    book = Workbook()
    book.active.append(HEAD)
    book.active.append([None] * 7)
    book.active.append(ROW)
    book.active.append(("How much?", "number", 891271.0, 2.5, None, None, None))
    book.save(path)
    first, second = read_sheet(path)
    assert first == expected(path, 3)
    assert isinstance(second, Question)
    assert (second.answer, second.must_include) == ("891271", (("2.5",),))


def test_a_formula_in_a_workbook_is_named_by_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    book = Workbook()
    book.active.append(("id", "question"))
    book.active.append(("a", '=HYPERLINK("https://evil.example")'))
    book.active.append(("b", "Fine?"))
    book.save(path)
    wrong, fine = read_sheet(path)
    assert str(wrong) == "sheet.xlsx, row 2: column 'question': the cell is a formula: paste its value instead"
    assert isinstance(fine, Question)


@pytest.mark.parametrize(
    ("value", "shape", "seen"),
    [(0.35, "0%", "35%"), (0.125, "0.0%", "12.5%"), (1, "0%", "100%"), (0.35, "General", "0.35")],
)
def test_a_share_in_a_workbook_is_read_as_it_is_shown(tmp_path: Path, value: float, shape: str, seen: str) -> None:
    path = tmp_path / "sheet.xlsx"
    book = Workbook()
    book.active.append(("question", "answer"))
    book.active.append(("How much?", value))
    book.active["B2"].number_format = shape
    book.save(path)
    assert only(path).answer == seen


def test_a_date_in_a_workbook_is_named_by_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    book = Workbook()
    book.active.append(("question", "answer"))
    book.active.append(("When?", date(1990, 12, 1)))
    book.active.append(("When else?", "December 1"))
    book.save(path)
    wrong, fine = read_sheet(path)
    assert isinstance(wrong, Problem)
    assert str(wrong).startswith("sheet.xlsx, row 2: column 'answer': the cell is a date")
    assert isinstance(fine, Question)


def test_wrong_rows_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    text = 'id,question,split\na,Why?,tune\nb,,\nc,How?,half\n\nd,"Two\nlines?",,surplus\ne,Fine?,\n'
    found = read_sheet(save(tmp_path, text))
    assert [str(each) if isinstance(each, Problem) else each.id for each in found] == [
        "a",
        "sheet.csv, line 3: field 'question': field required, found nothing: correct the line",
        "sheet.csv, line 4: field 'split': input should be 'tune' or 'report', found 'half': correct the line",
        "sheet.csv, line 7: 'surplus' stands right of the last column: put quotes around its cell",
        "e",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no column is called 'question'"),
        ("a,b\n1,2\n", "no column is called 'question', only \\['a', 'b'\\]"),
        ('question\n"never closed\n', "not a table"),
    ],
)
def test_what_is_no_sheet_is_explained(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_sheet(save(tmp_path, text))


def test_a_file_that_is_no_workbook_is_explained(tmp_path: Path) -> None:
    (tmp_path / "sheet.xlsx").write_bytes(b"PK no")
    with pytest.raises(UsageError, match="is no XLSX workbook"):
        read_sheet(tmp_path / "sheet.xlsx")
    with pytest.raises(UsageError, match="can't be read"):
        read_sheet(tmp_path / "none.csv")
