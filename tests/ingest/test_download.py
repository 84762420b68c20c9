"""Downloads from a real server on this machine."""

from __future__ import annotations

import logging
import socket
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ingest import download
from ingest.download import fetch, is_address
from rag.base.errors import FileProblem

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
PAGE = "<html><body><p>煤 coal</p></body></html>"
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/page": (200, {"Content-Type": "text/html"}, PAGE.encode()),
    "/": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "/a%20b/%E7%85%A4.htm": (200, {"Content-Type": "text/html"}, PAGE.encode()),
    "/gbk.html": (200, {"Content-Type": "text/html; charset=gbk"}, PAGE.encode("gbk")),
    "/notes.md": (200, {"Content-Type": "text/plain; charset=utf-8"}, b"# Notes"),
    "/paper.pdf": (200, {"Content-Type": "application/octet-stream"}, b"%PDF-1.7"),
    "/paper?id=3": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"),
    "/photo.png": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/big": (200, {"Content-Type": "text/html"}, b"x" * 5000),
    "/moved": (302, {"Location": "/page"}, b""),
    "/local": (302, {"Location": "file:///etc/hostname"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/to-password": (302, {"Location": "http://user:secret@127.0.0.1:1/x"}, b""),
    "/to-wrong": (302, {"Location": "http://user:secret/@127.0.0.1/x"}, b""),
    "/broken": (500, {}, b""),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            self.server.shutting.wait()
            return
        if self.path == "/dripping":
            self.drip()
            return
        status, headers, body = self.answer()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        if self.path == "/closed":
            right = self.headers["Authorization"] == f"Basic {b64encode(b'user:sec@ret').decode()}"
            return (200 if right else 401, {"Content-Type": "text/html"}, PAGE.encode())
        if self.path.startswith("/to?"):
            return 302, {"Location": self.path.removeprefix("/to?")}, b""
        return ANSWERS.get(self.path, (404, {}, b""))

    def drip(self) -> None:
        """Headers without an end, each well within the time after which silence is given up."""
        with suppress(OSError):
            while not self.server.shutting.wait(0.02):
                self.wfile.write(b"HTTP/1.1 200 OK\r\n" if not self.close_connection else b"X: y\r\n")
                self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


class Server(ThreadingHTTPServer):
    shutting = threading.Event()


@pytest.fixture
def site() -> Iterator[str]:
    with Server(("127.0.0.1", 0), Handler) as server:
        server.shutting.clear()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutting.set()
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/page", "page.html"),
        ("/", "127.0.0.1.html"),
        ("/a%20b/%E7%85%A4.htm", "煤.htm"),
        ("/notes.md", "notes.md"),
        ("/paper.pdf", "paper.pdf"),
        ("/paper?id=3", "paper.pdf"),
        ("/moved", "page.html"),
    ],
)
def test_content_and_name(site: str, path: str, name: str) -> None:
    found = fetch(site + path)
    assert found.name == name
    assert found.data.removeprefix(b"\xef\xbb\xbf") == ANSWERS["/page" if path == "/moved" else path][2]


def test_text_whose_encoding_only_the_server_knows(site: str) -> None:
    assert fetch(f"{site}/gbk.html").data.decode("utf-8-sig") == PAGE


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/nowhere", "404"),
        ("/broken", "500"),
        ("/photo.png", "image/png"),
        ("/local", "no web address"),
        ("/round", "redirect"),
    ],
)
def test_failures_name_address_and_reason(site: str, path: str, reason: str) -> None:
    with pytest.raises(FileProblem, match=rf"127\.0\.0\.1.*{reason}"):
        fetch(site + path)


def test_too_large_and_too_slow(site: str) -> None:
    with pytest.raises(FileProblem, match="larger than"):
        fetch(f"{site}/big", limit=1000)
    with pytest.raises(FileProblem, match="timed out"):
        fetch(f"{site}/slow", timeout=0.1)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "ftp://example.org/x",
        "https://",
        "http://[broken",
        "http://.example.org/",
        f"http://{'a' * 64}.org/",
        "http://\u2260.org/",
    ],
)
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(FileProblem):
        fetch(url)


def test_a_port_where_nobody_listens(free_port: int) -> None:
    with pytest.raises(FileProblem, match="check the address and the connection"):
        fetch(f"http://127.0.0.1:{free_port}/x")


