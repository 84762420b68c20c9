"""The library folder: copying documents in, taking them out so that it can be undone."""

from __future__ import annotations

import filecmp
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ingest.download import fetch, is_address
from ingest.files import LIBRARY, documents_in
from ingest.ledger import Removal, read_ledger, write_ledger
from ingest.loaders import load, supported_suffixes
from ingest.loaders.reading import MAX_BYTES
from rag.errors import FileProblem, NotFound
from rag.index import Index

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
            one = Added(failed=((source, str(error)),))
        done = Added(done.files + one.files, done.notes + one.notes, done.failed + one.failed)
    return done


def add_path(path: Path, library: Path) -> Added:
    """Copies a file, or all documents of a folder, into the library. Raises FileProblem.

    A file that was copied from there before is replaced, its earlier form kept in `.removed`; another file of the same
    name is never touched, the new one gets a number. Files of a folder fail one by one.
    """
    path = path.expanduser().absolute()
    if path.resolve().is_relative_to(library.resolve()):
        return Added(files=(path,))
    if path.is_dir():
        return _add_folder(path, library)
    if not path.exists():
        raise FileProblem(f"there is no file or folder {str(path)!r}: check the path")
    if path.suffix.lower() not in supported_suffixes():
        kinds = ", ".join(sorted(supported_suffixes()))
        raise FileProblem(f"{str(path)!r} is of a kind that can't be read: the kinds are {kinds}")
    return _copy_in(path, library, path.name)


def add_url(url: str, library: Path) -> Added:
    """Downloads a web page or file into the library, as `add_path` copies one. Raises FileProblem."""
    download = fetch(url)
    with _writable(library), TemporaryDirectory(dir=library, prefix=".incoming-") as folder:
        copy = Path(folder) / download.name
        copy.write_bytes(download.data)
        return _take_in(copy, library, download.name, url)


def add_upload(library: Path, name: str, data: bytes) -> Added:
    """Keeps an uploaded file in the library under a safe form of its name, as `add_path` copies one.

    What was uploaded under the same name before is replaced, its earlier form kept in `.removed`. Raises FileProblem.
    """
    safe = safe_name(name)
    if Path(safe).suffix.lower() not in supported_suffixes():
        kinds = ", ".join(sorted(supported_suffixes()))
        raise FileProblem(f"{safe!r} is of a kind that can't be read: the kinds are {kinds}")
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 2**20:.0f} MB"
        raise FileProblem(f"{safe!r} is too large ({size}, the limit is {MAX_BYTES // 2**20} MB): split it")
    with _writable(library), TemporaryDirectory(dir=library, prefix=".incoming-") as folder:
        copy = Path(folder) / safe
        copy.write_bytes(data)
        return _take_in(copy, library, safe, f"upload:{safe}")


def safe_name(name: str) -> str:
    """A name that stays within the library and within what any system allows, with the ending of the one given."""
    path = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/"))
    stem = re.sub(r"[^\w ().,&+'-]+", "-", path.stem).strip(" .-~")[:LONGEST_NAME].rstrip()
    return (stem or "document") + re.sub(r"[^\w.]", "", path.suffix)[:12].lower()


def remove(index: Index, library: Path, document_id: str) -> Path | None:
    """Takes a document out of corpus and index; `restore` undoes it.

    Returns where its file is kept now, None for a bundled brief, which is only left out from now on. Raises NotFound.
    """
    index.document(document_id)
    key = index.entries[document_id].file
    label, _, name = key.partition("/")
    with _writable(library):
        kept = _put_away(library, name) if label == LIBRARY and (library / name).exists() else None
        ledger = read_ledger(library)
        relative = kept.relative_to(library).as_posix() if kept else None
        if kept or label != LIBRARY:
            write_ledger(library, replace(ledger, removed={**ledger.removed, document_id: Removal(key, relative)}))
    index.drop(document_id)
    index.commit()
    return kept


def removed(library: Path) -> tuple[str, ...]:
    """The ids of the documents that `restore` can bring back."""
    return tuple(sorted(read_ledger(library).removed))


def restore(library: Path, document_id: str) -> None:
    """Brings a removed document back into the corpus; the next refresh indexes it. Raises NotFound and FileProblem."""
    ledger = read_ledger(library)
    removal = ledger.removed.get(document_id)
    if removal is None:
        known = ", ".join(map(repr, sorted(ledger.removed))) or "none"
        raise NotFound(f"no document {document_id!r} was removed: those that were are {known}")
    with _writable(library):
        if removal.kept:
            target = library / removal.file.partition("/")[2]
            if target.exists():
                raise FileProblem(
                    f"{document_id!r} can't come back: {str(target)!r} is another file now, move that first"
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            (library / removal.kept).rename(target)
        rest = {name: each for name, each in ledger.removed.items() if name != document_id}
        write_ledger(library, replace(ledger, removed=rest))


def _add_folder(folder: Path, library: Path) -> Added:
    done = Added()
    for path in documents_in(folder):
        if path.is_relative_to(library):
            continue
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        try:
            one = _copy_in(path, library, name)
        except FileProblem as error:
            one = Added(failed=((str(path), str(error)),))
        done = Added(done.files + one.files, done.notes + one.notes, done.failed + one.failed)
    if done == Added():
        raise FileProblem(f"the folder {str(folder)!r} holds no document that can be read: check the path")
    return done


def _copy_in(path: Path, library: Path, name: str) -> Added:
    with _writable(library), TemporaryDirectory(dir=library, prefix=".incoming-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        return _take_in(copy, library, name, str(path))


def _take_in(copy: Path, library: Path, name: str, origin: str) -> Added:
    """Moves a readable copy to its name in the library, or to one with a number where another file has that."""
    load(copy, copy.parent)
    ledger = read_ledger(library)
    notes: list[str] = []
    for target in _names(library / name):
        if not target.exists():
            break
        if filecmp.cmp(copy, target, shallow=False):
            return Added(files=(target,))
        if ledger.origins.get(target.relative_to(library).as_posix()) == origin:
            kept = _put_away(library, target.relative_to(library).as_posix())
            notes.append(f"replaces its earlier form, which is kept as {str(kept)!r}")
            break
    if target != library / name:
        notes.append(f"is {target.name!r} in the library, which has another {Path(name).name!r}")
    target.parent.mkdir(parents=True, exist_ok=True)
    copy.rename(target)
    origins = {**ledger.origins, target.relative_to(library).as_posix(): origin}
    write_ledger(library, replace(ledger, origins=origins))
    return Added(files=(target,), notes=tuple((origin, note) for note in notes))


def _put_away(library: Path, name: str) -> Path:
    """Moves a file of the library into `.removed`, where it overwrites nothing."""
    target = next(path for path in _names(library / REMOVED / name) if not path.exists())
    target.parent.mkdir(parents=True, exist_ok=True)
    (library / name).rename(target)
    return target


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
