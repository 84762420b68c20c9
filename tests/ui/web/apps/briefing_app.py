"""The briefing page alone, or nothing while `elsewhere` is set, over the scripted library, for Streamlit's harness."""

import streamlit as st

from tests.ui.scripted import Scripted
from ui import compose
from ui.web.screens import briefing

compose.open_assistant = lambda settings, who: Scripted()
if not st.session_state.get("elsewhere"):
    briefing.page()
