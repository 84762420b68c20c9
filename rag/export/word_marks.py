"""What python-docx has no words for: bookmarks, jumps to them, links to the web, and quiet tables."""

from __future__ import annotations

from collections.abc import Mapping

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

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
