"""Which files make up the corpus: the bundled briefs and the library folder, in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ingest.bundled import asked_folder, briefs_folder
from ingest.catalogue import SUFFIXES, Record, Shelved, read_catalogue
from ingest.ledger import read_ledger
from ingest.loaders import supported_suffixes
from ingest.loaders.assembly import shown
from rag.base.errors import FileProblem
from rag.base.settings import Settings
from rag.base.types import Source

BRIEFS = "briefs"
LIBRARY = "library"
_CLUTTER = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the corpus. `key` is `briefs/…` or `library/…`: it stays when those folders are moved.

    `record` is what a reference manager's list that lies with it says of it, `asked` the file of its asked questions.
    """

    key: str
    path: Path
    root: Path
    record: Source | None = None
    asked: Path | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The files, and (key, reason) pairs: what was left out, and folders that can't be looked into.

    `lists` are those of reference managers.
    """

    files: tuple[Found, ...]
    warnings: tuple[tuple[str, str], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    lists: tuple[Found, ...] = ()

    def is_unreadable(self, key: str) -> bool:
        """Whether the file lies in a folder that can't be looked into, so that nobody knows if it is still there."""
        return any(key.startswith(f"{folder}/") for folder, _ in self.failed)


def list_files(settings: Settings) -> Listing:
    """The corpus that the settings describe: briefs, then the library, each by name; a missing library is empty."""
    hidden = read_ledger(settings.library).hidden
    listings = [list_folder(LIBRARY, settings.library)]
    if settings.bundled:
        briefs = list_folder(BRIEFS, briefs_folder())
        asked = {path.stem: path for path in asked_folder().glob("*.jsonl")}
        files = tuple(replace(found, asked=asked.get(found.path.stem)) for found in briefs.files)
        listings.insert(0, replace(briefs, files=files))
    return Listing(
        files=tuple(found for listing in listings for found in listing.files if found.key not in hidden),
        warnings=tuple(line for listing in listings for line in listing.warnings),
        failed=tuple(line for listing in listings for line in listing.failed),
        lists=tuple(found for listing in listings for found in listing.lists),
    )


def is_clutter(name: str) -> bool:
    """Whether a file or folder is hidden, an Office lock file, or made by the system for itself."""
    return name.startswith((".", "~$")) or name.lower() in _CLUTTER


def list_folder(label: str, root: Path) -> Listing:
    """The files of a folder and the folders in it that can be documents, by name; keys begin with `label`."""
    files: list[Found] = []
    others: list[Found] = []
    warnings: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []

    def note(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            key = _key(label, root, Path(str(error.filename)))
            failed.append((key, f"can't be looked into ({error.strerror}): check that it is a folder and may be read"))

    for folder, folders, names in os.walk(root, onerror=note):
        folders[:] = sorted(name for name in folders if not is_clutter(name))
        for name in folders:
            if (Path(folder) / name).is_symlink():
                warnings.append((_key(label, root, Path(folder) / name), "links to folders are not followed"))
        for path in (Path(folder) / name for name in sorted(names) if not is_clutter(name)):
            kind = files if path.suffix.lower() in supported_suffixes() else others
            kind.append(Found(_key(label, root, path), path, root))
    lists = [(other, *_records(other.path)) for other in others]
    warnings += [(other.key, problem) for other, _, problem in lists if problem]
    records = [record for _, listed, _ in lists for record in listed]
    found = sorted(_with_records(files, records), key=lambda found: found.key)
    return Listing(tuple(found), tuple(warnings), tuple(failed), tuple(other for other, listed, _ in lists if listed))


def _records(path: Path) -> tuple[Sequence[Record], str]:
    """The records of a reference manager's list, and what is wrong with it; of any other file that it is left out."""
    try:
        found = read_catalogue(path) if path.suffix.lower() in SUFFIXES else None
    except FileProblem as error:
        return (), str(error)
    if found is None:
        return (), f"files of the kind {path.suffix or 'without an ending'!r} are left out"
    return found.records, found.problem


def _with_records(files: Sequence[Found], records: Sequence[Record]) -> Sequence[Found]:
    if not records:
        return files
    shelved = Shelved(records)
    return [replace(each, record=shelved.of(PurePosixPath(*each.path.relative_to(each.root).parts))) for each in files]


def _key(label: str, root: Path, path: Path) -> str:
    return shown("/".join((label, *path.relative_to(root).parts)))
