"""The library that all visitors share."""

from __future__ import annotations

import streamlit as st

from rag.base.settings import load_settings
from ui.library import Library, open_library
from ui.wording import general


@st.cache_resource(show_spinner=general.OPENING)
def library() -> Library:
    """The library that the settings name, opened once. Raises what opening it raises."""
    return open_library(load_settings(), "aftermine chat")
