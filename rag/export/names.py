"""File names made from titles: safe on every system, whatever stands in the title."""

from __future__ import annotations

import re
import unicodedata

from rag.printable import one_line

LONGEST = 80  # bytes, so that even Chinese names stay well below what file systems take
_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_FALLBACK = "briefing"


def safe_name(title: str, suffix: str) -> str:
    """A name without folders, spaces and signs, such as `Why-do-towns-shrink.docx`; never hidden, never reserved."""
    stem = _UNSAFE.sub("-", unicodedata.normalize("NFC", one_line(title)))
    stem = re.sub(r"\.{2,}", ".", stem).strip("-._")
    short = stem.encode()[:LONGEST].decode("utf-8", "ignore").rstrip("-._")
    if not short or _RESERVED.match(short):
        short = f"{_FALLBACK}-{short}".rstrip("-")
    return f"{short}{suffix}"
