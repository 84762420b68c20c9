"""The feedback page alone, for Streamlit's test harness, which can't follow a link to a page that is a function."""

from ui.web.screens import feedback

feedback.page()
