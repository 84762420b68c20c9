"""What passages state, piece by piece: sentences with what tells their subject, and the cells of tables.

A cell stands with its row's label, its column's heading and the dates of its row: "Luobei – Population, 2003: 230,000".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.language.dependent_sentences import leans
from rag.language.quantities import find
from rag.language.sentences import cells, rows
from rag.language.tokens import read

CALENDAR = ("year", "date")


@dataclass(frozen=True, slots=True)
class Statement:
    """A passage, or a piece of one, with the number of its citation and the title and headings over it.

    `before` is what stands before it, for where it begins without a subject. A table begins with its two header lines.
    """

    text: str
    citation: int
    contexts: tuple[str, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, a row or a cell: as it reads, as it is written, and what else tells what it is of.

    Amounts are read in sentences and cells, dates in sentences and rows.
    """

    text: str
    written: str
    around: tuple[str, ...]
    kind: Literal["sentence", "row", "cell"] = "sentence"


def pieces(statement: Statement) -> Iterator[Piece]:
    """The pieces of a statement in reading order."""
    if statement.text.startswith("|"):
        yield from _of_table(statement)
        return
    before = statement.before
    for start, end in read(statement.text).sentences:
        text = statement.text[start:end]
        subject = (before,) if before and _needs_subject(text) else ()
        yield Piece(text, text, (*statement.contexts, *subject))
        before = f"{before} {text}" if subject else text


def _needs_subject(text: str) -> bool:
    return leans(text) or not any(token.is_name for token in read(text).tokens)


def _of_table(statement: Statement) -> Iterator[Piece]:
    header = cells(statement.text.partition("\n")[0])
    for _, (start, end), told in rows(statement.text):
        line = statement.text[start:end]
        row = cells(line)
        around = (*statement.contexts, header[0], told)
        yield Piece(told, line, around, "row")
        pairs = list(zip(header[1:], row[1:], strict=False))
        dates = [header[0]] if any(quantity.unit in CALENDAR for quantity in find(header[0])) else []
        dates += [cell for _, cell in pairs if _is_date(cell)]
        for name, cell in pairs:
            if cell and not _is_date(cell):
                said = " ".join(part for part in _measured(cell, name) if part)
                yield Piece(f"{'; '.join((f'{row[0]} – {said}', *dates))}.", line, around, "cell")


def _is_date(cell: str) -> bool:
    found = find(cell)
    words = [token for token in read(cell).tokens if token.is_content]
    dated = [quantity for quantity in found if quantity.unit in CALENDAR]
    return bool(found) and dated == list(found) and all(any(q.start <= t.start < q.end for q in dated) for t in words)


def _measured(cell: str, name: str) -> tuple[str, str]:
    """The column's heading and the cell, with the unit moved from one to the other.

    "3,344" below "Area (km²)" is "area" and "3,344 km²", "17.8" below "Billion yuan" "" and "17.8 billion yuan".
    """
    name = f"{name[:1].lower()}{name[1:]}"
    number = next(iter(find(cell)), None)
    if number is None or number.unit:
        return name, cell
    before, _, bracket = name.partition("(")
    for label, unit in ((before.strip(), bracket.rstrip(") ")), ("", name)):
        whole = f"{number.text} {unit}"
        if any(quantity.text == whole and quantity.unit not in ("", *CALENDAR) for quantity in find(whole)):
            return label, f"{cell[: number.start]}{whole}{cell[number.end :]}"
    return name, cell
