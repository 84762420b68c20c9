"""Text that can be printed and stored: nothing in it steers a terminal, turns lines, breaks XML or is a password."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_START = r"([a-z][a-z0-9+.-]{{1,30}}:/+|(?<![\w:/])//)"
# The second form is of addresses that nothing can fetch: a `/`, `?` or `#` stands in the password as it is.
_WHO = r"(?:[^/?#{end}]*@|[^/?#@:\[{end}]*:(?!\d*(?:[\s/?#]|$))[^{end}\0]{{0,200}}@)"
_NAMED = re.compile((_START + _WHO).format(end=""), re.IGNORECASE)
_NAMED_IN_TEXT = re.compile((_START + _WHO).format(end=r"\s"), re.IGNORECASE)


def printable(text: str) -> str:
    """The text without control characters, marks that turn the direction of writing, and halves of pairs.

    Line ends and tabs are kept.
    """
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
