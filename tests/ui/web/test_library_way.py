"""The way of one document of one's own through the commands, with a real index and a counting embedder."""

from __future__ import annotations

import errno
from pathlib import Path

import filelock
import pytest

from rag.models import embedder
from tests.fakes import WordEmbedder
from tests.ui.conftest import Aftermine
from ui.cli.commands import chat

pytestmark = pytest.mark.system

TEXT = "# My report\n\n## Results\n\nThe shaft was 700 metres deep.\n\n## Method\n\nWe asked the miners.\n"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """No briefs, no weights."""
    monkeypatch.setenv("AFTERMINE_BUNDLED", "false")
    monkeypatch.setenv("AFTERMINE_RETRIEVAL__RERANK", "none")
    monkeypatch.setattr(embedder, "load_embedder", lambda _: WordEmbedder())


def test_ingest_show_remove_and_undo(aftermine: Aftermine, tmp_path: Path, own_folders: Path) -> None:
    file = tmp_path / "my-report.md"
    file.write_text(TEXT, encoding="utf-8")
    assert aftermine("documents").status == 6
    assert aftermine("ingest", str(file)).status == 0
    assert [row["id"] for row in aftermine("documents", "--json").json["documents"]] == ["my-report.md"]
    assert aftermine("show", "my-report.md#results").out == "My report\n\nThe shaft was 700 metres deep.\n"

    removed = aftermine("remove", "my-report.md")
    assert removed.status == 0
    assert "aftermine remove my-report.md --undo" in removed.out
    assert aftermine("show", "my-report.md").status == 4
    assert aftermine("ingest").status == 0
    assert aftermine("documents", "--json").json["documents"] == []

    assert aftermine("remove", "my-report.md", "--undo").status == 0
    assert aftermine("show", "my-report.md").status == 0
    assert (own_folders / "library" / "my-report.md").read_text(encoding="utf-8") == TEXT


def test_unknown_names_have_their_status(aftermine: Aftermine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One sentence.", encoding="utf-8")
    assert aftermine("ingest", str(tmp_path / "a.txt")).status == 0
    for line in (["show", "b"], ["show", "a.txt#nowhere"], ["remove", "b"], ["remove", "b", "--undo"]):
        result = aftermine(*line)
        assert (result.status, result.out) == (4, ""), line
        assert result.err.count("\n") == 1


def test_settings_that_need_a_rebuild_say_so(aftermine: Aftermine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One sentence.", encoding="utf-8")
    assert aftermine("ingest", str(tmp_path / "a.txt")).status == 0
    changed = aftermine("documents", "--set", "retrieval.chunk_tokens=60")
    assert changed.status == 6
    assert "retrieval.chunk_tokens" in changed.err
    assert "--rebuild" in changed.err
    assert aftermine("ingest", "--rebuild", "--set", "retrieval.chunk_tokens=60").status == 0
    assert aftermine("documents", "--set", "retrieval.chunk_tokens=60").status == 0


def test_what_was_indexed_is_shown_where_nothing_can_be_written(
    aftermine: Aftermine, tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("One sentence.", encoding="utf-8")
    assert aftermine("ingest", str(tmp_path / "a.txt")).status == 0
    before = sorted(own_folders.rglob("*"))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    assert [row["id"] for row in aftermine("documents", "--json").json["documents"]] == ["a.txt"]
    assert "One sentence." in aftermine("show", "a.txt").out
    changed = aftermine("remove", "a.txt")
    assert (changed.status, "correct its permissions" in changed.err) == (6, True)
    assert sorted(own_folders.rglob("*")) == before
    served: list[tuple[object, ...]] = []
    monkeypatch.setattr(chat, "require_free", lambda *_: None)
    monkeypatch.setattr(chat, "_serve", lambda *given: served.append(given) or 0)
    opened = aftermine("chat", "--no-browser")
    assert (opened.status, len(served)) == (0, 1)
    assert "answers from what was indexed before" in opened.err
