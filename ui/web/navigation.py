"""The app's pages, and the links between them that every page shows."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

from ui.wording import briefing, explore, general, learn, library, summaries
from ui.wording import evaluation as words

ICONS = {
    "": ":material/forum:",
    "library": ":material/library_books:",
    "summaries": ":material/summarize:",
    "explore": ":material/explore:",
    "learn": ":material/school:",
    "briefing": ":material/bookmarks:",
    "evaluation": ":material/monitoring:",
    "feedback": ":material/rate_review:",
}


def pages() -> list[Page]:
    """The pages, the chat first: each module is imported when its page is drawn."""
    return [
        st.Page(_chat, title=general.NAME, default=True),
        st.Page(_library, title=library.LIBRARY, url_path="library"),
        st.Page(_summaries, title=summaries.SUMMARIES, url_path="summaries"),
        st.Page(_explore, title=explore.EXPLORE, url_path="explore"),
        st.Page(_learn, title=learn.LEARN, url_path="learn"),
        st.Page(_briefing, title=briefing.BRIEFING, url_path="briefing"),
        st.Page(_evaluation, title=words.EVALUATION, url_path="evaluation"),
        st.Page(_feedback, title=words.FEEDBACK, url_path="feedback"),
    ]


def links() -> None:
    """A row of links to all pages; following one keeps the visitor's conversation."""
    labels = (
        words.CHAT,
        library.LIBRARY,
        summaries.SUMMARIES,
        explore.EXPLORE,
        learn.LEARN,
        briefing.BRIEFING,
        words.EVALUATION,
        words.FEEDBACK,
    )
    with st.container(key="pages", horizontal=True, width="content"):
        for page, label in zip(pages(), labels, strict=True):
            st.page_link(page, label=label, icon=ICONS[page.url_path])


def page_at(path: str) -> Page:
    """The page with this address, empty for the chat: for links and jumps to it."""
    return next(page for page in pages() if page.url_path == path)


def _chat() -> None:
    from ui.web.screens import chat

    chat.page()


def _library() -> None:
    from ui.web.screens import library

    library.page()


def _summaries() -> None:
    from ui.web.screens import summaries

    summaries.page()


def _explore() -> None:
    from ui.web.screens import explore

    explore.page()


def _briefing() -> None:
    from ui.web.screens import briefing

    briefing.page()


def _learn() -> None:
    from ui.web.screens import learn

    learn.page()


def _evaluation() -> None:
    from ui.web.screens import evaluation

    evaluation.page()


def _feedback() -> None:
    from ui.web.screens import feedback

    feedback.page()
