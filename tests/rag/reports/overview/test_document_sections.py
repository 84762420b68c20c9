"""A section by its heading, and the headings that are asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer.wording import about_section
from rag.base.errors import NotFound
from rag.base.types import Block, Document
from rag.reports.overview.document_sections import askable, section_text

TEXT = "City\n\nWork\n\nOne.\n\nMines\n\nTwo.\n\nHomes\n\nThree."


def block(text: str, *headings: str) -> Block:
    return Block(text, headings, None, TEXT.index(text))


BLOCKS = (block("One.", "City", "Work"), block("Two.", "City", "Work", "Mines"), block("Three.", "City", "Homes"))
CITY = Document("city", "City", "city.md", "0" * 64, "en", TEXT, BLOCKS)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("Work", "One.\n\nMines\n\nTwo."), ("mines ", "Two."), ("HOMES", "Three."), ("City", TEXT[TEXT.index("One.") :])],
)
def test_section(heading: str, expected: str) -> None:
    assert section_text(CITY, heading) == expected


def test_each_section_of_a_heading_that_comes_twice_is_given_with_its_path_and_nothing_between() -> None:
    text = "Ten work.\n\nTwo build.\n\nFive work.\n\nThree study."
    paths = (("Alder", "Work"), ("Alder", "Homes"), ("Birch", "Work"), ("Birch", "Work", "Schools"))
    told = text.split("\n\n")
    blocks = tuple(Block(words, path, None, text.index(words)) for path, words in zip(paths, told, strict=True))
    county = Document("county", "County", "county.md", "0" * 64, "en", text, blocks)
    expected = "Alder › Work\n\nTen work.\n\nBirch › Work\n\nFive work.\n\nThree study."
    assert section_text(county, "work") == expected
    assert section_text(county, "Homes") == "Two build."


@pytest.mark.parametrize(("heading", "offered"), [("Mine", "'Mines'"), ("???", "'City', 'Work', 'Mines', 'Homes'")])
def test_unknown_section_offers_the_nearest(heading: str, offered: str) -> None:
    with pytest.raises(NotFound, match=offered):
        section_text(CITY, heading)


def test_document_without_headings_says_so() -> None:
    plain = Document("p", "P", "p.txt", "0" * 64, "en", "One.", (Block("One.", (), None, 0),))
    with pytest.raises(NotFound, match="no headings"):
        section_text(plain, "Work")


@pytest.mark.parametrize(
    ("title", "headings"), [("City", ["Work", "Mines", "Homes"]), ("Another", ["City", "Work", "Mines", "Homes"])]
)
def test_every_heading_is_asked_about_once_and_the_title_is_not(title: str, headings: list[str]) -> None:
    asked = askable(lambda *_: True, replace(CITY, title=title), (), 9)
    assert list(asked) == [about_section(title, heading) for heading in headings]
