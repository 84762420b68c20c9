"""Graded questions and figures as HTML that can do nothing but be read, and as charts; see `view` for the chat's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from rag.evaluation.reporting.html import Figure
from rag.evaluation.run import Record
from rag.reports.notebook.feedback import Entry, Gap
from ui.web.rendering import view
from ui.wording import evaluation

STYLE = view.ASSETS / "evaluation.css"
HUE = "#0b7a70"
BAD = "#b0533c"
ROW = 24


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


def stages(counts: Mapping[str, int]) -> dict[str, object]:
    """How many questions failed at each stage, in the order of the pipeline, as a chart of Vega-Lite."""
    axis = {"labelLimit": 240, "labelOverlap": False}
    return {
        "data": {"values": [{"stage": stage, "questions": count} for stage, count in counts.items()]},
        "mark": {"type": "bar", "height": 12, "cornerRadius": 3, "color": BAD},
        "encoding": {
            "y": {"field": "stage", "type": "nominal", "sort": list(counts), "title": None, "axis": axis},
            "x": {"field": "questions", "type": "quantitative", "axis": {"tickMinStep": 1, "format": "d"}},
            "tooltip": [{"field": "stage"}, {"field": "questions", "type": "quantitative"}],
        },
        "height": ROW * len(counts) + 72,
    }


def curve(points: Sequence[tuple[float, float]], chosen: tuple[float, float] | None = None) -> dict[str, object]:
    """The mean error among the surest share of the questions, and the point that was `chosen`, as the same."""
    part = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": {"format": "%"}}
    x = {**part, "field": "coverage", "title": "share of questions, surest first"}
    y = {**part, "field": "risk", "title": "error"}
    told = [
        {"field": "coverage", "type": "quantitative", "format": ".0%"},
        {"field": "risk", "type": "quantitative", "format": ".1%"},
    ]
    line = {"type": "line", "color": HUE, "strokeWidth": 2.5, "interpolate": "step-after"}
    mark = {"type": "point", "color": HUE, "filled": True, "size": 90, "opacity": 1}
    return {
        "layer": [
            {"data": {"values": _points(points)}, "mark": line, "encoding": {"x": x, "y": y, "tooltip": told}},
            {"data": {"values": _points([chosen] if chosen else [])}, "mark": mark, "encoding": {"x": x, "y": y}},
        ],
        "height": 260,
    }


def _points(points: Sequence[tuple[float, float]]) -> list[dict[str, float]]:
    return [{"coverage": coverage, "risk": risk} for coverage, risk in points]


def _render(template: str, values: dict[str, object]) -> str:
    return view.render(template, {**values, "w": evaluation})
