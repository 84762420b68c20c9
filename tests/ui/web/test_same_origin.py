"""The chat as it is served: which pages may open its web socket, and that a browser is opened only if wanted."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = [pytest.mark.system, pytest.mark.allow_hosts(["127.0.0.1"])]
ROOT = Path(__file__).parents[3]
SERVE = "import sys; from ui.cli.commands import chat; sys.exit(chat._serve('127.0.0.1', int(sys.argv[1]), {quiet}))"
PATIENCE = 90
UNUSED_PORT = 45678


def reply(port: int, *lines: str) -> str:
    """The first line of what the server says to a request for its web socket."""
    wanted = [
        "GET /_stcore/stream HTTP/1.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        *lines,
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=30) as talk:
        talk.sendall("".join(f"{line}\r\n" for line in (*wanted, "")).encode())
        return talk.recv(4096).decode("latin-1").partition("\r\n")[0]


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as talk:
        talk.sendall(b"GET /_stcore/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return talk.recv(4096).startswith(b"HTTP/1.1 200")
    return False


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a chat that is served as the command serves it, and ends well with Ctrl-C."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    command = [sys.executable, "-c", SERVE.format(quiet=True), str(number)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        try:
            ends = time.monotonic() + PATIENCE
            while not answers(number) and server.poll() is None and time.monotonic() < ends:
                time.sleep(0.1)
            yield number
        finally:
            server.send_signal(signal.SIGINT)
            _, said = server.communicate(timeout=30)
    assert (server.returncode, "Traceback" in said) == (0, False), said


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}"),
        ("localhost:{port}", "http://localhost:{port}"),
        ("127.0.0.1:{port}", None),
    ],
    ids=["own", "own by name", "no page"],
)
def test_its_own_pages_are_let_in(port: int, host: str, origin: str | None) -> None:
    lines = [f"Host: {host}", *([f"Origin: {origin}"] if origin else [])]
    assert "101" in reply(port, *(line.format(port=port) for line in lines))


@pytest.mark.parametrize(
    "origin",
    [
        "http://127.0.0.1:{other}",
        "http://127.0.0.1",
        "http://localhost:{port}",
        "http://localhost:{other}",
        "http://evil.example",
        "http://evil.example:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://evil.example@127.0.0.1:{port}",
        "null",
        "",
    ],
)
def test_pages_of_others_are_refused(port: int, origin: str) -> None:
    told = origin.format(port=port, other=UNUSED_PORT)
    assert "403" in reply(port, f"Host: 127.0.0.1:{port}", f"Origin: {told}")


@pytest.mark.parametrize("quiet", [True, False])
def test_a_browser_is_opened_only_if_wanted(quiet: bool, tmp_path: Path, free_port: int) -> None:
    opener = tmp_path / "browser"
    opener.write_text(f"#!/bin/sh\necho \"$1\" > '{tmp_path}/opened'\n", encoding="utf-8")
    opener.chmod(0o755)
    command = [sys.executable, "-c", SERVE.format(quiet=quiet), str(free_port)]
    environment = os.environ | {"BROWSER": str(opener)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as server:
        ends = time.monotonic() + PATIENCE
        opened = tmp_path / "opened"
        while not answers(free_port) and time.monotonic() < ends:
            time.sleep(0.1)
        while not (quiet or opened.exists()) and time.monotonic() < ends:
            time.sleep(0.1)
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)
    assert opened.exists() is not quiet
    if not quiet:
        assert opened.read_text(encoding="utf-8").strip() == f"http://127.0.0.1:{free_port}"
