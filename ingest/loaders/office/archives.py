"""Office files and books as the ZIP archives that they are: opened only if they are safe to unpack and to parse."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.parsers import expat

from lxml import etree

from rag.base.errors import FileProblem

MAX_UNPACKED = 200 * 1024 * 1024
"""The most that the XML of one file may unpack to, in bytes."""

FAILURES = (
    LookupError,
    AttributeError,
    TypeError,
    ValueError,
    OSError,
    RuntimeError,  # an encrypted member, a compression that is unknown here
    EOFError,
    StopIteration,
    ArithmeticError,
    NotImplementedError,
    zlib.error,
    zipfile.BadZipFile,
    expat.ExpatError,
    etree.XMLSyntaxError,
)
"""What reading libraries raise on a damaged file, whatever their documentation says."""

_XML = (".xml", ".rels", ".opf", ".ncx", ".xhtml", ".html", ".htm")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


@contextmanager
def opened(data: bytes, name: str, kind: str) -> Iterator[zipfile.ZipFile]:
    """The archive, for the block that reads it. `kind` is what the file is, in words.

    Raises FileProblem for one that unpacks to too much, that defines XML entities, or that the block finds damaged.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check(archive, name)
            yield archive
    except RecursionError:
        raise  # one that is nested too deeply, which is told otherwise
    except FAILURES as error:
        raise FileProblem(f"{name!r} is a damaged {kind} ({error}): open and save it again") from error


def parsed(archive: zipfile.ZipFile, member: str) -> etree._Element:
    """A member's XML; nothing outside of it is opened."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(archive.read(member), parser=parser)


def xml_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that are read as XML."""
    return [member for member in archive.infolist() if member.filename.lower().endswith(_XML)]


def _check(archive: zipfile.ZipFile, name: str) -> None:
    members = xml_members(archive)
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED:
        raise FileProblem(f"{name!r} unpacks to {size // 2**20} MB (the limit is {MAX_UNPACKED // 2**20} MB): split it")
    for member in members:
        if not member.flag_bits & 1 and _ENTITY.search(archive.read(member)):
            raise FileProblem(f"{name!r} defines XML entities, which no such file needs: open and save it again")
