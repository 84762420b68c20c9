"""The evaluation page alone, for Streamlit's test harness, which can't follow a link to a page that is a function.

Where a test is "elsewhere", the page is not drawn.
"""

import streamlit as st

from ui.web.screens import evaluation

if not st.session_state.get("elsewhere"):
    evaluation.page()
