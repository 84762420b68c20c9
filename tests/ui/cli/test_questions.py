"""`aftermine questions` as a user types it: sheets, the schema, and the agreement of the check with people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.conftest import Aftermine


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Works in an empty folder."""
    monkeypatch.chdir(tmp_path)


def test_importing_a_sheet(aftermine: Aftermine) -> None:
    Path("sheet.csv").write_text("question;key facts\nHow many?;69|sixty-nine\n", encoding="utf-8")
    assert aftermine("questions", "import", "sheet.csv", "-o", "new.jsonl").status == 0
    line = json.loads(Path("new.jsonl").read_text(encoding="utf-8"))
    assert (line["id"], line["must_include"]) == ("sheet-2", [["69", "sixty-nine"]])


def test_an_import_takes_no_file_s_place_unasked(aftermine: Aftermine) -> None:
    Path("sheet.csv").write_text("question\nHow many?\n", encoding="utf-8")
    Path("new.jsonl").write_text("mine\n", encoding="utf-8")
    refused = aftermine("questions", "import", "sheet.csv", "-o", "new.jsonl")
    assert (refused.status, Path("new.jsonl").read_text(encoding="utf-8")) == (2, "mine\n")
    assert "--force" in refused.err
    assert aftermine("questions", "import", "sheet.csv", "-o", "new.jsonl", "--force").status == 0
    assert "How many?" in Path("new.jsonl").read_text(encoding="utf-8")


def test_a_sheet_with_wrong_rows_writes_nothing_unless_told_to(aftermine: Aftermine) -> None:
    Path("sheet.csv").write_text("question,id\nWhy?,a\n,b\n", encoding="utf-8")
    refused = aftermine("questions", "import", "sheet.csv", "-o", "new.jsonl")
    assert refused.status == 2
    assert "sheet.csv, line 3: field 'question'" in refused.err
    assert not Path("new.jsonl").exists()
    assert aftermine("questions", "import", "sheet.csv", "-o", "new.jsonl", "--skip-wrong").status == 1
    assert Path("new.jsonl").read_text(encoding="utf-8").count("\n") == 1


def test_a_sheet_without_questions_is_refused(aftermine: Aftermine) -> None:
    Path("sheet.csv").write_text("question\n", encoding="utf-8")
    assert "holds no question" in aftermine("questions", "import", "sheet.csv", "-o", "new.jsonl").err


def test_the_schema_is_json(aftermine: Aftermine) -> None:
    assert "must_include" in json.dumps(aftermine("questions", "schema").json)


def test_the_agreement_of_the_check_with_people(aftermine: Aftermine) -> None:
    rows = [
        {"id": "1", "claim": "Coal paid.", "evidence": ["Coal paid."], "label": "supported"},
        {"id": "2", "claim": "Tin paid.", "evidence": ["Coal cost."], "label": "not_supported"},
    ]
    Path("wice.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = aftermine("questions", "agreement", "wice.jsonl")
    assert result.status == 0
    assert "wice  2       1.000" in result.out
