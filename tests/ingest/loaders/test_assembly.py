from __future__ import annotations

import os

import pytest

from ingest.frontmatter import Meta
from ingest.loaders.assembly import assemble, document_id_of, readable, shown
from ingest.loaders.parts import Loaded, Part
from rag.base.errors import FileProblem
from rag.base.types import Source

NAMES = [
    "good.md",
    "good.pdf",
    "a/good.md",
    "a-good.md",
    "Good.md",
    "with three  spaces.md",
    "with three spaces.md",
    "资源枯竭城市.md",
    "资源 枯竭城市.md",
    "emoji 🏭⛏️.md",
    "🏭.md",
    "⛏.md",
    "..dots.md",
    "a..b.md",
    "-dash.md",
    "back\\slash..\\up.md",
    "per%2Fcent.md",
    "quote'\".md",
    "<b>.md",
    "caf\u00e9.md",
    "cafe\u0301.md",
    "L" * 200 + ".md",
    "L" * 201 + ".md",
    "长" * 80 + ".md",
    "new\nline.md",
    os.fsdecode(b"\xff.md"),
    os.fsdecode(b"\xfe.md"),
]


def test_ids_are_distinct_short_and_safe() -> None:
    ids = [document_id_of(name) for name in NAMES]
    assert len(set(ids)) == len(NAMES)
    for document_id in ids:
        assert 0 < len(document_id) <= 100
        assert not set(document_id) & set("/\\ #'\"<>%\n")
        assert document_id[0] not in "-."
        document_id.encode()


def test_an_id_that_is_safe_is_the_name() -> None:
    assert document_id_of("hegang-profile") == "hegang-profile"
    assert document_id_of("DHS2020.pdf") == "DHS2020.pdf"
    assert document_id_of("资源枯竭城市.md") == "资源枯竭城市.md"


@pytest.mark.parametrize(
    ("name", "title"),
    [("a/the_old-mine.pdf", "the old mine"), ("___.md", "___.md"), (os.fsdecode(b"\xff.md"), "\ufffd")],
)
def test_readable(name: str, title: str) -> None:
    assert readable(name) == title


def test_shown_can_be_stored() -> None:
    assert shown(os.fsdecode(b"a\xff")).encode() == "a\ufffd".encode()


def test_the_path_of_headings_follows_their_levels() -> None:
    parts = [
        Part("One", "heading", 1),
        Part("Deep", "heading", 4),
        Part("a", "text", page=1),
        Part("Two", "heading", 2),
        Part("- b", "list", page=2),
        Part("Three", "heading", 2),
        Part("c", "text"),
    ]
    document = assemble(Loaded(tuple(parts)), "x.md", "0")
    assert document.text == "One\n\nDeep\n\na\n\nTwo\n\n- b\n\nThree\n\nc"
    assert [(block.headings, block.page) for block in document.blocks] == [
        (("One", "Deep"), 1),
        (("One", "Two"), 2),
        (("One", "Three"), None),
    ]
    assert document.title == "One"
    assert all(document.text[block.start : block.end] == block.text for block in document.blocks)


def test_headings_alone_are_text() -> None:
    document = assemble(Loaded((Part("One", "heading", 1), Part(" ", "text"))), "x.md", "0")
    assert [block.text for block in document.blocks] == ["One"]


def test_without_text_there_is_no_document() -> None:
    with pytest.raises(FileProblem, match=r"'x\.md' has no text"):
        assemble(Loaded((Part(" \u200b\n", "text"),)), "x.md", "0")


def test_what_the_file_says_goes_first() -> None:
    meta = Meta(
        id="the id",
        title="T",
        kind="brief",
        language="zh",
        topics=("coal",),
        places=("Fuxin",),
        sources=(Source("k", "K"),),
    )
    document = assemble(Loaded((Part("One", "heading", 1), Part("words", "text")), meta, ("careful",)), "x.md", "0")
    assert (document.title, document.kind, document.language) == ("T", "brief", "zh")
    assert (document.topics, document.places, document.warnings) == (("coal",), ("Fuxin",), ("careful",))
    assert document.id.startswith("the-id-")
    assert document.blocks[0].source_keys == ()


def test_characters_are_cleaned_before_offsets_are_counted() -> None:
    document = assemble(Loaded((Part("re\u200bsource\x00s", "text"), Part("caf\u0065\u0301", "text"))), "x.md", "0")
    assert document.text == "resources\n\ncafé"
    assert [(block.start, block.end) for block in document.blocks] == [(0, 9), (11, 15)]


def test_a_title_without_an_end_is_shortened() -> None:
    made = assemble(Loaded((Part("Coal.", "text"),), Meta(title="coal " * 100_000)), "a.md", "0" * 64)
    assert made.title == f"{('coal ' * 60).rstrip()}…"
