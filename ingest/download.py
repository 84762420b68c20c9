"""Fetching one web page or file that the user asked for by its address."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ingest.loaders.reading import MAX_BYTES, SUFFIXES
from rag.errors import FileProblem

if TYPE_CHECKING:
    import httpx

TIMEOUT = 30.0
"""Seconds of silence after which the server is given up."""

DEADLINE = 300.0
"""Seconds that a whole download may take."""

_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
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
    """Downloads `url` (http or https, redirects followed). Raises FileProblem."""
    import httpx

    try:
        with httpx.stream("GET", url, follow_redirects=True, timeout=timeout) as response:
            response.raise_for_status()
            name = _name(response)
            return Download(name, _as_utf8(_read(response, url, limit), response))
    except httpx.UnsupportedProtocol as error:
        raise FileProblem(f"{url!r} is no web address: give one that begins with https:// or http://") from error
    except httpx.HTTPStatusError as error:
        said = f"{error.response.status_code} {error.response.reason_phrase}"
        raise FileProblem(f"{url!r} can't be fetched (the server says {said}): check the address") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise FileProblem(f"{url!r} can't be fetched ({reason}): check the address and the connection") from error
    except (ImportError, ValueError) as error:  # what httpx raises for a proxy that it can't use
        raise FileProblem(
            f"{url!r} can't be fetched, the proxy can't be used ({error}): give an http:// one in the environment "
            "variables ALL_PROXY, HTTPS_PROXY and HTTP_PROXY, or none"
        ) from error


def _read(response: httpx.Response, url: str, limit: int) -> bytes:
    ends = time.monotonic() + DEADLINE
    data = bytearray()
    for piece in response.iter_bytes():
        data += piece
        if len(data) > limit:
            raise FileProblem(f"{url!r} is larger than {limit / 2**20:.0f} MB: download a part of it yourself")
        if time.monotonic() > ends:
            raise FileProblem(f"{url!r} took longer than {DEADLINE:.0f} seconds: download it yourself")
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
