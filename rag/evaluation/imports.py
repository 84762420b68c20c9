"""Question sets from a teacher's sheet (CSV with any usual separator and encoding, XLSX), and from use.

The first row names the columns. `must_include` holds the key facts, one a line or separated by `;`, the spellings of
one by `|`; `sources` holds places as `document # section`, separated alike; `turns` the earlier questions, one a line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from zipfile import BadZipFile

from pydantic import JsonValue

from rag.base.errors import UsageError
from rag.base.types import Passage
from rag.evaluation.question_set import Gold, Problem, Question, from_object, has, read, readable, unmarked, write
from rag.language.quantities import find
from rag.language.tokens import names_in
from rag.language.tokens import read as read_words
from rag.reports.notebook.feedback import Entry
from rag.search.candidate_sentences import quotable

SET = "from-use.jsonl"
MOST_FACTS = 3
OFFERED = 8
SEPARATORS = (",", ";", "\t", "|")
_NAMED = re.compile(r"use-\d+")
_FIGURE = re.compile(r"(?<![\w.,])\d[\d.,]*\d(?![\w])%?|(?<![\w.,])\d(?![\w.,]\d)%?")
_PARTS = re.compile(r"(?<!\\)[;；]|\n")
_SPELLINGS = re.compile(r"(?<!\\)[|｜]")
_SIGNS = re.compile("[;；|｜]")


def read_facts(cell: str) -> JsonValue:
    r"""Facts separated by `;` or line ends, the spellings of one by `|`, or Chinese forms; `\;` means the sign."""
    return [read_fact(fact) for fact in _parts(cell)]


def read_fact(text: str) -> JsonValue:
    """The spellings of one fact."""
    return [_plain(spelling) for spelling in _SPELLINGS.split(text) if spelling.strip()]


def read_places(cell: str) -> JsonValue:
    """Places as `document # section`, separated by `;` or line ends; without `#` the whole document."""
    pairs = [part.partition("#") for part in _parts(cell)]
    return [Gold(_plain(document), _plain(section) or None).line() for document, _, section in pairs]


def read_turns(cell: str) -> JsonValue:
    """The earlier questions of a conversation, one a line."""
    return [{"question": turn.strip()} for turn in cell.splitlines() if turn.strip()]


def write_fact(fact: Iterable[str]) -> str:
    """What `read_fact` reads."""
    return " | ".join(map(_meant, fact))


def write_place(place: Gold) -> str:
    """What `read_places` reads."""
    return place.document + (f" # {_meant(place.section)}" if place.section else "")


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(cell) if part.strip()]


def _meant(text: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", text)


def _plain(text: str) -> str:
    return re.sub(r"\\([;；|｜])", r"\1", text).strip()


_ALIASES = {
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
_COLUMNS = {title: name for name, titles in _ALIASES.items() for title in titles}

Rows = Iterator[tuple[str, list[str]]]
"""For each row where it stands, and its cells."""


def read_sheet(path: Path, encoding: str | None = None) -> list[Question | Problem]:
    """A question or a problem for every row that is not empty; a missing id becomes the file's name and the row.

    Raises UsageError where the file can't be read or has no column for the question.
    """
    rows = _xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path, encoding)
    _, head = next(rows, ("", []))
    columns = [_COLUMNS.get(" ".join(cell.lower().split()), cell.strip()) for cell in head]
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
    for mark, problem in _UNREAD.items():
        if mark in cells:
            return Problem(where, f"column {columns[cells.index(mark)]!r}: the cell is {problem}")
    number = re.sub(r"\D", "", where.removeprefix(path.name))
    line: dict[str, JsonValue] = {"id": f"{path.stem}-{number}"}
    for name, cell in zip(columns, map(str.strip, cells), strict=False):
        if cell:
            line[name] = _PARSED.get(name, str)(cell)
    return from_object(line, where)


_PARSED: dict[str, Callable[[str], JsonValue]] = {
    "must_include": read_facts,
    "sources": read_places,
    "turns": read_turns,
}
_UNREAD = {
    "\x00f": "a formula: paste its value instead",
    "\x00d": "a date: format it as text, and write it as an answer would",
}
"""What is wrong with a cell, by the mark for its kind."""


def _csv(path: Path, encoding: str | None) -> Rows:
    with readable("sheet", path):
        data = path.read_bytes()
    try:
        text = data.decode(encoding or _guess(data))
    except (UnicodeDecodeError, LookupError) as error:
        tried = encoding or "a known encoding"
        raise UsageError(
            f"{path.name} is not text in {tried} ({error}): save it as UTF-8, or name its encoding"
        ) from error
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

    with readable("sheet", path):
        data = io.BytesIO(path.read_bytes())
    try:
        book = load_workbook(data, read_only=True)
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise UsageError(f"{path.name} is no XLSX workbook ({error}): save it anew, or as CSV") from error
    with closing(book):
        for number, row in enumerate(book.worksheets[0].iter_rows(), start=1):
            cells = [_text(cell.value, cell.data_type, str(cell.number_format)) for cell in row]
            yield f"{path.name}, row {number}", cells


def _text(value: object, kind: str, shown: str) -> str:
    """What a cell shows, as far as its value tells; a mark for what can't be told."""
    if kind in "fd":
        return f"\x00{kind}"
    if isinstance(value, int | float) and "%" in shown:
        decimals = re.search(r"\.(0+)%", shown)
        return f"{value:.{len(decimals[1]) if decimals else 0}%}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def draft(entry: Entry) -> Question:
    """The entry as a question to be corrected: an answer that was liked gives its figures as key facts.

    Of one not liked only the places are taken; of a refused one someone has to say where the answer stands.
    """
    liked = entry.vote == "up" and not entry.refused
    answer = unmarked(entry.answer) if liked else ""
    places = () if entry.refused else tuple(Gold(place.document, place.section) for place in entry.cited)
    return Question(
        id=f"use-{entry.id}",
        question=entry.standalone,
        kind="unanswerable" if entry.refused else "fact",
        answer=answer,
        must_include=tuple((figure,) for figure in dict.fromkeys(_FIGURE.findall(answer)))[:MOST_FACTS],
        sources=places,
        extra={"comment": entry.comment} if entry.comment else {},
    )


