"""Rows of tables, read out; a row that was read out is the table's own words."""

from __future__ import annotations

from rag.check.checker import verify
from rag.language.sentences import cells, rows

TABLE = "| City | Base | Note |\n| --- | --- | --- |\n| Tinford | tin | |\n| Coalton | coal \\| coke | one shaft |"


def test_cells_keep_escaped_borders() -> None:
    assert cells("| a | b \\| c |  |") == ["a", "b | c", ""]


def test_rows_are_told_with_their_headings() -> None:
    found = list(rows(TABLE))
    assert [(place, text) for place, _, text in found] == [
        (2, "City: Tinford – Base: tin."),
        (3, "City: Coalton – Base: coal | coke; Note: one shaft."),
    ]
    assert [TABLE[start:end][:9] for _, (start, end), _ in found] == ["| Tinford", "| Coalton"]


def test_a_row_without_further_cells_is_its_name_alone() -> None:
    assert [text for _, _, text in rows("| City | Base |\n| --- | --- |\n| Tinford | |")] == ["City: Tinford."]


def test_a_row_without_a_name_is_told_without_a_dash() -> None:
    table = "| City | 2019 | 2020 |\n| --- | --- | --- |\n| | 13 | 15 |\n| | | | beyond |"
    assert [text for _, _, text in rows(table)] == ["2019: 13; 2020: 15."]


def test_a_row_read_out_is_exact_and_a_changed_one_is_not() -> None:
    assert verify("City: Coalton – Base: coal | coke; Note: one shaft.", [TABLE]).support == "exact"
    assert verify("City: Tinford – Base: tin; Note: one shaft.", [TABLE]).support != "exact"
