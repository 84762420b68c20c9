"""The scripted chat with a question set to evaluate it by, as a Streamlit script."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.ui.scripted import Broken, ScriptedIndex
from ui import compose
from ui.web import app
from ui.web.screens import evaluation


class Index(ScriptedIndex):
    """An index whose corpus has a hash, as reports name it."""

    corpus_sha256 = "c" * 64


compose.open_assistant = lambda settings, who: Broken(Index())
evaluation.conversations_folder = lambda: Path(os.environ["QUESTION_SETS"]) / "conversations"
evaluation.questions_folder = lambda: Path(os.environ["QUESTION_SETS"])
app.main()
