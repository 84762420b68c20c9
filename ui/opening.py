"""What a page begins with: the library, or why there is none, and another try."""

from __future__ import annotations

import streamlit as st

from ui import text, view
from ui.answering import tried
from ui.shared import Library, library
from ui.state import Problem


def opened() -> Library | None:
    """The library; None where it can't be opened, and then the page says why and offers another try."""
    found = tried(library)
    if isinstance(found, Problem):
        st.html(view.problem_html(found))
        st.button(text.TRY_AGAIN, key="try-again")
        return None
    return found
