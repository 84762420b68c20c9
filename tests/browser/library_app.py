"""The whole app over a small real library of its own, with no weights, as a Streamlit script."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.ui.web.apps.small_library import furnish
from ui.web import app

os.environ["XDG_DATA_HOME"] = str(Path.cwd() / "data")
furnish(Path.cwd())
app.main()
