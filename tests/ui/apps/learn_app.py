"""The page for learning alone, for Streamlit's test harness, which can't follow a link to a page that is a function."""

from ui.screens import learn

learn.page()