@pytest.mark.parametrize("proxy", ["socks://127.0.0.1:9", "ftp://127.0.0.1:9", "http://[broken"])
def test_a_proxy_that_can_not_be_used(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(FileProblem, match=r"'http://example\.org/' can't be fetched"):
        fetch("http://example.org/")


def test_a_proxy_of_a_kind_that_nothing_is_installed_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(FileProblem, match=r"the proxy can't be used .*ALL_PROXY"):
        fetch("http://example.org/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org", True),
        ("file:///x", True),
        ("report.pdf", False),
        ("C:\\x.md", False),
        ("a/b://c", False),
    ],
)
def test_addresses_and_paths(text: str, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("all_proxy", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_headers_that_never_end_are_given_up(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "DEADLINE", 0.3)
    began = time.monotonic()
    with pytest.raises(FileProblem, match="took longer than"):
        fetch(f"{site}/dripping")
    assert time.monotonic() - began < 5
    threads = [thread for thread in threading.enumerate() if thread.daemon and "run" in thread.name]
    for thread in threads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in threads)


def test_a_name_that_is_looked_up_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch, no_proxy: None) -> None:
    over = threading.Event()
    monkeypatch.setattr(download, "DEADLINE", 0.1)

    def waiting(*_: object, **__: object) -> list[object]:
        over.wait(5)
        raise socket.gaierror(-2, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", waiting)
    with pytest.raises(FileProblem, match="took longer than"):
        fetch("http://name.test/")
    over.set()


def test_a_password_is_used_and_not_told(site: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with_password = site.replace("//", "//user:sec@ret@")
    assert fetch(f"{with_password}/closed").name == "closed.html"
    for path in ("/nowhere", "/photo.png", "/round", "/to-password", "/to-wrong", "/local"):
        with pytest.raises(FileProblem, match=r"'http://127\.0\.0\.1") as raised:
            fetch(with_password + path)
        assert "ret" not in str(raised.value).replace("redirect", "")
    with pytest.raises(FileProblem, match="larger") as raised:
        fetch(f"{with_password}/big", limit=10)
    assert "user" not in str(raised.value)
    with pytest.raises(FileProblem, match="401"):
        fetch(f"{site}/closed")
    assert "sec" not in caplog.text
    assert b64encode(b"user:sec@ret").decode() not in caplog.text


@pytest.mark.parametrize("url", ["http://user:se/cret@host/", "http://user:cret#1@host", "ftp://user:cret@host/"])
def test_a_wrong_address_with_a_password(url: str) -> None:
    with pytest.raises(FileProblem) as raised:
        fetch(url)
    assert "cret" not in str(raised.value)
    assert "//host" in str(raised.value)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.2",
        "2130706433",
        "0x7f.1",
        "0",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00::1]",
    ],
)
def test_no_redirect_leads_inside(site: str, host: str, no_proxy: None) -> None:
    port = site.rpartition(":")[2]
    with pytest.raises(FileProblem, match=r"leads to .*no redirect is followed"):
        fetch(f"{site}/to?http://{host}:{port}/page")


def test_no_redirect_leads_to_another_port_of_this_machine(site: str, free_port: int) -> None:
    with pytest.raises(FileProblem, match="no redirect is followed"):
        fetch(f"{site}/to?http://127.0.0.1:{free_port}/page")
    assert fetch(f"{site}/to?{site}/to?/page").name == "page.html"


def test_a_number_is_known_behind_a_proxy_too(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    for host in ("2130706433", "localhost", "a.localhost."):
        with pytest.raises(FileProblem, match="no redirect is followed"):
            fetch(f"{site}/to?http://{host}:1/page")


class Names:
    """Names that mean other addresses: each look-up takes the next one, the last one stays."""

    def __init__(self, **addresses: list[str]) -> None:
        self.addresses = {f"{name}.test": found for name, found in addresses.items()}
        self.real = socket.getaddrinfo

    def __call__(self, host: str | bytes, *rest: object, **named: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        found = self.addresses.get(name, [name])
        return self.real(found.pop(0) if len(found) > 1 else found[0], *rest, **named)


PUBLIC = "93.184.216.34"


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [PUBLIC, "127.0.0.1"]], ids=["inside", "rebound"])
def test_a_name_that_means_an_address_inside(
    site: str, addresses: list[str], monkeypatch: pytest.MonkeyPatch, no_proxy: None
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(inner=addresses))
    port = site.rpartition(":")[2]
    with pytest.raises(FileProblem, match=r"leads to 'http://inner\.test"):
        fetch(f"{site}/to?http://inner.test:{port}/page")


def test_a_public_name_that_turns_inside_at_its_redirect(
    site: str, monkeypatch: pytest.MonkeyPatch, no_proxy: None
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(outer=["127.0.0.1"]))
    first = iter([True])
    monkeypatch.setattr(download, "_is_public", lambda _: next(first, False))
    port = site.rpartition(":")[2]
    with pytest.raises(FileProblem, match=r"leads to 'http://outer\.test"):
        fetch(f"http://outer.test:{port}/moved")


def test_a_name_inside_that_was_asked_for(site: str, monkeypatch: pytest.MonkeyPatch, no_proxy: None) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(inner=["127.0.0.1"]))
    port = site.rpartition(":")[2]
    assert fetch(f"http://inner.test:{port}/moved").name == "page.html"
