"""Reading one file into a Document, by a loader that its content chooses, behind one function `load`.

Each loader yields the same parts; headings, pages and source keys ride on them from here on. A file that can't be taken
in raises FileProblem, which says what is wrong with which file and what to do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from ingest.loaders.assembly import assemble
from ingest.loaders.parts import Loaded
from ingest.loaders.reading import SUFFIXES, Kind, kind_of, read_bytes
from rag.base.errors import FileProblem
from rag.base.types import Document

READING_VERSION = 7
"""Raised whenever a loader makes something else of the same bytes: every file is then read again."""

Loader = Callable[[bytes, str], Loaded]


def load(path: Path, root: Path) -> Document:
    """The document in the file at `path`, which lies in the folder `root`; its id and path are relative to that folder.

    The bytes are read once, and `sha256` is theirs. Raises FileProblem.
    """
    name = _name(path, root)
    data = read_bytes(path, name)
    kind, warnings = kind_of(data, name)
    try:
        loaded = _loader(kind)(data, name)
    except RecursionError as error:
        raise FileProblem(f"{name!r} is nested too deeply to be read: save it as text") from error
    loaded = Loaded(loaded.parts, loaded.meta, warnings + loaded.warnings)
    return assemble(loaded, name, hashlib.sha256(data).hexdigest())


def supported_suffixes() -> frozenset[str]:
    """The endings of the files that can be read, in lower case with their dot."""
    return frozenset(SUFFIXES)


def _name(path: Path, root: Path) -> str:
    """The path below the root, with slashes; a file outside of it, or a link that leads out, is refused."""
    try:
        target, folder = path.resolve(strict=True), root.resolve()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a loop of links"
        raise FileProblem(f"{path.name!r} can't be read ({reason}): check that it exists and may be read") from error
    if not target.is_relative_to(folder):
        raise FileProblem(f"{path.name!r} lies outside of {str(root)!r}: copy it into that folder")
    if path.absolute().is_relative_to(root.absolute()):
        return path.absolute().relative_to(root.absolute()).as_posix()
    return target.relative_to(folder).as_posix()


def _loader(kind: Kind) -> Loader:
    """The loader of a kind, imported only now: the libraries behind most of them are slow to import."""
    module, name = _LOADERS[kind].split(":")
    loader: Loader = getattr(import_module(f"{__name__}.{module}"), name)
    return loader


_LOADERS: dict[Kind, str] = {
    "markdown": "markdown:load_markdown",
    "text": "plain:load_text",
    "html": "web.html:load_html",
    "docx": "docx:load_docx",
    "pdf": "pdf:load_pdf",
    "xlsx": "office.sheets:load_xlsx",
    "csv": "office.sheets:load_csv",
    "pptx": "office.slides:load_pptx",
    "odt": "office.books:load_odt",
    "epub": "office.books:load_epub",
    "mail": "office.mail:load_mail",
}
