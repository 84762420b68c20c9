"""Taking documents out of the library and bringing them back."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.files import BRIEFS
from ingest.ledger import read_ledger
from ingest.library import add_path, lost, remove, removed, restore
from rag.base.errors import AftermineError, FileProblem, IndexMissing, NotFound
from rag.base.settings import Settings
from rag.store.documents import read_manifest, write_manifest
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


class Killed(BaseException):
    """The process ends here: nothing that would tidy up an error runs."""


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def killed(*_: object) -> None:
    raise Killed


def content(library: Path) -> dict[str, str]:
    """Every file of the library and what it holds, the notes left out."""
    files = [path for path in library.rglob("*") if path.is_file() and not path.name.startswith(".aftermine")]
    return {path.relative_to(library).as_posix(): path.read_text() for path in files}


MOMENTS = ["ingest.library.write_ledger", "pathlib.Path.rename", "rag.store.index.write_manifest"]


@pytest.mark.parametrize(
    ("moment", "document_id"),
    [*((moment, "tin") for moment in MOMENTS), (MOMENTS[0], "gas"), (MOMENTS[2], "gas")],
)
def test_a_removal_for_which_the_disk_is_too_full_changes_nothing(
    filled: Library, briefs: Path, monkeypatch: pytest.MonkeyPatch, moment: str, document_id: str
) -> None:
    filled.refresh()
    before = content(filled.path)
    with filled.open(create=True) as index:
        real = Path.rename
        with monkeypatch.context() as patch:
            # What is moved back lands in the space that it came from.
            patch.setattr(moment, lambda *given: real(*given) if ".removed" in str(given[0]) else full())
            with pytest.raises(AftermineError, match="space"):
                remove(index, filled.path, document_id)
        index.commit()
        assert document_id in index.entries
    assert (content(filled.path), removed(filled.path)) == (before, ())
    report = filled.refresh()
    assert (report.removed, sorted(report.unchanged)) == ((), ["coal", "gas", "tin"])


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_removal_that_was_killed_happened_or_can_be_undone(
    filled: Library, briefs: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    filled.refresh()
    with filled.open(create=True) as index, monkeypatch.context() as patch:
        patch.setattr(moment, killed)
        with pytest.raises(Killed):
            remove(index, filled.path, "tin")
    gone = filled.refresh().removed
    assert removed(filled.path) == gone
    if gone:
        restore(filled.path, "tin")
        filled.refresh()
    assert sorted(filled.texts()) == ["coal", "gas", "tin"]
    assert (content(filled.path).keys(), removed(filled.path)) == ({"deep/coal.md", "tin.md"}, ())


def test_a_note_of_a_removal_that_did_not_happen_is_forgotten_when_it_is_undone(filled: Library, briefs: Path) -> None:
    filled.refresh()
    with filled.open(create=True) as index:
        remove(index, filled.path, "tin")
    (filled.path / ".removed" / "tin.md").rename(filled.path / "tin.md")
    assert removed(filled.path) == ()
    restore(filled.path, "tin")
    assert read_ledger(filled.path).removed == {}
    assert (filled.path / "tin.md").is_file()


@pytest.mark.parametrize("document_id", ["coal", "plain.md"])
def test_a_file_that_was_put_away_without_a_note_is_found_and_comes_back(
    filled: Library, briefs: Path, document_id: str
) -> None:
    filled.write("plain.md", "Text without a name.")
    filled.refresh()
    before = content(filled.path)
    with filled.open(create=True) as index:
        kept = remove(index, filled.path, document_id)
    (filled.path / ".aftermine.json").unlink()
    assert lost(filled.path) == (kept,)
    (filled.path / ".removed" / "broken.pdf").write_text("no PDF")
    restore(filled.path, document_id)
    del (found := content(filled.path))[".removed/broken.pdf"]
    assert found == before


def test_earlier_forms_of_a_document_are_not_taken_for_lost(filled: Library, briefs: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    for version in ("first", "second", "third"):
        report.write_text(f"---\nid: report\n---\nThe {version} version.\n")
        add_path(report, filled.path)
    assert len(content(filled.path / ".removed")) == 2
    filled.refresh()
    assert lost(filled.path) == ()
    with pytest.raises(NotFound):
        restore(filled.path, "report")
    with filled.open(create=True) as index:
        remove(index, filled.path, "report")
    assert lost(filled.path) == ()
    restore(filled.path, "report")
    assert "third" in (filled.path / "report.md").read_text()
