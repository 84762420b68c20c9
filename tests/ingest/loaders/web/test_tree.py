from __future__ import annotations

import pytest

from ingest.loaders.parts import Part
from ingest.loaders.web.markup import visible_tree
from ingest.loaders.web.tree import parts_of


def walk(markup: str) -> list[Part]:
    return parts_of(visible_tree(markup, "x.html"))


def texts(markup: str) -> list[str]:
    return [part.text for part in walk(markup)]


def test_inline_elements_give_words_and_blocks_end_a_paragraph() -> None:
    assert texts("a<b>b</b> c<div>d</div>e<p>f<span>\n g </span></p> h") == ["ab c", "d", "e", "f g", "h"]


def test_breaks_keep_lines_and_two_end_the_paragraph() -> None:
    assert texts("<p>one<br>two<br><br>three</p>") == ["one\ntwo", "three"]


def test_blocks_inside_of_inline_elements() -> None:
    assert [(part.kind, part.text) for part in walk("<a><h2>Head</h2>words</a>")] == [
        ("heading", "Head"),
        ("text", "words"),
    ]


def test_nested_lists_are_indented() -> None:
    markup = "<ul><li>a<ul><li>b<ol><li value=4>c<li>d</ol></ul><li><p>e</p><p>f</p><li></ul>"
    assert texts(markup) == ["- a\n  - b\n    4. c\n    5. d\n- e\n  f"]


def test_a_list_right_inside_of_a_list_and_words_between_items_are_kept() -> None:
    assert texts("<ul>x<li>a</li>y<ul><li>b</ul></ul>") == ["- x\n- a\n- y\n  - b"]


def test_a_list_of_sections_is_walked() -> None:
    assert [part.kind for part in walk("<ul><li><h3>A</h3><p>a</p></li></ul>")] == ["heading", "text"]


def test_a_very_long_heading_is_text() -> None:
    assert [part.kind for part in walk(f"<h1>{'word ' * 80}</h1>")] == ["text"]


def test_empty_elements_are_nothing() -> None:
    assert walk("<p> </p><ul></ul><table></table><h1></h1><pre>\n</pre><hr>") == []


def test_preformatted_lines_stay() -> None:
    assert texts("<pre>  a\n    b<br>c  \n</pre>") == ["  a\n    b\nc"]


def test_spans_repeat_their_cell() -> None:
    markup = "<table><tr><th rowspan=2>City<th colspan=2>People<tr><td>2010<td>2020<tr><td>A<td>1<td>2</table>"
    assert texts(markup) == ["| City | People | People |\n| --- | --- | --- |\n| City | 2010 | 2020 |\n| A | 1 | 2 |"]


def test_several_header_rows_become_one() -> None:
    head = "<thead><tr><th rowspan=2>City<th colspan=2>People<tr><th>2010<th>2020</thead>"
    assert texts(f"<table><caption>Census</caption>{head}<tbody><tr><td>A<td>1<td>2</tbody></table>") == [
        "Census",
        "| City | People 2010 | People 2020 |\n| --- | --- | --- |\n| A | 1 | 2 |",
    ]


def test_bars_and_lines_in_cells() -> None:
    assert texts("<table><tr><td>a|b<td>c<br>d<tr><td><ul><li>e<li>f</ul><td>g</table>") == [
        "| a\\|b | c d |\n| --- | --- |\n| - e - f | g |"
    ]


def test_empty_rows_and_columns_are_left_out() -> None:
    assert texts("<table><tr><td>a<td><td>b<tr><td><td><td><tr><td>c<td><td>d</table>") == [
        "| a | b |\n| --- | --- |\n| c | d |"
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>one<td>two</table>",
        "<table><tr><td>one<tr><td>two</table>",
        "<table><tr><td><table><tr><td>one</table><td>two<tr><td>x<td>y</table>",
        "<table><tr><td><h2>one</h2><td>two<tr><td>x<td>y</table>",
        f"<table><tr><td>one<td>two<tr><td>{'long ' * 500}<td>y</table>",
        "<table>stray<tr><td>one<td>two<tr><td>x<td>y</table>",
        f"<table><tr>{'<td>one' * 300}<tr><td>two</table>",
    ],
)
def test_tables_that_hold_no_data_are_walked_cell_by_cell(markup: str) -> None:
    parts = walk(markup)
    assert {part.kind for part in parts} <= {"text", "heading"}
    assert {"one", "two"} <= {part.text for part in parts}


def test_a_huge_span_costs_nothing() -> None:
    assert len(texts("<table><tr><td colspan=99999 rowspan=99999>a<td>b<tr><td>c<td>d</table>")) >= 1
