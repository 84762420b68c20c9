from __future__ import annotations

from pathlib import Path

import pytest

from ingest.chunking import chunk
from ingest.loaders.pdf import tables
from rag.base.types import Document
from rag.language.sentences import cells as cells_of
from tests.ingest.loaders.files import Text, lines, loaded
from tests.ingest.loaders.printed import (
    HEADER,
    LEFT,
    PROSE,
    ROW,
    TOWNS,
    WIDTH,
    cells,
    figures,
    grid,
    page,
    printed,
    shades,
)

CAPTION = "Table 1. Jobs in the towns on the river"
FLOOR = 0.95
SECTORS = [("Town", "Mining", "", "Services", ""), ("", "2000", "2010", "2000", "2010")]


def made(rows: list[tuple[str, ...]], lined: str) -> bytes:
    whole = [HEADER, *rows]
    top = 620.0
    if lined == "rules":
        rule = f"{LEFT} {{y}} m {LEFT + 4 * WIDTH} {{y}} l S\n"
        drawing = "".join(rule.format(y=y) for y in (top, top - ROW, top - ROW * len(whole)))
    else:
        drawing = {"grid": grid(len(whole), 4, top), "shades": shades(len(whole), 4, top), "none": ""}[lined]
    return printed(page(CAPTION, whole, drawing))


def found(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.strip() for cell in cells_of(line)] for line in block.text.split("\n") if "| --- |" not in line]
        for block in document.blocks
        if block.kind == "table"
    ]


TEN = [
    *((6 + number, "grid", number) for number in range(4)),
    *((6 + number, "none", number) for number in range(4, 7)),
    (8, "shades", 7),
    (9, "rules", 8),
    (5, "rules", 9),
]


def test_the_cells_of_ten_tables_are_found(tmp_path: Path) -> None:
    right = total = 0
    for number, (count, lined, seed) in enumerate(TEN):
        rows = figures(count, seed)
        document = loaded(tmp_path, f"{number}.pdf", made(rows, lined))
        passages = [passage for passage in chunk(document, len, 2000) if passage.kind == "table"]
        assert [passage.section for passage in passages] == [CAPTION]
        shown = [row for table in found(document) for row in table]
        for row in rows:
            total += 3
            right += 3 if list(row) in shown and shown[0] == list(HEADER) else 0
    assert total >= 200
    assert right >= FLOOR * total


def test_the_text_around_a_table_stays(tmp_path: Path) -> None:
    document = loaded(tmp_path, "a.pdf", made(figures(6, 1), "grid"))
    kinds = [(block.kind, block.page) for block in document.blocks]
    assert kinds == [("text", 1), ("table", 1), ("text", 1)]
    assert {block.text for block in document.blocks if block.kind == "text"} == {" ".join(PROSE)}


def test_a_merged_cell_stands_in_each_place_that_it_takes(tmp_path: Path) -> None:
    top, width = 620.0, 80.0
    rows = [*SECTORS, *((town, "1", "2", "3", "4") for town in TOWNS[:4])]
    whole = grid(len(rows), 5, top, width).split("\n")
    # The lines within "Mining", within "Services" and below "Town" are not drawn in the first row.
    cut = [f"{LEFT + width * at} {top} m {LEFT + width * at} {top - ROW * 6} l S" for at in (2, 4)]
    under = f"{LEFT} {top - ROW} m {LEFT + width * 5} {top - ROW} l S"
    kept = [line for line in whole if line not in (*cut, under)]
    kept += [f"{LEFT + width * at} {top - ROW} m {LEFT + width * at} {top - ROW * 6} l S" for at in (2, 4)]
    kept += [f"{LEFT + width} {top - ROW} m {LEFT + width * 5} {top - ROW} l S"]
    data = printed(([*cells(rows, top, width), *lines(*PROSE, top=400)], "\n".join(kept)))

    (table,) = found(loaded(tmp_path, "a.pdf", data))
    assert table[0] == ["Town", "Mining 2000", "Mining 2010", "Services 2000", "Services 2010"]
    assert table[1] == ["Alton", "1", "2", "3", "4"]


