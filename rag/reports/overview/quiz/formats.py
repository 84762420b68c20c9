"""A quiz as files that course platforms read: GIFT for Moodle, and CSV for everything with rows and columns.

GIFT gives each question a name, its text and its choices in braces, the right one with "=", others with "~", and
feedback behind "####"; what has a meaning there is escaped with a backslash. In CSV a cell that a spreadsheet would run
gets an apostrophe before it. How each kind of question is worded, the face says.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from rag.reports.overview.quiz.items import Item, Kind

GAP = "_____"
COLUMNS = ("kind", "question", "choice_1", "choice_2", "choice_3", "choice_4", "right", "why", "document", "section")
CHOICES = 4
_SPECIAL = re.compile(r"([\\~=#{}:])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by spreadsheets."""


def to_gift(items: Sequence[Item], prompts: Mapping[Kind, str]) -> str:
    """One question a block, each with the words that the right choice rests on as its feedback."""
    return "\n\n".join(_gift(number, item, prompts) for number, item in enumerate(items, 1)) + "\n"


def to_csv(items: Sequence[Item], prompts: Mapping[Kind, str]) -> str:
    """One question a row below the names of the columns; `right` is the number of the right choice, from 1."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for item in items:
        choices = (*item.choices, *("",) * (CHOICES - len(item.choices)))
        passage = item.citation.passage
        asked, why = _asked(item, prompts), _why(item)
        cells = (item.kind, asked, *choices, str(item.right + 1), why, passage.title, passage.section)
        rows.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return written.getvalue()


def _gift(number: int, item: Item, prompts: Mapping[Kind, str]) -> str:
    choices = [f"{'=' if place == item.right else '~'}{_plain(said)}" for place, said in enumerate(item.choices)]
    asked = f"::{number:02} {item.kind}::{_plain(_asked(item, prompts))}"
    return "\n".join((f"{asked} {{", *choices, f"####{_plain(_why(item))}", "}"))


def _asked(item: Item, prompts: Mapping[Kind, str]) -> str:
    """The question in one line, with where its text stands."""
    where = f"({item.context})" if item.context else ""
    return " ".join(filter(None, (prompts[item.kind], where, GAP.join(item.parts).strip())))


def _why(item: Item) -> str:
    place = item.citation.passage.path
    return f"{' · '.join(told.text for told in item.told)} ({place})"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
