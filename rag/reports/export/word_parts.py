"""What a DOCX needs and python-docx does not make: bookmarks, jumps, links, real footnotes, data beside the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.paragraph import CT_P
from docx.parts.story import StoryPart
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from rag.base.printable import printable

SMALL = Pt(9)
TABLE = "Table Grid"
_NOTE = Pt(8)
_NOTE_TEXT, _NOTE_MARK = "footnote text", "footnote reference"
_BLUE = RGBColor.from_string("0B57A4")
_LINE, _SHADE = "C6C6CC", "F1F1F4"
_FIRST_BOOKMARK = 1_000_000  # beyond the numbers of all others
_EMPTY = f"""<w:footnotes {nsdecls("w", "r")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


class Footnoted:
    """A document with footnotes, which `notes` write in the order of their numbers, from 1.

    A number that is cited again refers to the note that it has, and stays right when others are added before it.
    """

    def __init__(self, document: Document, notes: Sequence[Callable[[Paragraph], None]]) -> None:
        self.document = document
        self._notes = notes
        self._made: set[int] = set()
        name = PackURI("/word/footnotes.xml")
        self._part = StoryPart(name, CONTENT_TYPE.WML_FOOTNOTES, parse_xml(_EMPTY), document.part.package)
        if notes:
            document.part.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)
            self._prepare()

    @property
    def part(self) -> StoryPart:
        """The part of the file that holds the notes."""
        return self._part

    def cite(self, paragraph: Paragraph, number: int) -> None:
        """The mark of a note at the end of a paragraph."""
        name = f"note_{number}"
        if number in self._made:
            field = child(paragraph._p, "w:fldSimple", {"instr": f" NOTEREF {name} \\h "})
            run = paragraph.add_run(str(number), style=_NOTE_MARK)
            field.append(run._r)
            return
        self._made.add(number)
        where = {"id": str(_FIRST_BOOKMARK + number)}
        child(paragraph._p, "w:bookmarkStart", where | {"name": name})
        child(paragraph.add_run(style=_NOTE_MARK)._r, "w:footnoteReference", {"id": str(number)})
        child(paragraph._p, "w:bookmarkEnd", where)
        note = child(self._part.element, "w:footnote", {"id": str(number)})
        told = Paragraph(cast(CT_P, child(note, "w:p", {})), self)
        told.style = _NOTE_TEXT
        child(told.add_run(style=_NOTE_MARK)._r, "w:footnoteRef", {})
        told.add_run(" ")
        self._notes[number - 1](told)

    def _prepare(self) -> None:
        """The styles of notes, and the two rules above them, which the settings must name."""
        styles = self.document.styles
        text = styles.add_style(_NOTE_TEXT, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        mark_style = styles.add_style(_NOTE_MARK, WD_STYLE_TYPE.CHARACTER, builtin=True)
        mark_style.font.superscript = True
        if isinstance(text, ParagraphStyle):
            text.base_style, text.font.size = styles["Normal"], _NOTE
            text.paragraph_format.space_after = Pt(1)
        settings = self.document.settings.element
        rules = child(settings, "w:footnotePr", {})
        for number in ("-1", "0"):
            child(rules, "w:footnote", {"id": number})
        settings.find(qn("w:compat")).addprevious(rules)


def embed(document: Document, name: str, text: str) -> None:
    """Puts data into the file, where programs find it and no reader meets it."""
    root = etree.Element(name)
    root.text = printable(text)
    blob = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    part = Part(PackURI("/customXml/item2.xml"), "application/xml", blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


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
    for border in document.styles[TABLE].element.iterfind(f".//{qn('w:tblBorders')}/*"):
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
