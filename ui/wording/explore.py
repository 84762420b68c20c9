"""What the Explore page says of its own accord."""

from __future__ import annotations

EXPLORE = "Explore"
INTRODUCTION = (
    "What the documents hold as a whole: made from their passages by rules, so every entry opens the words it rests on."
)
NO_DOCUMENTS = "There are no documents yet. Add some on the Library page."
TABS = ("Timeline", "Places", "Picture")
MAKING = "Reading all passages…"

PLACE = "Place"
ALL_PLACES = "All places"
EVENTS = {True: "{n} dated fact", False: "{n} dated facts"}
NO_EVENTS = "No passage tells when something happened in a way that stands by itself."
MORE = "Show {n} more"
TIMELINE_HELP = "Sentences that say when something happened, earliest first. The year is that of the event."

PLACES_HELP = (
    "Figures that a sentence or a table gives for a place by name, the latest of each kind. An empty cell means that "
    "no such figure was found."
)
NO_FIGURES = "No passage gives a figure of one kind for two places or more."
NO_FIGURE = "–"
YEAR = "({year})"

PICTURE_HELP = "Each point is a document; documents that speak of the same are near each other. The axes have no unit."
TOO_FEW = "A picture needs three documents or more."
TABLE = "The same as a table"
COLUMNS = ("Document", "Topic", "Telling words", "Nearest documents")
OTHER = "other"
CHART = (
    "Documents as points, placed by what they speak of and coloured by topic; the table below says the same in words."
)


def counted(events: int) -> str:
    """How many dated facts are shown."""
    return EVENTS[events == 1].format(n=f"{events:,}")
