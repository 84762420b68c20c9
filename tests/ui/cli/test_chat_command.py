"""`chat`: what happens before the page is served."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.ui.conftest import Aftermine
from ui import addresses, compose
from ui.cli.commands import chat

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
REPORT = SimpleNamespace(
    added=(), updated=(), unchanged=("a",), removed=(), failed=(("x.pdf", "no text"),), warnings=()
)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Notes what would be refreshed and served."""
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(compose, "refresh", lambda *_: calls.append(("refresh",)) or REPORT, raising=False)
    monkeypatch.setattr(chat, "_serve", lambda *given: calls.append(given) or 0)
    return calls


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_index_is_refreshed_before_the_page_is_served(
    aftermine: Aftermine, served: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERMINE_RETRIEVAL__PASSAGES", "4")
    result = aftermine("chat", "--port", "8765", "--no-browser", "--set", "retrieval.passages=5")
    assert (result.status, result.out) == (0, "")
    assert served == [("refresh",), ("127.0.0.1", 8765, True)]
    assert "http://127.0.0.1:8765" in result.err
    assert "x.pdf is left out: no text" in result.err
    from rag.base.settings import load_settings

    assert load_settings().retrieval.passages == 5


def test_occupied_port_is_said_before_anything_is_done(
    aftermine: Aftermine, served: list[tuple[object, ...]], taken: int
) -> None:
    result = aftermine("chat", "--port", str(taken))
    assert (result.status, served) == (2, [])
    assert f"port {taken} of '127.0.0.1'" in result.err
    assert "use --port " in result.err
    free = int(result.err.rsplit("--port ", 1)[1])
    addresses.require_free("127.0.0.1", free)


@pytest.mark.parametrize(
    ("host", "loopback", "link"),
    [
        ("127.0.0.1", True, "127.0.0.1"),
        ("localhost", True, "localhost"),
        ("::1", True, "[::1]"),
        ("0.0.0.0", False, "localhost"),
        ("::", False, "localhost"),
        ("192.0.2.1", False, "192.0.2.1"),
        ("desk.example", False, "desk.example"),
    ],
)
def test_hosts(host: str, loopback: bool, link: str) -> None:
    assert addresses.is_loopback(host) is loopback
    assert addresses.address(host) == link


def test_open_host_is_warned_of(aftermine: Aftermine, served: list[tuple[object, ...]]) -> None:
    result = aftermine("chat", "--host", "0.0.0.0", "--port", "8765")
    assert result.status == 0
    assert "warning: on '0.0.0.0' everyone in your network can read the library" in result.err


def test_host_that_is_not_here(aftermine: Aftermine, served: list[tuple[object, ...]]) -> None:
    result = aftermine("chat", "--host", "192.0.2.1")
    assert (result.status, served) == (2, [])
    assert "'192.0.2.1'" in result.err


def test_a_chat_model_is_announced_before_anything_is_done(
    aftermine: Aftermine, served: list[tuple[object, ...]], taken: int
) -> None:
    result = aftermine("chat", "--port", str(taken), "--model", "x", "--model-url", "http://127.0.0.1:9/v1")
    assert result.err.startswith("The chat model x writes the answers (local).\n")
    assert served == []
