"""The page for learning alone, for Streamlit's test harness, which can't follow a link to a page that is a function.

Where a test is "elsewhere", the page is not drawn.
"""

import streamlit as st

from ui.web.screens import learn

if not st.session_state.get("elsewhere"):
    learn.page()
