"""Word documents: mammoth makes HTML of them, which is walked like any page.

Left out: pictures, headers and footers of the pages, comments, and (with a warning) formulas, charts and diagrams.
Nothing outside of the file is ever opened.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from io import BytesIO
from xml.parsers import expat

import mammoth
from lxml import etree

from ingest.frontmatter import Meta, year_in
from ingest.loaders.office.archives import opened, xml_members
from ingest.loaders.parts import Loaded, Part
from ingest.loaders.web.markup import visible_tree
from ingest.loaders.web.tree import parts_of
from rag.base.errors import FileProblem

_CORE = "docProps/core.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_BACK_TO_TEXT = re.compile(r"#(?:footnote|endnote)-ref-\d+$")


def load_docx(data: bytes, name: str) -> Loaded:
    """Reads a DOCX.

    Raises FileProblem for one that is damaged, that unpacks to too much, or that defines XML entities.
    """
    with opened(data, name, "Word document") as archive:
        lost = _lost(archive, name)
        meta = _meta(archive)
        html = mammoth.convert_to_html(
            BytesIO(data), convert_image=_without_pictures, include_embedded_style_map=False
        ).value
    parts = _parts(html, name)
    titled = any(part.level == 1 for part in parts)
    meta = Meta(title=None if titled else meta.title, author=meta.author, year=meta.year)
    return Loaded(parts, meta, (f"left out: {lost}",) if lost else ())


def _without_pictures(_: object) -> list[object]:
    """Takes the place of mammoth's own handler, which would open the picture."""
    return []


def _parts(html: str, name: str) -> tuple[Part, ...]:
    tree = visible_tree(html, name)
    for link in list(tree.iter("a")):
        if _BACK_TO_TEXT.match(link.get("href", "")):
            link.drop_tree()
    return tuple(parts_of(tree))


def _lost(archive: zipfile.ZipFile, name: str) -> str:
    """What mammoth will leave out, in words."""
    found: Counter[str] = Counter()
    for member in xml_members(archive):
        found["formulas"] += _formulas(archive.read(member), name)
        found["charts"] += re.match(r"word/charts/chart\d*\.xml$", member.filename) is not None
        found["diagrams"] += re.match(r"word/diagrams/data\d*\.xml$", member.filename) is not None
    return ", ".join(f"{count} {what}" for what, count in found.items() if count)


def _formulas(xml: bytes, name: str) -> int:
    """How many formulas the part holds.

    Word writes no document types; one that is there defines entities, to open files or to fill the memory.
    """
    formulas = 0

    def refuse(*_: object) -> None:
        raise FileProblem(f"{name!r} defines XML entities, which no Word document does: open and save it again in Word")

    def count(tag: str, _: object) -> None:
        nonlocal formulas
        formulas += tag.endswith(":oMath")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = count
    parser.Parse(xml, True)
    return formulas


def _meta(archive: zipfile.ZipFile) -> Meta:
    """Title, author and year from the document's properties."""
    if _CORE not in archive.namelist():
        return Meta()
    root = etree.fromstring(archive.read(_CORE), parser=etree.XMLParser(resolve_entities=False, no_network=True))
    changed = root.findtext(f"{_TERMS}modified") or root.findtext(f"{_TERMS}created")
    return Meta(
        title=root.findtext(f"{_DC}title") or None,
        author=root.findtext(f"{_DC}creator") or None,
        year=year_in(changed),
    )
