from __future__ import annotations

import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches

from ingest.chunking import chunk
from ingest.loaders.office import archives
from rag.base.errors import FileProblem
from rag.base.types import Document
from tests.ingest.loaders.files import loaded

ODT_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)
PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>{body}</body></html>'
CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>Rivers of Rope</dc:title><dc:creator>A Ropemaker</dc:creator><dc:date>2012-03-01</dc:date></metadata>
<manifest>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="a" href="text/one%201.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>"""
RIGHTS = '<encryption><EncryptedData><EncryptionMethod Algorithm="{method}"/></EncryptedData></encryption>'
FONTS = "http://www.idpf.org/2008/embedding"


def zipped(members: Mapping[str, str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def workbook() -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Jobs"
    sheet["A1"] = "Table 1. Jobs by sector"
    for row in (["Town", "Mining", None, "Share"], [None, 2000, 2010, None], ["Alton", 120, 80.5, 0.25]):
        sheet.append(row)
    sheet.merge_cells("B2:C2")
    sheet["D4"].number_format = "0%"
    sheet["A6"] = "Note"
    sheet["A7"] = "Counted in spring."
    return book


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def shown(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks]


def odt(content: str, extra: Mapping[str, str] | None = None) -> bytes:
    text = f"<office:document-content {ODT_NAMES}><office:body><office:text>{content}</office:text></office:body>"
    members = {"META-INF/manifest.xml": "<manifest/>", "content.xml": f"{text}</office:document-content>"}
    return zipped({**members, **(extra or {})})


def epub(extra: Mapping[str, str] | None = None) -> bytes:
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": PACKAGE,
            "OEBPS/nav.xhtml": PAGE.format(body="<nav>Contents</nav>"),
            "OEBPS/text/one 1.xhtml": '<?xml version="1.0"?>' + PAGE.format(body="<h1>Hemp</h1><p>It grows.</p>"),
            "OEBPS/text/two.xhtml": PAGE.format(body="<h1>Tar</h1><p>It smells.</p>"),
            **(extra or {}),
        }
    )


def mail(html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        "The quay",
        "Harbour Desk <desk@example.org>",
        "town@example.org",
    )
    message["Date"] = "Tue, 14 May 2019 09:12:00 +0000"
    message.set_content(html or "The hall was let to eleven stallholders.", subtype="html" if html else "plain")
    return message


def test_a_sheet_is_a_table_with_its_caption_and_one_header(tmp_path: Path) -> None:
    document = loaded(tmp_path, "jobs.xlsx", saved(workbook()))

    assert shown(document)[0] == (
        "table",
        "| Town | Mining 2000 | Mining 2010 | Share |\n| --- | --- | --- | --- |\n| Alton | 120 | 80.5 | 25% |",
    )
    assert document.blocks[0].headings == ("Table 1. Jobs by sector",)
    assert document.title == "jobs"


def test_sheets_are_sections_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    book = workbook()
    book.create_sheet("Prices").append(["only", "one row"])
    book.create_sheet("Secret").sheet_state = "hidden"
    book.worksheets[0]["E4"] = "=B4+C4"
    document = loaded(tmp_path, "jobs.xlsx", saved(book))

    assert [block.headings[0] for block in document.blocks] == ["Jobs", "Jobs", "Prices"]
    assert document.warnings == (
        "left out: the hidden sheet 'Secret'",
        "1 formulas have no stored value: open and save it in a spreadsheet program",
    )


def test_a_table_of_five_thousand_rows_has_its_header_in_each_passage(tmp_path: Path) -> None:
    rows = "\n".join(f"Town {number},{number * 7},{number % 97}" for number in range(5000))
    document = loaded(tmp_path, "long.csv", f"Town,Jobs,Shops\n{rows}\n")

    passages = chunk(document, lambda text: len(text) // 4, 200)
    assert len(passages) > 100
    assert all(passage.text.startswith("| Town | Jobs | Shops |\n| --- |") for passage in passages)
    assert passages[-1].text.endswith("| Town 4999 | 34993 | 52 |")


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ('Town;Said\nAlton;"a, b; ""c"""\n', '| Town | Said |\n| --- | --- |\n| Alton | a, b; "c" |'),
        ("Town\tJobs\nAlton\t1,200\n", "| Town | Jobs |\n| --- | --- |\n| Alton | 1,200 |"),
        (
            'Town,Said\nAlton,"two\nlines"\nBrady\n',
            "| Town | Said |\n| --- | --- |\n| Alton | two lines |\n| Brady |  |",
        ),
    ],
)
def test_fields_of_a_csv(tmp_path: Path, text: str, table: str) -> None:
    assert shown(loaded(tmp_path, "a.csv", text)) == [("table", table)]


