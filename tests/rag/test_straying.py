"""A sentence on another place than the one that is asked about counts less; all others count as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.index import Index
from rag.question import analyse
from rag.retrieval import Retriever
from rag.settings import Retrieval
from rag.straying import STRAYING, straying
from rag.units import units_of
from tests.rag.small import EMBEDDER, RECIPE
from tests.rag.towns import build_towns
from tests.ui.scripted import build

TOWNS = build(
    "towns",
    (
        ("heading", "River towns"),
        ("heading", "Mills"),
        ("text", "Datong has nine mills. Wuhai has four mills, and Datong sold it two. In Datong mills are old."),
        ("text", "Mills cost money."),
        ("heading", "Wuhai: a port"),
        ("text", "Its mills have 900 jobs. The mills there are new."),
        ("table", "| Town | Mills |\n| --- | --- |\n| Datong | 9 |\n| Wuhai | 4 |"),
    ),
    (),
    ("Datong", "Wuhai", "Norland"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("straying")
    build_towns(folder, (TOWNS,))
    with Index(folder, RECIPE) as opened:
        yield opened


def shares(index: Index, text: str) -> dict[str, float]:
    question = analyse(text)
    found = Retriever(index, EMBEDDER, Retrieval(), None, None).find(text, 9)
    units = units_of(question, found)
    return {unit.text: share for unit, share in zip(units, straying(index, question, units), strict=True)}


def test_what_is_told_of_another_place_counts_less(index: Index) -> None:
    assert shares(index, "How many mills has Datong?") == {
        "Datong has nine mills.": 1.0,
        "Wuhai has four mills, and Datong sold it two.": STRAYING,
        "In Datong mills are old.": 1.0,
        "Mills cost money.": STRAYING,
        "Its mills have 900 jobs.": STRAYING,
        "The mills there are new.": STRAYING,
        "Town: Datong – Mills: 9.": 1.0,
        "Town: Wuhai – Mills: 4.": STRAYING,
    }


@pytest.mark.parametrize(
    "text", ["How many mills are there?", "Has Datong or Wuhai more mills?", "How many mills has Norland?"]
)
def test_nothing_strays_where_no_city_or_several_are_asked_about(index: Index, text: str) -> None:
    assert set(shares(index, text).values()) == {1.0}
