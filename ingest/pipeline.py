"""Bringing the index up to date with the files: load, chunk, embed, store; what is unchanged is not even read.

A file that can't be taken in becomes a line of the report, the rest goes in. Documents are embedded in groups and
committed every `COMMIT_EVERY` passages, so that memory stays bounded and an interrupted run keeps what it has done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from ingest.bundled import AskedEncoder, read_asked
from ingest.chunking import CHUNK_VERSION, chunk, index_text
from ingest.files import LIBRARY, list_files
from ingest.ledger import read_ledger
from ingest.loaders.isolated import load
from ingest.plan import Plan, Task, make_plan
from rag.base.errors import FileProblem
from rag.base.settings import Settings
from rag.base.types import Document, Passage, Source
from rag.models.embedder import Embedder, Vectors
from rag.store.documents import Arrays, Recipe
from rag.store.index import Index

EMBED_TOGETHER = 128
COMMIT_EVERY = 1024
Progress = Callable[[str, int, int], None]
Turn = AbstractContextManager[object]
ALONE: Turn = nullcontext()
_FIELDS = ("title", "author", "publisher", "year", "url", "type", "note")


@dataclass(frozen=True, slots=True)
class Report:
    """What a refresh did: document ids, and (file, reason) pairs."""

    added: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0


def recipe_of(settings: Settings, embedder: Embedder) -> Recipe:
    """The recipe that an index made with these settings and this model has."""
    return Recipe(
        embedder=embedder.name,
        embedder_sha256=embedder.sha256,
        dimensions=embedder.dimensions,
        chunk_version=CHUNK_VERSION,
        chunk_tokens=settings.retrieval.chunk_tokens,
    )


def refresh(index: Index, settings: Settings, embedder: Embedder, progress: Progress, turn: Turn = ALONE) -> Report:
    """Adds new files, replaces changed ones, removes vanished ones.

    `progress` gets what is being done, how many of the files to be read are done, and how many there are. `turn` is
    held while the index changes and not while files are read and encoded, so that others may ask in between. Raises
    IndexProblem (disk full; the state of the last commit stays) and FileProblem for the library's own notes.
    """
    started = time.perf_counter()
    listing = list_files(settings)
    plan = make_plan(listing, index.entries)
    asked = AskedEncoder(embedder)
    run = _Run(index, settings, embedder, progress, plan, read_ledger(settings.library).origins, turn, asked)
    for name, stamp in plan.touched.items():
        index.mark(name, plan.unchanged[name].key, stamp)
    for task in plan.tasks:
        run.take(task)
    run.store()
    kept = {*plan.unchanged, *run.owners}
    gone = [name for name, entry in index.entries.items() if name not in kept and not listing.is_unreadable(entry.file)]
    with turn:
        for name in gone:
            index.drop(name)
        index.commit()
    return Report(
        added=tuple(sorted(run.added)),
        unchanged=tuple(sorted(plan.unchanged)),
        updated=tuple(sorted(run.updated)),
        removed=tuple(sorted(gone)),
        failed=listing.failed + tuple(run.failed),
        warnings=listing.warnings + tuple(plan.duplicates) + tuple(run.warnings),
        seconds=time.perf_counter() - started,
    )


def fill(
    index: Index, settings: Settings, embedder: Embedder, documents: Sequence[Document], progress: Progress
) -> None:
    """Cuts, embeds and stores documents that come from no file, such as the passages of a public set.

    The index must be open for writing.
    """
    waiting = iter(documents)
    done = uncommitted = 0
    while group := list(islice(waiting, EMBED_TOGETHER)):
        uncommitted += _store_all(index, settings, embedder, group)
        done += len(group)
        progress("reading the passages", done, len(documents))
        if uncommitted >= COMMIT_EVERY:
            index.commit(complete=False)
            uncommitted = 0
    index.commit()


@dataclass(frozen=True, slots=True)
class _Cut:
    """A loaded document on its way to the encoder."""

    task: Task
    document: Document
    passages: Sequence[Passage]
    texts: Sequence[str]


@dataclass(slots=True)
class _Run:
    """One refresh: what waits for the encoder, what is done, and which file has which document id."""

    index: Index
    settings: Settings
    embedder: Embedder
    progress: Progress
    plan: Plan
    origins: Mapping[str, str]
    turn: Turn
    asked: AskedEncoder
    owners: dict[str, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[_Cut] = field(default_factory=list)
    uncommitted: int = 0

    def take(self, task: Task) -> None:
        """Loads and cuts one file; a group that is large enough goes to the encoder."""
        self._tell(task.found.key)
        try:
            document = self._load(task)
        except FileProblem as error:
            note = ""
            if task.known and task.known not in self.owners:
                self.owners[task.known] = task.found.key
                note = " (its earlier version stays in the index)"
            self.failed.append((task.found.key, f"{error}{note}"))
            return
        self.owners[document.id] = task.found.key
        self.warnings += [(task.found.key, warning) for warning in document.warnings]
        passages = chunk(document, self.embedder.count, self.settings.retrieval.chunk_tokens)
        if len(passages) >= COMMIT_EVERY:
            self.store(commit=True)  # what is done is not lost when the long one is interrupted
        self.waiting.append(_Cut(task, document, passages, [index_text(passage) for passage in passages]))
        if sum(len(cut.texts) for cut in self.waiting) >= EMBED_TOGETHER:
            self.store()

    def store(self, *, commit: bool = False) -> None:
        """Embeds and stages all that waits, and commits now and then, or at once."""
        vectors = self._embed([text for cut in self.waiting for text in cut.texts])
        arrays = [self.asked.arrays(read_asked(cut.task.found.asked), cut.passages) for cut in self.waiting]
        with self.turn:
            self._put(vectors, arrays)
            if self.uncommitted >= COMMIT_EVERY or (commit and self.uncommitted):
                self.index.commit(complete=False)
                self.uncommitted = 0

    def _put(self, vectors: Vectors, arrays: Sequence[Arrays]) -> None:
        """Stages what waits; `vectors` are those of all its passages in a row."""
        start = 0
        for cut, own in zip(self.waiting, arrays, strict=True):
            end = start + len(cut.texts)
            name = cut.document.id
            self.index.put(cut.document, cut.passages, cut.texts, vectors[start:end], own)
            self.index.mark(name, cut.task.found.key, cut.task.stamp)
            (self.updated if name in self.index.entries else self.added).append(name)
            self._tell(cut.document.title)
            self.uncommitted += len(cut.texts)
            start = end
        self.waiting.clear()

    def _load(self, task: Task) -> Document:
        document = load(task.found.path, task.found.root)
        same = self.plan.unchanged.get(document.id)
        owner = same.key if same else self.owners.get(document.id)
        if owner:
            raise FileProblem(f"has the id {document.id!r}, which {owner!r} has already: give it another")
        document = _with_record(document, task.found.record)
        return _with_address(document, self.origins.get(task.found.key.removeprefix(f"{LIBRARY}/"), ""))

    def _embed(self, texts: Sequence[str]) -> Vectors:
        parts: list[Vectors] = []
        for start in range(0, len(texts), EMBED_TOGETHER):
            if len(texts) >= COMMIT_EVERY:
                title = self.waiting[-1].document.title
                self._tell(f"{title} (passage {start + 1:,} of {len(texts):,})")
            parts.append(self.embedder.passages(texts[start : start + EMBED_TOGETHER]))
        return np.concatenate(parts) if parts else np.zeros((0, self.embedder.dimensions), dtype=np.float32)

    def _tell(self, what: str) -> None:
        done = len(self.added) + len(self.updated) + len(self.failed)
        self.progress(what, done, len(self.plan.tasks))


def _with_record(document: Document, record: Source | None) -> Document:
    """The document, its own source as a reference manager has it, where it names no others that it draws on."""
    if record is None or [source.key for source in document.sources] != [document.id]:
        return document
    (own,) = document.sources
    known = {name: value for name in _FIELDS if (value := getattr(record, name))}
    return replace(document, sources=(replace(own, **known),))


def _with_address(document: Document, origin: str) -> Document:
    """The document, with the address that it was fetched from where it does not name one itself."""
    if not origin.startswith(("http://", "https://")) or any(source.url for source in document.sources):
        return document
    return replace(document, sources=tuple(replace(source, url=origin) for source in document.sources))


def _store_all(index: Index, settings: Settings, embedder: Embedder, documents: Iterable[Document]) -> int:
    cut = [(each, chunk(each, embedder.count, settings.retrieval.chunk_tokens)) for each in documents]
    texts = [index_text(passage) for _, passages in cut for passage in passages]
    if not texts:
        return 0
    vectors = embedder.passages(texts)
    start = 0
    for document, passages in cut:
        own = texts[start : start + len(passages)]
        index.put(document, passages, own, vectors[start : start + len(passages)], {})
        start += len(passages)
    return len(texts)
