"""Web addresses in references: which may become a link, where they stand in the text, and how people read them."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urlsplit

from rag.base.printable import one_line, printable

_LINKED = re.compile(r"https?://[^\s<>]+")
_FOREIGN = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def is_web_address(url: str | None) -> bool:
    """Whether a link may be made of it: http or https with a host, nothing else."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def around(text: str, url: str | None) -> tuple[str, str, str]:
    """The text before the address, the address, the text behind it; all of it before where no link may be made."""
    text, address = printable(text), printable(url or "")
    before, found, after = text.rpartition(address) if _LINKED.fullmatch(address) else (text, "", "")
    return (before, found, after) if found and is_web_address(address) else (text, "", "")


def readable(address: str) -> str:
    """The address with letters of other scripts written out instead of as percent signs and digits."""
    return _FOREIGN.sub(_written_out, address)


def _written_out(found: re.Match[str]) -> str:
    try:
        text = unquote_to_bytes(found[0]).decode()
    except UnicodeDecodeError:
        return found[0]
    return text if text.isprintable() and one_line(text) == text else found[0]
