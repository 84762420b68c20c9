"""Texts in archives of XML: OpenDocument made into HTML, and EPUB, which is HTML; both are walked like any page.

Left out: pictures, comments, tracked deletions, a book's own table of contents.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree
from lxml.html import Element, HtmlElement, tostring

from ingest.frontmatter import Meta, year_in
from ingest.loaders.characters import decode
from ingest.loaders.office.archives import opened, parsed
from ingest.loaders.parts import Loaded, Part
from ingest.loaders.web.markup import visible_tree
from ingest.loaders.web.tree import parts_of
from rag.base.errors import FileProblem

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_TAGS = {
    f"{_TEXT}p": "p",
    f"{_TEXT}list": "ul",
    f"{_TEXT}list-item": "li",
    f"{_TEXT}list-header": "li",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-header-rows": "thead",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
    f"{_TEXT}line-break": "br",
}
_DROPPED = frozenset((f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_TABLE}covered-table-cell"))
_SPANS = {f"{_TABLE}number-columns-spanned": "colspan", f"{_TABLE}number-rows-spanned": "rowspan"}
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES = ("application/xhtml+xml", "text/html")


def load_odt(data: bytes, name: str) -> Loaded:
    """Reads an OpenDocument text. Raises FileProblem for one that is damaged or locked by a password."""
    with opened(data, name, "OpenDocument text") as archive:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise FileProblem(f"{name!r} is locked by a password: save a copy without one")
        body = parsed(archive, "content.xml").find(f"{_OFFICE}body/{_OFFICE}text")
        if body is None:
            raise FileProblem(f"{name!r} is an OpenDocument file without text (a drawing?): save it as PDF")
        page = Element("body")
        _copy(body, page)
        for note in body.iter(f"{_TEXT}note-body"):
            _copy(note, page)
        meta = _meta(parsed(archive, "meta.xml")) if "meta.xml" in archive.namelist() else Meta()
        tree = visible_tree(tostring(page, encoding="unicode"), name)
    parts = parts_of(tree)
    titled = any(part.level == 1 for part in parts)
    return Loaded(tuple(parts), replace(meta, title=None) if titled else meta)


def load_epub(data: bytes, name: str) -> Loaded:
    """Reads a book's chapters in their order. Raises FileProblem for one that is damaged or protected."""
    with opened(data, name, "EPUB book") as archive:
        if _is_protected(archive):
            raise FileProblem(
                f"{name!r} is protected (DRM), so that only its shop's own program can read it: get a copy without"
            )
        container = parsed(archive, "META-INF/container.xml")
        package = next(str(each.get("full-path")) for each in container.iter("{*}rootfile"))
        about = parsed(archive, package)
        parts: list[Part] = []
        for member in _chapters(about, posixpath.dirname(package)):
            text, _ = decode(archive.read(member), "utf-8")
            parts += parts_of(visible_tree(text.partition("?>")[2] if text.startswith("<?xml") else text, name))
        meta = _meta(about)
    return Loaded(tuple(parts), meta)


def _copy(source: etree._Element, target: HtmlElement) -> None:
    """Puts what OpenDocument's elements hold into elements of HTML; those that HTML lacks give their words alone."""
    _add(target, source.text)
    for child in source:
        if isinstance(child.tag, str) and child.tag not in _DROPPED:
            _element(child, target)
        _add(target, child.tail)


def _element(child: etree._Element, target: HtmlElement) -> None:
    tag = _TAGS.get(str(child.tag))
    if child.tag == f"{_TEXT}h":
        tag = f"h{min(int(child.get(f'{_TEXT}outline-level') or 1), 6)}"
    if child.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
        _add(target, " ")
    elif tag is None:
        _copy(child, target)
    else:
        made = Element(tag, {html: child.get(odf) or "1" for odf, html in _SPANS.items() if child.get(odf)})
        target.append(made)
        _copy(child, made)


def _add(target: HtmlElement, text: str | None) -> None:
    if not text:
        return
    if len(target):
        target[-1].tail = f"{target[-1].tail or ''}{text}"
    else:
        target.text = f"{target.text or ''}{text}"


def _is_protected(archive: zipfile.ZipFile) -> bool:
    """Whether more than the book's fonts is encrypted."""
    names = archive.namelist()
    if "META-INF/rights.xml" in names:
        return True
    if "META-INF/encryption.xml" not in names:
        return False
    methods = [
        str(each.get("Algorithm")) for each in parsed(archive, "META-INF/encryption.xml").iter("{*}EncryptionMethod")
    ]
    return any(method not in _FONTS for method in methods)


def _chapters(package: etree._Element, folder: str) -> Iterator[str]:
    """The members that are read one after the other, without the table of contents."""
    items = {str(item.get("id")): item for item in package.iter(f"{_OPF}item")}
    for entry in package.iter(f"{_OPF}itemref"):
        item = items.get(str(entry.get("idref")))
        if item is None or item.get("media-type") not in _PAGES:
            continue
        if "nav" not in str(item.get("properties") or "").split() and entry.get("linear") != "no":
            yield posixpath.normpath(posixpath.join(folder, unquote(str(item.get("href")))))


def _meta(about: etree._Element) -> Meta:
    """Title, author, publisher and year as Dublin Core names them."""
    said = {name: next((each.text for each in about.iter(f"{_DC}{name}") if each.text), None) for name in _NAMES}
    return Meta(title=said["title"], author=said["creator"], publisher=said["publisher"], year=year_in(said["date"]))


_NAMES = ("title", "creator", "publisher", "date")
