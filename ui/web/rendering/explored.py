"""The timeline and the table of places as HTML; nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.base.types import Citation
from rag.reports.notebook.passage_context import Context
from rag.reports.overview.key_figures import Figure, PlaceTable
from rag.reports.overview.timeline import Event
from ui.web.rendering import view
from ui.wording import explore

STYLE = view.ASSETS / "explore.css"

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
    for place, figures in table.rows:
        entries: list[FigureEntry | None] = []
        for figure in figures:
            number += figure is not None
            entries.append(
                FigureEntry(figure, replace(figure.citation, number=number), show(figure.citation)) if figure else None
            )
        rows.append(RowEntry(place, tuple(entries)))
    return view.render("explore_places.html", {"table": table, "rows": rows, "scope": "places", "x": explore})
