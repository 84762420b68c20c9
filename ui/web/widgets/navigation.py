"""The app's pages by their addresses, and the links between them that every page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st
from streamlit.navigation.page import Page

from ui.wording import briefing, evaluation, explore, general, learn, library, summaries

PAGES = {
    "": (evaluation.CHAT, ":material/forum:"),
    "library": (library.LIBRARY, ":material/library_books:"),
    "summaries": (summaries.SUMMARIES, ":material/summarize:"),
    "explore": (explore.EXPLORE, ":material/explore:"),
    "learn": (learn.LEARN, ":material/school:"),
    "briefing": (briefing.BRIEFING, ":material/bookmarks:"),
    "evaluation": (evaluation.EVALUATION, ":material/monitoring:"),
    "feedback": (evaluation.FEEDBACK, ":material/rate_review:"),
}
"""What links call each page, and their icon; the chat has no path."""
FEW = ("", "library", "summaries", "explore", "learn", "briefing")
"""Those for readers, for which a wide window has room; the others are for whoever tends the library."""


def page_at(path: str, draw: Callable[[], None] = lambda: None) -> Page:
    """The page with this address. Streamlit tells pages apart by that, so a link need not know what draws its page."""
    title = PAGES[path][0] if path else general.NAME
    return st.Page(draw, title=title, url_path=path or "chat", default=not path)


def links(key: str, paths: Iterable[str]) -> None:
    """Links to these pages; following one keeps the visitor's conversation."""
    with st.container(key=key, horizontal=True, width="content"):
        for path in paths:
            label, icon = PAGES[path]
            st.page_link(page_at(path), label=label, icon=icon)
