"""Small files in every format, built here so that no test depends on a sample from elsewhere."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from ingest.loaders import load
from rag.base.types import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
STYLES = (
    f'<?xml version="1.0"?><w:styles xmlns:w="{W}">'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style></w:styles>'
)
PICTURE = b"q 100 0 0 100 72 300 cm /Im1 Do Q\n"


@dataclass(frozen=True)
class Text:
    """Words of a page in Helvetica, from the lower left corner of their first letter, in points."""

    words: str
    y: float
    x: float = 72
    size: float = 10
    bold: bool = False


def lines(*words: str, top: float = 700, size: float = 10, x: float = 72, step: float = 12) -> list[Text]:
    """Lines below each other."""
    return [Text(word, top - index * step, x, size) for index, word in enumerate(words)]


def pdf(
    pages: Sequence[Sequence[Text]],
    info: Mapping[str, str] | None = None,
    pictures: Sequence[int] = (),
    drawings: Sequence[str] = (),
) -> bytes:
    """A PDF 1.4 of letter pages; `pictures` are the indices of pages that show an image, `drawings` what pages draw."""
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        image + b"\nstream\n0\nendstream",
    ]
    kids = []
    for number, page in enumerate(pages):
        content = b"".join(_shown(text) for text in page) + (PICTURE if number in pictures else b"")
        content += drawings[number].encode() if drawings else b""
        objects.append(b"<< /Length %d >>\nstream\n%bendstream" % (len(content), content))
        resources = b"/Font << /F1 3 0 R /F2 4 0 R >>" + (b" /XObject << /Im1 5 0 R >>" if number in pictures else b"")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << %b >> /Contents %d 0 R >>"
            % (resources, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    pairs = b" ".join(b"/%b (%b)" % (key.encode(), _escaped(value)) for key, value in (info or {}).items())
    objects.append(b"<< %b >>" % pairs)
    return _written(objects)


def with_outline(data: bytes, entries: Sequence[tuple[str, int]]) -> bytes:
    """The PDF with an outline of (title, 0-based page) entries; a title with a space before it is one level deeper."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    parent = None
    for title, page in entries:
        deeper = title.startswith(" ")
        item = writer.add_outline_item(title=title.strip(), page_number=page, parent=parent if deeper else None)
        parent = parent if deeper else item
    return written(writer)


def locked(data: bytes, user: str) -> bytes:
    """The PDF encrypted with AES, to be opened with the password `user`."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """The bytes that the writer writes."""
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def docx(body: str, extra: Mapping[str, str] | None = None, *, prolog: str = '<?xml version="1.0"?>') -> bytes:
    """A DOCX with the given XML inside of `w:body`; `extra` are further members of the archive."""
    document = (
        f'{prolog}<w:document xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        f"<w:body>{body}</w:body></w:document>"
    )
    members = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document, **(extra or {})}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def p(text: str, style: str = "") -> str:
    """A paragraph of a DOCX."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def loaded(folder: Path, name: str, data: bytes | str) -> Document:
    """What `load` makes of a file with this name and content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return load(path, folder)


def texts(document: Document) -> list[str]:
    """The blocks' texts; every block has to be the slice of the document that its offsets name."""
    for block in document.blocks:
        assert document.text[block.start : block.end] == block.text
    return [block.text for block in document.blocks]


def _shown(text: Text) -> bytes:
    font = b"F2" if text.bold else b"F1"
    return b"BT /%b %g Tf 1 0 0 1 %g %g Tm (%b) Tj ET\n" % (font, text.size, text.x, text.y, _escaped(text.words))


def _escaped(text: str) -> bytes:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")


def _written(objects: Sequence[bytes]) -> bytes:
    out, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R >>" % (len(objects) + 1, len(objects))
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(out))
