"""Downloads from a real server on this machine."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ingest.download import fetch, is_address
from rag.errors import FileProblem

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
    "/broken": (500, {}, b""),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            self.server.shutting.wait()
            return
        status, headers, body = ANSWERS.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

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
