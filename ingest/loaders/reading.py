"""Getting at a file: its bytes, read once, and the kind of document that they are whatever its name says."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Literal

from ingest.loaders.characters import wide_encoding
from rag.base.errors import FileProblem

Kind = Literal["markdown", "text", "html", "pdf", "docx", "xlsx", "csv", "pptx", "odt", "epub", "mail"]

MAX_BYTES = 100 * 1024 * 1024
SUFFIXES: dict[str, Kind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".tsv": "csv",
    ".pptx": "pptx",
    ".odt": "odt",
    ".epub": "epub",
    ".eml": "mail",
}
_WORDED = frozenset[Kind | None](("markdown", "text", "html", "csv", "mail"))
"""The kinds that are text, of which a program may have written any bytes."""
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or password-protected Office file"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_ARCHIVES: tuple[tuple[str, Kind], ...] = (
    (r"word/document\d*\.xml", "docx"),
    (r"ppt/presentation\d*\.xml", "pptx"),
    (r"xl/workbook\d*\.xml", "xlsx"),
    (r"META-INF/container\.xml", "epub"),
    (r"content\.xml", "odt"),
)
_HTML_START = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>|(?><!--.*?-->)|\s++)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_ADVICE = "save it as PDF, DOCX, XLSX, PPTX, ODT, HTML, Markdown or text"


def read_bytes(path: Path, name: str) -> bytes:
    """All bytes of a regular file. Raises FileProblem for anything else, and where it changed while it was read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileProblem(f"{name!r} is not an ordinary file: give a file, or the folder that holds it")
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read(MAX_BYTES + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileProblem(f"{name!r} can't be read ({reason}): check that it exists and may be read") from error
    if len(data) > MAX_BYTES:
        size = f"{before.st_size / 2**20:.0f} MB"
        raise FileProblem(f"{name!r} is too large ({size}, the limit is {MAX_BYTES // 2**20} MB): split it")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise FileProblem(f"{name!r} changed while it was read: try again when it is complete")
    return data


def kind_of(data: bytes, name: str) -> tuple[Kind, tuple[str, ...]]:
    """Which loader the bytes need, and a warning where the name says something else.

    Raises FileProblem for what is empty, of a kind that can't be read, or not what its name promises.
    """
    suffix = Path(name).suffix.lower()
    named = SUFFIXES.get(suffix)
    found = _sniff(data, name)
    if found is None:
        return _text_kind(data, name, named), ()
    if named == found:
        return found, ()
    if found == "html" and named is not None and named not in _WORDED:
        raise FileProblem(f"{name!r} is a web page, not a {suffix[1:].upper()} (a failed download?): fetch it again")
    return found, (f"its name says {suffix or 'nothing'}, its content is {found.upper()}: it was read as that",)


def _sniff(data: bytes, name: str) -> Kind | None:
    if not data.strip(b"\x00 \t\r\n"):
        raise FileProblem(f"{name!r} is empty: remove it, or copy it again")
    worded = SUFFIXES.get(Path(name).suffix.lower()) in _WORDED
    if data.lstrip().startswith(b"%PDF-") or (b"%PDF-" in data[:1024] and not worded):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _archive_kind(data, name)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and not (worded and signature.isalnum() and _is_text(data[:64])):
            raise FileProblem(f"{name!r} is {kind}, which can't be read: {_ADVICE}")
    return "html" if _HTML_START.match(data[:4096].removeprefix(b"\xef\xbb\xbf")) else None


def _is_text(start: bytes) -> bool:
    """Whether no control character stands there, so that "MZ" may be the beginning of a word."""
    return all(byte in b"\t\n\r\f" or byte >= 32 for byte in start)


def _archive_kind(data: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileProblem(f"{name!r} is a damaged archive ({error}): copy it again") from error
    for pattern, kind in _ARCHIVES:
        if any(re.fullmatch(pattern, member) for member in members):
            return kind
    raise FileProblem(f"{name!r} is a ZIP archive and no document: unpack it, or save the document again")


def _text_kind(data: bytes, name: str, named: Kind | None) -> Kind:
    if named is not None and named not in _WORDED:
        raise FileProblem(f"{name!r} is not a {named.upper()} although its name says so: copy or download it again")
    if named is None:
        raise FileProblem(f"{name!r} is of a kind that can't be read ({Path(name).suffix or 'no ending'}): {_ADVICE}")
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) and wide_encoding(data) is None:
        sample = data[:65_536]
        controls = sum(sample.count(code) for code in range(32) if code not in b"\t\n\v\f\r\x1b")
        if controls > len(sample) // 20:
            raise FileProblem(f"{name!r} holds binary data, not text: {_ADVICE}")
    return named
