"""With the real models and all defaults, nothing beyond this machine is ever tried to be reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.offline.guarded import Guard
from tests.offline.serving import chat

PROGRAM = "import sys; from ui.cli import main; main()"
PAGE = """
from pathlib import Path
from streamlit.testing.v1 import AppTest
import ui.web.app
page = AppTest.from_file(ui.web.app.__file__, default_timeout=120).run()
page.chat_input[0].set_value("How many cities are on the list?").run()
assert not page.exception, page.exception
print("answered")
"""


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_whole_way_from_a_new_installation(tmp_path: Path, free_port: int) -> None:
    guard = Guard(tmp_path)
    ingested = guard.run("-c", PROGRAM, "ingest")
    assert ingested.returncode == 0, ingested.stderr
    asked = guard.run("-c", PROGRAM, "ask", "How many cities are on the list of resource-exhausted cities?")
    assert asked.returncode == 0, asked.stderr
    assert "[1]" in asked.stdout
    page = guard.run("-c", PAGE)
    assert "answered" in page.stdout, page.stderr
    with chat(free_port, guard.environment, "-c", PROGRAM):
        assert guard.tried == []
    assert guard.tried == []
