"""The library page over a small real library, for Streamlit's test harness, which can't follow links to other pages."""

from ui.web.screens import library

library.page()
