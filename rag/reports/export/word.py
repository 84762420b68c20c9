"""An outline as DOCX: real headings, footnotes, jumps; what python-docx lacks is made of Word's own elements."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.paragraph import CT_P
from docx.parts.story import StoryPart
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from rag.base import VERSION
from rag.base.printable import around, printable, readable
from rag.reports.export import words
from rag.reports.export.outline import Outline, Quote, Said, Section
from rag.reports.export.record import Record
from rag.reports.export.styles import Cited, slanted

_LONGEST_PROPERTY = 255
_GREY, _GREEN, _RED, _BLUE = (RGBColor.from_string(c) for c in ("55555C", "1D6B3A", "8F2F1D", "0B57A4"))
_LINE, _SHADE = "C6C6CC", "F1F1F4"
_TEXT_WIDTH = 16.0  # cm
_FIRST_COLUMN = 3.5  # cm, where it names what the row is about
_SMALL = Pt(9)
_TABLE = "Table Grid"
_NOTE_TEXT, _NOTE_MARK = "footnote text", "footnote reference"
_FIRST_BOOKMARK = 1_000_000  # beyond the numbers of all others
_EMPTY = f"""<w:footnotes {nsdecls("w", "r")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


def word(drawn: Outline, record: Record) -> bytes:
    """The outline as the bytes of a DOCX file."""
    document = docx.Document()
    _dress(document)
    _describe(document, record)
    file = _Footnoted(document, drawn.quotes)
    document.add_heading(printable(record.title), level=1)
    _remark(file, record.made)
    for section in drawn.sections:
        _section(file, section)
    if not drawn.sections:
        document.add_paragraph(words.EMPTY)
    if drawn.quotes:
        has_more = any(section.kind == "behind" for section in drawn.sections)
        document.add_heading(words.QUOTES, level=2).paragraph_format.page_break_before = not has_more or None
        _remark(file, words.QUOTES_HELP).paragraph_format.keep_with_next = True
        for quote in drawn.quotes:
            _quote(file, quote)
        document.add_heading(words.REFERENCES, level=2)
        for number, reference in enumerate(drawn.references, start=len(drawn.quotes) + 1):
            _reference(file, reference, number)
    document.add_heading(words.RECORD, level=2)
    _remark(file, words.RECORD_HELP).paragraph_format.keep_with_next = True
    lines = ((words.RECORD_NAME, words.RECORD_VALUE), *drawn.record)
    _table(file, [[(Said(name),), (Said(value),)] for name, value in lines], named=True)
    _embed(document, "aftermine", record.json())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _dress(document: Document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin = page.bottom_margin = Cm(2)
    page.header_distance = page.footer_distance = Cm(1)
    for name, font, size, before, after in (
        ("Normal", "Liberation Serif", 10.5, 0, 5),
        ("Heading 1", "Liberation Sans", 17, 0, 4),
        ("Heading 2", "Liberation Sans", 12.5, 10, 3),
        ("Heading 3", "Liberation Sans", 10.5, 6, 2),
    ):
        style = document.styles[name]
        if isinstance(style, ParagraphStyle):
            style.font.name, style.font.size = font, Pt(size)
            style.font.color.rgb = RGBColor(0x1C, 0x1C, 0x1E)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            style.paragraph_format.line_spacing = 1.05
            for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                style.element.get_or_add_rPr().get_or_add_rFonts().attrib.pop(qn(attribute), None)
    for border in document.styles[_TABLE].element.iterfind(f".//{qn('w:tblBorders')}/*"):
        border.set(qn("w:color"), _LINE)
        border.set(qn("w:sz"), "4")
    document.settings.element.find(qn("w:zoom")).set(qn("w:percent"), "100")  # which Word's schema asks for
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _child(footer._p, "w:fldSimple", {"w:instr": "PAGE"})


def _describe(document: Document, record: Record) -> None:
    """What file managers show and archives index; each property holds at most 255 characters."""
    about = document.core_properties
    about.title = printable(record.title)[:_LONGEST_PROPERTY]
    about.author = about.last_modified_by = "Aftermine"
    about.subject = words.RECORD
    about.comments = record.made[:_LONGEST_PROPERTY]
    about.keywords = " ".join(record.corpora)[:_LONGEST_PROPERTY]
    about.version = VERSION
    about.created = about.modified = datetime.fromisoformat(record.exported).replace(tzinfo=None)


def _section(file: _Footnoted, section: Section) -> None:
    if section.heading:
        heading = file.document.add_heading(printable(section.heading), level=section.level)
        heading.paragraph_format.page_break_before = section.kind == "behind" or None
    if section.verdict:
        paragraph = file.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        verdict = paragraph.add_run(section.verdict)
        verdict.bold, verdict.font.color.rgb = True, _RED if section.refused else _GREEN
    _body(file, section)
    if section.differ:
        file.document.add_paragraph(printable(section.differ)).paragraph_format.keep_with_next = True
        _bullets(file, section.values)
    for remark in (*section.remarks, *(words.WARNING.format(warning=each) for each in section.missing)):
        _remark(file, remark)
    if section.looked_at:
        _remark(file, words.LOOKED_AT)
        _bullets(file, [Said(place) for place in section.looked_at])


def _body(file: _Footnoted, section: Section) -> None:
    if section.listed:
        _bullets(file, section.said)
    elif section.kind == "note":
        for each in section.said:
            file.document.add_paragraph(printable(each.text))
    elif section.kind == "sources":
        _style(file.document.add_paragraph(), section.said[0].text, small=True)
    else:
        style = "Quote" if section.kind == "passage" else None
        for paragraph in section.paragraphs:
            _say(file, file.document.add_paragraph(style=style), paragraph)
    if section.grid:
        _table(file, section.grid, named=True)


def _say(file: _Footnoted, paragraph: Paragraph, sentences: Iterable[Said]) -> None:
    for number, each in enumerate(sentences):
        if each.head:
            paragraph.add_run(f"{printable(each.head)}: ").bold = True
        paragraph.add_run(f"{' ' if number else ''}{printable(each.text)}")
        for remark, colour in ((each.edited, _GREY), (each.doubt, _RED)):
            if remark:
                run = paragraph.add_run(f" ({remark})")
                run.italic, run.font.color.rgb = True, colour
        for place, cited in enumerate(each.numbers):
            if place:
                paragraph.add_run(",").font.superscript = True
            file.cite(paragraph, cited)


def _bullets(file: _Footnoted, sentences: Iterable[Said]) -> None:
    for each in sentences:
        _say(file, file.document.add_paragraph(style="List Bullet"), [each])


def _remark(file: _Footnoted, text: str) -> Paragraph:
    paragraph = file.document.add_paragraph()
    run = paragraph.add_run(printable(text))
    run.font.size, run.font.color.rgb = _SMALL, _GREY
    return paragraph


def _table(file: _Footnoted, rows: Sequence[Sequence[Sequence[Said]]], *, named: bool = False) -> None:
    """A table whose first row is its header, repeated on each page; `named`: the first column says what a row is."""
    columns = max(map(len, rows))
    rest = (_TEXT_WIDTH - _FIRST_COLUMN) / (columns - 1) if named and columns > 1 else _TEXT_WIDTH / columns
    widths = [_FIRST_COLUMN if named and columns > 1 else rest, *(rest for _ in range(columns - 1))]
    table = file.document.add_table(rows=0, cols=columns, style=_TABLE)
    table.autofit = False
    for number, row in enumerate(rows):
        made = table.add_row()
        _child(made._tr.get_or_add_trPr(), "w:cantSplit", {})
        for column, width in enumerate(widths):
            cell = made.cells[column]
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            _say(file, paragraph, row[column] if column < len(row) else ())
            for run in paragraph.runs:
                run.font.size, run.bold = _SMALL, number == 0 or (named and column == 0) or None
    for cell in table.rows[0].cells:
        _child(cell._tc.get_or_add_tcPr(), "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": _SHADE})
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    _child(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", {})
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    behind = file.document.add_paragraph().paragraph_format
    behind.space_after, behind.line_spacing = Pt(0), Pt(6)


def _quote(file: _Footnoted, quote: Quote) -> None:
    head = file.document.add_paragraph()
    head.paragraph_format.keep_with_next = True
    head.paragraph_format.space_before = Pt(8)
    _mark(head, f"quote_{quote.number}", quote.number, f"[{quote.number}]").bold = True
    head.add_run(f" {printable(quote.place)} ")
    run = head.add_run(f"({printable(quote.document)})")
    run.font.size, run.font.color.rgb = _SMALL, _GREY
    if quote.rows:
        _table(file, [[(Said(text),) for text in row] for row in quote.rows])
    else:
        said = file.document.add_paragraph(f"“{printable(quote.words)}”", style="Quote")
        said.paragraph_format.keep_with_next = True
    sources = _remark(file, words.SOURCES)
    for place, each in enumerate(quote.sources):
        short = f"{each.short} " if each.label and each.short else ""
        _style(sources, f"{'; ' if place else ''}{short}", small=True)
        _lead(sources, each.label or each.short, {"w:anchor": f"source_{each.mark}"}).font.size = _SMALL


def _style(paragraph: Paragraph, text: str, *, small: bool = False) -> None:
    for piece, is_slanted in slanted(text):
        run = paragraph.add_run(printable(piece))
        run.italic = is_slanted or None
        if small:
            run.font.size, run.font.color.rgb = _SMALL, _GREY


def _reference(file: _Footnoted, reference: Cited, number: int) -> None:
    paragraph = file.document.add_paragraph()
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(1.2), Cm(-1.2)
    paragraph.paragraph_format.space_after = Pt(3)
    _mark(paragraph, f"source_{reference.mark}", number, reference.label).bold = True
    paragraph.add_run("\t" if reference.label else "")
    for piece, is_slanted in slanted(reference.reference):
        before, address, after = around(piece, reference.entry.source.url)
        paragraph.add_run(before).italic = is_slanted or None
        if address:
            link = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            _lead(paragraph, readable(address), {"r:id": link})
        paragraph.add_run(after).italic = is_slanted or None
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(1.2))


class _Footnoted:
    """A document whose footnotes are its quotes, each made when first cited; cited again, a number refers to it."""

    def __init__(self, document: Document, quotes: Sequence[Quote]) -> None:
        self.document = document
        self._quotes = quotes
        self._made: set[int] = set()
        name = PackURI("/word/footnotes.xml")
        self.part = StoryPart(name, CONTENT_TYPE.WML_FOOTNOTES, parse_xml(_EMPTY), document.part.package)
        if not quotes:
            return
        document.part.relate_to(self.part, RELATIONSHIP_TYPE.FOOTNOTES)
        styles = document.styles
        text = styles.add_style(_NOTE_TEXT, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        styles.add_style(_NOTE_MARK, WD_STYLE_TYPE.CHARACTER, builtin=True).font.superscript = True
        if isinstance(text, ParagraphStyle):
            text.base_style, text.font.size = styles["Normal"], Pt(8)
            text.paragraph_format.space_after = Pt(1)
        settings = document.settings.element
        # The two rules above the notes, which the settings must name.
        rules = _child(settings, "w:footnotePr", {})
        for number in ("-1", "0"):
            _child(rules, "w:footnote", {"w:id": number})
        settings.find(qn("w:compat")).addprevious(rules)

    def cite(self, paragraph: Paragraph, number: int) -> None:
        """The mark of a quote's note at the end of a paragraph."""
        name = f"note_{number}"
        if number in self._made:
            field = _child(paragraph._p, "w:fldSimple", {"w:instr": f" NOTEREF {name} \\h "})
            field.append(paragraph.add_run(str(number), style=_NOTE_MARK)._r)
            return
        self._made.add(number)
        sign = _mark(paragraph, name, _FIRST_BOOKMARK + number)
        sign.style = _NOTE_MARK
        _child(sign._r, "w:footnoteReference", {"w:id": str(number)})
        note = _child(self.part.element, "w:footnote", {"w:id": str(number)})
        told = Paragraph(cast(CT_P, _child(note, "w:p", {})), self)
        told.style = _NOTE_TEXT
        _child(told.add_run(style=_NOTE_MARK)._r, "w:footnoteRef", {})
        told.add_run(" ")
        quote = self._quotes[number - 1]
        _lead(told, printable(quote.place), {"w:anchor": f"quote_{number}"})
        _style(told, f": {'; '.join(each.short or each.label for each in quote.sources)}")


def _embed(document: Document, name: str, text: str) -> None:
    """Puts data into the file, where programs find it and no reader meets it."""
    root = etree.Element(name)
    root.text = printable(text)
    blob = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    part = Part(PackURI("/customXml/item2.xml"), "application/xml", blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _mark(paragraph: Paragraph, name: str, number: int, text: str = "") -> Run:
    """A text that others jump to; `number` is unique in the file."""
    where = {"w:id": str(number)}
    _child(paragraph._p, "w:bookmarkStart", where | {"w:name": name})
    run = paragraph.add_run(text)
    _child(paragraph._p, "w:bookmarkEnd", where)
    return run


def _lead(paragraph: Paragraph, text: str, place: Mapping[str, str]) -> Run:
    """A text that leads to a mark, which is an anchor, or out of the file."""
    run = paragraph.add_run(text)
    run.font.color.rgb = _BLUE
    _child(paragraph._p, "w:hyperlink", {**place, "w:history": "1"}).append(run._r)
    return run


def _child(parent: etree._Element, tag: str, attributes: Mapping[str, str]) -> etree._Element:
    return etree.SubElement(parent, qn(tag), {qn(name): value for name, value in attributes.items()})
