"""What a refresh does with many documents, side arrays, a full disk, and the bundled corpus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.bundled import briefs_folder
from rag.base.errors import IndexMissing, IndexProblem
from rag.base.settings import Settings
from rag.models.embedder import Vectors
from tests.ingest.corpus import Library

pytestmark = pytest.mark.system


def test_many_passages_are_embedded_in_groups_and_committed_now_and_then(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "EMBED_TOGETHER", 4)
    monkeypatch.setattr(pipeline, "COMMIT_EVERY", 8)
    for number in range(10):
        library.write(f"n{number}.md", "\n\n".join(f"## Part {part}\n\nNumber {number} {part}." for part in range(3)))
    sizes: list[int] = []
    real = library.embedder.passages

    def passages(texts: Sequence[str]) -> Vectors:
        sizes.append(len(texts))
        return real(texts)

    monkeypatch.setattr(library.embedder, "passages", passages)

    def interrupt(_: str, done: int, __: int) -> None:
        if done == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.refresh(interrupt)
    assert max(sizes) <= 4
    with pytest.raises(IndexMissing, match="cut short"):
        library.texts()
    report = library.refresh()
    assert 0 < len(report.unchanged) < 9
    assert len(report.unchanged) + len(report.added) == 12
    assert len(library.texts()) == 12


def test_a_full_disk_stops_the_refresh_and_keeps_what_was(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.refresh()
    library.write("oil.md", "Daqing has oil.")
    monkeypatch.setattr("rag.store.atomic_files.RESERVE", 10**18)
    with pytest.raises(IndexProblem, match="full"):
        library.refresh()
    assert sorted(library.texts()) == ["coal.md", "tin.md"]


def test_the_bundled_briefs_go_in_whole(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.settings = Settings(library=library.path, index=tmp_path / "index")
    report = library.refresh()
    assert len(report.added) == len(list(briefs_folder().glob("*.md")))
    assert (report.failed, report.warnings) == ((), ())
    again = library.refresh()
    assert again.unchanged == report.added
    assert again.seconds < 0.3
