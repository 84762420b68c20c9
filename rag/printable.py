"""Text that can be printed and stored in any file: nothing in it steers a terminal, turns lines or breaks XML."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without control characters, marks that turn the direction of writing, and halves of pairs.

    Line ends and tabs are kept.
    """
    return _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """The same in one line, single spaces."""
    return " ".join(printable(text).split())
