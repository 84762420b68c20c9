"""What a page begins with: the library, or why there is none, and another try."""

from __future__ import annotations

import streamlit as st

from ui.library import Library
from ui.web.rendering import view
from ui.web.state.shared import library
from ui.web.widgets.navigation import links
from ui.wording import general
from ui.work import Problem, tried


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
    st.button(general.TRY_AGAIN, key="try-again")
    return None
