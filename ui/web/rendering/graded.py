"""Turning graded questions and figures into HTML that can't do anything but be read; see `view` for the chat's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from rag.evaluation.journal import Record
from rag.evaluation.reporting.html import Figure
from rag.reports.notebook.feedback import Entry
from rag.reports.notebook.unanswered import Gap
from ui.web.rendering import view
from ui.wording import evaluation

STYLE = view.ASSETS / "evaluation.css"


def question_html(record: Record, passages: Mapping[str, Record]) -> str:
    """A question's answer, what was expected, and the passages, side by side."""
    citations = record["citations"]
    cited = (
        {each["passage_id"] for each in citations if isinstance(each, dict)} if isinstance(citations, list) else set()
    )
    return _render("graded.html", {"q": record, "passages": passages, "cited": cited})


def figures_html(figures: Sequence[Figure]) -> str:
    """The main figures as cards, each with what it is."""
    return _render("figures.html", {"figures": figures})


def metrics_html(groups: Sequence[tuple[str, Sequence[Figure]]]) -> str:
    """All figures in their groups: what each is, and its interval as a bar."""
    return _render("metrics.html", {"groups": groups})


def rows_html(
    title: str, rows: Sequence[Mapping[str, JsonValue]], about: Mapping[str, str], *, says: bool = False
) -> str:
    """Rows with the same columns as a table, which a screen reader and the keyboard get through; one row at least.

    What its columns or rows are `about` is told by name; the last column is a sentence where it `says` something.
    """
    return _render("rows.html", {"title": title, "rows": rows, "about": about, "says": says})


def entry_html(card: Sequence[Entry]) -> str:
    """A reader's question, its answer, and all that was said of it, however often it was asked."""
    return _render("entry.html", {"entry": card[0], "card": card})


def gap_html(gap: Gap) -> str:
    """The questions of a gap and the sections that came nearest."""
    return _render("gap.html", {"gap": gap})


def _render(template: str, values: dict[str, object]) -> str:
    return view.render(template, {**values, "w": evaluation})
