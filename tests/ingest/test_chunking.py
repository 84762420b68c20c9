"""Passages lose nothing, cross no heading, keep to their size, and keep their ids."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chunking import CHARACTERS_A_TOKEN, chunk, index_text
from rag.base.types import Block, BlockKind, Citation, Document
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
        assert passage.page_starts == tuple(max(block.start, start) for block in inside)
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


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("鹤岗市总人口，据二〇一三年统计有一百零八万人", 20, ["鹤岗市总人口，", "据二〇一三年统计有一百零八万人"]),
        ("产量达到123,456,789万吨", 16, ["产量达到", "123,456,789万吨"]),
        ("城市GDP达到十二", 8, ["城市GDP", "达到十二"]),
        ("coal was dug, the tin city grew fast", 30, ["coal was dug, ", "the tin city grew fast"]),
        ("the 1,234,567 people left", 20, ["the 1,234,567 ", "people left"]),
        ("read it at https://example.org today", 30, ["read it at ", "https://example.org today"]),
        ("coal was dug\nand tin was washed then", 30, ["coal was dug\n", "and tin was washed then"]),
    ],
)
def test_a_sentence_that_is_too_long_is_cut_at_a_pause_and_never_within_a_number(
    text: str, limit: int, cut: list[str]
) -> None:
    found = chunk(document([("One", text, "text")]), len, limit)
    assert [passage.text for passage in found] == cut


def test_each_part_of_a_paragraph_over_a_page_break_knows_its_pages() -> None:
    text = "Coal came by rail. It went by ship. It never came back."
    block = Block(text, ("One",), 3, 0, breaks=((text.index("by ship"), 4),))
    found = chunk(Document("doc", "Title", "doc.pdf", "0" * 64, "en", text, (block,)), len, 20)
    assert [passage.pages for passage in found] == [(3,), (3, 4), (4,)]
    cited = [Citation(1, found[1], start, start + 2, text[start : start + 2]) for start in (text.index("It"), 30)]
    assert [citation.page for citation in cited] == [3, 4]


def test_two_sections_with_the_same_heading_stay_two() -> None:
    text = "Coal came.\n\nNotes\n\nCoal went."
    blocks = tuple(Block(words, ("Notes",), None, text.index(words)) for words in ("Coal came.", "Coal went."))
    found = chunk(Document("doc", "Title", "doc.md", "0" * 64, "en", text, blocks), COUNT, 50)
    assert [passage.text for passage in found] == ["Coal came.", "Coal went."]


def test_index_text_names_title_and_headings_once() -> None:
    passage = chunk(document([("One", "Coal came.", "text")]), COUNT, 50)[0]
    assert index_text(passage) == "Title › One\nCoal came."
    assert index_text(replace(passage, headings=())) == "Title\nCoal came."


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("coal was mined here and " * 10_000, "text"),
        ("1," * 100_000, "text"),
        ("a" * 200_000, "text"),
        ("1 2\n" * 50_000, "text"),
        ("- coal\n" * 30_000, "list"),
        (f"| {'a ' * 100_000} |\n| --- |\n" + "| b |\n" * 10, "table"),
    ],
)
def test_text_without_an_end_is_cut_and_never_counted_as_a_whole(words: str, kind: BlockKind) -> None:
    counted: list[int] = []

    def count(text: str) -> int:
        counted.append(len(text))
        return COUNT(text)

    made = document([("One", words.strip(), kind)])
    found = chunk(made, count, 100)
    assert max(counted) <= 100 * CHARACTERS_A_TOKEN
    assert max(len(passage.text) for passage in found) <= 100 * CHARACTERS_A_TOKEN
    assert sum(len(passage.text) for passage in found) <= len(made.text)
    ends = [0, *(passage.span[1] for passage in found)]
    assert all(not made.text[end : passage.span[0]].strip() for end, passage in zip(ends, found, strict=False))
    assert not made.text[ends[-1] :].strip()


def test_paragraphs_that_are_no_tokens_fill_passages_too() -> None:
    found = chunk(document([("One", "…", "text")] * 500), lambda _: 0, 100)
    assert [len(passage.pages) for passage in found] == [100] * 5
