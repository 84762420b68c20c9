from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest import library as module
from ingest.download import Download
from ingest.files import Found, Listing
from ingest.ledger import read_ledger
from ingest.library import Added, add, add_path, add_url
from rag.base.errors import FileProblem
from tests.ingest.corpus import denying

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


@pytest.mark.parametrize(
    "moment", ["ingest.library.write_ledger", "shutil.copy2", "pathlib.Path.rename", "pathlib.Path.replace"]
)
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_replacement_that_is_cut_short_leaves_the_earlier_form_in_place(
    report: Path, library: Path, monkeypatch: pytest.MonkeyPatch, moment: str, error: BaseException
) -> None:
    add_path(report, library)
    before = (library / "report.md").read_bytes()
    report.write_text("# Report\n\nThe second version.\n")

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(moment, fail)
        with pytest.raises((FileProblem, KeyboardInterrupt)):
            add_path(report, library)
    assert (library / "report.md").read_bytes() == before
    assert "replaces its earlier form" in add_path(report, library).notes[0][1]
    assert before in [path.read_bytes() for path in (library / ".removed").iterdir()]


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


def test_a_library_behind_a_link_is_not_copied_into_itself_either(report: Path, library: Path, tmp_path: Path) -> None:
    add_path(report, library)
    (tmp_path / "link").symlink_to(tmp_path)
    added = add_path(tmp_path / "link", library)
    assert [path.relative_to(library).as_posix() for path in added.files] == ["link/desk/report.md"]


@pytest.mark.parametrize("way", ["..", "../deep/..", "../../desk"])
def test_a_way_with_dots_leads_into_the_library(
    report: Path, library: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (report.parent / "deep").mkdir()
    monkeypatch.chdir(report.parent / "deep")
    assert add(library, [way]).files == (library / "desk" / "report.md",)


def test_dots_behind_a_link_are_those_of_the_folder_that_it_leads_to(
    report: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (report.parent / "deep").mkdir()
    monkeypatch.chdir(library.parent)
    Path("link").symlink_to(report.parent / "deep")
    (added,) = add(library, ["link/../report.md"]).files
    assert added.read_bytes() == report.read_bytes()


def test_a_folder_without_a_name_gets_one(report: Path, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = Listing((Found("documents/report.md", report, Path("/")),))
    monkeypatch.setattr(module, "list_folder", lambda *_: listing)
    assert add_path(Path("/"), library).files == (library / "documents" / str(report)[1:],)


def test_what_a_folder_holds_besides_documents_is_said(report: Path, library: Path) -> None:
    (report.parent / "slides.key").write_bytes(b"PK")
    (report.parent / "linked").symlink_to(report.parent)
    added = add_path(report.parent, library)
    assert added.files == (library / "desk" / "report.md",)
    assert added.notes == (
        ("desk/linked", "links to folders are not followed"),
        ("desk/slides.key", "files of the kind '.key' are left out"),
    )
    report.unlink()
    with pytest.raises(FileProblem, match=r"holds no document .*'desk/slides\.key' files of the kind '\.key'"):
        add_path(report.parent, library)


def test_a_folder_that_can_not_be_looked_into_fails_and_the_rest_goes_in(
    report: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (report.parent / "deep").mkdir()
    monkeypatch.setattr(os, "scandir", denying("deep", os.scandir))
    added = add_path(report.parent, library)
    assert added.files == (library / "desk" / "report.md",)
    assert [name for name, _ in added.failed] == ["desk/deep"]


def test_names_that_are_no_utf_8_are_taken_in_under_others_and_told_apart(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    for name in (b"\xff.md", b"\xfe.md"):
        (folder / os.fsdecode(name)).write_bytes(name)
    added = add(library, [str(folder)])
    names = ["desk/\ufffd.md", "desk/\ufffd-2.md"]
    assert [path.relative_to(library).as_posix() for path in added.files] == names
    assert (sorted(read_ledger(library).origins), added.failed) == (sorted(names), ())
    assert add(library, [str(folder)]).files == added.files


def test_what_lies_in_the_library_needs_no_copy(report: Path, library: Path) -> None:
    add_path(report, library)
    assert add_path(library / "report.md", library) == Added(files=(library / "report.md",))
    assert sorted(path.name for path in library.iterdir()) == [".aftermine.json", "report.md"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("nowhere.md", None, "there is no file or folder"),
        ("library/nowhere.md", None, "there is no file or folder"),
        (f"{'x' * 300}.md", None, "can't be looked at"),
        ("sheet.key", "x", "the kinds are .bib, .csv, .docx, .eml"),
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
    assert not (library / "bad.pdf").exists()


def test_a_file_that_can_not_be_read_is_not_the_fault_of_the_library(library: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(FileProblem, match=r"pipe\.md' is not an ordinary file"):
        add_path(tmp_path / "pipe.md", library)


def test_a_name_with_a_tilde_is_no_home_folder(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "~draft.md").write_text("# Draft\n\nText.\n")
    monkeypatch.chdir(tmp_path)
    assert add(library, ["~draft.md"]).files == (library / "~draft.md",)


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


def test_a_password_in_an_address_is_kept_nowhere(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = iter((b"# One\n\nText.\n", b"# One\n\nOther text.\n"))
    monkeypatch.setattr(module, "fetch", lambda _: Download("page.md", next(pages)))
    add_url("https://user:secret@example.org/page.md", library)
    added = add_url("https://user:secret@example.org/page.md", library)
    assert read_ledger(library).origins == {"page.md": "https://example.org/page.md"}
    assert "replaces its earlier form" in added.notes[0][1]
    assert "secret" not in (library / ".aftermine.json").read_text(encoding="utf-8") + str(added.notes)


def test_a_password_in_what_failed_is_not_told(library: Path) -> None:
    failed = add(library, ["ftp://user:secret@example.org/x", "http:/user:secret@example.org/x"]).failed
    assert [source for source, _ in failed] == ["ftp://example.org/x", "http:/example.org/x"]
    assert "secret" not in str(failed)
