"""A library of small Markdown files, and a refresh with a fake encoder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.pipeline import Report, recipe_of, refresh
from rag.base.settings import Settings
from rag.store.index import Index
from tests.fakes import WordEmbedder


class Library:
    """Files in a folder, and the index of them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "library"
        self.path.mkdir()
        self.settings = Settings(library=self.path, index=folder / "index", bundled=False)
        self.embedder = WordEmbedder()
        self.seen: list[tuple[str, int, int]] = []

    def write(self, name: str, text: str, document_id: str = "") -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"---\nid: {document_id}\n---\n" if document_id else ""
        path.write_text(f"{head}# About {Path(name).stem}\n\n{text}\n", encoding="utf-8")
        return path

    def open(self, *, create: bool = False) -> Index:
        return Index(self.settings.index, recipe_of(self.settings, self.embedder), create=create)

    def refresh(self, progress: Callable[[str, int, int], None] | None = None) -> Report:
        self.seen.clear()
        with self.open(create=True) as index:
            return refresh(index, self.settings, self.embedder, progress or (lambda *step: self.seen.append(step)))

    def texts(self) -> dict[str, str]:
        """What a reader finds: the passages of each document, joined."""
        with self.open() as index:
            return {name: " | ".join(passage.text for passage in index.passages_of(name)) for name in index.entries}


def denying(name: str, real: Callable[..., Iterator[os.DirEntry[str]]]) -> Callable[..., Iterator[os.DirEntry[str]]]:
    """A `scandir` that has no permission for folders of this name, which holds for the superuser too."""

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if Path(str(path)).name == name:
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    return scandir
