"""What a page begins with: the library, or why there is none, and another try."""

from __future__ import annotations

import streamlit as st

from ui.library import Library
from ui.web.rendering import view
from ui.web.state.shared import library
from ui.wording import general
from ui.work import Problem, tried


def opened(title: str = "") -> Library | None:
    """The library; None where it can't be opened, and then the page says why and offers another try.

    The title is for pages that would else draw it later, or not at all.
    """
    found = tried(library)
    if not isinstance(found, Problem):
        return found
    if title:
        st.title(title, anchor=False)
    st.html(view.problem_html(found))
    st.button(general.TRY_AGAIN, key="try-again")
    return None
