"""Turning graded questions and figures into HTML that can't do anything but be read; see `view` for the chat's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import JsonValue

from rag.evaluation.journal import Record
from rag.evaluation.reporting.html import Figure
from rag.reports.notebook.feedback import Entry
from rag.reports.notebook.unanswered import Gap
from ui.cli.console import clean
from ui.wording import evaluation

STYLE = Path(__file__).with_name("evaluation.css")


def question_html(record: Record, passages: Mapping[str, Record]) -> str:
    """A question's answer, what was expected, and the passages, side by side."""
    citations = record["citations"]
    cited = (
        {each["passage_id"] for each in citations if isinstance(each, dict)} if isinstance(citations, list) else set()
    )
    return _templates.get_template("graded.html").render(q=record, passages=passages, cited=cited)


def figures_html(figures: Sequence[Figure]) -> str:
    """The main figures as cards."""
    return _templates.get_template("figures.html").render(figures=figures)


def rows_html(title: str, rows: Sequence[Mapping[str, JsonValue]]) -> str:
    """Rows with the same columns as a table, which a screen reader and the keyboard get through; one row at least."""
    return _templates.get_template("rows.html").render(title=title, rows=rows)


def entry_html(entry: Entry) -> str:
    """A reader's question, its answer, and what was said of it."""
    return _templates.get_template("entry.html").render(entry=entry)


def gap_html(gap: Gap) -> str:
    """The questions of a gap and the sections that came nearest."""
    return _templates.get_template("gap.html").render(gap=gap)


def _finish(value: object) -> object:
    return clean(value) if type(value) is str else value


_templates = Environment(
    loader=PackageLoader("ui.web"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_finish,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["w"] = evaluation
