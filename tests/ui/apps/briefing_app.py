"""The briefing page alone, over the scripted library, for Streamlit's test harness."""

from tests.ui.scripted import Scripted
from ui import compose
from ui.screens import briefing

compose.open_assistant = lambda settings, who: Scripted()
briefing.page()
