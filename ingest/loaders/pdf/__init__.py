"""PDF: the text layer page by page, with headings, tables, page numbers and what the file says about itself.

Left out: pictures, fields of forms, annotations, attachments. A page without a text layer is read by OCR where that is
installed, and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise

from pypdf import PdfReader, apply_configuration
from pypdf.generic import Destination

from ingest.frontmatter import Meta, year_in
from ingest.loaders.assembly import readable
from ingest.loaders.characters import HAN, clean, in_one_line
from ingest.loaders.parts import Loaded, Part
from ingest.loaders.pdf.headings import Entry, heading_levels, outline_marks
from ingest.loaders.pdf.layout import BULLET, Group, groups_of, paragraph, vocabulary, without_running_lines
from ingest.loaders.pdf.pages import FAILURES, read_pages
from ingest.loaders.pdf.tables import Found, joined, table_of, take_tables
from ingest.loaders.quiet import quiet
from rag.base.errors import FileProblem

_ARRAY_ELEMENTS = 2_000_000
_JUNK_TITLE = re.compile(
    r"\W*$|(?:untitled|document|slide|presentation|title|powerpoint presentation)\W*\d*$|microsoft (?:word|powerpoint)|"
    r".*\.(?:docx?|pdf|indd|qxd|pptx?|xlsx?|tex|dvi|rtf|odt|ai|cdr|fm|html?)$",
    re.IGNORECASE,
)
_PRINTED_PAGE = re.compile(r"skia|chrome|firefox|wkhtmltopdf|headless", re.IGNORECASE)
_REPAIR = re.compile(r"EOF marker not found|truncated|rebuild|incorrect startxref|Object \d+ \d+ found")
_TITLE_SIZE = 1.25
_LONGEST_TITLE = 200


def load_pdf(data: bytes, name: str) -> Loaded:
    """Reads a PDF whose pages have a text layer, or are pictures of text where tesseract is installed.

    Raises FileProblem for one that is damaged, locked by a password, without pages or without any text.
    """
    with quiet("pypdf") as messages, apply_configuration(array_maximum_element_count=_ARRAY_ELEMENTS):
        reader = _open(data, name)
        pages, seen, warnings = read_pages(reader.pages, name, data)
        outline, meta = _outline(reader), _meta(reader)
        pages, tables, late = take_tables(data, pages, reader.pages)
    if any(_REPAIR.search(message) for message in messages):
        warnings += ("it is damaged and was repaired while reading, so some of its text may be missing",)
    lines = joined(without_running_lines(pages), tables)
    groups = groups_of(lines, outline_marks(lines, outline))
    levels = heading_levels(groups, outline)
    first = next((part.text for part in seen if part.kind == "heading" and not groups), None)
    title = _title(meta.title, [group for group in groups if not table_of(group.text, tables)]) or first
    words = vocabulary(lines)
    parts = tuple(sorted([*_parts(groups, levels, words, tables), *seen], key=lambda part: part.page or 0))
    return Loaded(parts, Meta(title=title or readable(name), author=meta.author, year=meta.year), warnings + late)


def _open(data: bytes, name: str) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileProblem(f"{name!r} is locked by a password: save a copy without one")
        if not len(reader.pages):
            raise FileProblem(f"{name!r} has no pages: export it again")
    except NotImplementedError as error:
        raise FileProblem(
            f"{name!r} is encrypted in a way that can't be read ({error}): save a copy without it"
        ) from error
    except FAILURES as error:
        raise FileProblem(f"{name!r} is a damaged PDF ({error}): open it in a PDF program and save it again") from error
    return reader


def _outline(reader: PdfReader) -> list[Entry]:
    """The outline's entries from top to bottom; a damaged outline is none."""
    try:
        return list(_entries(reader, reader.outline, 1))
    except (*FAILURES, RecursionError):
        return []


def _entries(reader: PdfReader, outline: Sequence[object], level: int) -> Iterator[Entry]:
    for item in outline:
        if isinstance(item, list):
            yield from _entries(reader, item, level + 1)
        elif isinstance(item, Destination) and item.title:
            page = reader.get_destination_page_number(item)
            yield Entry(clean(str(item.title)), level, None if page is None or page < 0 else page + 1)


def _meta(reader: PdfReader) -> Meta:
    """Title, author and year as the file's properties give them, without those that programs fill in by themselves."""
    try:
        info = reader.metadata
        if info is None:
            return Meta()
        title, author = map(in_one_line, (info.title, info.author))
        printed = _PRINTED_PAGE.search(f"{info.producer} {info.creator}")
        year = None if printed else year_in(str(info.creation_date_raw or "").removeprefix("D:")[:4])
    except FAILURES:
        return Meta()
    has_title = sum(character.isalpha() for character in title) > 2 and not _JUNK_TITLE.match(title)
    return Meta(title=title if has_title else None, author=author or None, year=year)


def _title(named: str | None, groups: Sequence[Group]) -> str | None:
    """The title of the file's properties where it has two words; else the largest words of the first page."""
    if named and (" " in named or re.search(f"[{HAN}]", named)):
        return named
    sizes = sorted(group.size for group in groups)
    first = [group for group in groups if group.page == groups[0].page]
    largest = max((group.size for group in first), default=0.0)
    if not groups or largest < _TITLE_SIZE * sizes[len(sizes) // 2]:
        return named
    title = " ".join(group.text for group in first if group.size >= 0.95 * largest)
    return title if 3 < len(title) <= _LONGEST_TITLE else named


def _parts(
    groups: Sequence[Group], levels: dict[int, int], words: frozenset[str], tables: Sequence[Found]
) -> Iterator[Part]:
    items: list[str] = []
    page = 0
    for index, group in enumerate(groups):
        is_item = index not in levels and group.is_item
        if items and (not is_item or group.page != page):
            yield Part("\n".join(items), "list", page=page)
            items = []
        if table := table_of(group.text, tables):
            rows, breaks = table.markdown()
            yield Part(rows, "table", page=table.page, breaks=breaks)
        elif index in levels:
            yield Part(group.text, "heading", levels[index], group.page)
        elif is_item:
            page = group.page
            items.append("- " + BULLET.sub("", paragraph(group.lines, words), count=1))
        else:
            text = paragraph(group.lines, words)
            yield Part(text, "text", page=group.page, breaks=tuple(_breaks(group, text)))
    if items:
        yield Part("\n".join(items), "list", page=page)


def _breaks(group: Group, text: str) -> Iterator[tuple[int, int]]:
    """Where in the group's text its later pages begin; a line loses at most a hyphen when it is joined to the next."""
    least = 0
    for before, line in pairwise(group.lines):
        least += len(before.text) - 1
        at = text.find(line.text.removesuffix("-"), least) if line.page != before.page else -1
        if at > 0:
            yield at, line.page
