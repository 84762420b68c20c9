"""The index: passages with vectors, words and side arrays in one folder, changed from one whole state to the next.

    index.lock, index.lock.json   who has the folder (rag/store/folder.py)
    manifest.json                 what is committed (rag/store/documents.py)
    documents/<generation>/       stored documents and side arrays (rag/store/documents.py)
    chroma/                       vectors (rag/store/vectors.py)
    keywords/<fingerprint>/       BM25, derived from the documents (rag/store/bm25.py)

Not here: reading files (ingest/pipeline.py), joining the two rankings (rag/search/retriever.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache, wraps
from pathlib import Path
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.base.errors import IndexDamaged, IndexMissing, IndexProblem, IndexReadOnly, NotFound
from rag.base.types import Document, Passage
from rag.store.atomic_files import BYTES_A_PASSAGE, damaged, require_space, storage_errors
from rag.store.bm25 import KeywordStore, words
from rag.store.documents import Arrays, Entry, Generations, Manifest, Recipe, read_manifest, write_manifest
from rag.store.folder import enter_folder, take_folder
from rag.store.vectors import Vector, Vectors

Made = TypeVar("Made")


class Index(AbstractContextManager["Index"]):
    """The open index of a folder, held by this process from the constructor to `close`; one thread at a time may write.

    `create` opens it for writing: makes it where there is none, clears away what a cut-short run left. `who` names this
    program to others that find it busy. Raises IndexMissing, IndexMismatch, IndexBusy, or IndexProblem when damaged.
    """

    def __init__(self, folder: Path, recipe: Recipe, *, create: bool = False, who: str = "aftermine") -> None:
        self.folder = folder
        self.recipe = recipe
        self._lock = take_folder(folder, who) if create else enter_folder(folder, who)
        self._vectors: Vectors | None = None
        try:
            self._generations = Generations(folder)
            manifest = read_manifest(folder) or Manifest(recipe)
            manifest.require_recipe(recipe)
            if not create and not manifest.complete:
                raise IndexMissing(
                    f"the index in {str(folder)!r} is incomplete, the build was cut short: run `aftermine ingest`"
                )
            self._snapshot = self._generations.snapshot(manifest)
            self._staged: dict[str, Entry | None] = {}
            self._written: list[Entry] = []
            self._keywords = KeywordStore(folder, self._generations)
            self._vectors_guard = Lock()
            self._document = lru_cache(maxsize=512)(self._generations.document)
            self._arrays = lru_cache(maxsize=64)(self._generations.arrays)
            if create:
                self._clear_up()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets the folder go; what was put and not committed is lost. Harmless when repeated."""
        if self._vectors:
            self._vectors.close()
            self._vectors = None
        self._lock.release()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages of the committed documents, ordered by document id, then position."""
        return self._snapshot.passages

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The committed documents' entries in the manifest, by document id."""
        return self._snapshot.manifest.documents

    @property
    def corpus_sha256(self) -> str:
        """Identifies the corpus: equal exactly when the same document ids have the same content."""
        return self._snapshot.manifest.corpus_sha256

    def documents(self) -> tuple[Document, ...]:
        """All documents, ordered by id."""
        return tuple(self.document(name) for name in sorted(self._snapshot.manifest.documents))

    def document(self, document_id: str) -> Document:
        """One document. Raises NotFound, which offers ids that are spelled alike."""
        return self._document(self._entry(document_id))

    def passage(self, passage_id: str) -> Passage:
        """One passage. Raises NotFound."""
        try:
            return self._snapshot.by_id[passage_id]
        except KeyError as error:
            raise NotFound(f"there is no passage {passage_id!r}: `aftermine search` lists passages") from error

    def passages_of(self, document_id: str) -> tuple[Passage, ...]:
        """One document's passages in reading order. Raises NotFound."""
        self._entry(document_id)
        return self._snapshot.passages[self._snapshot.spans[document_id]]

    def dense(self, vector: Vector, k: int, scope: frozenset[str] | None = None) -> list[tuple[str, float]]:
        """The `k` nearest passages in meaning (or all there are), of these documents only: id, cosine, best first."""
        snapshot, store = self._snapshot, self._store()
        stored = store.count()
        # Vectors that are not committed may be nearer than all others: ask for as many more as there are.
        wanted = min(k + stored - len(snapshot.passages), stored)
        found = store.nearest(vector, wanted, scope) if wanted > 0 else []
        if stored == len(snapshot.passages) and any(name not in snapshot.passage_ids for name, _ in found):
            raise damaged(self.folder, "there are vectors that belong to no passage")
        return [(snapshot.passage_ids[name], cosine) for name, cosine in found if name in snapshot.passage_ids][:k]

    def cosines(self, vector: Vector, passage_ids: Sequence[str]) -> dict[str, float]:
        """The cosine of each of these passages, for those that only the keywords found. Raises NotFound."""
        names = {self._snapshot.vector_ids[self.passage(each).id]: each for each in passage_ids}
        found = self._store().cosines(vector, list(names)) if names else {}
        if len(found) != len(names):
            raise damaged(self.folder, f"{len(names) - len(found)} vectors are missing")
        return {names[name]: cosine for name, cosine in found.items()}

    def keyword_scores(self, question: str) -> NDArray[np.float32]:
        """The BM25 score of each passage, aligned with `passages`; 0 where no word is shared."""
        return self._keywords.scores(self._snapshot, question)

    def arrays(self, document_id: str) -> Arrays:
        """The side arrays of a document, memory-mapped, rows over all its passages. Raises NotFound."""
        return self._arrays(self._entry(document_id))

    def put(
        self,
        document: Document,
        passages: Sequence[Passage],
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        arrays: Arrays,
    ) -> None:
        """Stages a document, new or in place of its earlier form; readers see it from `commit` on.

        `texts` is what each passage is found by, `vectors` one row of length 1 a passage, `arrays` what else is
        stored of it, by name (a plain word).
        Raises IndexProblem when the disk is full; everything committed stays as it is.
        """
        if len({passage.id for passage in passages}) != len(passages) or len(texts) != len(passages):
            raise ValueError(f"document {document.id!r} has passages with equal ids, or not one text each")
        if vectors.shape != (len(passages), self.recipe.dimensions):
            raise ValueError(f"document {document.id!r} has vectors of shape {vectors.shape!r}, not one each")
        needed = len(passages) * BYTES_A_PASSAGE + sum(array.nbytes for array in (vectors, *arrays.values()))
        name = self._generations.free_name(document)
        self._require_writable()
        try:
            with storage_errors(self.folder):
                require_space(self.folder, needed)
                self._generations.write(name, document, passages, (words(text) for text in texts))
                self._generations.write_arrays(name, vectors, arrays)
                entry = Entry(document.sha256, name, len(passages), hashes=self._generations.hashes(name))
        except IndexProblem:
            self._generations.delete(name)
            raise
        self._written.append(entry)
        self._store().add(document.id, entry.vector_ids, vectors)
        self._staged[document.id] = entry

    def mark(self, document_id: str, file: str, stamp: tuple[int, ...]) -> None:
        """Stages which file a document was read from, and the numbers that recognise the file as unchanged."""
        entry = self._staged.get(document_id) or self._entry(document_id)
        self._staged[document_id] = replace(entry, file=file, stamp=stamp)

    def drop(self, document_id: str) -> None:
        """Stages the removal of a document. Raises NotFound."""
        if not self._staged.get(document_id):
            self._entry(document_id)
        self._staged[document_id] = None

    def commit(self, *, complete: bool | None = True) -> None:
        """Makes what was staged the state that readers see, as one step; then clears away what nothing names any more.

        `complete` is False in the middle of a build: a first build that is cut short is then missing to readers, and
        goes on from here when it is repeated. None leaves it at what it was. Raises IndexProblem when the disk is full;
        the earlier state stays.
        """
        self._require_writable()
        before = self._snapshot
        complete = before.manifest.complete if complete is None else complete
        merged = {**before.manifest.documents, **self._staged}
        documents = {name: entry for name, entry in merged.items() if entry is not None}
        manifest = Manifest(self.recipe, documents, complete or before.manifest.complete)
        try:
            after = before if manifest == before.manifest else self._generations.snapshot(manifest, before)
            if after is not before and self._vectors:
                self._vectors.flush()
            with storage_errors(self.folder):
                if complete:
                    self._keywords.prepare(after)
                if after is not before:
                    write_manifest(self.folder, manifest)
            self._snapshot = after
        finally:
            self._staged.clear()  # what failed is tried again from the start, and not with the next change
        if complete:
            self._keywords.sweep(after)
        self._discard(before.manifest)
        if self._vectors:
            with suppress(IndexProblem):  # without the seal the vectors are put again at the next opening
                self._vectors.seal()

    def _store(self) -> Vectors:
        """The vectors, opened at the first need: Chroma takes a second to import, and many commands never ask it."""
        with self._vectors_guard:
            if self._vectors is None:
                try:
                    self._vectors = self._opened_vectors()
                except IndexDamaged:
                    if self._lock.read_only or not self._snapshot.manifest.is_hashed:
                        raise
                    self._vectors = self._refilled_vectors()
            return self._vectors

    def _opened_vectors(self) -> Vectors:
        store = Vectors(self.folder, copied=self._lock.read_only, checked=self._snapshot.manifest.is_hashed)
        try:
            missing = len(self._snapshot.passage_ids) - store.count()
            if missing > 0:
                raise damaged(self.folder, f"{missing} vectors are missing")
        except IndexProblem:
            store.close()
            raise
        return store

    def _refilled_vectors(self) -> Vectors:
        """The vectors as the stored documents have them, in place of damaged ones."""
        documents = self._snapshot.manifest.documents
        rows = {name: self._generations.vectors(entry) for name, entry in documents.items()}
        require_space(self.folder, len(self._snapshot.passages) * BYTES_A_PASSAGE)
        store = Vectors(self.folder, anew=True)
        try:
            for name, entry in documents.items():
                store.add(name, entry.vector_ids, rows[name])
            store.flush()
            store.seal()
        except IndexProblem:
            store.close()
            raise
        return store

    def _clear_up(self) -> None:
        """Deletes what a cut-short run left, as far as that can be done now, and looks at every stored document.

        Stages vectors and hashes where an earlier version had none. Raises IndexDamaged.
        """
        if leftovers := self._generations.others(self._snapshot.manifest.generations):
            with suppress(IndexProblem):
                self._store().sweep(leftovers)
                for name in leftovers:
                    self._generations.delete(name)
        for name, entry in self._snapshot.manifest.documents.items():
            if entry.hashes:
                self._generations.require(entry)
            else:
                self._generations.words(entry)
                self._generations.document(entry)
                _, rows = self._store().rows(entry.vector_ids)
                with storage_errors(self.folder):
                    self._generations.write_arrays(entry.generation, rows, {})
                self._staged[name] = replace(entry, hashes=self._generations.hashes(entry.generation))

    def _discard(self, before: Manifest) -> None:
        """Deletes what was replaced, dropped or staged in vain; what fails here is cleared away at the next opening."""
        entries = {entry.generation: entry for entry in (*self._written, *before.documents.values())}
        self._written.clear()
        with suppress(IndexProblem):
            for name in (each for each in entries if each not in self._snapshot.manifest.generations):
                # Vectors first: those whose generation is not in the folder may be others', who share the collection.
                self._store().delete(entries[name].vector_ids)
                self._generations.delete(name)

    def _require_writable(self) -> None:
        if self._lock.read_only:
            raise IndexReadOnly(
                f"the index folder {str(self.folder)!r} could not be written when it was opened: free some space, "
                "correct its permissions, or choose another with the setting 'index'"
            )

    def _entry(self, document_id: str) -> Entry:
        documents = self._snapshot.manifest.documents
        if document_id not in documents:
            close = get_close_matches(document_id, documents, n=3, cutoff=0.5)
            hint = f"did you mean {', '.join(map(repr, close))}? " if close else ""
            raise NotFound(f"there is no document {document_id!r}: {hint}`aftermine documents` lists all")
        return documents[document_id]


def per_corpus(make: Callable[[Index], Made]) -> Callable[[Index], Made]:
    """The function, which computes anew only for a corpus with another hash; the latest two are kept."""
    kept: dict[str, Made] = {}
    guard = Lock()

    @wraps(make)
    def remembered(index: Index) -> Made:
        key = index.corpus_sha256
        with guard:
            if key not in kept:
                while len(kept) > 1:
                    del kept[next(iter(kept))]
                kept[key] = make(index)
            return kept[key]

    return remembered
