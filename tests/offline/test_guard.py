"""The guard sees what it is there for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.offline.guarded import Guard

AWAY = [
    ("socket.create_connection(('192.0.2.1', 80), timeout=1)", "socket.getaddrinfo '192.0.2.1'"),
    ("socket.socket().connect(('192.0.2.1', 80))", "socket.connect '192.0.2.1'"),
    ("socket.getaddrinfo('example.org', 443)", "socket.getaddrinfo 'example.org'"),
    ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))", "socket.sendto '192.0.2.1'"),
    ("__import__('urllib.request').request.urlopen('https://example.org')", "socket.getaddrinfo 'example.org'"),
]


@pytest.mark.parametrize(("code", "note"), AWAY)
def test_what_goes_away_is_forbidden_and_noted(tmp_path: Path, code: str, note: str) -> None:
    guard = Guard(tmp_path)
    result = guard.run("-c", f"import socket; {code}")
    assert "forbidden" in result.stderr
    assert guard.tried == [note]


def test_this_machine_is_free(tmp_path: Path) -> None:
    guard = Guard(tmp_path)
    code = "s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname()); socket.socketpair()"
    result = guard.run("-c", f"import socket; {code}")
    assert (result.returncode, result.stderr) == (0, "")
    assert guard.tried == []
