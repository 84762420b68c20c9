"""The summaries page alone, for Streamlit's test harness, which can't follow a link to a page that is a function."""

from ui.web.screens import summaries

summaries.page()
