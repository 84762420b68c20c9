"""Small documents, built by hand, and the few lines that put them into an index."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.base.types import Block, Document, Passage
from rag.store.documents import Recipe
from rag.store.index import Index
from tests.fakes import WordEmbedder

EMBEDDER = WordEmbedder()
RECIPE = Recipe(
    embedder=EMBEDDER.name,
    embedder_sha256=EMBEDDER.sha256,
    dimensions=EMBEDDER.dimensions,
    chunk_version=1,
    chunk_tokens=200,
)
COAL = ("Hegang mined coal for a century.", "The last big mine closed in 2012.", "Flats became cheap.")
TIN = ("Gejiu is a city of tin.", "Its mines are old.")


def document(name: str, paragraphs: Sequence[str]) -> Document:
    text = "\n\n".join(paragraphs)
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append(Block(paragraph, (name.title(),), None, start))
        start += len(paragraph) + 2
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(name, name.title(), f"{name}.md", sha256, "en", text, tuple(blocks))


def passages(of: Document) -> list[Passage]:
    """One a paragraph, so every paragraph of a document must differ."""
    return [
        Passage(
            id=f"{of.id}#{hashlib.sha256(block.text.encode()).hexdigest()[:12]}",
            document_id=of.id,
            title=of.title,
            text=block.text,
            headings=block.headings,
            pages=(),
            span=(block.start, block.end),
        )
        for block in of.blocks
    ]


def put(index: Index, name: str, paragraphs: Sequence[str]) -> None:
    made = document(name, paragraphs)
    cut = passages(made)
    texts = [passage.text for passage in cut]
    arrays = {"lengths": np.array([len(text) for text in texts], dtype=np.int32)}
    index.put(made, cut, texts, EMBEDDER.passages(texts), arrays)


def build(folder: Path, **documents: Sequence[str]) -> None:
    with Index(folder, RECIPE, create=True) as index:
        for name, paragraphs in documents.items():
            put(index, name, paragraphs)
        index.commit()


def texts_in(index: Index) -> dict[str, tuple[str, ...]]:
    """What a reader sees, by document; checks on the way that every view of the index agrees with it."""
    seen = {name: tuple(passage.text for passage in index.passages_of(name)) for name in index.entries}
    assert [passage.text for passage in index.passages] == [text for name in sorted(seen) for text in seen[name]]
    for name, texts in seen.items():
        assert index.document(name).text == "\n\n".join(texts)
        assert index.arrays(name)["lengths"].tolist() == [len(text) for text in texts]
    found = index.dense(EMBEDDER.query("mine coal tin"), 1000)
    assert sorted(name for name, _ in found) == sorted(passage.id for passage in index.passages)
    assert len(index.keyword_scores("coal")) == len(index.passages)
    return seen
