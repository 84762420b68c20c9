"""Changing the library while its index is open: what becomes of each file, what others see, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event, Lock, Thread

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.library import LONGEST_NAME, add_upload, safe_name
from ingest.loaders.reading import MAX_BYTES
from ingest.shelf import Shelf, Taken, Upload
from rag.base.errors import FileProblem, NotFound
from rag.store.index import Index
from tests.fakes import WordEmbedder
from tests.ingest.corpus import Library

pytestmark = pytest.mark.system

HEGANG = b"# Hegang\n\nHegang mined coal.\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@pytest.fixture
def shelf(library: Library) -> Iterator[Shelf]:
    """Over the open index of a library of one document."""
    library.write("gejiu.md", "Gejiu is a city of tin.")
    library.refresh()
    with library.open() as index:
        yield Shelf(index, library.settings, lambda: library.embedder, Lock())


def add(shelf: Shelf, *files: tuple[str, bytes]) -> tuple[Taken, ...]:
    return shelf.add([Upload(name, data) for name, data in files], lambda *_: None)


def files(library: Library) -> list[str]:
    return sorted(path.name for path in library.path.rglob("*") if path.is_file() and not path.name.startswith("."))


def seen(index: Index) -> dict[str, str]:
    return {name: index.passages_of(name)[0].text for name in index.entries}


def test_each_file_has_its_own_result_and_what_fails_is_not_kept(shelf: Shelf, library: Library) -> None:
    taken = add(
        shelf,
        ("hegang.md", HEGANG),
        ("again.md", HEGANG),
        ("program.pdf", b"MZ\x90\x00" + bytes(range(256)) * 10),
        ("tune.mp3", b"ID3"),
        ("copy.md", (library.path / "gejiu.md").read_bytes()),
        ("twin.md", b"---\nid: gejiu.md\n---\n# Another\n\nWith an id that is taken.\n"),
    )
    assert [each.outcome for each in taken] == ["added", "unchanged", "failed", "failed", "unchanged", "failed"]
    assert [each.document for each in taken] == ["hegang.md", None, None, None, "gejiu.md", None]
    said = ["".join(each.notes) for each in taken]
    for words, expected in zip(
        said[1:], ("'hegang.md'", "a Windows program", "a kind that", "", "'gejiu.md'"), strict=True
    ):
        assert expected in words
    assert seen(shelf.index) == {"gejiu.md": "Gejiu is a city of tin.", "hegang.md": "Hegang mined coal."}
    assert files(library) == ["gejiu.md", "hegang.md"]


def test_the_same_file_again_is_said_to_be_there_and_a_new_version_replaces_it(shelf: Shelf, library: Library) -> None:
    assert add(shelf, ("hegang.md", HEGANG))[0].outcome == "added"
    assert add(shelf, ("hegang.md", HEGANG)) == (Taken("hegang.md", "unchanged", "hegang.md"),)
    (updated,) = add(shelf, ("hegang.md", HEGANG.replace(b"coal", b"graphite")))
    assert (updated.outcome, updated.document) == ("updated", "hegang.md")
    assert ".removed" in updated.notes[0]
    assert seen(shelf.index)["hegang.md"] == "Hegang mined graphite."
    assert files(library).count("hegang.md") == 2  # one in the library, its earlier form put aside
    (other,) = add(shelf, ("gejiu.md", b"# Gejiu\n\nNot the file that was there.\n"))
    assert (other.outcome, other.document) == ("added", "gejiu-2.md")
    assert "another 'gejiu.md'" in other.notes[0]


def test_a_file_of_the_reader_that_could_not_be_indexed_is_never_deleted(shelf: Shelf, library: Library) -> None:
    twin = library.write("twin.md", "With an id that is taken.", "gejiu.md")
    (taken,) = add(shelf, ("twin.md", twin.read_bytes()))
    assert (taken.outcome, "has the id 'gejiu.md'" in taken.notes[0]) == ("failed", True)
    assert files(library) == ["gejiu.md", "twin.md"]


def test_files_whose_names_become_equal_stay_apart(shelf: Shelf, library: Library) -> None:
    names = ["a?b.md", "a:b.md", f"{'x' * 80}1.md", f"{'x' * 80}2.md"]
    for name in names:
        (taken,) = add(shelf, (name, name.encode()))
        assert taken.outcome == "added"
    assert sorted(seen(shelf.index).values()) == sorted(["Gejiu is a city of tin.", *names])
    (taken,) = add(shelf, (names[0], b"Another text."))
    assert (taken.outcome, taken.document) == ("updated", "a-b.md")


def test_files_of_one_name_in_one_upload_are_both_kept_and_both_replaced(shelf: Shelf) -> None:
    one, two, other = (("report.md", text) for text in (b"Coal.", b"Tin.", b"Oil."))
    assert [taken.document for taken in add(shelf, one, two)] == ["report.md", "report-2.md"]
    assert [taken.outcome for taken in add(shelf, one, other)] == ["unchanged", "updated"]
    assert seen(shelf.index) == {
        "gejiu.md": "Gejiu is a city of tin.",
        "report.md": "Coal.",
        "report-2.md": "Oil.",
    }


def test_a_removed_document_comes_back_and_others_never_miss_theirs(shelf: Shelf) -> None:
    shelf.remove("gejiu.md")
    assert (seen(shelf.index), shelf.removed()) == ({}, ("gejiu.md",))
    with pytest.raises(NotFound):
        shelf.remove("gejiu.md")
    shelf.restore("gejiu.md", lambda *_: None)
    assert (seen(shelf.index), shelf.removed()) == ({"gejiu.md": "Gejiu is a city of tin."}, ())


def test_the_file_of_a_document_is_given_only_as_it_was_read(shelf: Shelf, library: Library) -> None:
    assert shelf.file("gejiu.md") == library.path / "gejiu.md"
    library.write("gejiu.md", "Written over in the meantime.")
    assert shelf.file("gejiu.md") is None
    with pytest.raises(NotFound):
        shelf.file("nowhere.md")


def test_others_may_ask_while_files_are_encoded_and_a_second_upload_waits(library: Library) -> None:
    encoding, go_on = Event(), Event()

    class Slow(WordEmbedder):
        def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
            encoding.set()
            assert go_on.wait(10)
            return super().passages(texts)

    library.write("gejiu.md", "Gejiu is a city of tin.")
    library.refresh()
    turn, done = Lock(), []
    with library.open() as index:
        shelf = Shelf(index, library.settings, Slow, turn)
        names = ("a.md", "b.md")
        threads = [
            Thread(target=lambda name=name: done.extend(add(shelf, (name, f"# {name}\n\nText.\n".encode()))))
            for name in names
        ]
        threads[0].start()
        assert encoding.wait(10)
        threads[1].start()
        assert turn.acquire(timeout=5)
        assert (list(index.entries), shelf.changing.locked(), done) == (["gejiu.md"], True, [])
        turn.release()
        go_on.set()
        for thread in threads:
            thread.join(10)
        assert sorted(index.entries) == ["a.md", "b.md", "gejiu.md"]
    assert [(each.name, each.outcome) for each in done] == [("a.md", "added"), ("b.md", "added")]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.PDF", "report.pdf"),
        ("../../etc/passwd.md", "passwd.md"),
        ("C:\\desk\\my report (final).docx", "my report (final).docx"),
        ("鹤岗 2020.txt", "鹤岗 2020.txt"),
        (".hidden.md", "hidden.md"),
        ("~$draft.docx", "draft.docx"),
        ('a<b>:"|?*\x00\n.md', "a-b.md"),
        ("...", "document"),
        (f"{'x' * 300}.pdf", f"{'x' * LONGEST_NAME}.pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_file_above_the_limit_is_refused_before_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.library.MAX_BYTES", 2**20)
    with pytest.raises(FileProblem, match="2 MB, the limit is 1 MB"):
        add_upload(tmp_path / "library", "big.txt", b"x" * 2**21)
    assert not (tmp_path / "library").exists()
    assert MAX_BYTES == 100 * 2**20