def answers_in(passages: Iterable[Passage], question: str) -> tuple[str, ...]:
    """Sentences that a right answer may be, those first that share most with the question, rare words above all."""
    weights = {token.stem: token.weight for token in read_words(question).tokens}
    told = {unit.text: read_words(unit.text).stems for unit in quotable(passages)}
    shared = {text: sum(weight for stem, weight in weights.items() if stem in told[text]) for text in told}
    return tuple(sorted(shared, key=lambda text: -shared[text])[:OFFERED])


def facts_in(text: str, question: str) -> tuple[str, ...]:
    """What of an answer may be its key facts: the figures and names that the question does not hold."""
    figures = (figure.text for figure in find(text) if figure.unit != "ordinal")
    found = dict.fromkeys((*figures, *names_in(text)))
    return tuple(fact for fact in found if not has(fact, question))[:OFFERED]


def is_unfinished(question: Question) -> bool:
    """Whether it came from feedback and still lacks its right answer, or the key facts that tell it from others."""
    whole = question.must_include and question.answer.strip()
    return _NAMED.fullmatch(question.id) is not None and question.answerable and not whole


def corrected(question: Question, line: Mapping[str, JsonValue]) -> Question | Problem:
    """The question with fields of its line replaced, or what is wrong with them."""
    return from_object({**question.line(), **line}, "the question")


def add(question: Question, folder: Path) -> Path:
    """Puts a question into the set of the folder that collects them, in place of an earlier one with its id."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SET
    earlier = read(path) if path.exists() else ()
    write(path, [*(each for each in earlier if each.id != question.id), question])
    return path
