"""The Streamlit app: its pages. Run by `aftermine chat`; it holds no logic."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

from ui import text, view
from ui.navigation import pages


def main() -> None:
    """Draws the page that the visitor is on."""
    # Streamlit puts this folder first on the module search path, where our `text` or `state` would hide other modules.
    sys.path[:] = [folder for folder in sys.path if folder != str(Path(__file__).parent)]
    st.set_page_config(page_title=text.NAME, page_icon=str(Path(__file__).with_name("icon.svg")), layout="centered")
    st.html(view.KEYBOARD, unsafe_allow_javascript=True)
    st.navigation(pages(), position="hidden").run()


if __name__ == "__main__":
    main()
