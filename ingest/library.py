"""The library folder: copying documents in, taking them out so that it can be undone.

The notes about a file are written before it is moved, and put right by `restore`, so that no moment at which the disk
is full or the process dies leaves a file that nobody knows of.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ingest.catalogue import SUFFIXES, read_catalogue
from ingest.download import fetch, is_address
from ingest.files import LIBRARY, list_folder
from ingest.ledger import Ledger, Removal, read_ledger, write_ledger
from ingest.loaders import supported_suffixes
from ingest.loaders.assembly import shown
from ingest.loaders.isolated import load
from ingest.loaders.reading import MAX_BYTES, read_bytes
from ingest.plan import is_unchanged
from rag.base.errors import FileProblem, IndexProblem, NotFound
from rag.base.printable import without_password, without_passwords
from rag.store.atomic_files import write_bytes
from rag.store.documents import Entry
from rag.store.index import Index

REMOVED = ".removed"
LONGEST_NAME = 70
"""Characters, so that three bytes each, a number and an ending stay below the 255 bytes of common file systems."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: the files that are now in the library, and (given path or address, text) pairs."""

    files: tuple[Path, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


def add(library: Path, sources: Sequence[str]) -> Added:
    """Copies files, folders and web pages into the library; what can't be read stays out, the rest goes in."""
    done = Added()
    for source in sources:
        try:
            one = add_url(source, library) if is_address(source) else add_path(Path(source), library)
        except FileProblem as error:
            one = Added(failed=((without_password(source), without_passwords(str(error))),))
        done = Added(done.files + one.files, done.notes + one.notes, done.failed + one.failed)
    return done


def add_path(path: Path, library: Path) -> Added:
    """Copies a file, or all documents of a folder, into the library. Raises FileProblem.

    A file that was copied from there before is replaced, its earlier form kept in `.removed`; another file of the same
    name is never touched, the new one gets a number. Files of a folder fail one by one.
    """
    path = Path(os.path.expanduser(path)).absolute()  # noqa: PTH111 - a file may be called "~draft.md"
    try:
        if ".." in path.parts:  # of the folder that a link leads to, while a link at the end keeps its name
            path = path.resolve() if path.name == ".." else path.parent.resolve() / path.name
        exists, is_folder = path.exists(), path.is_dir()
    except OSError as error:
        raise FileProblem(
            f"{str(path)!r} can't be looked at ({error.strerror}): check the path and its folder"
        ) from error
    if not exists:
        raise FileProblem(f"there is no file or folder {str(path)!r}: check the path")
    if path.resolve().is_relative_to(library.resolve()):
        return Added(files=(path,))
    if is_folder:
        return _add_folder(path, library)
    _require_kind(path, str(path))
    return _take_in(read_bytes(path, str(path)), library, path.name, str(path))


def add_url(url: str, library: Path) -> Added:
    """Downloads a web page or file into the library, as `add_path` copies one. Raises FileProblem."""
    download = fetch(url)
    return _take_in(download.data, library, download.name, url)


def add_upload(library: Path, name: str, data: bytes, number: int = 1) -> Added:
    """Keeps an uploaded file in the library under a safe form of its name, as `add_path` copies one.

    What was uploaded under the same name before is replaced, its earlier form kept in `.removed`; `number` tells files
    of one upload apart that have the same name. Raises FileProblem.
    """
    safe = safe_name(name)
    _require_kind(Path(safe), safe)
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 2**20:.0f} MB"
        raise FileProblem(f"{safe!r} is too large ({size}, the limit is {MAX_BYTES // 2**20} MB): split it")
    return _take_in(data, library, safe, f"upload:{name}" if number == 1 else f"upload:{name} ({number})")


def takes() -> frozenset[str]:
    """The endings of what the library takes: documents, and lists of their sources."""
    return supported_suffixes() | SUFFIXES


def _require_kind(path: Path, name: str) -> None:
    if path.suffix.lower() not in takes():
        raise FileProblem(f"{name!r} is of a kind that can't be read: the kinds are {', '.join(sorted(takes()))}")


def safe_name(name: str) -> str:
    """A name that stays within the library and within what any system allows, with the ending of the one given."""
    path = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/"))
    stem = re.sub(r"[^\w ().,&+'-]+", "-", path.stem).strip(" .-~")[:LONGEST_NAME].rstrip()
    return (stem or "document") + re.sub(r"[^\w.]", "", path.suffix)[:12].lower()


