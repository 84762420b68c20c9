"""A report as a table of one line a question, for a spreadsheet; no cell can act as a formula there."""

from __future__ import annotations

import csv
from pathlib import Path

from pydantic import JsonValue

from rag.evaluation.catalogue import METRICS, Shape
from rag.evaluation.journal import Record
from rag.evaluation.report import Report

COLUMNS = (
    "set", "id", "kind", "question", "verdict", "answer", "expected", "stage", "reason", "missing", "sources", "cited",
    "confidence",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_sheet(report: Report, path: Path) -> None:
    """Writes the questions as CSV in UTF-8 with a byte order mark, as spreadsheets expect it."""
    values = {metric.value: metric.shape for metric in METRICS if metric.shape not in ("auc", "area")}
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*COLUMNS, *values))
        for record in report.questions():
            writer.writerow(
                [
                    *(_cell(record, column) for column in COLUMNS),
                    *(_value(record, name, shape) for name, shape in values.items()),
                ]
            )
    part.replace(path)


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: with an apostrophe before a sign that begins one."""
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def _cell(record: Record, column: str) -> str:
    if column == "cited":
        return harmless(_places(record.get("citations"), "document"))
    if column == "sources":
        return harmless(_places(record.get("sources"), "doc"))
    value = record.get(column)
    if column == "missing":
        return harmless("; ".join(str(fact[0]) for fact in _list(value) if isinstance(fact, list) and fact))
    return "" if value is None else harmless(str(value))


def _places(value: JsonValue, name: str) -> str:
    places = [place for place in _list(value) if isinstance(place, dict)]
    return "; ".join(dict.fromkeys(f"{place.get(name)}#{place.get('section') or ''}".rstrip("#") for place in places))


def _value(record: Record, name: str, shape: Shape) -> str:
    """The question's figure; of a ratio what the question adds to it, empty where that is nothing."""
    values = record.get("values")
    pair = values.get(name) if isinstance(values, dict) else None
    match pair:
        case [int() | float() as part, int() | float() as whole] if shape == "ratio":
            return f"{part / whole}" if whole else ""
        case [int() | float() as figure, *_]:
            return f"{figure}"
    return ""


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
