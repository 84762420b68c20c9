"""An outline as DOCX: real headings, tables with header rows, and numbers that jump to the quote and to the source."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from rag.base.printable import around, printable, readable
from rag.reports.export import words
from rag.reports.export.outline import Grid, Outline, Quote, Reference, Said, Section
from rag.reports.export.record import Line, Record

SMALL = Pt(9.5)
TABLE = "Table Grid"
_BLUE = RGBColor.from_string("0B57A4")
_LINE, _SHADE = "C6C6CC", "F1F1F4"


def mark(paragraph: Paragraph, text: str, name: str, number: int) -> None:
    """A bold number that others jump to; `number` is unique in the file."""
    child(paragraph._p, "w:bookmarkStart", {"id": str(number), "name": name})
    paragraph.add_run(text).bold = True
    child(paragraph._p, "w:bookmarkEnd", {"id": str(number)})


def jump(paragraph: Paragraph, text: str, name: str, *, small: bool = False) -> None:
    """A text that leads to the mark of that name."""
    run = paragraph.add_run(text)
    if small:
        run.font.size = SMALL
    _lead(paragraph, run, {"anchor": name, "history": "1"})


def link(paragraph: Paragraph, text: str, address: str) -> None:
    """A text that leads to a web address."""
    run = paragraph.add_run(text)
    place = _lead(paragraph, run, {"history": "1"})
    place.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))


def quieten(document: Document) -> None:
    """Thin grey lines for all tables, instead of black ones."""
    for border in document.styles[TABLE].element.iter(*(qn(f"w:{side}") for side in _SIDES)):
        border.set(qn("w:color"), _LINE)
        border.set(qn("w:sz"), "4")


def shade(cell: _Cell) -> None:
    """The ground of a header's cell."""
    child(cell._tc.get_or_add_tcPr(), "w:shd", {"val": "clear", "color": "auto", "fill": _SHADE})


def child(parent: etree._Element, tag: str, attributes: Mapping[str, str]) -> etree._Element:
    """Appends an element with attributes of Word's own namespace."""
    return etree.SubElement(parent, qn(tag), {qn(f"w:{name}"): value for name, value in attributes.items()})


def _lead(paragraph: Paragraph, run: Run, attributes: Mapping[str, str]) -> etree._Element:
    run.font.color.rgb = _BLUE
    place = child(paragraph._p, "w:hyperlink", attributes)
    place.append(run._r)
    return place


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


_LONGEST_PROPERTY = 255
_GREY, _GREEN, _RED = (RGBColor.from_string(c) for c in ("55555C", "1D6B3A", "8F2F1D"))
_TEXT_WIDTH = 16.0  # cm
_FIRST_COLUMN = 3.5  # cm, where it names what the row is about


