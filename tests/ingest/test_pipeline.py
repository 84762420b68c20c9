from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.files import list_files
from ingest.ledger import LEDGER_FILE, Ledger, write_ledger
from ingest.loaders import READING_VERSION
from ingest.loaders.isolated import Isolated
from tests.ingest.corpus import Library
from tests.ingest.loaders import hostile


def test_new_files_are_added_and_then_unchanged(library: Library) -> None:
    report = library.refresh()
    assert (report.added, report.unchanged, report.updated, report.removed) == (("coal.md", "tin.md"), (), (), ())
    assert (report.failed, report.warnings) == ((), ())
    assert library.texts() == {"coal.md": "Hegang mined coal.", "tin.md": "Gejiu mined tin."}
    again = library.refresh()
    assert (again.added, again.unchanged) == ((), ("coal.md", "tin.md"))
    assert library.seen == []


def test_an_unchanged_corpus_is_not_even_read(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.refresh()
    monkeypatch.setattr("ingest.plan._sha256", lambda _: pytest.fail("a file was read"))
    monkeypatch.setattr("rag.store.index.Vectors", lambda _: pytest.fail("the vectors were opened"))
    assert library.refresh().unchanged == ("coal.md", "tin.md")


def test_the_content_decides_where_only_the_times_changed(library: Library) -> None:
    library.refresh()
    os.utime(library.path / "coal.md", ns=(1, 1))
    with library.open() as index:
        before = index.entries["coal.md"]
    assert library.refresh().unchanged == ("coal.md", "tin.md")
    with library.open() as index:
        after = index.entries["coal.md"]
    assert after.generation == before.generation
    assert after.stamp != before.stamp


def test_better_loaders_read_every_file_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.refresh()
    monkeypatch.setattr("ingest.plan.READING_VERSION", READING_VERSION + 1)
    report = library.refresh()
    assert (report.updated, report.unchanged, report.failed) == (("coal.md", "tin.md"), (), ())
    assert library.refresh().unchanged == ("coal.md", "tin.md")


def test_a_change_is_found_where_size_and_time_of_change_are_as_before(library: Library) -> None:
    path = library.path / "coal.md"
    library.refresh()
    before = path.stat()
    library.write("coal.md", "Hegang mined gold.")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert library.refresh().updated == ("coal.md",)
    assert library.texts()["coal.md"] == "Hegang mined gold."


def test_changed_new_and_vanished_files(library: Library) -> None:
    library.refresh()
    library.write("coal.md", "Hegang mines no more.")
    library.write("oil.md", "Daqing has oil.")
    (library.path / "tin.md").unlink()
    report = library.refresh()
    assert (report.added, report.updated, report.removed) == (("oil.md",), ("coal.md",), ("tin.md",))
    assert library.texts() == {"coal.md": "Hegang mines no more.", "oil.md": "Daqing has oil."}


def test_a_renamed_file_with_an_id_of_its_own_stays_the_same_document(library: Library) -> None:
    path = library.write("oil.md", "Daqing has oil.", "oil")
    library.refresh()
    path.rename(library.path / "daqing.md")
    report = library.refresh()
    assert (report.added, report.updated, report.removed) == ((), ("oil",), ())
    with library.open() as index:
        assert index.document("oil").path == "daqing.md"
    assert library.refresh().unchanged == ("coal.md", "oil", "tin.md")


def test_moving_the_library_changes_nothing(library: Library) -> None:
    library.refresh()
    moved = library.path.with_name("moved")
    shutil.copytree(library.path, moved)
    library.settings = library.settings.model_copy(update={"library": moved})
    assert library.refresh().unchanged == ("coal.md", "tin.md")


def test_a_bad_file_is_a_line_and_the_rest_goes_in(library: Library) -> None:
    (library.path / "bad.pdf").write_text("no PDF")
    (library.path / "empty.md").write_text("")
    (library.path / "loop.md").symlink_to(library.path / "loop.md")
    os.mkfifo(library.path / "pipe.txt")
    report = library.refresh()
    assert report.added == ("coal.md", "tin.md")
    assert [name for name, _ in report.failed] == [
        f"library/{name}" for name in ("bad.pdf", "empty.md", "loop.md", "pipe.txt")
    ]
    assert [name for name, _ in library.refresh().failed] == [name for name, _ in report.failed]


def test_a_file_that_became_bad_keeps_its_earlier_version(library: Library) -> None:
    library.refresh()
    (library.path / "coal.md").write_text("")
    report = library.refresh()
    assert [name for name, _ in report.failed] == ["library/coal.md"]
    assert report.failed[0][1].endswith("(its earlier version stays in the index)")
    assert (report.removed, report.unchanged) == ((), ("tin.md",))
    assert library.texts()["coal.md"] == "Hegang mined coal."


def test_files_of_a_folder_that_can_not_be_read_stay(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.write("deep/oil.md", "Daqing has oil.")
    library.refresh()
    listing = list_files(library.settings)
    hidden = replace(listing, files=listing.files[:1], failed=(("library/deep", "can't be looked into"),))
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "list_files", lambda _: hidden)
        report = library.refresh()
    assert report.removed == ("tin.md",)
    assert report.failed == (("library/deep", "can't be looked into"),)
    assert sorted(library.texts().values()) == ["Daqing has oil.", "Hegang mined coal."]


def test_the_same_content_twice_is_indexed_once(library: Library) -> None:
    shutil.copy(library.path / "coal.md", library.path / "zcopy.md")
    report = library.refresh()
    assert report.added == ("coal.md", "tin.md")
    assert report.warnings == (
        ("library/zcopy.md", "has the same content as 'library/coal.md', which is in the index"),
    )
    shutil.copy(library.path / "coal.md", library.path / "acopy.md")
    assert [name for name, _ in library.refresh().warnings] == ["library/acopy.md", "library/zcopy.md"]
    assert sorted(library.texts()) == ["coal.md", "tin.md"]
    (library.path / "coal.md").unlink()
    report = library.refresh()
    assert (report.added, report.removed) == (("acopy.md",), ("coal.md",))


def test_the_second_file_with_an_id_fails_and_the_first_stays(library: Library) -> None:
    library.write("b.md", "The incumbent.", "same")
    library.refresh()
    library.write("a.md", "The newcomer.", "same")
    library.write("b.md", "The incumbent, changed.", "same")
    report = library.refresh()
    assert report.updated == ("same",)
    assert report.failed == (("library/a.md", "has the id 'same', which 'library/b.md' has already: give it another"),)
    assert library.texts()["same"] == "The incumbent, changed."
    assert library.refresh().failed == report.failed


def test_progress_counts_the_files_that_are_read(library: Library) -> None:
    (library.path / "bad.pdf").write_text("no PDF")
    library.refresh()
    assert {total for _, _, total in library.seen} == {3}
    assert [done for _, done, _ in library.seen] == sorted(done for _, done, _ in library.seen)
    assert library.seen[0] == ("library/bad.pdf", 0, 3)
    assert library.seen[-1] == ("About tin", 3, 3)


def test_warnings_of_a_document_are_reported(library: Library) -> None:
    library.write("cites.md", "A claim. [@nobody]")
    report = library.refresh()
    assert [name for name, _ in report.warnings] == ["library/cites.md"]
    assert "nobody" in report.warnings[0][1]


def test_an_address_that_a_file_was_fetched_from_becomes_its_source(library: Library) -> None:
    url = "https://example.org/tin"
    write_ledger(library.path, Ledger(origins={"tin.md": url, "coal.md": "/somewhere/coal.md"}))
    library.refresh()
    with library.open() as index:
        assert [source.url for source in index.document("tin.md").sources] == [url]
        assert [source.url for source in index.document("coal.md").sources] == [None]


def test_an_empty_corpus_is_fine(tmp_path: Path) -> None:
    library = Library(tmp_path)
    assert library.refresh().added == ()
    assert library.texts() == {}


def test_a_password_of_an_older_ledger_does_not_reach_the_index(library: Library) -> None:
    held = {"origins": {"tin.md": "https://user:secret@example.org/tin"}, "removed": {}}
    (library.path / LEDGER_FILE).write_text(json.dumps(held), encoding="utf-8")
    library.refresh()
    with library.open() as index:
        assert [source.url for source in index.document("tin.md").sources] == ["https://example.org/tin"]
    assert not any(b"secret" in path.read_bytes() for path in library.settings.index.rglob("*") if path.is_file())


def test_a_password_that_a_document_tells_does_not_reach_the_index(library: Library) -> None:
    header = "---\nurl: https://user:secret@example.org/gold\nsources:\n  - id: a\n    title: Gold\n"
    header += "    url: //user:secret@example.org/a\n    note: at http://user:secret@example.org/b\n---\n"
    (library.path / "gold.md").write_text(f"{header}# Gold\n\nGold was found. [@a]\n", encoding="utf-8")
    head = (
        '<title>Of http://user:secret@example.org</title><meta property="og:url" content="http://user:secret@a.org/">'
    )
    (library.path / "page.html").write_text(f"<html><head>{head}</head><p>Iron was found.</p></html>", encoding="utf-8")
    library.refresh()
    with library.open() as index:
        (gold,) = index.document("gold.md").sources
        assert (gold.url, gold.note) == ("//example.org/a", "at http://example.org/b")
        page = index.document("page.html")
        assert (page.title, [source.url for source in page.sources]) == ("Of http://example.org", ["http://a.org/"])
    assert not any(b"secret" in path.read_bytes() for path in library.settings.index.rglob("*") if path.is_file())


def test_a_password_in_an_older_index_is_not_told(library: Library) -> None:
    write_ledger(library.path, Ledger(origins={"tin.md": "https://user-secret.example.org/tin"}))
    library.refresh()
    for path in library.settings.index.rglob("*"):
        if path.is_file() and b"user-secret." in (content := path.read_bytes()):
            path.write_bytes(content.replace(b"user-secret.", b"user:secret@"))
    manifest = library.settings.index / "manifest.json"
    held = json.loads(manifest.read_bytes())  # a version that kept passwords kept no hashes
    del held["checksum"]
    held["documents"] = {name: {**entry, "hashes": {}} for name, entry in held["documents"].items()}
    manifest.write_text(json.dumps(held), encoding="utf-8")
    with library.open() as index:
        assert [source.url for source in index.document("tin.md").sources] == ["https://example.org/tin"]


def test_a_file_that_hangs_its_loader_stops_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    (library.path / "forms.pdf").write_bytes(hostile.calling_forms(9))
    readers = Isolated(5)
    monkeypatch.setattr(pipeline, "load", readers.load)
    report = library.refresh()
    readers.close()
    assert report.added == ("coal.md", "tin.md")
    assert report.failed == (
        ("library/forms.pdf", "'forms.pdf' takes longer than 5 s to read: split it, or save it as plain text"),
    )


def test_what_comes_before_a_long_document_is_kept_when_that_is_interrupted(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "EMBED_TOGETHER", 4)
    monkeypatch.setattr(pipeline, "COMMIT_EVERY", 8)
    library.write("long.md", "\n\n".join(f"## Part {part}\n\nNumber {part}." for part in range(10)))
    seen: list[str] = []

    def interrupt(what: str, _: int, __: int) -> None:
        seen.append(what)
        if "passage 9" in what:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.refresh(interrupt)
    assert seen[-3:] == [f"About long (passage {first} of 10)" for first in (1, 5, 9)]
    report = library.refresh()
    assert (report.unchanged, report.added) == (("coal.md",), ("long.md", "tin.md"))


def test_a_brief_is_read_again_where_its_asked_questions_changed(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {"briefs/ore.md": "# Ore\n\nGejiu mined tin.\n", "asked/ore.jsonl": ""}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr("ingest.bundled._PLACES", (tmp_path,))
    library.settings = library.settings.model_copy(update={"bundled": True})
    assert library.refresh().added == ("coal.md", "ore.md", "tin.md")
    asked = {"question": "what did they dig there", "answers": ["Gejiu mined"]}
    (tmp_path / "asked" / "ore.jsonl").write_text(json.dumps(asked) + "\n", encoding="utf-8")
    report = library.refresh()
    assert (report.updated, report.unchanged) == (("ore.md",), ("coal.md", "tin.md"))
    with library.open() as index:
        assert index.arrays("ore.md")["asked_places"].tolist() == [[0, 0, 0]]
        assert "asked" not in index.arrays("coal.md")
    assert library.refresh().unchanged == ("coal.md", "ore.md", "tin.md")
