"""DOCX, read back by python-docx: headings, tables, jumps and properties are real ones."""

from __future__ import annotations

import io
import json

import mammoth
import pytest
from docx import Document
from docx.document import Document as Opened
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from rag.base.types import Citation, Source
from rag.reports.export import export
from rag.reports.export.record import Record
from rag.reports.notebook.briefing import Briefing, answer_item, note_item, passage_item
from tests.rag.reports.export.samples import BRIEFING, CENSUS, HOSTILE, LISTED, ORIGIN, PROSE, WHEN


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


def test_what_words_schema_forbids_or_asks_for_is_heeded(document: Opened) -> None:
    margins = [dict(side.attrib) for side in document.styles.element.iterfind(f".//{qn('w:tblCellMar')}/*")]
    assert margins
    assert {name for side in margins for name in side} == {qn("w:w"), qn("w:type")}
    lines = document.styles["Table Grid"].element.iterfind(f".//{qn('w:tblBorders')}/*")
    assert {line.get(qn("w:color")) for line in lines} == {"C6C6CC"}
    assert document.settings.element.find(qn("w:zoom")).get(qn("w:percent")) == "100"


def test_tables_have_header_rows(document: Opened) -> None:
    compared, quoted, record = ([[cell.text for cell in row.cells] for row in t.rows] for t in document.tables)
    assert compared == [
        ["Aspect", "The town", "Other | place"],
        ["People", "891", "not in the corpus"],
        ["Who came", "not in the corpus", "Nobody came."],
    ]
    assert quoted == [["Year", "People"], ["2020", "891"]]
    assert ["Corpus (SHA-256)", "ab" * 32] in record
    for table in document.tables:
        (header,) = table._tbl.iter(qn("w:tblHeader"))
        assert header.getparent().getparent() is table.rows[0]._tr


def notes_of(document: Opened) -> dict[str, str]:
    """The footnotes by number, as a reader sees them; the two rules above them have other numbers."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
    notes = parse_xml(part.blob).iter(qn("w:footnote"))
    told = {each.get(qn("w:id")): "".join(text.text or "" for text in each.iter(qn("w:t"))).strip() for each in notes}
    assert part.content_type.endswith("footnotes+xml")
    return {number: text for number, text in told.items() if number not in ("-1", "0")}


def test_every_citation_is_a_real_footnote_or_refers_to_one(document: Opened) -> None:
    body = document.element.body
    made = [each.get(qn("w:id")) for each in body.iter(qn("w:footnoteReference"))]
    assert made == ["1", "2", "3", "4"] == list(notes_of(document))
    again = [each.get(qn("w:instr")) for each in body.iter(qn("w:fldSimple"))]
    assert again == [f" NOTEREF note_{number} \\h " for number in (3, 1, 3, 1, 3, 1, 4)]
    marks = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    assert {name.split()[1] for name in again} <= set(marks)
    assert notes_of(document)["3"] == "The town › People, p. 3: Bureau of Statistics 2021; Smith and Brown 2010"
    (rules,) = document.settings.element.iter(qn("w:footnotePr"))
    assert len(rules) == 2


def test_another_reader_finds_the_notes() -> None:
    html = mammoth.convert_to_html(io.BytesIO(export(BRIEFING, "docx", WHEN))).value
    assert [f'<li id="footnote-{number}">' in html for number in range(1, 6)] == [True] * 4 + [False]
    assert "The town › Table" in html.partition('<li id="footnote-2">')[2].partition("</li>")[0]


@pytest.mark.parametrize(
    ("style", "note", "listed"),
    [
        (
            "author-date",
            "Bureau of Statistics 2021",
            "[S1]\tBureau of Statistics (2021), “Census of the seven districts”",
        ),
        ("notes", "Bureau of Statistics, “Census of the seven districts”, Northern Press, 2021", "[S1]\tBureau of"),
        ("numbers", "[1]", "1. Bureau of Statistics. Census of the seven districts. Northern Press; 2021"),
    ],
)
def test_notes_and_list_follow_the_style(style: str, note: str, listed: str) -> None:
    citation = Citation(1, PROSE, 0, 32, "The town had 891 people in 2020.", (CENSUS,))
    written = opened(Briefing("T", (passage_item(citation, ORIGIN),), style=style))
    assert notes_of(written) == {"1": f"The town › People, p. 3: {note}"}
    assert any(paragraph.text.startswith(listed) for paragraph in written.paragraphs)


def test_slanted_words_of_a_style_are_slanted() -> None:
    citation = Citation(1, PROSE, 0, 32, "The town had 891 people in 2020.", (CENSUS,))
    written = opened(Briefing("T", (passage_item(citation, ORIGIN),), style="notes"))
    slanted = {run.text for paragraph in written.paragraphs for run in paragraph.runs if run.italic and run.text}
    assert slanted == {"Northern Press"}


def test_every_note_jumps_to_its_quote_and_every_quote_to_its_sources(document: Opened) -> None:
    notes = parse_xml(document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES).blob)
    found = [*document.element.body.iter(qn("w:hyperlink")), *notes.iter(qn("w:hyperlink"))]
    jumps = [each.get(qn("w:anchor")) for each in found if each.get(qn("w:anchor"))]
    marks = [each.get(qn("w:name")) for each in document.element.body.iter(qn("w:bookmarkStart"))]
    assert len(set(marks)) == len(marks)
    assert set(jumps) == {f"quote_{n}" for n in range(1, 5)} | {f"source_S{n}" for n in range(1, 6)} <= set(marks)


def test_the_whole_record_lies_beside_the_text(document: Opened) -> None:
    parts = [each for each in document.part.package.iter_parts() if each.partname == "/customXml/item2.xml"]
    assert json.loads(parse_xml(parts[0].blob).text or "") == Record(BRIEFING, WHEN).data()


def test_the_text_comes_first_and_the_evidence_on_a_page_of_its_own(document: Opened) -> None:
    breaks = [each.text for each in document.paragraphs if each.paragraph_format.page_break_before]
    assert breaks == ["Cited passages"]
    assert headings(document, 2)[-3:] == ["Cited passages", "Sources", "Record of reproduction"]


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


def test_verdicts_support_and_disagreement_are_told(document: Opened) -> None:
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Not in these documents" in texts
    assert any("It will have none. (supported in part)" in text for text in texts)
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
    assert listed == ["891", "1,058"]


def test_no_text_breaks_the_file() -> None:
    awkward = Briefing("t" * 300, (note_item("\x00\x1b[31m\ud800\ufffe\u202e中文\n\n"), note_item("  ")))
    document = opened(awkward)
    assert headings(document, 1) == ["t" * 300]
    assert "[31m中文" in [paragraph.text for paragraph in document.paragraphs]
    assert "This briefing is empty." in [paragraph.text for paragraph in opened(Briefing()).paragraphs]