def word(drawn: Outline, record: Record) -> bytes:
    """The outline as the bytes of a DOCX file."""
    document = docx.Document()
    _dress(document)
    _describe(document, drawn, record)
    document.add_heading(printable(drawn.title), level=1)
    _remark(document, drawn.made)
    for section in drawn.sections:
        _section(document, section)
    if not drawn.sections:
        document.add_paragraph(words.EMPTY)
    if drawn.quotes:
        document.add_heading(words.QUOTES, level=2)
        _remark(document, words.QUOTES_HELP).paragraph_format.keep_with_next = True
        for number, quote in enumerate(drawn.quotes, start=1):
            _quote(document, quote, number)
        document.add_heading(words.REFERENCES, level=2)
        for number, reference in enumerate(drawn.references, start=len(drawn.quotes) + 1):
            _reference(document, reference, number)
    _record(document, drawn.record)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _dress(document: Document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin = page.bottom_margin = Cm(2.2)
    for name, font, size in (
        ("Normal", "Liberation Serif", 11),
        ("Heading 1", "Liberation Sans", 18),
        ("Heading 2", "Liberation Sans", 13),
    ):
        style = document.styles[name]
        if isinstance(style, ParagraphStyle):
            style.font.name, style.font.size = font, Pt(size)
            style.font.color.rgb = RGBColor(0x1C, 0x1C, 0x1E)
            style.paragraph_format.space_after = Pt(6)
            for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                style.element.get_or_add_rPr().get_or_add_rFonts().attrib.pop(qn(attribute), None)
    quieten(document)
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    child(footer._p, "w:fldSimple", {"instr": "PAGE"})


def _describe(document: Document, drawn: Outline, record: Record) -> None:
    """What file managers show and archives index; each property holds at most 255 characters."""
    about, data = document.core_properties, record.data()
    about.title = printable(drawn.title)[:_LONGEST_PROPERTY]
    about.author = about.last_modified_by = "Aftermine"
    about.subject = words.RECORD
    about.comments = drawn.made[:_LONGEST_PROPERTY]
    about.keywords = " ".join(record.corpora)[:_LONGEST_PROPERTY]
    about.version = str(data["version"])
    about.created = about.modified = datetime.fromisoformat(record.exported).replace(tzinfo=None)


def _section(document: Document, section: Section) -> None:
    if section.heading:
        document.add_heading(printable(section.heading), level=2)
    if section.verdict:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        verdict = paragraph.add_run(section.verdict)
        verdict.bold, verdict.font.color.rgb = True, _RED if section.refused else _GREEN
    _body(document, section)
    if section.differ:
        document.add_paragraph(printable(section.differ)).paragraph_format.keep_with_next = True
        _bullets(document, section.values)
    for remark in section.remarks:
        _remark(document, remark)
    if section.looked_at:
        _remark(document, words.LOOKED_AT)
        _bullets(document, [Said(place) for place in section.looked_at])


def _body(document: Document, section: Section) -> None:
    if section.listed:
        _bullets(document, section.said)
    elif section.kind == "note":
        for each in section.said:
            document.add_paragraph(printable(each.text))
    elif section.said:
        style = "Quote" if section.kind == "passage" else None
        _say(document.add_paragraph(style=style), section.said)
    if section.grid:
        _grid(document, section.grid)


def _say(paragraph: Paragraph, sentences: Iterable[Said], *, small: bool = False) -> None:
    for number, each in enumerate(sentences):
        paragraph.add_run(f"{' ' if number else ''}{printable(each.text)}")
        if each.doubt:
            doubt = paragraph.add_run(f" ({each.doubt})")
            doubt.italic, doubt.font.color.rgb = True, _RED
        for cited in each.numbers:
            paragraph.add_run("\u00a0")
            jump(paragraph, f"[{cited}]", f"quote_{cited}", small=small)


def _bullets(document: Document, sentences: Iterable[Said]) -> None:
    for each in sentences:
        _say(document.add_paragraph(style="List Bullet"), [each])


def _remark(document: Document, text: str) -> Paragraph:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(printable(text))
    run.font.size, run.font.color.rgb = SMALL, _GREY
    return paragraph


def _grid(document: Document, grid: Grid) -> None:
    header = [(Said(text),) for text in grid.header]
    _table(document, [header, *grid.rows], named=True)


def _table(document: Document, rows: Sequence[Sequence[Sequence[Said]]], *, named: bool = False) -> None:
    """A table whose first row is its header, repeated on each page; `named`: the first column says what a row is."""
    columns = max(map(len, rows))
    rest = (_TEXT_WIDTH - _FIRST_COLUMN) / (columns - 1) if named and columns > 1 else _TEXT_WIDTH / columns
    widths = [_FIRST_COLUMN if named and columns > 1 else rest, *(rest for _ in range(columns - 1))]
    table = document.add_table(rows=0, cols=columns, style=TABLE)
    table.autofit = False
    for number, row in enumerate(rows):
        made = table.add_row()
        child(made._tr.get_or_add_trPr(), "w:cantSplit", {})
        for column, width in enumerate(widths):
            made.cells[column].width = Cm(width)
            bold = number == 0 or (named and column == 0)
            _fill(made.cells[column], row[column] if column < len(row) else (), bold=bold)
    for cell in table.rows[0].cells:
        shade(cell)
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    child(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", {})
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(cell: _Cell, sentences: Sequence[Said], *, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    _say(paragraph, sentences, small=True)
    for run in paragraph.runs:
        run.font.size, run.bold = SMALL, bold or None


def _quote(document: Document, quote: Quote, number: int) -> None:
    head = document.add_paragraph()
    head.paragraph_format.keep_with_next = True
    head.paragraph_format.space_before = Pt(8)
    mark(head, f"[{quote.number}]", f"quote_{quote.number}", number)
    head.add_run(f" {printable(quote.place)} ")
    run = head.add_run(f"({printable(quote.document)})")
    run.font.size, run.font.color.rgb = SMALL, _GREY
    if quote.rows:
        _table(document, [[(Said(text),) for text in row] for row in quote.rows])
    else:
        said = document.add_paragraph(f"“{printable(quote.words)}”", style="Quote")
        said.paragraph_format.keep_with_next = True
    sources = _remark(document, words.SOURCES)
    for place, (source, name) in enumerate(quote.sources):
        run = sources.add_run(f"{'; ' if place else ''}{printable(name)} ")
        run.font.size, run.font.color.rgb = SMALL, _GREY
        jump(sources, f"[{source}]", f"source_{source}", small=True)


def _reference(document: Document, reference: Reference, number: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(1.2), Cm(-1.2)
    mark(paragraph, f"[{reference.mark}]", f"source_{reference.mark}", number)
    before, address, after = around(reference.text, reference.url)
    paragraph.add_run(f"\t{before}")
    if address:
        link(paragraph, readable(address), address)
        paragraph.add_run(after)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(1.2))


def _record(document: Document, lines: Iterable[Line]) -> None:
    document.add_heading(words.RECORD, level=2)
    _remark(document, words.RECORD_HELP).paragraph_format.keep_with_next = True
    rows = [[(Said(line.name),), (Said(line.value),)] for line in lines]
    _table(document, [[(Said(words.RECORD_NAME),), (Said(words.RECORD_VALUE),)], *rows], named=True)