def remove(index: Index, library: Path, document_id: str) -> Path | None:
    """Takes a document out of corpus and index; `restore` undoes it.

    Returns where its file is kept now, None for a bundled brief, which is only left out from now on. Raises NotFound,
    and FileProblem or IndexProblem after putting back what it has moved.
    """
    index.document(document_id)
    entry = index.entries[document_id]
    is_own = entry.file.startswith(f"{LIBRARY}/")
    path = _file_of(entry, library) if is_own else None
    kept = _free_place(library, path) if path else None
    removal = Removal(entry.file, kept.relative_to(library).as_posix() if kept else None)
    with _writable(library), _noted(library, document_id, removal if kept or not is_own else None):
        if path and kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            path.rename(kept)
        try:
            index.drop(document_id)
            index.commit(complete=None)
        except IndexProblem:
            if path and kept:
                kept.rename(path)
            raise
    return kept


def removed(library: Path) -> tuple[str, ...]:
    """The ids of the documents that were removed and that `restore` knows how to bring back."""
    found = read_ledger(library).removed
    return tuple(sorted(name for name, removal in found.items() if not _stayed(library, removal)))


def lost(library: Path) -> tuple[Path, ...]:
    """The files in `.removed` that no note names and that are no earlier form of another. Raises FileProblem."""
    noted = read_ledger(library).removed.values()
    known = {removal.kept for removal in noted} | {removal.file for removal in noted}
    found = []
    for each in list_folder(REMOVED, library / REMOVED).files:
        below = each.path.relative_to(each.root)
        places = {below, below.with_stem(re.sub(r"-\d{1,2}$", "", below.stem) or below.stem)}
        names = {f"{REMOVED}/{below.as_posix()}", *(f"{LIBRARY}/{place.as_posix()}" for place in places)}
        if not names & known and not any((library / place).exists() for place in places):
            found.append(each.path)
    return tuple(found)