def test_slides_are_pages(tmp_path: Path) -> None:
    show = Presentation()
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text = "The quay"
    first.placeholders[1].text = "A hall\nA market"
    first.notes_slide.notes_text_frame.text = "Say that rent is paid."
    second = show.slides.add_slide(show.slide_layouts[5])
    second.shapes.title.text = "Stalls"
    table = second.shapes.add_table(3, 2, Inches(1), Inches(1), Inches(4), Inches(2)).table
    for row, line in enumerate((("Year", "Stalls"), ("2010", "11"), ("2019", "38"))):
        for column, words in enumerate(line):
            table.cell(row, column).text = words
    out = BytesIO()
    show.save(out)
    document = loaded(tmp_path, "quay.pptx", out.getvalue())

    assert document.title == "The quay"
    assert [(block.page, block.headings[-1], block.text) for block in document.blocks] == [
        (1, "The quay", "- A hall\n- A market"),
        (1, "The quay", "Say that rent is paid."),
        (2, "Stalls", "| Year | Stalls |\n| --- | --- |\n| 2010 | 11 |\n| 2019 | 38 |"),
    ]


def test_an_opendocument_text(tmp_path: Path) -> None:
    cells = '<table:table-cell table:number-columns-spanned="2"><text:p>Jobs</text:p></table:table-cell>'
    row = "<table:table-row>{}</table:table-row>"
    plain = "".join(f"<table:table-cell><text:p>{words}</text:p></table:table-cell>" for words in ("Alton", "120"))
    body = "<text:note-body><text:p>In spring.</text:p></text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{body}</text:note>"
    remark = "<office:annotation><text:p>No!</text:p></office:annotation>"
    document = loaded(
        tmp_path,
        "a.odt",
        odt(
            '<text:h text:outline-level="1">Quay</text:h>'
            f"<text:p>The hall<text:s/>stands{note}.{remark}</text:p>"
            "<text:list><text:list-item><text:p>Rent</text:p></text:list-item></text:list>"
            f"<table:table>{row.format(cells)}{row.format(plain)}</table:table>"
        ),
    )

    assert document.title == "Quay"
    assert shown(document) == [
        ("text", "The hall stands."),
        ("list", "- Rent"),
        ("table", "| Jobs | Jobs |\n| --- | --- |\n| Alton | 120 |"),
        ("text", "In spring."),
    ]


def test_a_book_is_read_in_its_order_without_its_contents(tmp_path: Path) -> None:
    document = loaded(tmp_path, "book.epub", epub({"META-INF/encryption.xml": RIGHTS.format(method=FONTS)}))

    assert [(block.headings, block.text) for block in document.blocks] == [
        (("Tar",), "It smells."),
        (("Hemp",), "It grows."),
    ]
    (source,) = document.sources
    assert (document.title, source.author, source.year) == ("Rivers of Rope", "A Ropemaker", 2012)


def test_an_email_names_its_attachments(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    document = loaded(tmp_path, "a.eml", message.as_bytes())

    assert shown(document) == [
        ("text", "From: Harbour Desk <desk@example.org>\nTo: town@example.org\nDate: Tue, 14 May 2019 09:12:00 +0000"),
        ("text", "The hall was let to eleven stallholders."),
    ]
    assert document.warnings == ("left out: the attachment 'plan.pdf'",)
    (source,) = document.sources
    assert (document.title, source.author, source.year) == ("The quay", "Harbour Desk", 2019)


def test_an_email_in_html(tmp_path: Path) -> None:
    document = loaded(tmp_path, "a.eml", mail("<h1>Rent</h1><p>It is paid.</p>").as_bytes())
    assert (document.blocks[-1].headings, document.blocks[-1].text) == (("The quay", "Rent"), "It is paid.")


BOMB = f'<!DOCTYPE a [<!ENTITY b "{"x" * 99}">]>'


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.epub", epub({"META-INF/encryption.xml": RIGHTS.format(method="aes128-cbc")}), "protected \\(DRM\\)"),
        ("a.epub", epub({"META-INF/rights.xml": "<rights/>"}), "protected \\(DRM\\)"),
        ("a.epub", zipped({"META-INF/container.xml": "<container/>"}), "damaged EPUB book"),
        ("a.epub", zipped({"META-INF/container.xml": BOMB + CONTAINER}), "XML entities"),
        ("a.odt", odt("", {"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "locked by a password"),
        ("a.odt", odt("<text:p>"), "damaged OpenDocument text"),
        ("a.xlsx", zipped({"xl/workbook.xml": "<workbook/>"}), "damaged spreadsheet"),
        ("a.pptx", zipped({"ppt/presentation.xml": "<p/>"}), "damaged presentation"),
        ("a.pptx", saved(workbook())[:200], "damaged archive"),
        ("a.xlsx", b"just text", "not a XLSX although its name says so"),
        ("a.eml", b"\n\n", "is empty"),
        ("a.csv", b"PNG\x00\x01\x02\x03" * 40, "binary data"),
    ],
)
def test_what_can_not_be_read_is_told(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(FileProblem, match=said):
        loaded(tmp_path, name, data)


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1000)
    with pytest.raises(FileProblem, match="unpacks to"):
        loaded(tmp_path, "a.epub", epub({"OEBPS/big.xhtml": " " * 2000}))
