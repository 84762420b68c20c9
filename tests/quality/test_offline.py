"""With the real models and all defaults, nothing beyond this machine is ever tried to be reached."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.offline.guarded import Guard

PROGRAM = "import sys; from ui.cli import main; main()"
PAGE = """
from pathlib import Path
from streamlit.testing.v1 import AppTest
import ui.app
page = AppTest.from_file(ui.app.__file__, default_timeout=120).run()
page.chat_input[0].set_value("How many cities are on the list?").run()
assert not page.exception, page.exception
print("answered")
"""
HEALTH = "http://127.0.0.1:{port}/_stcore/health"


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
    serve_and_stop(guard, free_port)
    assert guard.tried == []


def serve_and_stop(guard: Guard, port: int) -> None:
    """Starts the chat, waits for its page, stops it as Ctrl-C does."""
    command = [sys.executable, "-c", PROGRAM, "chat", "--no-browser", "--port", str(port)]
    with subprocess.Popen(command, env=guard.environment, stderr=subprocess.PIPE, text=True) as chat:
        try:
            wait_for(HEALTH.format(port=port))
        finally:
            chat.send_signal(signal.SIGINT)
            _, err = chat.communicate(timeout=60)
    assert chat.returncode == 0, err
    assert "Traceback" not in err


def wait_for(address: str) -> None:
    """Returns when the page answers."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=1) as reply:
                if reply.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer within a minute")