def restore(library: Path, document_id: str) -> None:
    """Brings a removed document back into the corpus; the next refresh indexes it.

    Raises FileProblem, and NotFound also where its file was deleted meanwhile: it is then forgotten.
    """
    ledger = read_ledger(library)
    removal = ledger.removed.get(document_id) or _lost_removal(library, document_id)
    if removal is None:
        known = ", ".join(map(repr, sorted(ledger.removed))) or "none"
        raise NotFound(f"no document {document_id!r} was removed: those that were are {known}")
    with _writable(library):
        kept, target = library / (removal.kept or ""), _place_of(library, removal)
        gone = removal.kept is not None and not kept.exists() and not target.exists()
        if removal.kept and kept.exists():
            if target.exists():
                raise FileProblem(
                    f"{document_id!r} can't come back: {str(target)!r} is another file now, move that first"
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            kept.rename(target)
        rest = {name: each for name, each in ledger.removed.items() if name != document_id}
        write_ledger(library, replace(ledger, removed=rest))
    if gone:
        raise NotFound(f"{document_id!r} can't come back, its file {str(kept)!r} was deleted: add it again")


def _add_folder(folder: Path, library: Path) -> Added:
    listing = list_folder(folder.name or "documents", folder)
    done = Added(notes=listing.warnings, failed=listing.failed)
    real, inside = folder.resolve(), library.resolve()
    for found in (*listing.files, *listing.lists):
        below = found.path.relative_to(folder)
        if (real / below).is_relative_to(inside):
            continue
        name = f"{folder.name or 'documents'}/{below.as_posix()}"
        try:
            one = _take_in(read_bytes(found.path, str(found.path)), library, name, str(found.path))
        except FileProblem as error:
            one = Added(failed=((str(found.path), str(error)),))
        done = Added(done.files + one.files, done.notes + one.notes, done.failed + one.failed)
    if not done.files and not done.failed:
        left = ", ".join(f"{name!r} {reason}" for name, reason in done.notes[:3])
        raise FileProblem(f"the folder {str(folder)!r} holds no document that can be read: {left or 'check the path'}")
    return done


def _take_in(data: bytes, library: Path, name: str, origin: str) -> Added:
    """Puts a readable file under its name into the library, or under one with a number where another file has that.

    Name and origin may hold bytes that are no UTF-8, which neither a note nor a stored name can hold.
    """
    name, origin = shown(name), without_password(origin.encode(errors="backslashreplace").decode())
    with _writable(library), TemporaryDirectory(dir=library, prefix=".incoming-") as folder:
        copy = Path(folder) / PurePosixPath(name).name
        write_bytes(copy, data)
        _check(copy)
        ledger = read_ledger(library)
        earlier: Path | None = None
        notes: list[str] = []
        for target in _names(library / name):
            if not target.exists():
                break
            if target.is_file() and target.read_bytes() == data:
                return Added(files=(target,))
            if ledger.origins.get(target.relative_to(library).as_posix()) == origin:
                earlier = _free_place(library, target)
                notes.append(f"replaces its earlier form, which is kept as {str(earlier)!r}")
                break
        if target != library / name:
            notes.append(f"is {target.name!r} in the library, which has another {Path(name).name!r}")
        write_ledger(
            library, replace(ledger, origins=ledger.origins | {target.relative_to(library).as_posix(): origin})
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        if earlier:
            _keep_copy(target, earlier, Path(folder))
        copy.replace(target)
    return Added(files=(target,), notes=tuple((origin, note) for note in notes))


def _check(path: Path) -> None:
    """Raises FileProblem for what is neither a document that can be read nor a list of sources."""
    if path.suffix.lower() not in SUFFIXES:
        load(path, path.parent)
    elif read_catalogue(path) is None:
        raise FileProblem(f"{path.name!r} is no list of sources (CSL-JSON): export it from a reference manager")


def _file_of(entry: Entry, library: Path) -> Path | None:
    """The file that a document was read from; of several whose names are shown alike, the one that is unchanged."""
    paths = [found.path for found in list_folder(LIBRARY, library).files if found.key == entry.file]
    same = [path for path in paths if is_unchanged(path, entry.stamp)]
    return next(iter(same + paths), None)


@contextmanager
def _noted(library: Path, document_id: str, removal: Removal | None) -> Iterator[None]:
    """Notes a removal, if there is anything to note, for the block that carries it out; takes it back if that fails."""
    before = read_ledger(library)
    if removal:
        write_ledger(library, _with_removal(before, document_id, removal))
    try:
        yield
    except (OSError, IndexProblem):
        if removal and not (removal.kept and (library / removal.kept).exists()):
            with suppress(OSError):  # `restore` and `removed` know a note of what did not happen
                write_ledger(library, before)
        raise


def _with_removal(ledger: Ledger, document_id: str, removal: Removal) -> Ledger:
    """The ledger with the removal under the document's id; an earlier one of that id goes under one with a number."""
    removed = {**ledger.removed, document_id: removal}
    earlier = ledger.removed.get(document_id)
    if earlier and earlier != removal:
        free = next(name for number in count(2) if (name := f"{document_id}-{number}") not in removed)
        removed[free] = earlier
    return replace(ledger, removed=removed)


def _free_place(library: Path, path: Path) -> Path:
    """Where in `.removed` a file of the library overwrites nothing, under a name that can be noted."""
    name = shown(path.relative_to(library).as_posix())
    return next(path for path in _names(library / REMOVED / name) if not path.exists())


def _keep_copy(path: Path, kept: Path, folder: Path) -> None:
    """Copies a file to where it is kept, by way of a folder for what is not whole."""
    half = folder / f"earlier-{path.name}"
    shutil.copy2(path, half)
    kept.parent.mkdir(parents=True, exist_ok=True)
    half.rename(kept)


def _place_of(library: Path, removal: Removal) -> Path:
    return library / removal.file.partition("/")[2]


def _stayed(library: Path, removal: Removal) -> bool:
    """Whether the file of a removal that was cut short is still, or again, where it was."""
    return removal.kept is not None and not (library / removal.kept).exists() and _place_of(library, removal).exists()


def _lost_removal(library: Path, document_id: str) -> Removal | None:
    """The removal of a document whose file lies in `.removed` and is not noted; of several the one last changed."""
    for path in sorted(lost(library), key=lambda path: path.stat().st_ctime_ns, reverse=True):
        with suppress(FileProblem):
            if load(path, library / REMOVED).id == document_id:
                name = path.relative_to(library / REMOVED).as_posix()
                return Removal(f"{LIBRARY}/{name}", f"{REMOVED}/{name}")
    return None


def _names(path: Path) -> Iterator[Path]:
    """The path, then the same with 2, 3, … in its name."""
    yield path
    yield from (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))


@contextmanager
def _writable(library: Path) -> Iterator[None]:
    """Makes the library where there is none, and turns an OSError of the block into a FileProblem."""
    try:
        library.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise FileProblem(
            f"the library {str(library)!r} can't take this ({error}): free some space, correct its permissions, or "
            "choose another with the setting 'library'"
        ) from error
