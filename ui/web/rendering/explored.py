"""The timeline, the table of places and the picture of the corpus as HTML and charts; nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.base.types import Citation
from rag.reports.notebook.passage_context import Context
from rag.reports.overview.key_figures import Figure, PlaceTable
from rag.reports.overview.timeline import Event
from rag.reports.overview.topic_map import Point
from ui.web.rendering import view
from ui.wording import explore

if TYPE_CHECKING:
    import altair as alt

STYLE = view.ASSETS / "explore.css"
HUES = ("#0b7a70", "#b0533c", "#4f6db3", "#8a6d1f", "#7c4d8f", "#3c7f3f", "#a3426b", "#7d8682")
SHAPES = ("circle", "square", "triangle-up", "diamond")  # with more topics than hues, the next shape begins

Show = Callable[[Citation], Context | None]


@dataclass(frozen=True, slots=True)
class EventEntry:
    """A dated fact under its number on the page."""

    event: Event
    citation: Citation
    context: Context | None


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A cell under its number on the page."""

    figure: Figure
    citation: Citation
    context: Context | None


@dataclass(frozen=True, slots=True)
class RowEntry:
    """A place and its cells."""

    place: str
    entries: tuple[FigureEntry | None, ...]


def events_html(events: Sequence[Event], show: Show) -> str:
    """The dated facts with chips that open their passages; `show` gives a passage in its place."""
    entries = [EventEntry(e, replace(e.citation, number=n), show(e.citation)) for n, e in enumerate(events, 1)]
    return view.render("explore_events.html", {"entries": entries, "scope": "events"})


def places_html(table: PlaceTable, show: Show) -> str:
    """Places in rows, their figures in columns."""
    rows, number = [], 0
    for row in table.rows:
        entries: list[FigureEntry | None] = []
        for figure in row.figures:
            number += figure is not None
            entries.append(
                FigureEntry(figure, replace(figure.citation, number=number), show(figure.citation)) if figure else None
            )
        rows.append(RowEntry(row.place, tuple(entries)))
    return view.render("explore_places.html", {"table": table, "rows": rows, "scope": "places", "x": explore})


def points_html(points: Sequence[Point]) -> str:
    """What the picture shows, in words."""
    return view.render("explore_points.html", {"points": points, "x": explore})


def chart(points: Sequence[Point]) -> alt.Chart:
    """The documents as points, with their titles on hover."""
    import altair as alt

    rows = [
        {"document": p.title, "x": p.x, "y": p.y, "topic": p.group or explore.OTHER, "words": ", ".join(p.words)}
        for p in points
    ]
    topics = sorted({p.group for p in points if p.group})
    domain = [*topics, explore.OTHER]
    *hues, grey = HUES
    colors = [hues[n % len(hues)] for n in range(len(topics))] + [grey]
    shapes = [SHAPES[n // len(hues) % len(SHAPES)] for n in range(len(topics))] + [SHAPES[0]]
    legend = alt.Legend(orient="bottom", columns=2, labelLimit=260, title=None)
    bare = alt.Axis(labels=False, ticks=False, domain=False, grid=False)
    return (
        alt.Chart(alt.Data(values=rows), description=explore.CHART)
        .mark_point(size=160, opacity=0.85, filled=True)
        .encode(
            x=alt.X("x:Q", axis=bare, title=None),
            y=alt.Y("y:Q", axis=bare, title=None),
            color=alt.Color("topic:N", scale=alt.Scale(domain=domain, range=colors), legend=legend),
            shape=alt.Shape("topic:N", scale=alt.Scale(domain=domain, range=shapes), legend=legend),
            tooltip=["document:N", "topic:N", "words:N"],
        )
        .properties(height=420)
    )
