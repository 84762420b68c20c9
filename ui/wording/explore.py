"""What the Explore page says of its own accord."""

from __future__ import annotations

EXPLORE = "Explore"
INTRODUCTION = (
    "What the documents hold as a whole: made from their passages by rules, so every entry opens the words it rests on."
)
NO_DOCUMENTS = "There are no documents yet. Add some on the Library page."
TABS = ("Timeline", "Places")
MAKING = "Reading all passages…"

PLACE = "Place"
ALL_PLACES = "All places"
EVENTS = {True: "{n} dated fact", False: "{n} dated facts"}
NO_EVENTS = "No passage tells when something happened in a way that stands by itself."
MORE = "Show {n} more"
TIMELINE_HELP = "Sentences that say when something happened, earliest first. The year is that of the event."

PLACES_HELP = (
    "Figures that sentences and tables give for a place by name. A column is of one measure, in one unit, of one year "
    "or span where two places or more have it. An empty cell means that no such figure was found."
)
NO_FIGURES = "No passage gives a figure of one kind for two places or more."
NO_FIGURE = "–"
YEAR = "({year})"


def counted(events: int) -> str:
    """How many dated facts are shown."""
    return EVENTS[events == 1].format(n=f"{events:,}")
