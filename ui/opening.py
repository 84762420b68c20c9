"""What a page begins with: the library, or why there is none, and another try."""

from __future__ import annotations

import streamlit as st

from ui import text, view
from ui.answering import tried
from ui.navigation import links
from ui.shared import Library, library
from ui.state import Problem


def opened(title: str = "", *, with_links: bool = False) -> Library | None:
    """The library; None where it can't be opened, and then the page says why and offers another try.

    The title and the links are for pages that would else draw them later, or not at all.
    """
    found = tried(library)
    if not isinstance(found, Problem):
        return found
    if with_links:
        links()
    if title:
        st.title(title, anchor=False)
    st.html(view.problem_html(found))
    st.button(text.TRY_AGAIN, key="try-again")
    return None
