"""DOCX, read back by python-docx: headings, tables, jumps and properties are real ones."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn

from rag.base.types import Citation, Source
from rag.reports.export import export
from rag.reports.notebook.briefing import Briefing, answer_item, note_item, passage_item
from tests.rag.reports.export.samples import BRIEFING, HOSTILE, LISTED, ORIGIN, PROSE, WHEN


def opened(briefing: Briefing = BRIEFING) -> Opened:
    return Document(io.BytesIO(export(briefing, "docx", WHEN)))


def words_of(file: bytes) -> str:
    """All that a DOCX says, tables too."""
    return " ".join(each.text or "" for each in Document(io.BytesIO(file)).element.body.iter(qn("w:t")))


@pytest.fixture(scope="module")
def document() -> Opened:
    return opened()


def headings(document: Opened, level: int) -> list[str]:
    return [each.text for each in document.paragraphs if each.style and each.style.name == f"Heading {level}"]


def test_headings_are_headings(document: Opened) -> None:
    assert headings(document, 1) == [BRIEFING.title]
    assert headings(document, 2) == [
        "and now?",
        "Note",
        "Summarise the town",
        "Compare the two",
        f"Passage from Other {HOSTILE}",
        "Who won?",
        "Cited passages",
        "Sources",
        "Record of reproduction",
    ]


def test_tables_have_header_rows(document: Opened) -> None:
    compared, quoted, record = ([[cell.text for cell in row.cells] for row in t.rows] for t in document.tables)
    assert compared == [
        ["Aspect", "The town", "Other | place"],
        ["People", "891\u00a0[1]", "not in the corpus"],
        ["Who came", "not in the corpus", "Nobody came.\u00a0[4]"],
    ]
    assert quoted == [["Year", "People"], ["2020", "891"]]
    assert ["Corpus (SHA-256)", "ab" * 32] in record
    for table in document.tables:
        (header,) = table._tbl.iter(qn("w:tblHeader"))
        assert header.getparent().getparent() is table.rows[0]._tr


def test_every_number_jumps_to_a_bookmark(document: Opened) -> None:
    body = document.element.body
    jumps = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink")) if each.get(qn("w:anchor"))]
    marks = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    assert len(set(marks)) == len(marks)
    assert set(jumps) == set(marks) == {f"quote_{n}" for n in range(1, 5)} | {f"source_S{n}" for n in range(1, 6)}


def test_only_a_sources_own_address_is_a_link_and_its_letters_are_written_out(document: Opened) -> None:
    found = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert found == {"https://example.org/个旧;a=1"}
    source = Source("s", "鹤岗", url="https://example.org/%E9%B9%A4%E5%B2%97/%2F%ff?q=%20")
    citation = Citation(1, PROSE, 0, 32, "The town had 891 people in 2020.", (source,))
    written = export(Briefing("T", (passage_item(citation, ORIGIN),)), "docx", WHEN)
    assert "https://example.org/鹤岗/%2F%ff?q=%20" in words_of(written)
    linked = Document(io.BytesIO(written)).part.rels.values()
    assert [rel.target_ref for rel in linked if rel.is_external] == [source.url]


def test_an_answer_alone_stands_under_its_question_once() -> None:
    document = opened(Briefing("List the counts", (answer_item(LISTED, ORIGIN),)))
    assert headings(document, 1) == ["List the counts"]
    assert headings(document, 2) == ["Cited passages", "Sources", "Record of reproduction"]


def test_numbers_in_tables_are_as_small_as_their_words(document: Opened) -> None:
    runs = [run for run in document.tables[0]._tbl.iter(qn("w:r")) if (run.text or "").strip()]
    assert {run.rPr.find(qn("w:sz")).get(qn("w:val")) for run in runs} == {"19"}


def test_verdicts_support_and_disagreement_are_told(document: Opened) -> None:
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Not in the corpus" in texts
    assert any("It will have none. (supported in part)\u00a0[3]" in text for text in texts)
    assert "Sources differ on the population:" in texts
    assert "Draws on 2 of 9 sections." in texts
    assert HOSTILE in texts


def test_properties_describe_the_file(document: Opened) -> None:
    about = document.core_properties
    assert about.title == BRIEFING.title
    assert about.keywords == "ab" * 32
    assert about.author == "Aftermine"
    assert about.created is not None
    assert about.created.isoformat()[:19] == WHEN[:19]
    assert about.comments.startswith("Made with Aftermine")


def test_lists_are_lists() -> None:
    document = opened(Briefing("L", (answer_item(LISTED, ORIGIN),)))
    listed = [each.text for each in document.paragraphs if each.style and each.style.name == "List Bullet"]
    assert listed == ["891\u00a0[1]", "1,058\u00a0[2]"]


def test_no_text_breaks_the_file() -> None:
    awkward = Briefing("t" * 300, (note_item("\x00\x1b[31m\ud800\ufffe\u202e中文\n\n"), note_item("  ")))
    document = opened(awkward)
    assert headings(document, 1) == ["t" * 300]
    assert "[31m中文" in [paragraph.text for paragraph in document.paragraphs]
    assert "This briefing is empty." in [paragraph.text for paragraph in opened(Briefing()).paragraphs]
