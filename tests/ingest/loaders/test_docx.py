from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ingest.loaders.docx import load_docx
from ingest.loaders.office import archives
from rag.base.errors import FileProblem
from tests.ingest.loaders.files import STYLES, docx, loaded, p, texts

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Template</dc:title>'
    "<dc:creator>Ann Writer</dc:creator><dcterms:modified>2016-03-01T00:00:00Z</dcterms:modified></cp:coreProperties>"
)


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def test_headings_paragraphs_and_tables(tmp_path: Path) -> None:
    table = f"<w:tbl>{row('Year', 'People')}{row('2010', '300')}</w:tbl>"
    body = p("The Mine", "H1") + p("It closed &amp; stayed closed.") + p("Numbers", "H2") + table
    document = loaded(tmp_path, "mine.docx", docx(body, {"word/styles.xml": STYLES, "docProps/core.xml": CORE}))

    assert texts(document) == ["It closed & stayed closed.", "| Year | People |\n| --- | --- |\n| 2010 | 300 |"]
    assert document.blocks[1].headings == ("The Mine", "Numbers")
    assert document.title == "The Mine"
    (source,) = document.sources
    assert (source.author, source.year) == ("Ann Writer", 2016)


def test_the_title_of_the_properties_serves_without_a_heading(tmp_path: Path) -> None:
    assert loaded(tmp_path, "mine.docx", docx(p("Text."), {"docProps/core.xml": CORE})).title == "Template"


def test_what_is_left_out_is_said() -> None:
    formula = "<w:p><w:r><w:t>Here: </w:t></w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>"
    extra = {
        "word/charts/chart1.xml": "<c/>",
        "word/charts/_rels/chart1.xml.rels": "<r/>",
        "word/diagrams/data1.xml": "<d/>",
    }
    assert load_docx(docx(formula, extra), "a.docx").warnings == ("left out: 1 formulas, 1 charts, 1 diagrams",)


def test_no_picture_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    drawing = (
        '<w:p><w:r><w:drawing xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<wp:inline><wp:docPr descr="A leak"/><a:graphic><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:blipFill><a:blip r:link="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r><w:r><w:t>Words.</w:t></w:r></w:p>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" TargetMode="External" '
        'Target="http://127.0.0.1:9/leak.png"/></Relationships>'
    )
    parts = load_docx(docx(drawing, {"word/_rels/document.xml.rels": relations}), "a.docx").parts
    assert [part.text for part in parts] == ["Words."]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx("<w:p>"), "damaged Word document"),
        (docx(p("x"))[:-40], "damaged Word document"),
        (
            docx(p("&x;"), prolog='<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            "XML entities",
        ),
        (docx(p("x"), {"_rels/.rels": "<r/>", "word/other.xml": "<!DOCTYPE a><a/>"}), "XML entities"),
        (docx(p("x"), {"_rels/.rels": "<r>"}), "damaged Word document"),
    ],
)
def test_what_can_not_be_read_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FileProblem, match=reason) as caught:
        load_docx(data, "bad.docx")
    assert "'bad.docx'" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_archive_that_unpacks_to_too_much_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 10_000)
    with pytest.raises(FileProblem, match="unpacks to"):
        load_docx(docx(p("a" * 20_000)), "bomb.docx")


def test_footnotes_come_last_without_their_numbers() -> None:
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="1">'
        f"{p('The note.')}</w:footnote></w:footnotes>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>'
        "</Relationships>"
    )
    body = (
        '<w:p><w:r><w:t>Text</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:t> goes on.</w:t></w:r></w:p>'
    )
    parts = load_docx(
        docx(body, {"word/footnotes.xml": notes, "word/_rels/document.xml.rels": relations}), "a.docx"
    ).parts
    assert [part.text for part in parts] == ["Text goes on.", "1. The note."]


def test_a_document_with_flipped_bytes_is_damaged() -> None:
    data = bytearray(docx(p("The mine closed in 2004, and many people left the town. " * 40)))
    start = data.index(b"word/document.xml") + len("word/document.xml")
    data[start + 20] ^= 0xFF
    data[start + 21] ^= 0xFF
    with pytest.raises(FileProblem, match="damaged"):
        load_docx(bytes(data), "x.docx")
