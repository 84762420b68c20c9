from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from ingest.chunking import chunk
from ingest.loaders.pdf import load_pdf
from ingest.loaders.pdf.pages import _is_garbled
from rag.base.errors import FileProblem
from rag.base.types import Citation
from tests.ingest.loaders.files import Text, lines, loaded, locked, pdf, texts, with_outline

BODY = (
    "The lignite mine of Case Town closed in 1998, and with it went the work of three",
    "thousand people. The town has lived from its museum and from its lake since then.",
)
OTHER = ("A second paragraph stands below it, after a gap, and says that the lake is deep.",)


def chapter(title: str, *, number: int) -> list[Text]:
    return [
        Text("Report on Case Town", 770, size=8),
        Text(f"Page {number}", 30, size=8),
        Text(title, 720, size=16, bold=True),
        *lines(*BODY, top=690),
        *lines(*OTHER, top=640),
    ]


def test_headings_pages_paragraphs_and_running_lines(tmp_path: Path) -> None:
    pages = [chapter(f"Chapter {name}", number=number) for number, name in enumerate(("One", "Two", "Three"), 1)]
    info = {"Title": "Case Town", "Author": "Ann Writer", "CreationDate": "D:20140310153814"}
    document = loaded(tmp_path, "town.pdf", pdf(pages, info))

    assert texts(document) == [" ".join(BODY), *OTHER] * 3
    assert [(block.headings, block.page) for block in document.blocks][::2] == [
        (("Chapter One",), 1),
        (("Chapter Two",), 2),
        (("Chapter Three",), 3),
    ]
    assert "Report on" not in document.text
    assert "Page" not in document.text
    (source,) = document.sources
    assert (document.title, source.author, source.year) == ("Case Town", "Ann Writer", 2014)
    assert document.warnings == ()


def test_the_outline_gives_headings_and_levels(tmp_path: Path) -> None:
    page = [
        *lines("Opening", top=740),
        *lines(*BODY, top=700),
        *lines("Details of", "the lake", top=650),
        *lines(*OTHER, top=600),
    ]
    data = with_outline(
        pdf([page, lines("Ending", *BODY)]), [("Opening", 0), (" Details of the lake", 0), ("Ending", 1)]
    )
    document = loaded(tmp_path, "town.pdf", data)
    assert [block.headings for block in document.blocks] == [
        ("Opening",),
        ("Opening", "Details of the lake"),
        ("Ending",),
    ]
    assert texts(document) == [" ".join(BODY), *OTHER, " ".join(BODY)]


def test_bold_lines_before_a_paragraph_are_headings_below_larger_ones(tmp_path: Path) -> None:
    page = [
        Text("The Town", 750, size=18),
        *lines(*BODY, *BODY, *BODY, top=720),
        Text("The lake", 600, bold=True),
        *lines(*BODY, top=585),
        Text("December 31, 2012", 500, bold=True),
        Text("12 300", 480),
    ]
    document = loaded(tmp_path, "town.pdf", pdf([page]))
    assert [block.headings for block in document.blocks][:2] == [("The Town",), ("The Town", "The lake")]
    assert "December 31, 2012" in texts(document)
    assert document.title == "The Town"


def test_a_heading_without_text_under_it_is_text_and_can_be_found(tmp_path: Path) -> None:
    document = loaded(tmp_path, "a.pdf", pdf([[*lines(*BODY, *BODY, top=700), Text("The End", 500, size=20)]]))
    assert texts(document)[-1] == "The End"


def test_a_sentence_that_goes_on_overleaf_stays_whole(tmp_path: Path) -> None:
    first = [*lines(*OTHER, top=700), *lines("The town has lived from its museum, from its lake and", top=650)]
    document = loaded(tmp_path, "a.pdf", pdf([first, lines("from its forest since then.", top=700)]))
    assert texts(document)[-1] == "The town has lived from its museum, from its lake and from its forest since then."
    assert document.blocks[-1].page == 1
    (passage,) = chunk(document, len, 450)
    assert passage.pages == (1, 2)
    for words, page in ((OTHER[0][:8], 1), ("from its lake and", 1), ("from its forest", 2), ("since then.", 2)):
        start = document.text.index(words)
        assert Citation(1, passage, start, start + len(words), words).page == page


