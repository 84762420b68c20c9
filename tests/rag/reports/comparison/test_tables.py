"""Which rows of tables stand side by side: those of the subjects themselves, each table by itself."""

from __future__ import annotations

import pytest

from rag.base.types import Passage
from rag.reports.comparison.compare import table_rows
from rag.search.entities import Subject, compiled

LINE = "| --- | --- | --- |"
CITIES = ("| City | Province | People |", LINE, "| Coalton (old) | Norland | 900 |", "| Tinford | Southland | 700 |")
MINERS = ("| Mined | City | People |", LINE, "| coal | Coalton | 900 |", "| Old tin | Tinford | 700 |")
GROUPED = (
    *("| Region | City | People |", LINE, "| Southland | Tinford | 700 |", "| Southland | Zincham | 500 |"),
    *("| Norland | Coalton | 900 |", "| Norland | Leadby | 300 |"),
)
CHINESE = ("| 城市 | 省 | 产量 |", LINE, "| 阜新 | 辽宁 | 10 |", "| 焦作 | 河南 | 20 |")


def passage(lines: tuple[str, ...], heading: str = "Census") -> Passage:
    text = "\n".join(lines)
    return Passage(f"d#{text}", "d", "Towns", text, ("Towns", heading), (), (0, len(text)), kind="table")


def cells(passages: list[Passage], *names: str) -> list[list[str]]:
    subjects = [Subject(name, (name,), compiled([name])) for name in names]
    return [[cell[0].text if cell else "" for cell in row] for _, row in table_rows(passages, subjects)]


@pytest.mark.parametrize(
    ("lines", "names", "found"),
    [
        (
            CITIES,
            ("Coalton", "Tinford"),
            [["Province: Norland", "Province: Southland"], ["People: 900", "People: 700"]],
        ),
        (MINERS, ("Coalton", "Tinford"), [["Mined: coal", "Mined: Old tin"], ["People: 900", "People: 700"]]),
        (CITIES, ("Norland", "Southland"), []),
        (GROUPED, ("Tinford", "Zincham"), [["Region: Southland", "Region: Southland"], ["People: 700", "People: 500"]]),
        (GROUPED, ("Norland", "Southland"), []),
        (CHINESE, ("辽宁", "河南"), []),
    ],
)
def test_a_row_is_its_first_names(lines: tuple[str, ...], names: tuple[str, ...], found: list[list[str]]) -> None:
    assert cells([passage(lines)], *names) == found


def test_tables_of_different_sections_are_not_one() -> None:
    first, second = passage((*CITIES[:3],), "In 1990"), passage((*CITIES[:2], CITIES[3]), "In 2020")
    assert cells([first, second], "Coalton", "Tinford") == []


def test_a_long_table_in_several_passages_is_one() -> None:
    first, second = passage((*CITIES[:3],)), passage((*CITIES[:2], CITIES[3]))
    assert ["People: 900", "People: 700"] in cells([first, second], "Coalton", "Tinford")
