"""Small files that grow without measure when they are read: each made here, of any size."""

from __future__ import annotations

import zipfile
from io import BytesIO

from tests.ingest.loaders.files import RELATIONS, TYPES, W


def empty_paragraphs(number: int) -> bytes:
    """A DOCX of one word and so many empty paragraphs, which packs to next to nothing."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        start = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>Coal.</w:t></w:r></w:p>'
        archive.writestr("word/document.xml", start + "<w:p/>" * number + "</w:body></w:document>")
    return buffer.getvalue()


def calling_forms(depth: int, calls: int = 10) -> bytes:
    """A PDF whose page draws a form that draws the next one `calls` times, and so on: `calls ** depth` words."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
        b"/Resources << /XObject << /F 6 0 R >> >> /Contents 5 0 R >>",
        _stream(b"", b"/F Do\n"),
    ]
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /F %d 0 R >> >>"
    for number in range(7, depth + 7):
        objects.append(_stream(form % number, b"/F Do\n" * calls))
    last = form.partition(b" /Resources")[0] + b" /Resources << /Font << /F1 3 0 R >> >>"
    objects.append(_stream(last, b"BT /F1 10 Tf 72 700 Td (coal was mined) Tj ET\n"))
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table) + end


def links(number: int) -> bytes:
    """A page of so many links."""
    return b"<html><body><p>Coal was mined.</p>" + b'<a href="x">y</a> ' * number + b"</body></html>"


def attributes(number: int) -> bytes:
    """A page one of whose elements has so many attributes."""
    names = b" ".join(b"a%d=1" % index for index in range(number))
    return b"<html><body><p " + names + b">Coal was mined.</p></body></html>"


def open_emphasis(number: int) -> bytes:
    """Markdown that opens emphasis so many times and never ends it."""
    return b"**a " * number


def one_line(size: int) -> bytes:
    """So many bytes of words in one line without an end."""
    return (b"coal was mined here and " * (size // 24 + 1))[:size]


def numbers(number: int) -> bytes:
    """`1,` so many times, in one line."""
    return b"1," * number


def prose(size: int) -> bytes:
    """So many bytes of ordinary text: paragraphs of some sentences, and a heading now and then."""
    sentence = b"The city of number %d had mined coal for decades, until its seams were exhausted. "
    paragraphs = []
    length = index = 0
    while length < size:
        heading = b"Part %d\n\n" % index if index % 20 == 0 else b""
        paragraphs.append(heading + b"".join(sentence % (index * 7 + each) for each in range(6)).strip())
        length += len(paragraphs[-1]) + 2
        index += 1
    return b"\n\n".join(paragraphs)[:size]


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<< %b /Length %d >>\nstream\n%bendstream" % (entries, len(content), content)
