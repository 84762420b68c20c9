"""Changing the library while it is open and being asked: uploads, removal and its undoing, one after the other.

Everything goes through the one open index, so that answers given meanwhile and afterwards fit the state they are from.
Files are read and encoded while others ask; `turn` is taken only while the index itself changes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Literal

from ingest import library
from ingest.bundled import briefs_folder
from ingest.catalogue import SUFFIXES
from ingest.files import BRIEFS, LIBRARY, list_folder
from ingest.pipeline import Progress, Report, refresh
from ingest.plan import is_unchanged
from rag.base.errors import FileProblem
from rag.base.settings import Settings
from rag.models.embedder import Embedder
from rag.store.index import Index

Outcome = Literal["added", "updated", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a reader hands it over; `name` is what it is called there."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an uploaded file: the id of its document, and notes; of one that failed, the reason."""

    name: str
    outcome: Outcome
    document: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """The library of an open index. `load` makes models of its own for encoding, which others may not share."""

    index: Index
    settings: Settings
    load: Callable[[], Embedder]
    turn: AbstractContextManager[object]
    changing: Lock = field(default_factory=Lock)

    def add(self, uploads: Sequence[Upload], progress: Progress) -> tuple[Taken, ...]:
        """Takes files in, one result each in their order; waits for other changes. Raises IndexProblem (disk full)."""
        with self.changing:
            steps = _Steps(self)
            for upload in uploads:
                steps.keep(upload)
            if steps.files:
                steps.tell(self._refresh(progress))
        return tuple(steps.taken)

    def remove(self, document_id: str) -> None:
        """Takes a document out; `restore` undoes it. Raises NotFound, FileProblem and IndexProblem."""
        with self.changing, self.turn:
            library.remove(self.index, self.settings.library, document_id)

    def removed(self) -> tuple[str, ...]:
        """The ids of the documents that `restore` can bring back. Raises FileProblem."""
        return library.removed(self.settings.library)

    def restore(self, document_id: str, progress: Progress) -> None:
        """Brings a removed document back. Raises NotFound, FileProblem and IndexProblem."""
        with self.changing:
            library.restore(self.settings.library, document_id)
            self._refresh(progress)

    def file(self, document_id: str) -> Path | None:
        """The file that a document was read from; None where it is gone or has changed since. Raises NotFound."""
        self.index.document(document_id)
        entry = self.index.entries[document_id]
        label, _, name = entry.file.partition("/")
        folders = {LIBRARY: self.settings.library, BRIEFS: briefs_folder()}
        path = folders[label] / name if label in folders else None
        return path if path and is_unchanged(path, entry.stamp) else None

    def _refresh(self, progress: Progress) -> Report:
        return refresh(self.index, self.settings, self.load(), progress, self.turn)


@dataclass(slots=True)
class _Steps:
    """One upload of several files: what became of each, and which file of the library each new one is."""

    shelf: Shelf
    taken: list[Taken] = field(default_factory=list)
    files: dict[int, tuple[Path, bool]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    names: Counter[str] = field(default_factory=Counter)

    def keep(self, upload: Upload) -> None:
        """Puts a file into the library folder, unless its content is there already or can't be read."""
        name, sha256 = library.safe_name(upload.name), hashlib.sha256(upload.data).hexdigest()
        given = unicodedata.normalize("NFC", upload.name)
        self.names[given] += 1
        known = next((each for each, entry in self.shelf.index.entries.items() if entry.sha256 == sha256), None)
        if known or sha256 in self.seen:
            note = () if known else (f"has the same content as {self.seen[sha256]!r}",)
            self.taken.append(Taken(name, "unchanged", known, note))
            return
        folder = self.shelf.settings.library
        before = {found.path for found in list_folder(LIBRARY, folder).files}
        try:
            added = library.add_upload(folder, given, upload.data, self.names[given])
        except FileProblem as error:
            self.taken.append(Taken(name, "failed", notes=(str(error),)))
            return
        self.seen[sha256] = name
        self.files[len(self.taken)] = (added.files[0], added.files[0] not in before)
        self.taken.append(Taken(name, "added", notes=tuple(note for _, note in added.notes)))

    def tell(self, report: Report) -> None:
        """Replaces the results of new files by what the refresh made of them."""
        documents = {entry.file: name for name, entry in self.shelf.index.entries.items()}
        for position, (path, fresh) in self.files.items():
            key, before = self._key(path), self.taken[position]
            failed = tuple(reason for name, reason in report.failed if name == key)
            warnings = tuple(warning for name, warning in report.warnings if name == key)
            if path.suffix.lower() in SUFFIXES:
                named = sum(
                    found.record is not None for found in list_folder(LIBRARY, self.shelf.settings.library).files
                )
                note = f"a list of sources: {named} of your files have theirs from such lists"
                self.taken[position] = Taken(before.name, "added", None, (note, *before.notes, *warnings))
                continue
            if failed and fresh:
                path.unlink(missing_ok=True)
            document = documents.get(key)
            outcome: Outcome = "failed" if failed else _outcome(document, report)
            self.taken[position] = Taken(before.name, outcome, document, failed or before.notes + warnings)

    def _key(self, path: Path) -> str:
        return f"{LIBRARY}/{path.relative_to(self.shelf.settings.library).as_posix()}"


def _outcome(document: str | None, report: Report) -> Outcome:
    if document in report.updated:
        return "updated"
    return "added" if document in report.added else "unchanged"
