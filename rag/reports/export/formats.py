"""The kinds of file that can be written, which one is meant, and safe names made from titles."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from rag.base.errors import UsageError
from rag.base.printable import one_line


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name in commands, how its files end, its media type, whether it is text to print."""

    name: str
    suffix: str
    media_type: str
    text: bool = True


FORMATS = {
    each.name: each
    for each in (
        Format("md", ".md", "text/markdown"),
        Format("docx", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", text=False),
        Format("html", ".html", "text/html"),
        Format("bibtex", ".bib", "application/x-bibtex"),
        Format("ris", ".ris", "application/x-research-info-systems"),
        Format("csl-json", ".json", "application/vnd.citationstyles.csl+json"),
    )
}
BIBLIOGRAPHIES = ("bibtex", "ris", "csl-json")


def format_named(name: str) -> Format:
    """The format of that name. Raises UsageError."""
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}: choose {', '.join(FORMATS)}")
    return FORMATS[name]


def format_of(name: str | None, file: str | None) -> Format:
    """The format of that name, else the one that the file's name ends for. Raises UsageError where neither says it."""
    if name:
        return format_named(name)
    suffix = PurePath(file or "").suffix.lower()
    found = next((each for each in FORMATS.values() if each.suffix == suffix), None)
    if found is None:
        raise UsageError(f"no format is named, and the file {file or '-'!r} does not say it: add --format NAME")
    return found


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
