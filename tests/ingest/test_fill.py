"""An index filled with documents of a public set instead of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import pipeline
from ingest.pipeline import fill, recipe_of
from rag.base.settings import Settings
from rag.base.types import Block, Document
from rag.store.index import Index
from tests.fakes import WordEmbedder


def document(number: int) -> Document:
    text = f"Town number {number} lived on coal."
    return Document(
        f"set:{number}", f"Town {number}", f"set:{number}", f"{number}", "en", text, (Block(text, (), None, 0),)
    )


def test_every_document_is_stored_found_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "EMBED_TOGETHER", 4)
    monkeypatch.setattr(pipeline, "COMMIT_EVERY", 5)
    settings = Settings(index=tmp_path / "index", library=tmp_path / "library")
    embedder = WordEmbedder()
    told: list[tuple[str, int, int]] = []
    with Index(settings.index, recipe_of(settings, embedder), create=True, who="test") as index:
        fill(index, settings, embedder, [document(n) for n in range(10)], lambda *step: told.append(step))
    assert [done for _, done, _ in told] == [4, 8, 10]
    with Index(settings.index, recipe_of(settings, embedder), who="test") as index:
        assert len(index.passages) == 10
        assert index.document("set:7") == document(7)
        (first, _), *_ = index.dense(embedder.query("Town 7\nTown number 7 lived on coal."), 3)
        assert index.passage(first).document_id == "set:7"


def test_a_document_without_text_and_none_at_all_are_taken(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index", library=tmp_path / "library")
    embedder = WordEmbedder()
    with Index(settings.index, recipe_of(settings, embedder), create=True, who="test") as index:
        fill(index, settings, embedder, [], lambda *step: None)
        fill(index, settings, embedder, [Document("a", "", "a", "0", "en", "", ())], lambda *step: None)
        assert index.passages == ()
