from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rag.base.errors import IndexBusy, IndexProblem, IndexReadOnly
from rag.store.folder import FolderLock, erase
from rag.store.index import Index
from tests.rag.small import COAL, RECIPE, build

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys
from pathlib import Path
from rag.store.folder import FolderLock
lock = FolderLock(Path(sys.argv[1]), "aftermine chat")
print("held", flush=True)
sys.stdin.read()
"""


def test_another_process_is_named_at_once_and_frees_the_index_by_dying(tmp_path: Path) -> None:
    build(tmp_path, hegang=COAL)
    command = [sys.executable, "-c", HOLDER, tmp_path]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        for create in (True, False):
            with pytest.raises(IndexBusy, match=rf"'aftermine chat' \(process {other.pid}, since 2"):
                Index(tmp_path, RECIPE, create=create)
        with pytest.raises(IndexBusy):
            erase(tmp_path, "test")
        other.kill()
    with Index(tmp_path, RECIPE) as index:
        assert len(index.passages) == len(COAL)


def test_a_second_reader_in_the_same_process_is_busy_too(tmp_path: Path) -> None:
    build(tmp_path, hegang=COAL)
    with Index(tmp_path, RECIPE, who="first"), pytest.raises(IndexBusy, match=rf"'first' \(process {os.getpid()}"):
        Index(tmp_path, RECIPE)
    with Index(tmp_path, RECIPE) as index:
        assert index.passages


def test_closing_twice_and_in_another_thread(tmp_path: Path) -> None:
    build(tmp_path, hegang=COAL)
    index = Index(tmp_path, RECIPE)
    thread = threading.Thread(target=index.close)
    thread.start()
    thread.join()
    index.close()
    with Index(tmp_path, RECIPE) as index:
        assert index.passages


def test_an_index_that_could_not_be_opened_is_free_again(tmp_path: Path) -> None:
    build(tmp_path, hegang=COAL)
    manifest = (tmp_path / "manifest.json").read_bytes()
    (tmp_path / "manifest.json").write_bytes(b"{")
    with pytest.raises(IndexProblem):
        Index(tmp_path, RECIPE)
    (tmp_path / "manifest.json").write_bytes(manifest)
    with Index(tmp_path, RECIPE) as index:
        assert index.passages


@pytest.mark.parametrize("note", ["", "{", "[]", json.dumps({"pid": "x", "who": 1, "since": None})])
def test_a_half_written_note_does_not_hide_that_it_is_busy(tmp_path: Path, note: str) -> None:
    lock = FolderLock(tmp_path, "first")
    (tmp_path / "index.lock.json").write_text(note)
    with pytest.raises(IndexBusy, match="in use by another process"):
        FolderLock(tmp_path, "second")
    lock.release()


def test_a_folder_that_can_not_be_written_can_be_read_and_not_built_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, hegang=COAL)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", denied)
        with pytest.raises(IndexReadOnly, match="permissions"):
            Index(tmp_path, RECIPE, create=True)
        with Index(tmp_path, RECIPE) as index:
            assert index.passages
    with Index(tmp_path, RECIPE) as index:
        assert index.passages
