"""A passage in its context: the right slices, nothing lost, the cited words and no others marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.base.types import Block, BlockKind, Citation, Document, Passage
from rag.reports.notebook.passage_context import Context, ContextBlock, alone, in_context, whole

TABLE = "| Year | People |\n| --- | --- |\n| 2000 | 1,240 |\n| 2010 | 1\\|058 |\n| 2020 | 891 |"
PARTS: tuple[tuple[BlockKind, str, str], ...] = (
    ("text", "One", "The first paragraph says little. It ends here."),
    ("list", "One", "- a museum\n- grants of 5,000\n- a graphite works"),
    ("text", "Two", "The second section begins. Coal paid for the city. It no longer does."),
    ("table", "Two", TABLE),
    ("text", "Three", "An end."),
)


def document(parts: tuple[tuple[BlockKind, str, str], ...] = PARTS) -> Document:
    text, blocks = "", []
    for kind, heading, words in parts:
        text += "\n\n" if text else ""
        blocks.append(Block(words, (heading,), None, len(text), kind=kind))
        text += words
    return Document("d", "D", "d.md", "0", "en", text, tuple(blocks))


def passage(source: Document, *blocks: int) -> Passage:
    first, last = source.blocks[blocks[0]], source.blocks[blocks[-1]]
    span = (first.start, last.end)
    return Passage("p", "d", "D", source.text[slice(*span)], first.headings, (), span)


def span(source: Document, words: str) -> tuple[int, int]:
    start = source.text.index(words)
    return start, start + len(words)


def words(block: ContextBlock) -> list[list[str]]:
    return [["".join(piece.text for piece in cell) for cell in line] for line in block.lines]


def marked(context: Context) -> list[str]:
    pieces = (piece for block in context.blocks for line in block.lines for cell in line for piece in cell)
    return [piece.text for piece in pieces if piece.cited]


def test_the_cited_words_are_marked_in_their_paragraph() -> None:
    source = document()
    context = in_context(source, passage(source, 2), span(source, "Coal paid for the city."))
    within = [block for block in context.blocks if block.within]
    assert [[piece.text for piece in block.lines[0][0]] for block in within] == [
        ["The second section begins. ", "Coal paid for the city.", " It no longer does."]
    ]
    assert marked(context) == ["Coal paid for the city."]


def test_blocks_before_and_after_come_along_with_their_kinds() -> None:
    source = document()
    context = in_context(source, passage(source, 2), None)
    assert [block.kind for block in context.blocks] == ["text", "list", "text", "table", "text"]
    assert [block.within for block in context.blocks] == [False, False, True, False, False]
    assert words(context.blocks[1]) == [["a museum"], ["grants of 5,000"], ["a graphite works"]]
    assert (context.before, context.after) == (False, False)


def test_a_table_is_rows_of_cells_without_its_rule() -> None:
    source = document()
    context = in_context(source, passage(source, 3), span(source, "| 2020 | 891 |"), reach=0)
    assert words(context.blocks[0]) == [["Year", "People"], ["2000", "1,240"], ["2010", "1|058"], ["2020", "891"]]
    assert marked(context) == ["2020", "891"]


def test_a_far_row_of_a_long_table_keeps_its_header() -> None:
    rows = "\n".join(f"| {year} | {year * 7} |" for year in range(1000, 1400))
    source = document((("table", "T", f"| Year | People |\n| --- | --- |\n{rows}"),))
    start, end = span(source, "| 1300 | 9100 |")
    found = Passage("p", "d", "D", source.text[start:end], ("T",), (), (start, end), (), "table")
    context = in_context(source, found, (start, end), reach=40)
    shown = words(context.blocks[0])
    assert shown[0] == ["Year", "People"]
    assert shown[1][0] > "1290"
    assert marked(context) == ["1300", "9100"]
    assert context.after


def test_reach_cuts_between_words_and_says_that_more_follows() -> None:
    source = document((("text", "One", "alpha beta gamma delta epsilon zeta eta theta"),))
    start, end = span(source, "delta")
    found = Passage("p", "d", "D", "delta", ("One",), (), (start, end))
    context = in_context(source, found, (start, end), reach=8)
    assert words(context.blocks[0]) == [["gamma delta epsilon"]]
    assert (context.before, context.after) == (True, True)


def test_a_text_without_spaces_is_cut_and_the_passage_kept_whole() -> None:
    source = document((("text", "一", "煤" * 300 + "鹤岗" + "城" * 300),))
    start, end = span(source, "鹤岗")
    found = Passage("p", "d", "D", "鹤岗", ("一",), (), (start, end))
    context = in_context(source, found, (start, end), reach=10)
    assert words(context.blocks[0]) == [["煤" * 10 + "鹤岗" + "城" * 10]]
    assert marked(context) == ["鹤岗"]


@pytest.mark.parametrize(("start", "before"), [(64, "It is shut. Coal paid. "), (41, ""), (0, "")])
def test_the_passage_alone_is_marked_where_the_citation_says_if_the_quote_stands_there(start: int, before: str) -> None:
    kept = Passage("p", "d", "D", "It is shut. Coal paid. It is shut.", ("One",), (), (41, 75))
    (block,) = alone(Citation(1, kept, start, start + 11, "It is shut.")).blocks
    pieces = block.lines[0][0]
    at = next(number for number, piece in enumerate(pieces) if piece.cited)
    assert (pieces[at].text, "".join(piece.text for piece in pieces[:at])) == ("It is shut.", before)


def test_a_row_alone_is_found_behind_the_header_that_opens_a_later_part_of_its_table() -> None:
    text = "| Year | Pits |\n| --- | --- |\n| 2010 | 4 |\n| 2020 | 4 |"
    kept = Passage("p", "d", "D", text, ("T",), (), (500, 525), (), "table")
    assert marked(alone(Citation(1, kept, 522, 523, "4"))) == ["4"]
    assert [line[1][0].cited for line in alone(Citation(1, kept, 522, 523, "4")).blocks[0].lines] == [
        False,
        False,
        True,
    ]


def test_an_empty_cell_stays_a_cell() -> None:
    source = document((("table", "T", "| | Daqing |\n| --- | --- |\n| Oil | |"),))
    assert words(in_context(source, passage(source, 0)).blocks[0]) == [["", "Daqing"], ["Oil", ""]]


@given(st.data())
def test_marked_words_are_the_quote_and_nothing_within_is_lost(data: st.DataObject) -> None:
    source = document()
    block = source.blocks[data.draw(st.sampled_from([0, 2]))]
    start = data.draw(st.integers(block.start, block.end - 1))
    end = data.draw(st.integers(start + 1, block.end))
    found = Passage("p", "d", "D", block.text, block.headings, (), (block.start, block.end))
    context = in_context(source, found, (start, end), reach=data.draw(st.integers(0, 400)))
    assert "".join(marked(context)).strip() == source.text[start:end].strip()
    within = [words(each) for each in context.blocks if each.within]
    assert within == [[[block.text]]]


def test_the_whole_document_has_all_blocks_and_the_passage_or_the_cited_words_marked() -> None:
    source = document()
    plain = whole(source)
    assert [block.kind for block in plain.blocks] == [kind for kind, _, _ in PARTS]
    assert (plain.before, plain.after, marked(plain)) == (False, False, [])
    found = passage(source, 2)
    assert [block.within for block in whole(source, found).blocks] == [False, False, True, False, False]
    assert marked(whole(source, found)) == [PARTS[2][2]]
    assert marked(whole(source, found, span(source, "Coal paid"))) == ["Coal paid"]


def test_of_a_very_long_document_the_part_round_the_passage_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.reports.notebook.passage_context.LONGEST", 100)
    source = document(tuple(("text", "One", f"Paragraph {number} says this.") for number in range(50)))
    shown = whole(source, passage(source, 25))
    assert (shown.before, shown.after) == (True, True)
    assert marked(shown) == ["Paragraph 25 says this."]
    assert sum(len(piece.text) for block in shown.blocks for line in block.lines for piece in line[0]) <= 140
    assert (whole(source).before, whole(source).after) == (False, True)
