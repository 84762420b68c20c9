"""Passages lose nothing, cross no heading, keep to their size, and keep their ids."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingest.chunking import chunk, index_text
from rag.types import Block, BlockKind, Document
from tests.fakes import WordEmbedder

COUNT = WordEmbedder().count
TABLE = "| Year | People |\n| --- | --- |\n" + "\n".join(f"| {1990 + n} | {n} thousand |" for n in range(30))
Piece = tuple[str, str, BlockKind]


def document(pieces: list[Piece]) -> Document:
    text, blocks = "", []
    for heading, words, kind in pieces:
        blocks.append(Block(words, ("Title", heading), len(blocks) + 1, len(text), (f"key{len(blocks)}",), kind))
        text += words + "\n\n"
    return Document("doc", "Title", "doc.md", "0" * 64, "en", text, tuple(blocks))


words = st.lists(st.text(alphabet="abcdef.,", min_size=1, max_size=12), min_size=1, max_size=60).map(" ".join)
pieces = st.lists(st.tuples(st.sampled_from(["One", "Two"]), words, st.just("text")), max_size=8)


@given(pieces, st.integers(min_value=3, max_value=40))
def test_spans_cover_every_block_and_stay_within_a_heading(drawn: list[Piece], limit: int) -> None:
    made = document(drawn)
    found = chunk(made, COUNT, limit)
    covered = set()
    for passage in found:
        start, end = passage.span
        assert passage.text == made.text[start:end]
        covered |= set(range(start, end))
        inside = [block for block in made.blocks if block.start < end and block.end > start]
        assert {block.headings for block in inside} == {passage.headings}
        assert set(passage.pages) == {block.page for block in inside}
        assert passage.source_keys == tuple(block.source_keys[0] for block in inside)
    for block in made.blocks:
        assert all(made.text[at].isspace() or at in covered for at in range(block.start, block.end))
    assert len({passage.id for passage in found}) == len(found)


@given(words, st.integers(min_value=20, max_value=60))
def test_no_passage_is_longer_than_the_limit(text: str, limit: int) -> None:
    sizes = [COUNT(passage.text) for passage in chunk(document([("One", text, "text")]), COUNT, limit)]
    assert max(sizes) <= limit


def test_a_long_table_repeats_its_header() -> None:
    made = document([("One", TABLE, "table")])
    found = chunk(made, COUNT, 60)
    assert len(found) > 2
    for passage in found:
        assert passage.text.startswith("| Year | People |\n| --- | --- |\n")
        assert passage.kind == "table"
        assert passage.text.endswith(made.text[passage.span[0] : passage.span[1]])
    rows = [line for passage in found for line in passage.text.split("\n")[2:]]
    assert rows == TABLE.split("\n")[2:]


def test_small_neighbours_share_a_passage_and_tables_stand_alone() -> None:
    made = document(
        [("One", "Coal came.", "text"), ("One", "Coal went.", "text"), ("One", "| a |\n| --- |\n| b |", "table")]
    )
    found = chunk(made, COUNT, 50)
    assert [passage.text for passage in found] == ["Coal came.\n\nCoal went.", "| a |\n| --- |\n| b |"]
    assert [passage.kind for passage in found] == ["text", "table"]


def test_ids_survive_an_edit_elsewhere_and_equal_paragraphs_differ() -> None:
    before = chunk(document([("One", "Coal came.", "text"), ("Two", "It went.", "text")]), COUNT, 50)
    after = chunk(document([("One", "Coal came early.", "text"), ("Two", "It went.", "text")]), COUNT, 50)
    assert before[1].id == after[1].id
    assert before[0].id != after[0].id
    same = [("One", "Again.", "text"), ("Two", "x", "text"), ("One", "Again.", "text")]
    assert len({passage.id for passage in chunk(document(same), COUNT, 50)}) == 3


def test_a_word_without_spaces_is_cut_too() -> None:
    found = chunk(document([("One", "矿" * 50, "text")]), len, 20)
    assert "".join(passage.text for passage in found) == "矿" * 50
    assert max(len(passage.text) for passage in found) <= 20


def test_index_text_names_title_and_headings_once() -> None:
    passage = chunk(document([("One", "Coal came.", "text")]), COUNT, 50)[0]
    assert index_text(passage) == "Title › One\nCoal came."
    assert index_text(replace(passage, headings=())) == "Title\nCoal came."
