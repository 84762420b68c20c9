from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import pytest

from ingest.loaders import _LOADERS, _loader, load, supported_suffixes
from ingest.loaders import reading as module
from ingest.loaders.reading import SUFFIXES, Kind, kind_of
from rag.base.errors import FileProblem
from tests.ingest.loaders.files import docx, lines, loaded, p, pdf, texts

WORDS = "The lignite museum of Case Town opened in 1998."
PDF = pdf([lines(WORDS)])
DOCX = docx(p(WORDS))
HTML = f"<!doctype html><p>{WORDS}</p>"


def test_the_hash_is_that_of_the_bytes_and_a_second_run_gives_the_same(tmp_path: Path) -> None:
    document = loaded(tmp_path, "a/good.md", f"# Control\n\n{WORDS}\n")
    assert document.sha256 == hashlib.sha256((tmp_path / "a/good.md").read_bytes()).hexdigest()
    assert document == load(tmp_path / "a/good.md", tmp_path)
    assert (document.path, document.language, document.kind) == ("a/good.md", "en", "document")


@pytest.mark.parametrize(
    ("name", "data", "warned"),
    [
        ("a.pdf", PDF, False),
        ("a.docx", DOCX, False),
        ("a.html", HTML, False),
        ("a.xhtml", f"<p>{WORDS}</p>", False),
        ("A.MD", WORDS, False),
        ("a.md", f"---\ntitle: T\n---\n{WORDS}", False),
        ("a.text", WORDS, False),
        ("a.txt", PDF, True),
        ("a.md", DOCX, True),
        ("a.pdf", DOCX, True),
        ("a.txt", HTML, True),
        ("a", PDF, True),
        ("a.txt", b"\n\n" + PDF, True),
        ("a.txt", WORDS.encode("utf-16-le"), False),
    ],
)
def test_the_content_decides(tmp_path: Path, name: str, data: bytes | str, *, warned: bool) -> None:
    document = loaded(tmp_path, name, data)
    assert texts(document) == [WORDS]
    named = [warning for warning in document.warnings if f"its name says {Path(name).suffix or 'nothing'}" in warning]
    assert len(named) == warned


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.pdf", b" \n\0\n", "is empty"),
        ("a.md", " \u00a0\n\u200b\n", "has no text"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "is a PNG image"),
        ("a.pdf", HTML, "is a web page, not a PDF"),
        ("a.docx", "Words.", "is not a DOCX"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or password-protected Office file"),
        ("a.docx", DOCX[:200], "damaged archive"),
        ("a.docx", docx("").replace(b"word/", b"wo__/"), "a ZIP archive and no document"),
        ("a.xlsx", DOCX[:200], "damaged archive"),
        ("a.rtf2", "a,b", r"\(\.rtf2\)"),
        ("a", "text", r"\(no ending\)"),
        ("a.txt", b"start\0\1\2" + bytes(range(256)) * 40, "holds binary data"),
    ],
)
def test_what_can_not_be_read_is_refused_by_name(tmp_path: Path, name: str, data: bytes | str, reason: str) -> None:
    with pytest.raises(FileProblem, match=reason) as caught:
        loaded(tmp_path, name, data)
    message = str(caught.value)
    assert repr(name) in message
    assert ": " in message
    assert "\n" not in message


def test_a_folder_a_pipe_and_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    for name, reason in (
        ("pipe.md", "not an ordinary file"),
        ("folder.md", "not an ordinary"),
        ("none.md", "No such file"),
    ):
        with pytest.raises(FileProblem, match=reason):
            load(tmp_path / name, tmp_path)


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (tmp_path / "a.md").touch()
    with pytest.raises(FileProblem, match=r"'a\.md' can't be read \(Permission denied\)"):
        load(tmp_path / "a.md", tmp_path)


def test_links(tmp_path: Path) -> None:
    root = tmp_path / "library"
    root.mkdir()
    (tmp_path / "outside.md").write_text(WORDS)
    (root / "inside.md").write_text(WORDS)
    (root / "out.md").symlink_to(tmp_path / "outside.md")
    (root / "in.md").symlink_to(root / "inside.md")
    (root / "loop.md").symlink_to(root / "loop.md")
    (tmp_path / "alias").symlink_to(root)

    assert load(root / "in.md", root).path == "in.md"
    assert load(tmp_path / "alias/inside.md", tmp_path / "alias").path == "inside.md"
    for name, reason in (("out.md", "lies outside"), ("loop.md", "symbolic links|loop")):
        with pytest.raises(FileProblem, match=reason):
            load(root / name, root)


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    with pytest.raises(FileProblem, match="too large"):
        loaded(tmp_path, "a.md", "eleven byte")
    assert loaded(tmp_path, "b.md", "ten bytes.").text == "ten bytes."


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    stat = os.fstat

    def grow(descriptor: int) -> os.stat_result:
        before = stat(descriptor)
        path.write_text(path.read_text() + WORDS)
        return before

    monkeypatch.setattr(module.os, "fstat", grow)
    with pytest.raises(FileProblem, match="changed while it was read"):
        loaded(tmp_path, "a.md", WORDS)


def test_too_deep_for_any_loader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("ingest.loaders.plain.load_text", endless)
    with pytest.raises(FileProblem, match="nested too deeply"):
        loaded(tmp_path, "a.txt", WORDS)


def test_each_kind_has_a_loader_and_a_suffix() -> None:
    assert {*_LOADERS} == {*get_args(Kind)} == {*SUFFIXES.values()}
    assert all(map(callable, map(_loader, _LOADERS)))


def test_supported_suffixes() -> None:
    assert supported_suffixes() >= {".md", ".txt", ".html", ".htm", ".pdf", ".docx"}
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in supported_suffixes())


def test_reading_markdown_imports_none_of_the_heavy_libraries() -> None:
    code = "import sys, ingest.loaders; print(*(m for m in ('pypdf', 'trafilatura', 'mammoth') if m in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


@pytest.mark.parametrize("text", ["MZUZU IS A CITY. It has a mine.", "The mark `%PDF-1.7` begins a file of that kind."])
def test_a_text_that_begins_like_another_kind_is_a_text(text: str) -> None:
    assert kind_of(text.encode(), "notes.md") == ("markdown", ())


def test_many_comments_before_a_text_take_no_time() -> None:
    began = time.process_time()
    assert kind_of(b"<!-- a -->\n" * 60 + b"Text.", "notes.md") == ("markdown", ())
    assert kind_of(b"<!-- a -->\n" * 60 + b"<html><p>Text.", "page.html") == ("html", ())
    assert time.process_time() - began < 1
