"""An index on a disk that can't be written: it is read as ever, nothing is written, and nothing can be changed."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import filelock
import pytest

from rag.base.errors import IndexBusy, IndexProblem, IndexReadOnly
from rag.store.folder import FolderLock
from rag.store.index import Index
from tests.rag.small import COAL, EMBEDDER, RECIPE, TIN, put, texts_in

pytestmark = pytest.mark.system


@pytest.fixture(params=[errno.EROFS, errno.EACCES, errno.ENOSPC])
def unwritable(folder: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an index in which the lock's file can't be opened for writing."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    return folder


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below the folder, with the time of its last change and what it holds."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_reading_writes_nothing(unwritable: Path) -> None:
    before = state(unwritable)
    with Index(unwritable, RECIPE) as index, Index(unwritable, RECIPE) as another:
        assert texts_in(index) == texts_in(another) == {"gejiu": TIN, "hegang": COAL}
    assert state(unwritable) == before


def test_the_copy_of_the_vectors_goes_with_the_index(
    unwritable: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    with Index(unwritable, RECIPE) as index:
        index.dense(EMBEDDER.query("coal"), 3)
        assert len(list(place.iterdir())) == 1
    assert list(place.iterdir()) == []


def test_no_place_for_a_copy_is_said(unwritable: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(unwritable / "nowhere"))
    with Index(unwritable, RECIPE) as index, pytest.raises(IndexReadOnly, match="TMPDIR"):
        index.dense(EMBEDDER.query("coal"), 3)


@pytest.mark.parametrize("damage", ["removed", "garbage"])
def test_damaged_vectors_are_damaged_there_too_and_leave_no_copy(
    unwritable: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    path = unwritable / "chroma" / "chroma.sqlite3"
    path.unlink() if damage == "removed" else path.write_bytes(b"garbage" * 1000)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    with Index(unwritable, RECIPE) as index, pytest.raises(IndexProblem, match="--rebuild"):
        index.dense(EMBEDDER.query("coal"), 3)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_nothing_can_be_changed_also_once_it_could_be_written(
    unwritable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(unwritable)
    with pytest.raises(IndexProblem):
        Index(unwritable, RECIPE, create=True)
    with Index(unwritable, RECIPE) as index:
        monkeypatch.undo()
        with pytest.raises(IndexReadOnly, match="could not be written when it was opened"):
            put(index, "fuxin", ("Fuxin was the first pilot.",))
        index.drop("hegang")
        with pytest.raises(IndexReadOnly):
            index.commit()
    assert state(unwritable) == before


def test_who_may_write_keeps_readers_out_who_may_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = FolderLock(folder, "the writer")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(filelock.FileLock, "acquire", refuse)
        with pytest.raises(IndexBusy, match="'the writer'"):
            Index(folder, RECIPE)
        writer.release()
        reader = Index(folder, RECIPE)
    with pytest.raises(IndexBusy):
        FolderLock(folder, "the writer")
    reader.close()
    FolderLock(folder, "the writer").release()


def test_an_index_that_came_without_its_lock(unwritable: Path) -> None:
    (unwritable / "index.lock").unlink()
    with Index(unwritable, RECIPE) as index:
        assert texts_in(index) == {"gejiu": TIN, "hegang": COAL}
    assert not (unwritable / "index.lock").exists()
