"""Nothing beyond this machine is tried to be reached by ingestion, a question or the chat's start."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.offline.guarded import Guard
from tests.offline.serving import chat

pytestmark = pytest.mark.system

PROGRAM = ("-m", "tests.offline.without_weights")


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_no_connection_is_tried(
    tmp_path: Path, own_folders: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERMINE_BUNDLED", "false")
    guard = Guard(tmp_path)
    (own_folders / "library").mkdir()
    (own_folders / "library" / "page.html").write_text(
        "<html><head><link rel=stylesheet href='https://example.org/a.css'></head><body><h1>Mine</h1>"
        "<p>The mine opened in 1917.</p><img src='https://example.org/a.png'></body></html>",
        encoding="utf-8",
    )
    asked = guard.run(*PROGRAM, "ingest", "then", "ask", "When did the mine open?")
    assert asked.returncode in (0, 3), asked.stderr
    assert "added" in asked.stdout + asked.stderr
    shutil.rmtree(own_folders / "index")
    with chat(free_port, guard.environment, *PROGRAM):
        assert guard.tried == []
    assert guard.tried == []
    again = guard.run(*PROGRAM, "ingest")
    assert again.stdout.splitlines()[1].split()[:3] == ["0", "0", "1"]  # unchanged: the chat had made the index anew


def test_an_embedder_given_by_name_is_looked_for_on_this_machine_only(
    tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERMINE_RETRIEVAL__EMBEDDER", "no-such-owner/no-such-model")
    guard = Guard(tmp_path)
    found = guard.run("-c", "import sys; from ui.cli import program; sys.exit(program.run(['ingest']))")
    assert found.returncode == 6, found.stderr
    assert "HF_HUB_OFFLINE=0" in found.stderr
    assert "not on this machine" in found.stderr
    assert "connect" not in found.stderr
    assert guard.tried == []
