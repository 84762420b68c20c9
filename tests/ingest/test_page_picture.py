"""A page as a picture: the words found whatever the line ends, their boxes where they stand, and pages that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.page_picture import page_picture
from rag.base.errors import FileProblem
from tests.ingest.loaders.files import lines, pdf

PAGES = (
    lines("Nothing of it is on this page."),
    lines("Coal paid for the", "city for a hundred and twenty-", "three years.", "The second one says more.", "Short."),
)


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "survey.pdf"
    path.write_bytes(pdf(PAGES))
    return path


def test_a_passage_is_marked_line_by_line_where_it_stands(survey: Path) -> None:
    picture = page_picture(survey, 2, "Coal paid for the city for a hundred and twentythree years.")
    assert picture.png.startswith(b"\x89PNG")
    assert picture.pages == 2
    assert len(picture.boxes) == 3
    first, second, third = picture.boxes
    assert first.top < second.top < third.top
    assert all(0 < box.height < 3 for box in picture.boxes)
    assert first.left == pytest.approx(100 * 72 / 612, abs=1)  # the left margin of a letter page
    assert first.top == pytest.approx(100 * (792 - 700) / 792, abs=2)
    assert third.width < first.width


def test_sentences_are_found_one_by_one_where_the_whole_is_not_there(survey: Path) -> None:
    assert len(page_picture(survey, 2, "Not on the page at all. The second one says more.").boxes) == 1
    assert len(page_picture(survey, 2, "Not on the page at all.\nShort.\n").boxes) == 0
    assert len(page_picture(survey, 2, "Short.").boxes) == 1
    assert page_picture(survey, 1, "The second one says more.").boxes == ()
    assert page_picture(survey, 1).boxes == ()


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_page_that_is_not_there_is_said(survey: Path, number: int) -> None:
    with pytest.raises(FileProblem, match=f"no page {number}: it has 2"):
        page_picture(survey, number)


def test_what_is_no_pdf_is_said(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4 and nothing more")
    with pytest.raises(FileProblem, match=r"can't be drawn"):
        page_picture(path, 1)
