"""With the real models and all defaults, nothing beyond this machine is ever tried to be reached."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import PROGRAM
from tests.offline.guarded import Guard
from tests.offline.serving import chat

QUESTION = "How many cities are on the list of resource-exhausted cities?"
PAGE = """
from pathlib import Path
from streamlit.testing.v1 import AppTest
import ui.web.app
page = AppTest.from_file(ui.web.app.__file__, default_timeout=120).run()
page.chat_input[0].set_value("How many cities are on the list?").run()
assert not page.exception, page.exception
print("answered")
"""


@pytest.fixture
def own_index(ingested: Path, own_folders: Path) -> Path:
    """The folders of this test, with the index in them."""
    shutil.copytree(ingested, own_folders, dirs_exist_ok=True)
    return own_folders


def test_a_wheel_holds_the_briefs_and_answers(installed: Path, own_index: Path, tmp_path: Path) -> None:
    guard = Guard(tmp_path, installed)
    where = guard.run("-c", "import ingest.bundled as b; print(b.briefs_folder())")
    assert where.stdout.strip() == str(installed / "ingest" / "_corpus" / "briefs"), where.stderr
    asked = guard.run("-c", PROGRAM, "ask", "--json", QUESTION)
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert answer["verdict"] == "answered"
    assert answer["citations"]
    assert guard.tried == []


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_whole_way_from_a_new_installation(own_index: Path, tmp_path: Path, free_port: int) -> None:
    guard = Guard(tmp_path)
    asked = guard.run("-c", PROGRAM, "ask", QUESTION)
    assert asked.returncode == 0, asked.stderr
    assert "[1]" in asked.stdout
    page = guard.run("-c", PAGE)
    assert "answered" in page.stdout, page.stderr
    with chat(free_port, guard.environment, "-c", PROGRAM):
        assert guard.tried == []
    assert guard.tried == []