def test_a_table_over_three_pages_is_one(tmp_path: Path) -> None:
    rows, top = figures(90, 3), 700.0
    pages = [
        ([Text("Report on jobs", 770), *cells([HEADER, *part], top)], grid(31, 4, top))
        for part in (rows[:30], rows[30:60], rows[60:])
    ]
    document = loaded(tmp_path, "a.pdf", printed(*pages))

    (table,) = found(document)
    assert table == [list(row) for row in (HEADER, *rows)]
    (block,) = (block for block in document.blocks if block.kind == "table")
    assert [(document.text[at:].split(" | ")[0], page) for at, page in block.breaks] == [
        ("| Alton 4", 2),
        ("| Alton 7", 3),
    ]
    assert all(
        "| Town | Jobs 2000 |" in passage.text for passage in chunk(document, len, 800) if passage.kind == "table"
    )


@pytest.mark.parametrize("seed", range(3))
def test_two_columns_of_prose_are_no_table(tmp_path: Path, seed: int) -> None:
    left = [f"The town of {TOWNS[(seed + n) % 10]} had work in {1990 + n}, the census says," for n in range(20)]
    right = [f"and nobody counted the quarries of {TOWNS[(seed + n) % 10]} before {1960 + n}" for n in range(20)]
    data = printed(([*lines(*left, x=50, size=8), *lines(*right, x=320, size=8)], ""))
    document = loaded(tmp_path, "a.pdf", data)

    assert found(document) == []
    assert document.text.index(left[-1].split(" had")[0]) < document.text.index("and nobody")


def test_a_box_around_a_paragraph_is_no_table(tmp_path: Path) -> None:
    data = printed((lines(*PROSE), "60 600 480 120 re S 60 600 480 120 re S 10 10 5 5 re S 20 20 5 5 re S"))
    document = loaded(tmp_path, "a.pdf", data)
    assert [(block.kind, block.text) for block in document.blocks] == [("text", " ".join(PROSE))]


def test_where_there_are_too_many_pages_the_rest_is_read_as_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "SECONDS", -1.0)
    document = loaded(tmp_path, "a.pdf", made(figures(6, 1), "grid"))
    assert "Alton" in document.text
    assert found(document) == []
    assert document.warnings == ("tables from page 1 on are read as plain lines, since there are so many pages",)


def test_a_header_of_several_lines_is_read_where_no_line_is_drawn(tmp_path: Path) -> None:
    rows, top = [(town, "1,204", "5.1") for town in TOWNS[:4]], 600.0
    heads = [Text("People at", top + 17, 180), Text("Share of the", top + 17, 300)]
    heads += [Text("Town", top + 11, 76), Text("work 2010", top + 5, 180), Text("country (%)", top + 5, 300)]
    texts = [Text(CAPTION, top + 40, LEFT), *heads, *cells(rows, top, 110)]
    (table,) = found(loaded(tmp_path, "a.pdf", printed((texts, ""))))
    assert table[0] == ["Town", "People at work 2010", "Share of the country (%)"]
    assert table[1] == ["Alton", "1,204", "5.1"]


def test_years_in_the_middle_of_their_columns_head_them(tmp_path: Path) -> None:
    rows, top = [(town, "1,204", "5,111", "4,023") for town in TOWNS[:4]], 600.0
    years = [Text(year, top + 6, 230 + 100 * column) for column, year in enumerate(("2008", "2013", "2018"))]
    texts = [Text(CAPTION, top + 40, LEFT), Text("Town", top + 6, 76), *years, *cells(rows, top)]
    (table,) = found(loaded(tmp_path, "a.pdf", printed((texts, ""))))
    assert table == [["Town", "2008", "2013", "2018"], *map(list, rows)]
