"""`ingest`: what goes into the library, and what the report says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.store.folder import take_folder
from tests.ui.conftest import Aftermine
from ui import compose

if TYPE_CHECKING:
    from ingest.library import Added
    from ingest.pipeline import Progress, Report
    from rag.base.settings import Settings


@pytest.fixture
def refreshed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, bool]]:
    """Library and `rebuild` of each refresh; the report counts the library's files, and fails those named bad."""
    calls: list[tuple[Path, bool]] = []

    def ingest(
        settings: Settings, sources: Sequence[str], progress: Progress, who: str, rebuild: bool
    ) -> tuple[Added, Report]:
        from ingest.library import add
        from ingest.pipeline import Report

        added = add(settings.library, sources)
        calls.append((settings.library, rebuild))
        progress("a", 1, 1)
        files = sorted(path.name for path in settings.library.glob("*.*") if not path.name.startswith("."))
        failed = tuple((name, "no text in it") for name in files if "bad" in name)
        return added, Report(tuple(files), ("u",), (), (), failed, (("w.pdf", "page 2 holds no text"),), 1.25)

    monkeypatch.setattr(compose, "ingest", ingest)
    return calls


def test_report_for_people(aftermine: Aftermine, refreshed: list[tuple[Path, bool]], own_folders: Path) -> None:
    result = aftermine("ingest")
    assert result.status == 0
    assert refreshed == [(own_folders / "library", False)]
    head, row = (line.split() for line in result.out.splitlines())
    assert dict(zip(head, row, strict=True)) == {
        "added": "0",
        "updated": "0",
        "unchanged": "1",
        "removed": "0",
        "failed": "0",
        "seconds": "1.2",
    }
    assert "w.pdf: page 2 holds no text" in result.err


def test_paths_go_into_the_library(aftermine: Aftermine, refreshed: list[tuple[Path, bool]], tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n\nOne.", encoding="utf-8")
    library = tmp_path / "mine"
    result = aftermine("ingest", str(tmp_path / "notes.md"), "--library", str(library), "--rebuild")
    assert (result.status, refreshed) == (0, [(library, True)])
    assert (library / "notes.md").read_text(encoding="utf-8") == "# Notes\n\nOne."


def test_failures_are_listed_with_their_reason(
    aftermine: Aftermine, refreshed: list[tuple[Path, bool]], tmp_path: Path
) -> None:
    (tmp_path / "bad.md").write_text("# Bad", encoding="utf-8")
    missing = str(tmp_path / "missing.pdf")
    result = aftermine("ingest", missing, str(tmp_path / "bad.md"))
    assert result.status == 1
    assert len(refreshed) == 1
    assert f"{missing}" in result.out
    assert "no text in it" in result.out
    assert "Not in the index; everything else is:" in result.out


def test_nothing_is_copied_while_another_program_has_the_index(
    aftermine: Aftermine, own_folders: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n\nOne.", encoding="utf-8")
    lock = take_folder(own_folders / "index", "another program")
    try:
        result = aftermine("ingest", str(tmp_path / "notes.md"))
    finally:
        lock.release()
    assert (result.status, "in use by 'another program'" in result.err) == (6, True)
    assert not (own_folders / "library").exists()
