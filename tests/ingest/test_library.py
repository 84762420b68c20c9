from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest import library as module
from ingest.download import Download
from ingest.files import BRIEFS
from ingest.library import Added, add, add_path, add_url, remove, removed, restore
from rag.errors import FileProblem, NotFound
from rag.settings import Settings
from tests.ingest.corpus import Library

pytestmark = pytest.mark.system


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    path = tmp_path / "desk" / "report.md"
    path.write_text("# Report\n\nThe first version.\n")
    return path


def test_a_file_is_copied_and_the_library_made(report: Path, library: Path) -> None:
    assert add_path(report, library) == Added(files=(library / "report.md",))
    assert (library / "report.md").read_bytes() == report.read_bytes()
    assert [path.name for path in library.iterdir() if path.name.startswith(".incoming")] == []


def test_the_same_again_changes_nothing(report: Path, library: Path) -> None:
    add_path(report, library)
    before = (library / "report.md").stat().st_mtime_ns
    assert add_path(report, library) == Added(files=(library / "report.md",))
    assert (library / "report.md").stat().st_mtime_ns == before


def test_a_new_version_replaces_the_earlier_one_which_is_kept(report: Path, library: Path) -> None:
    add_path(report, library)
    for version in ("second", "third"):
        report.write_text(f"# Report\n\nThe {version} version.\n")
        added = add_path(report, library)
        assert added.files == (library / "report.md",)
        assert "replaces its earlier form" in added.notes[0][1]
    assert "third" in (library / "report.md").read_text()
    kept = [path.read_text() for path in sorted((library / ".removed").iterdir())]
    assert ["first" in kept[1], "second" in kept[0]] == [True, True]


def test_another_file_of_the_same_name_is_never_overwritten(report: Path, library: Path, tmp_path: Path) -> None:
    add_path(report, library)
    other = tmp_path / "report.md"
    other.write_text("# Another\n\nWritten by someone else.\n")
    added = add_path(other, library)
    assert added == Added(
        files=(library / "report-2.md",),
        notes=((str(other), "is 'report-2.md' in the library, which has another 'report.md'"),),
    )
    assert "first version" in (library / "report.md").read_text()
    assert add_path(other, library).files == (library / "report-2.md",)


def test_a_folder_is_copied_with_its_folders_and_bad_files_stay_out(report: Path, library: Path) -> None:
    (report.parent / "deep").mkdir()
    (report.parent / "deep" / "notes.txt").write_text("Some notes.")
    (report.parent / "deep" / "bad.pdf").write_text("no PDF")
    (report.parent / "picture.png").write_bytes(b"\x89PNG")
    added = add_path(report.parent, library)
    assert added.files == (library / "desk" / "deep" / "notes.txt", library / "desk" / "report.md")
    assert [Path(name).name for name, _ in added.failed] == ["bad.pdf"]
    assert not (library / "desk" / "deep" / "bad.pdf").exists()


def test_a_folder_that_holds_the_library_does_not_copy_it_into_itself(
    report: Path, library: Path, tmp_path: Path
) -> None:
    add_path(report, library)
    added = add_path(tmp_path, library)
    assert [path.relative_to(library).parts[1:] for path in added.files] == [("desk", "report.md")]


def test_what_lies_in_the_library_needs_no_copy(report: Path, library: Path) -> None:
    add_path(report, library)
    assert add_path(library / "report.md", library) == Added(files=(library / "report.md",))
    assert sorted(path.name for path in library.iterdir()) == [".aftermine.json", "report.md"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("nowhere.md", None, "there is no file or folder"),
        ("sheet.xlsx", "x", "the kinds are .docx, .htm"),
        ("empty.md", "", "'empty.md' is empty"),
        ("bad.pdf", "no PDF", "not a PDF"),
    ],
)
def test_what_can_not_be_read_stays_out(
    library: Path, tmp_path: Path, name: str, content: str | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(FileProblem, match=reason):
        add_path(tmp_path / name, library)
    assert not (library / name).exists()


def test_a_folder_without_documents_says_so(library: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileProblem, match="holds no document"):
        add_path(tmp_path / "empty", library)


def test_a_library_that_can_not_be_written(report: Path, tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file")
    with pytest.raises(FileProblem, match=r"the library .* can't take this"):
        add_path(report, tmp_path / "library")


def test_a_page_is_fetched_under_its_name_and_remembered(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"https://example.org/a": b"<html><body><p>One page.</p></body></html>"}
    monkeypatch.setattr(module, "fetch", lambda url: Download("page.html", pages[url]))
    url = "https://example.org/a"
    assert add_url(url, library) == Added(files=(library / "page.html",))
    pages[url] = b"<html><body><p>Changed.</p></body></html>"
    assert "replaces its earlier form" in add_url(url, library).notes[0][1]
    pages["https://example.org/b"] = b"<html><body><p>Another page.</p></body></html>"
    assert add_url("https://example.org/b", library).files == (library / "page-2.html",)


def test_add_goes_on_after_a_failure(report: Path, library: Path) -> None:
    added = add(library, ["nowhere.md", str(report), "ftp://example.org/x"])
    assert added.files == (library / "report.md",)
    assert [name for name, _ in added.failed] == ["nowhere.md", "ftp://example.org/x"]
    assert "http" in added.failed[1][1]


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


@pytest.mark.parametrize("notes", ["{", '{"removed": 3}'])
def test_damaged_notes_are_named(filled: Library, briefs: Path, notes: str) -> None:
    (filled.path / ".aftermine.json").write_text(notes)
    with pytest.raises(FileProblem, match=r"\.aftermine\.json.*delete the file"):
        filled.refresh()
