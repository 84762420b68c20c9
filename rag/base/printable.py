"""Text that can be printed and stored: nothing in it steers a terminal, turns lines, breaks XML or is a password.

And the web addresses in it: which may become a link, where they stand, and how people read them.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urlsplit

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_START = r"([a-z][a-z0-9+.-]{{1,30}}:/+|(?<![\w:/])//)"
# The second form is of addresses that nothing can fetch: a `/`, `?` or `#` stands in the password as it is.
_WHO = r"(?:[^/?#{end}]*@|[^/?#@:\[{end}]*:(?!\d*(?:[\s/?#]|$))[^{end}\0]{{0,200}}@)"
_NAMED = re.compile((_START + _WHO).format(end=""), re.IGNORECASE)
_NAMED_IN_TEXT = re.compile((_START + _WHO).format(end=r"\s"), re.IGNORECASE)
_LINKED = re.compile(r"https?://[^\s<>]+")
_FOREIGN = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def printable(text: str) -> str:
    """The text without control characters (but line ends and tabs), marks that turn its direction, halves of pairs."""
    return _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """The same in one line, single spaces."""
    return " ".join(printable(text).split())


def without_password(address: str) -> str:
    """The address without the user's name and password in front of its host, whether or not it is a right one."""
    return _NAMED.sub(r"\1", address)


def without_passwords(text: str) -> str:
    """The text with the addresses in it as `without_password` gives them."""
    return _NAMED_IN_TEXT.sub(r"\1", text)


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