def test_words_cut_at_a_line_end_are_mended_and_compounds_kept(tmp_path: Path) -> None:
    page = lines(
        "The resource-exhausted city had a popu-",
        "lation of many, and each resource-",
        "exhausted city is like that, COVID-",
        "19 or not; see example.org/a-",
        "b for more.",
    )
    (text,) = texts(loaded(tmp_path, "a.pdf", pdf([page])))
    assert text == (
        "The resource-exhausted city had a population of many, and each resource-exhausted city is like that, "
        "COVID-19 or not; see example.org/a-b for more."
    )


def test_rows_of_a_table_stay_lines(tmp_path: Path) -> None:
    page = lines(
        "Net sales:", "Products $ 96,388 $ 104,429", "Services 20,766 (19,516)", "Total net sales 117,154 123,945"
    )
    assert texts(loaded(tmp_path, "a.pdf", pdf([page]))) == [
        "Net sales:\nProducts $ 96,388 $ 104,429\nServices 20,766 (19,516)\nTotal net sales 117,154 123,945"
    ]


def test_bullets_make_a_list(tmp_path: Path) -> None:
    page = lines("Three things:", "• coal from the mine and", "lignite", "• people", "• time")
    document = loaded(tmp_path, "a.pdf", pdf([page]))
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("text", "Three things:"),
        ("list", "- coal from the mine and lignite\n- people\n- time"),
    ]


def test_pieces_of_one_row_are_one_line(tmp_path: Path) -> None:
    page = [Text("T", 700), Text("he mine", 700, x=79), Text("1998", 700, x=300), Text("closed.", 680)]
    assert texts(loaded(tmp_path, "a.pdf", pdf([page])))[0].startswith("The mine 1998")


def test_text_too_small_to_see_is_left_out(tmp_path: Path) -> None:
    assert texts(loaded(tmp_path, "a.pdf", pdf([[*lines(*BODY), Text("HIDDEN", 500, size=1)]]))) == [" ".join(BODY)]


@pytest.mark.parametrize(
    ("title", "shown"), [("untitled", "my file"), ("Microsoft Word - a.doc", "my file"), ("A Town", "A Town")]
)
def test_titles_that_programs_made_are_not_used(tmp_path: Path, title: str, shown: str) -> None:
    assert loaded(tmp_path, "my_file.pdf", pdf([lines(*BODY)], {"Title": title})).title == shown


def test_scanned_pages_are_named(tmp_path: Path) -> None:
    pages = [lines(*BODY), [], [], lines("p. 4"), lines(*BODY), []]
    document = loaded(tmp_path, "a.pdf", pdf(pages, pictures=(1, 2, 3)))
    assert [warning.split(":")[0] for warning in document.warnings] == ["pages 2-4"]
    assert "OCR" in document.warnings[0]


def test_a_line_stamped_on_each_page_does_not_make_a_scan_readable(tmp_path: Path) -> None:
    stamp = Text("(C)1994-2019 China Academic Journal Electronic Publishing House.", 20)
    scans = [[stamp] for _ in range(4)]
    with pytest.raises(FileProblem, match="no text: it is a scan"):
        load_pdf(pdf(scans, pictures=range(4)), "a.pdf")
    document = loaded(tmp_path, "a.pdf", pdf([*scans, [*lines(*BODY), stamp]], pictures=range(5)))
    assert [warning.split(":")[0] for warning in document.warnings] == ["pages 1-4"]
    assert texts(document) == [" ".join(BODY)]


