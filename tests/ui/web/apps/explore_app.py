"""The Explore page alone, over the invented towns, for Streamlit's test harness."""

import os
from pathlib import Path
from types import SimpleNamespace

from rag.store.index import Index
from tests.rag.small import RECIPE
from ui import compose
from ui.web.screens import explore

compose.open_assistant = lambda settings, who: SimpleNamespace(index=Index(Path(os.environ["TOWNS"]), RECIPE))
explore.page()
