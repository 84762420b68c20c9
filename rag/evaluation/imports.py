"""Question sets from a teacher's sheet: CSV with any usual separator and encoding, or XLSX.

The first row names the columns. `must_include` holds the key facts, one a line or separated by `;`, the spellings of
one by `|`; `sources` holds places as `document # section`, separated alike; `turns` the earlier questions, one a line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile

from pydantic import JsonValue

from rag.errors import UsageError
from rag.evaluation.cells import read_facts, read_places, read_turns
from rag.evaluation.questions import Problem, Question, from_object

ALIASES = {
    "id": ("id", "nr", "no", "number"),
    "question": ("question", "questions", "prompt"),
    "kind": ("kind", "type", "category"),
    "answer": ("answer", "expected", "expected answer", "reference", "reference answer"),
    "must_include": ("must_include", "must include", "key facts", "key fact", "facts"),
    "sources": ("sources", "source", "where", "places"),
    "turns": ("turns", "asked before", "conversation"),
    "standalone": ("standalone", "standalone question"),
    "group": ("group",),
    "split": ("split",),
}
SEPARATORS = (",", ";", "\t", "|")

Rows = Iterator[tuple[str, list[str]]]
"""For each row where it stands, and its cells."""


def read_sheet(path: Path, encoding: str | None = None) -> list[Question | Problem]:
    """A question or a problem for every row that is not empty; a missing id becomes the file's name and the row.

    Raises UsageError where the file can't be read or has no column for the question.
    """
    rows = _xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path, encoding)
    _, head = next(rows, ("", []))
    columns = [_column(cell) for cell in head]
    if "question" not in columns:
        raise UsageError(
            f"{path.name}: no column is called 'question', only {head!r}: name the columns in the first row"
        )
    filled = ((where, cells) for where, cells in rows if any(cell.strip() for cell in cells))
    return [_question(path, where, columns, cells) for where, cells in filled]


def _question(path: Path, where: str, columns: Sequence[str], cells: Sequence[str]) -> Question | Problem:
    surplus = [cell for cell in cells[len(columns) :] if cell.strip()]
    if surplus:
        return Problem(where, f"{surplus[0][:60]!r} stands right of the last column: put quotes around its cell")
    formula = next((name for name, cell in zip(columns, cells, strict=False) if cell.startswith(_FORMULA)), None)
    if formula is not None:
        return Problem(where, f"column {formula!r}: the cell is a formula: paste its value instead")
    day = next((name for name, cell in zip(columns, cells, strict=False) if cell.startswith(_DAY)), None)
    if day is not None:
        return Problem(where, f"column {day!r}: the cell is a date: format it as text, and write it as an answer would")
    given = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if cell.strip()}
    number = re.sub(r"\D", "", where.removeprefix(path.name))
    line: dict[str, JsonValue] = {"id": f"{path.stem}-{number}"}
    for name, cell in given.items():
        line[name] = _PARSED[name](cell) if name in _PARSED else cell
    return from_object(line, where)


def _column(title: str) -> str:
    folded = " ".join(title.lower().split())
    return next((name for name, titles in ALIASES.items() if folded in titles), title.strip())


_PARSED: dict[str, Callable[[str], JsonValue]] = {
    "must_include": read_facts,
    "sources": read_places,
    "turns": read_turns,
}
_FORMULA, _DAY = "\x00=", "\x00d"


def _csv(path: Path, encoding: str | None) -> Rows:
    text = _decoded(_bytes(path), path, encoding)
    head = next((line for line in text.splitlines() if line.strip()), "")
    if head.lower().startswith("sep="):
        text, separator = text.partition("\n")[2], head[4:5]
    else:
        separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield f"{path.name}, line {reader.line_num}", row
    except csv.Error as error:
        raise UsageError(
            f"{path.name}, line {reader.line_num}: not a table ({error}): check the quotes there"
        ) from error


def _decoded(data: bytes, path: Path, encoding: str | None) -> str:
    try:
        return data.decode(encoding or _guess(data))
    except (UnicodeDecodeError, LookupError) as error:
        tried = encoding or "a known encoding"
        raise UsageError(
            f"{path.name} is not text in {tried} ({error}): save it as UTF-8, or name its encoding"
        ) from error


def _guess(data: bytes) -> str:
    """UTF-8 or UTF-16 by what the bytes say; else GB18030 where bytes above 127 come in pairs, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        high = re.findall(rb"[\x80-\xff]+", data)
        paired = sum(len(run) for run in high if len(run) % 2 == 0)
        return "gb18030" if paired > 0.8 * sum(map(len, high)) else "cp1252"
    return "utf-8-sig"


def _xlsx(path: Path) -> Rows:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(_bytes(path)), read_only=True)
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise UsageError(f"{path.name} is no XLSX workbook ({error}): save it anew, or as CSV") from error
    try:
        for number, row in enumerate(book.worksheets[0].iter_rows(), start=1):
            yield (
                f"{path.name}, row {number}",
                [_text(cell.value, cell.data_type, str(cell.number_format)) for cell in row],
            )
    finally:
        book.close()


def _text(value: object, kind: str, shown: str) -> str:
    """What a cell shows, as far as its value tells; a mark for what can't be told."""
    if kind in "fd":
        return _FORMULA if kind == "f" else _DAY
    if isinstance(value, int | float) and "%" in shown:
        decimals = re.search(r"\.(0+)%", shown)
        return f"{value:.{len(decimals[1]) if decimals else 0}%}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"the sheet {str(path)!r} can't be read ({error.strerror}): correct the name") from error
