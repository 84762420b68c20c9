"""The chat with a scripted assistant, as a Streamlit script."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.ui.scripted import Broken
from ui import compose
from ui.web import app

compose.open_assistant = lambda settings, who: Broken()
app.main()
