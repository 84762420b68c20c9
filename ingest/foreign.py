"""Filling an index with documents that come from no file of the library: the passages of a public set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from ingest.chunking import chunk, index_text
from ingest.pipeline import Tools
from rag.base.settings import Settings
from rag.base.types import Document
from rag.store.index import Index

TOGETHER = 128
COMMIT_EVERY = 1024

Progress = Callable[[str, int, int], None]


def fill(index: Index, settings: Settings, tools: Tools, documents: Sequence[Document], progress: Progress) -> None:
    """Cuts, embeds and stores the documents, as a refresh does with files. The index must be open for writing."""
    waiting = iter(documents)
    done = uncommitted = 0
    while group := list(islice(waiting, TOGETHER)):
        uncommitted += _store(index, settings, tools, group)
        done += len(group)
        progress("reading the passages", done, len(documents))
        if uncommitted >= COMMIT_EVERY:
            index.commit(complete=False)
            uncommitted = 0
    index.commit()


def _store(index: Index, settings: Settings, tools: Tools, documents: Iterable[Document]) -> int:
    cut = [(each, chunk(each, tools.embedder.count, settings.retrieval.chunk_tokens)) for each in documents]
    texts = [index_text(passage) for _, passages in cut for passage in passages]
    if not texts:
        return 0
    vectors = tools.embedder.passages(texts)
    start = 0
    for document, passages in cut:
        own = texts[start : start + len(passages)]
        arrays = tools.enricher.arrays(passages, own) if tools.enricher else {}
        index.put(document, passages, own, vectors[start : start + len(passages)], arrays)
        start += len(passages)
    return len(texts)
