"""The chat with a scripted assistant and a chat model in its settings, as a Streamlit script."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ |= {
    "AFTERMINE_ANSWERING__MODEL": "a-model-with-a-long-name-instruct-q4",
    "AFTERMINE_ANSWERING__MODEL_URL": "https://models.example.org/v1",
}

from tests.ui.scripted import Broken
from ui import compose
from ui.web import app

compose.open_assistant = lambda settings, who: Broken()
app.main()
