"""Taking documents out of the library and bringing them back."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.files import BRIEFS
from ingest.library import remove, removed, restore
from rag.errors import FileProblem, IndexMissing, NotFound
from rag.manifest import read_manifest, write_manifest
from rag.settings import Settings
from tests.ingest.corpus import Library

pytestmark = pytest.mark.system


@pytest.fixture
def filled(tmp_path: Path) -> Library:
    made = Library(tmp_path)
    made.settings = Settings(library=made.path, index=tmp_path / "index", bundled=True)
    made.write("deep/coal.md", "Hegang mined coal.", "coal")
    made.write("tin.md", "Gejiu mined tin.", "tin")
    return made


def test_removing_a_document_of_the_library_and_bringing_it_back(filled: Library, briefs: Path) -> None:
    filled.refresh()
    with filled.open(create=True) as index:
        kept = remove(index, filled.path, "coal")
        assert "coal" not in index.entries
    assert kept == filled.path / ".removed" / "deep" / "coal.md"
    assert kept.is_file()
    assert not (filled.path / "deep" / "coal.md").exists()
    assert filled.refresh().added == ()
    assert removed(filled.path) == ("coal",)
    restore(filled.path, "coal")
    assert filled.refresh().added == ("coal",)
    assert removed(filled.path) == ()


def test_removing_a_bundled_brief_leaves_its_file(filled: Library, briefs: Path) -> None:
    filled.refresh()
    with filled.open(create=True) as index:
        assert index.entries["gas"].file == f"{BRIEFS}/gas.md"
        assert remove(index, filled.path, "gas") is None
    assert (briefs / "gas.md").is_file()
    assert filled.refresh().added == ()
    restore(filled.path, "gas")
    assert filled.refresh().added == ("gas",)


@pytest.fixture
def briefs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "briefs"
    folder.mkdir()
    (folder / "gas.md").write_text("---\nid: gas\n---\n# Gas\n\nSichuan has gas.\n")
    monkeypatch.setattr("ingest.files.briefs_folder", lambda: folder)
    return folder


def test_names_that_do_not_exist(filled: Library, briefs: Path) -> None:
    filled.refresh()
    with filled.open(create=True) as index, pytest.raises(NotFound, match="'coal'"):
        remove(index, filled.path, "coil")
    with pytest.raises(NotFound, match="none"):
        restore(filled.path, "coal")


def test_bringing_back_overwrites_nothing(filled: Library, briefs: Path) -> None:
    filled.refresh()
    with filled.open(create=True) as index:
        remove(index, filled.path, "tin")
    filled.write("tin.md", "Another tin.", "tin")
    with pytest.raises(FileProblem, match="another file now"):
        restore(filled.path, "tin")
    assert "Another" in (filled.path / "tin.md").read_text()


def test_a_document_whose_file_vanished_can_be_removed(filled: Library, briefs: Path) -> None:
    filled.refresh()
    shutil.rmtree(filled.path)
    with filled.open(create=True) as index:
        assert remove(index, filled.path, "tin") is None
    assert sorted(filled.texts()) == ["coal", "gas"]


def test_a_file_whose_name_is_no_utf_8_goes_and_comes_back(filled: Library, briefs: Path) -> None:
    for name, document_id in ((b"\xff.md", "first"), (b"\xfe.md", "second")):
        (filled.path / os.fsdecode(name)).write_text(f"---\nid: {document_id}\n---\nText of the {document_id}.\n")
    filled.refresh()
    with filled.open(create=True) as index:
        for document_id in ("second", "first"):
            kept = remove(index, filled.path, document_id)
            assert kept
            assert document_id in kept.read_text()
    assert filled.refresh().added == ()
    assert removed(filled.path) == ("first", "second")
    restore(filled.path, "second")
    assert filled.refresh().added == ("second",)
    assert filled.texts()["second"] == "Text of the second."


def test_a_second_removal_under_an_id_keeps_the_first(filled: Library, briefs: Path) -> None:
    filled.refresh()
    with filled.open(create=True) as index:
        remove(index, filled.path, "gas")
    filled.write("own.md", "My own gas.", "gas")
    filled.refresh()
    with filled.open(create=True) as index:
        remove(index, filled.path, "gas")
    assert filled.refresh().added == ()
    assert removed(filled.path) == ("gas", "gas-2")
    restore(filled.path, "gas")
    filled.refresh()
    assert filled.texts()["gas"] == "My own gas."
    assert removed(filled.path) == ("gas-2",)


def test_a_file_that_was_deleted_while_it_was_away_is_forgotten(filled: Library, briefs: Path) -> None:
    filled.refresh()
    with filled.open(create=True) as index:
        remove(index, filled.path, "tin")
    shutil.rmtree(filled.path / ".removed")
    with pytest.raises(NotFound, match=r"'tin' can't come back, its file '.*tin\.md' was deleted"):
        restore(filled.path, "tin")
    assert removed(filled.path) == ()


def test_removing_from_a_build_that_was_cut_short_does_not_make_it_whole(filled: Library, briefs: Path) -> None:
    filled.refresh()
    manifest = read_manifest(filled.settings.index)
    assert manifest
    write_manifest(filled.settings.index, replace(manifest, complete=False))
    with filled.open(create=True) as index:
        remove(index, filled.path, "coal")
    with pytest.raises(IndexMissing, match="cut short"):
        filled.open()


@pytest.mark.parametrize("notes", ["{", '{"removed": 3}'])
def test_damaged_notes_are_named(filled: Library, briefs: Path, notes: str) -> None:
    (filled.path / ".aftermine.json").write_text(notes)
    with pytest.raises(FileProblem, match=r"\.aftermine\.json.*delete the file"):
        filled.refresh()
