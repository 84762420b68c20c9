from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loaders import load
from ingest.loaders.furniture import Unit, furniture
from rag.base.types import Document
from tests.ingest.loaders.files import loaded

ARTICLES = Path(__file__).parent / "articles"
PROSE = "The steelworks closed in 2004, and two thousand people lost their work within a single year of that decision."
STORY = "\n\n".join([PROSE] * 8)


def left_out(document: Document) -> str:
    return "\n".join(document.text[start:end] for start, end in document.left_out)


def read(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks)


@pytest.mark.parametrize(
    ("name", "opening", "last", "around"),
    [
        (
            "blog.txt",
            "The rope works stood",
            "- No plan foresaw it.",
            ("Archive", "Tweet", "The last ship", "volunteers", "lighthouse", "grandmother", "1987", "©", "Reply"),
        ),
        (
            "numbered.txt",
            "For forty years",
            "- A second row was refused by twenty-one votes.",
            ("thank you for writing", "more on the bank", "Leave a comment", "Save my name"),
        ),
        (
            "chinese.txt",
            "老矿区的食堂",
            "只要求先挑一本。",
            ("登录", "责任编辑", "澡堂里的书架", "写得真好", "感谢分享", "版权"),
        ),
    ],
)
def test_a_pasted_article_is_read_without_what_surrounds_it(
    name: str, opening: str, last: str, around: tuple[str, ...]
) -> None:
    document = load(ARTICLES / name, ARTICLES)
    text = read(document)

    assert opening in text
    assert text.endswith(last)
    assert [words for words in around if words in text or words not in left_out(document)] == []
    assert all(document.text[block.start : block.end] == block.text for block in document.blocks)


def test_a_pasted_article_keeps_its_title_and_headings() -> None:
    document = load(ARTICLES / "blog.txt", ARTICLES)

    assert document.title == "What the Rope Works Left Behind"
    headings = list(dict.fromkeys(block.headings[-1] for block in document.blocks))
    assert headings == [document.title, "A market hall that nobody planned", "In short"]


def test_comments_below_a_saved_page_are_left_out(tmp_path: Path) -> None:
    comments = "".join(
        f"<div><b>reader{number}</b><br>May 3, 2019 at 4:0{number} pm<p>{PROSE} I agree.</p>Reply</div>"
        for number in range(4)
    )
    document = loaded(tmp_path, "a.html", f"<h1>Steel</h1>{f'<p>{PROSE}</p>' * 8}<h3>4 Comments</h3>{comments}")

    assert read(document) == STORY.replace("\n\n", "\n")
    assert "reader2" in left_out(document)


@pytest.mark.parametrize(
    "text",
    [
        f"{STORY}\n\n10:35\n\n{PROSE}\n\n11:20\n\n{PROSE}",
        f"{STORY}\n\nComments\n\n{STORY}",
        f"Culture\n\n{STORY}",
        "Share\n\nPrint\n\nHome",
        "Coal\n\nSteel\n\nRope\n\nSalt\n\nGlass",
        f"{STORY}\n\n1. Close the pit.\n2. Pay the wages.\n3. Ask the people.",
    ],
    ids=["times of a chronicle", "a section on comments", "a heading of a menu's word", "only menu", "a list", "steps"],
)
def test_what_only_looks_like_it_is_kept(text: str, tmp_path: Path) -> None:
    document = loaded(tmp_path, "a.txt", text)
    words = "".join(left_out(document).split())
    assert words in ("", "Comments")


def test_a_menu_of_links_is_told_by_its_links() -> None:
    units = [Unit(PROSE), Unit("The ferry that came back", linked=1.0), Unit("The ferry came back", linked=0.2)]
    assert furniture(units) == [False, True, False]


def test_a_label_between_what_is_left_out_is_left_out_too() -> None:
    labels = [Unit("The ferry that came back", linked=1.0), Unit("A ferry in May"), Unit("A ferry, 1987", linked=1.0)]
    said = [labels[0], Unit("It came back in May."), labels[2]]
    assert furniture([Unit(PROSE), *labels, Unit(PROSE)]) == [False, True, True, True, False]
    assert furniture([Unit(PROSE), *said, Unit(PROSE)]) == [False, True, False, True, False]


def test_the_label_of_a_picture_in_a_saved_page_is_left_out(tmp_path: Path) -> None:
    picture = "<aside>A picture by a paper</aside><p>Rolling mill</p><aside>Taken in May by a paper</aside>"
    page = f"<nav>x</nav><h1>Steel</h1>{f'<p>{PROSE}</p>' * 4}{picture}{f'<p>{PROSE}</p>' * 4}"
    assert "Rolling mill" not in read(loaded(tmp_path, "a.html", page))
