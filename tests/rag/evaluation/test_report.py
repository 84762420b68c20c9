"""Reports: JSON without loss, a page that holds no live text, a table that holds no live cell."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rag.base.errors import UsageError
from rag.base.types import Answer
from rag.evaluation.metrics import Missed, summarise_sets
from rag.evaluation.question_set import Question, QuestionSet
from rag.evaluation.reporting import html
from rag.evaluation.reporting.compare import compare
from rag.evaluation.reporting.html import harmless, write_page, write_sheet
from rag.evaluation.reporting.report import Report, Variant, read_report, report_of, setup_and_rows, write_report
from tests.rag.evaluation.world import ANSWERABLE, QUESTIONS, SETUP, perfect, refusal, run, shuffled

EVIL = '<script>alert(1)</script><img src="https://evil.example/x.png"> {{ 8191 * 8191 }} =HYPERLINK("https://evil.example")'


@contextmanager
def reported(
    folder: Path, script: Callable[[str], Answer] = shuffled, asked: QuestionSet = QUESTIONS
) -> Iterator[Report]:
    folder.mkdir(exist_ok=True)
    with run(script, folder, [asked]) as finished:
        summaries = summarise_sets(finished.rows)
        comparison = compare(finished.rows, finished.rows)
        variant = Variant("retrieval.fusion=rrf", SETUP, summaries, comparison)
        yield report_of(finished, summaries, comparison, [variant], [Missed("all", "score", 0.5, -0.5)])


def test_the_contract_of_the_json(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    with reported(tmp_path / "run") as report:
        write_report(report, path)
    data = json.loads(path.read_text(encoding="utf-8"))
    assert {"created", "corpus_sha256", "settings", "model", "sets", "questions"} <= data.keys()
    assert set(data["sets"]) == {"all", "world"}
    assert data["sets"]["world"]["n"] == 10
    risk = data["sets"]["all"]["risk"]
    assert 0 < risk["wrong"] < risk["answered"] < risk["n"]
    assert risk["wrong"] / risk["answered"] < risk["at_most"] < 1
    assert data["sets"]["world"]["metrics"]["score"].keys() == {"value", "low", "high", "n"}
    assert [question["id"] for question in data["questions"]] == [q.id for q in QUESTIONS.questions]
    assert data["questions"][0].keys() >= {
        "question",
        "answer",
        "verdict",
        "citations",
        "hits",
        "stage",
        "reason",
        "values",
    }
    assert data["passages"][data["questions"][0]["citations"][0]["passage_id"]]["text"].startswith("Miners opened")
    assert "NaN" not in path.read_text(encoding="utf-8")
    assert list(tmp_path.glob("*.part")) == []


def test_reading_what_was_written_loses_nothing(tmp_path: Path) -> None:
    with reported(tmp_path / "run") as report:
        write_report(report, tmp_path / "run.json")
        back = read_report(tmp_path / "run.json")
        assert back.head == json.loads(json.dumps(report.head))
        assert list(back.questions()) == list(report.questions())
        assert back.passages == report.passages
        setup, rows = setup_and_rows(back)
    assert setup == SETUP
    with run(shuffled, tmp_path) as again:
        assert [row.values["score"] for row in rows] == [row.values["score"] for row in again.rows]
        assert [row.documents for row in rows] == [row.documents for row in again.rows]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"questions": []}', '{"created": 1, "questions": [1]}'])
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="is no evaluation report"):
        read_report(tmp_path / "x.json")


def test_a_damaged_record_is_refused(tmp_path: Path) -> None:
    with reported(tmp_path / "run") as report:
        damaged = replace(report, questions=lambda: iter([{"id": "q"}]))
        with pytest.raises(UsageError, match="field 'set'"):
            setup_and_rows(damaged)


def test_a_missing_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        read_report(tmp_path / "none.json")


class Tags(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def evil_set() -> QuestionSet:
    evil = Question(EVIL, EVIL, EVIL, EVIL, ((EVIL,),), ANSWERABLE[0].sources)
    return QuestionSet(EVIL, (evil,))


def test_the_page_is_one_file_without_scripts_that_fetches_nothing(tmp_path: Path) -> None:
    with reported(tmp_path / "run", lambda text: perfect(ANSWERABLE[0].question), evil_set()) as report:
        write_page(report, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    found = Tags(text)
    assert {"script", "img", "link", "iframe", "a", "object", "form"} & set(found.tags) == set()
    assert [name for name, _ in found.attributes if name.startswith("on") or name in ("src", "href", "action")] == []
    assert "67092481" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "default-src 'none'" in text
    assert not re.search(r"url\(|@import", text)


def test_the_page_shows_figures_failures_and_what_they_rest_on(tmp_path: Path) -> None:
    with reported(tmp_path / "run") as report:
        write_page(report, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    for expected in (
        "-0.500",
        "retrieved but not used",
        "891,271",
        "Risk and coverage",
        "(exact bound at 95%)",
        "With other settings",
        "1 floors are missed",
        "Compared with the earlier run",
        "By kind of question",
        "By document",
        "What failed",
    ):
        assert expected in text, expected
    assert text.count('<details class="q ') == 10


def test_the_page_of_a_set_without_answers_or_failures_is_whole(tmp_path: Path) -> None:
    only = QuestionSet("none", QUESTIONS.questions[8:])
    with run(lambda text: refusal(text, ()), tmp_path, [only]) as finished:
        report = report_of(finished, summarise_sets(finished.rows))
        write_page(report, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.rstrip().endswith("</html>")
    assert not re.search(r"\bnan\b", text, re.I)


def test_a_long_set_lists_its_failures_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "LISTED", 9)
    with reported(tmp_path / "run") as report:
        listed = [record["stage"] is None for record in html.listed(report)]
        write_page(report, tmp_path / "report.html")
    assert listed == [False] * 8 + [True]
    assert "1 of the 10 questions are left out" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_table_has_a_line_a_question(tmp_path: Path) -> None:
    with reported(tmp_path / "run") as report:
        write_sheet(report, tmp_path / "run.csv")
    with (tmp_path / "run.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [q.id for q in QUESTIONS.questions]
    assert rows[0]["stage"] == "retrieved but not used"
    assert rows[0]["sources"] == "coal-town#Population"
    assert rows[0]["missing"] == "891271"
    assert (rows[0]["score"], rows[0]["hit@10"]) == ("-1.0", "1.0")
    assert all(not row["citation_recall"] or 0 <= float(row["citation_recall"]) <= 1 for row in rows)
    assert not rows[0].keys() & {"confidence_auc", "refusal_balance", "risk_coverage"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " =", "  @"])
def test_no_cell_begins_a_formula(tmp_path: Path, start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    evil = Question("q", text, text, text, ((text,),), ANSWERABLE[0].sources)
    with reported(tmp_path / "run", refusal, QuestionSet(text, (evil,))) as report:
        write_sheet(report, tmp_path / "run.csv")
    with (tmp_path / "run.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["question"] == f"'{text}"
    assert {row[name][0] for name in ("set", "kind", "question", "expected", "missing")} == {"'"}


def test_harmless_text_stays_as_it_is() -> None:
    assert harmless("1 - 2 = 3") == "1 - 2 = 3"
