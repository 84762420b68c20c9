"""Fetching one web page or file that the user asked for by its address."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv6Address, ip_address
from pathlib import PurePosixPath
from threading import Thread
from typing import TYPE_CHECKING
from urllib.request import getproxies

from ingest.loaders.reading import MAX_BYTES, SUFFIXES
from rag.base.errors import FileProblem
from rag.base.printable import without_password

if TYPE_CHECKING:
    import httpx

TIMEOUT = 30.0
"""Seconds of silence after which the server is given up."""

DEADLINE = 300.0
"""Seconds that a whole download may take, from looking up the host's name to the last byte."""

MOST_REDIRECTS = 20

_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/epub+zip": ".epub",
    "message/rfc822": ".eml",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "text/plain": ".txt",
}


@dataclass(frozen=True, slots=True)
class Download:
    """The content of an address, and a file name for it."""

    name: str
    data: bytes


def is_address(text: str) -> bool:
    """Whether this is an address and no path; `file:`, `ftp:` and the like count as one, for `fetch` to refuse."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text) is not None


def fetch(url: str, *, limit: int = MAX_BYTES, timeout: float = TIMEOUT) -> Download:
    """Downloads `url` (http or https). Raises FileProblem.

    Redirects are followed, but to this machine or into its network only at the host and port that were asked for. A
    name and password in the address are used for the request and told nowhere.
    """
    import httpx

    shown = without_password(url)
    with _problems(shown), httpx.Client(timeout=timeout) as client:
        found = _within(DEADLINE, partial(_download, client, url, limit))
        if found is None:
            raise FileProblem(f"{shown!r} took longer than {DEADLINE:.0f} seconds: download it yourself")
        return found


@contextmanager
def _problems(shown: str) -> Iterator[None]:
    """Turns what goes wrong in the block into a FileProblem about the address `shown`."""
    import httpx

    try:
        yield
    except httpx.UnsupportedProtocol as error:
        raise FileProblem(f"{shown!r} is no web address: give one that begins with https:// or http://") from error
    except httpx.HTTPStatusError as error:
        said = f"{error.response.status_code} {error.response.reason_phrase}"
        raise FileProblem(f"{shown!r} can't be fetched (the server says {said}): check the address") from error
    except httpx.InvalidURL:  # which quotes what it stumbled over, such as a piece of a password
        raise FileProblem(f"{shown!r} is no web address: check how it is written") from None
    except (httpx.HTTPError, UnicodeError, OSError) as error:
        # Of a wrong address in a redirect httpx quotes a piece as well.
        reason = str(error).partition(" in location header")[0] or type(error).__name__
        raise FileProblem(f"{shown!r} can't be fetched ({reason}): check the address and the connection") from error
    except (ImportError, ValueError) as error:  # what httpx raises for a proxy that it can't use
        raise FileProblem(
            f"{shown!r} can't be fetched, the proxy can't be used ({error}): give an http:// one in the environment "
            "variables ALL_PROXY, HTTPS_PROXY and HTTP_PROXY, or none"
        ) from error


def _within(seconds: float, work: Callable[[], Download]) -> Download | None:
    """What the work returns or raises; None when the time is up, whatever it waits for then.

    Its thread then ends when it next touches its connection, which the caller closes.
    """
    done: Future[Download] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001  it is raised where the result is waited for
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    return done.result() if wait([done], seconds).done else None


def _download(client: httpx.Client, url: str, limit: int) -> Download:
    """Follows the address to its content; no request's address, which others may log, holds a password."""
    import httpx

    request = client.build_request("GET", url)
    asked, is_asked_inside = request.url, False
    for number in range(MOST_REDIRECTS + 1):
        who = request.url
        auth = httpx.BasicAuth(who.username, who.password) if who.userinfo else None
        request.url = who.copy_with(userinfo=b"")
        may_be_inside = number == 0 or (is_asked_inside and (who.host, who.port) == (asked.host, asked.port))
        if not may_be_inside and _is_inside(request.url):
            raise _refusal(url, request.url)
        with closing(client.send(request, auth=auth, stream=True)) as response:
            is_inside = _came_from_inside(response)
            if is_inside and not may_be_inside:
                raise _refusal(url, request.url)
            is_asked_inside = is_inside if number == 0 else is_asked_inside
            if response.next_request is None:
                response.raise_for_status()
                return Download(_name(response), _as_utf8(_read(response, url, limit), response))
            request = response.next_request
    raise httpx.TooManyRedirects(f"more than {MOST_REDIRECTS} redirects")


def _refusal(url: str, to: httpx.URL) -> FileProblem:
    return FileProblem(
        f"{without_password(url)!r} leads to {str(to)!r}, on this machine or in its network, where no redirect is "
        "followed: give that address itself if you mean it"
    )


def _is_inside(url: httpx.URL) -> bool:
    """Whether the host is this machine or in its network, as far as is known here: a proxy looks up names itself."""
    if url.scheme not in {"http", "https"} or not url.host:
        return False
    flags = socket.AI_NUMERICHOST if _has_proxy() else 0
    try:
        found = socket.getaddrinfo(url.raw_host.decode("ascii"), url.port, type=socket.SOCK_STREAM, flags=flags)
    except (OSError, UnicodeError):
        return f".{url.host}".rstrip(".").endswith(".localhost")
    return not all(_is_public(str(address[0])) for *_, address in found)


def _came_from_inside(response: httpx.Response) -> bool:
    """The same of who answered, since a name may mean another address the next time that it is looked up."""
    if _has_proxy():
        return _is_inside(response.url)
    peer = response.extensions["network_stream"].get_extra_info("server_addr")
    return not _is_public(str(peer[0]))


def _has_proxy() -> bool:
    return bool({"http", "https", "all"} & getproxies().keys())


def _is_public(address: str) -> bool:
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global


def _read(response: httpx.Response, url: str, limit: int) -> bytes:
    data = bytearray()
    for piece in response.iter_bytes():
        data += piece
        if len(data) > limit:
            shown = without_password(url)
            raise FileProblem(f"{shown!r} is larger than {limit / 2**20:.0f} MB: download a part of it yourself")
    return bytes(data)


def _name(response: httpx.Response) -> str:
    """A file name from the address, with the ending that the server's kind of content asks for."""
    path = PurePosixPath(response.url.path)
    given = path.suffix.lower() if path.suffix.lower() in SUFFIXES else ""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    suffix = _KINDS.get(kind, given)
    if kind == "text/plain" and given:  # servers send Markdown as plain text
        suffix = given
    if not suffix:
        raise FileProblem(
            f"{str(response.url)!r} is of the kind {kind!r}, which can't be read: give a page, a PDF, a DOCX or a text"
        )
    if given and SUFFIXES[given] == SUFFIXES[suffix]:
        suffix = given
    stem = path.name[: -len(given)] if given else path.name
    safe = re.sub(r"[^\w.-]+", "-", stem or response.url.host).strip("-.")[:80]
    return (safe or "page") + suffix


def _as_utf8(data: bytes, response: httpx.Response) -> bytes:
    """Text whose encoding only the server names, in UTF-8 with a mark, since the file must tell by itself."""
    charset = response.charset_encoding
    is_text = response.headers.get("content-type", "").startswith("text/")
    if not charset or not is_text or b"charset" in data[:4096].lower():
        return data
    try:
        return data.decode(charset).encode("utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return data
