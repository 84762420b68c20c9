from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.bundled import briefs_folder
from ingest.files import list_files, list_folder
from ingest.ledger import Ledger, Removal, write_ledger
from rag.base.settings import Settings
from tests.ingest.corpus import denying


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    for name in ("b.md", "a.txt", "deep/er/c.PDF", "deep/d.docx"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def settings(library: Path, *, bundled: bool = False) -> Settings:
    return Settings(library=library, index=library.parent / "index", bundled=bundled)


def test_files_have_keys_that_do_not_name_the_folder_and_a_fixed_order(library: Path) -> None:
    listing = list_files(settings(library))
    keys = ["library/a.txt", "library/b.md", "library/deep/d.docx", "library/deep/er/c.PDF"]
    assert [found.key for found in listing.files] == keys
    assert listing.files[2].path == library / "deep" / "d.docx"
    assert {found.root for found in listing.files} == {library}
    assert (listing.warnings, listing.failed) == ((), ())


def test_briefs_come_first_and_can_be_left_out(library: Path) -> None:
    with_briefs = [found.key for found in list_files(settings(library, bundled=True)).files]
    briefs = sorted(path.name for path in briefs_folder().glob("*.md"))
    assert with_briefs[: len(briefs)] == [f"briefs/{name}" for name in briefs]
    assert len(with_briefs) == len(briefs) + 4
    write_ledger(library, Ledger(removed={"glossary": Removal("briefs/glossary.md", None)}))
    without = [found.key for found in list_files(settings(library, bundled=True)).files]
    assert set(with_briefs) - set(without) == {"briefs/glossary.md"}


def test_hidden_files_and_office_locks_are_passed_over_in_silence(library: Path) -> None:
    for name in (".hidden.md", "~$d.docx", ".~lock.d.docx#", ".removed/x.md", "Thumbs.db", "deep/desktop.ini"):
        (library / name).parent.mkdir(exist_ok=True)
        (library / name).write_text("x")
    listing = list_files(settings(library))
    assert len(listing.files) == 4
    assert listing.warnings == ()


def test_other_kinds_are_named(library: Path) -> None:
    (library / "sheet.key").write_text("x")
    (library / "noending").write_text("x")
    assert list_files(settings(library)).warnings == (
        ("library/noending", "files of the kind 'without an ending' are left out"),
        ("library/sheet.key", "files of the kind '.key' are left out"),
    )


def test_no_library_is_an_empty_one(tmp_path: Path) -> None:
    listing = list_files(settings(tmp_path / "nowhere"))
    assert (listing.files, listing.warnings, listing.failed) == ((), (), ())


def test_a_file_where_the_library_should_be_is_reported(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file")
    listing = list_files(settings(tmp_path / "library"))
    assert listing.files == ()
    assert [key for key, _ in listing.failed] == ["library"]


def test_loops_of_links_end_and_links_to_folders_are_named(library: Path) -> None:
    (library / "deep" / "loop").symlink_to(library)
    (library / "self.md").symlink_to(library / "self.md")
    listing = list_files(settings(library))
    assert [found.key for found in listing.files if "loop" in found.key] == []
    assert "library/self.md" in [found.key for found in listing.files]
    assert listing.warnings == (("library/deep/loop", "links to folders are not followed"),)


def test_a_folder_that_can_not_be_looked_into_is_reported(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "scandir", denying("deep", os.scandir))
    listing = list_files(settings(library))
    assert [found.key for found in listing.files] == ["library/a.txt", "library/b.md"]
    assert [key for key, _ in listing.failed] == ["library/deep"]
    assert "Permission denied" in listing.failed[0][1]
    assert listing.is_unreadable("library/deep/er/c.PDF")
    assert not listing.is_unreadable("library/deeper.md")


def test_the_documents_of_any_folder(library: Path) -> None:
    found = list_folder("readings", library / "deep").files
    assert [(each.key, each.path) for each in found] == [
        ("readings/d.docx", library / "deep" / "d.docx"),
        ("readings/er/c.PDF", library / "deep" / "er" / "c.PDF"),
    ]