def test_pictures_with_captions_and_a_running_line_are_read(tmp_path: Path) -> None:
    running = Text("City of Fuxin, annual report", 20)
    names = ("Old pit", "New lake", "Rail yard", "Museum")
    document = loaded(tmp_path, "a.pdf", pdf([[*lines(name), running] for name in names], pictures=range(4)))
    assert document.warnings == ()
    assert " ".join(texts(document)) == " ".join(names)


@pytest.mark.parametrize("date", ["D:20140310153814", "20140310", "2014-03-10"])
def test_the_year_of_its_making_with_and_without_the_mark_of_a_date(tmp_path: Path, date: str) -> None:
    (source,) = loaded(tmp_path, "a.pdf", pdf([lines(*BODY)], {"CreationDate": date})).sources
    assert source.year == 2014


def test_fonts_without_a_map_are_named(tmp_path: Path) -> None:
    document = loaded(
        tmp_path, "a.pdf", pdf([lines(*BODY), lines("/g115/g3/g40/g81/g75/g68 and /g81/g70/g72/g3/g87/g75")])
    )
    assert [warning.split(":")[0] for warning in document.warnings] == ["page 2"]


def test_a_damaged_page_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = pdf([lines(*BODY), lines(*OTHER), lines("Last page of the report.")])
    at = data.rindex(b"<< /Length", 0, data.index(OTHER[0].encode()))
    document = loaded(tmp_path, "a.pdf", data[:at] + b"<< /Filter /NoSuchFilter" + data[at + 2 :])
    assert document.warnings[0].startswith("page 2: could not be read")
    assert texts(document) == [" ".join(BODY), "Last page of the report."]


def test_languages_side_by_side_are_no_garble() -> None:
    assert not _is_garbled("The city of Hegang (鹤岗市, Хэган, هيقانغ) lies on the border, and habibi حبيبي is a word.")
    assert _is_garbled("78 *$5ӝ߸ࣿചீࠁې޷ܲٮউӝࣿ੹ࠁݎҊࢲ ࠁউ࠙ ǐې޷Ҵо੿ࠁࠁউӝߊࣿ੹ߑೱ79")


def test_a_damaged_file_that_can_be_repaired_is_read_with_a_warning(tmp_path: Path) -> None:
    whole = pdf([lines(*BODY)])
    document = loaded(tmp_path, "a.pdf", whole[: whole.rindex(b"startxref")] + b"startxref\n17\n%%EOF\n")
    assert texts(document) == [" ".join(BODY)]
    assert ["repaired" in warning for warning in document.warnings] == [True]


def test_an_empty_password_opens(tmp_path: Path) -> None:
    assert texts(loaded(tmp_path, "a.pdf", locked(pdf([lines(*BODY)]), ""))) == [" ".join(BODY)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (locked(pdf([lines(*BODY)]), "secret"), "locked by a password"),
        (pdf([]), "has no pages"),
        (pdf([[]]), "no text: it is a scan"),
        (pdf([[], lines("p. 2")], pictures=(0, 1)), "no text: it is a scan"),
        (pdf([lines(*BODY)])[:400], "damaged PDF"),
        (b"%PDF-1.4\n", "damaged PDF"),
        (b"%PDF-1.4\n" + b"[" * 50_000, "damaged PDF"),
        (pdf([lines(*BODY)]).replace(b"/Kids [7 0 R]", b"/Kids [2 0 R]"), "damaged PDF"),
        (
            pdf([lines(*BODY)]).replace(
                b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Nobody /V 9 >> /ID [<00> <00>]"
            ),
            "encrypted",
        ),
    ],
)
def test_what_can_not_be_read_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FileProblem, match=reason) as caught:
        load_pdf(data, "bad.pdf")
    assert "'bad.pdf'" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_messages_of_the_library_reach_nobody(caplog: pytest.LogCaptureFixture) -> None:
    data = pdf([lines(*BODY)]).replace(b"startxref\n", b"startxref\n ").replace(b"%PDF", b"junk %PDF", 1)
    assert load_pdf(data, "a.pdf").parts
    assert caplog.records == []
    PdfReader(BytesIO(data))
    assert caplog.records != []
