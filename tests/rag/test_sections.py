"""A section by its heading, and the outline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.errors import NotFound
from rag.sections import outline, section_text
from rag.types import Block, Document

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


@pytest.mark.parametrize(("heading", "offered"), [("Mine", "'Mines'"), ("???", "'City', 'Work', 'Mines', 'Homes'")])
def test_unknown_section_offers_the_nearest(heading: str, offered: str) -> None:
    with pytest.raises(NotFound, match=offered):
        section_text(CITY, heading)


def test_document_without_headings_says_so() -> None:
    plain = Document("p", "P", "p.txt", "0" * 64, "en", "One.", (Block("One.", (), None, 0),))
    with pytest.raises(NotFound, match="no headings"):
        section_text(plain, "Work")


def test_outline_has_every_heading_once_with_those_above_it_and_not_the_title() -> None:
    assert outline(CITY) == (("Work",), ("Work", "Mines"), ("Homes",))
    assert [path[-1] for path in outline(replace(CITY, title="Another"))] == ["City", "Work", "Mines", "Homes"]
