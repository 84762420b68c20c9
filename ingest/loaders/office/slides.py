"""Slides: what stands on each, its title as a heading, its number as the page; then what the speaker noted.

Left out: pictures, charts and diagrams, which are counted in a warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO

from pptx import Presentation
from pptx.exc import PackageNotFoundError, PythonPptxError
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.shapes.picture import Picture
from pptx.slide import Slide
from pptx.table import Table
from pptx.text.text import TextFrame

from ingest.frontmatter import Meta
from ingest.loaders.characters import in_one_line
from ingest.loaders.office.archives import opened
from ingest.loaders.parts import Loaded, Part
from ingest.loaders.tables import markdown_rows
from rag.base.errors import FileProblem


def load_pptx(data: bytes, name: str) -> Loaded:
    """Reads a presentation slide by slide. Raises FileProblem for one that is damaged."""
    parts: list[Part] = []
    lost: Counter[str] = Counter()
    with opened(data, name, "presentation"):
        try:
            show = Presentation(BytesIO(data))
        except (PackageNotFoundError, PythonPptxError) as error:
            raise FileProblem(f"{name!r} is a damaged presentation ({error}): open and save it again") from error
        for number, slide in enumerate(show.slides, 1):
            parts += _slide(slide, number, lost)
        about = show.core_properties
        meta = Meta(title=about.title or None, author=about.author or None, year=about.modified and about.modified.year)
    left = ", ".join(f"{count} {what}" for what, count in lost.items())
    return Loaded(tuple(parts), meta, (f"left out: {left}",) if left else ())


def _slide(slide: Slide, number: int, lost: Counter[str]) -> Iterator[Part]:
    title = slide.shapes.title
    if title is not None and title.has_text_frame and (text := in_one_line(title.text_frame.text)):
        yield Part(text, "heading", 1 if number == 1 else 2, number)
    own = title.shape_id if title is not None else None
    for shape in _flat(slide.shapes):
        if shape.shape_id != own:
            yield from _shape(shape, number, lost)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame):
        yield from _frame(frame, number)


def _flat(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    """The shapes, those of groups one by one."""
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _flat(shape.shapes)
        else:
            yield shape


def _shape(shape: BaseShape, number: int, lost: Counter[str]) -> Iterator[Part]:
    if isinstance(shape, Picture):
        lost["pictures"] += 1
    elif isinstance(shape, GraphicFrame) and shape.has_table:
        yield Part("\n".join(markdown_rows(_grid(shape.table))), "table", page=number)
    elif isinstance(shape, GraphicFrame):
        lost["charts and diagrams"] += 1
    elif shape.has_text_frame and hasattr(shape, "text_frame"):
        yield from _frame(shape.text_frame, number)


def _frame(frame: TextFrame, number: int) -> Iterator[Part]:
    """A text box: a list where it has several paragraphs, deeper ones indented."""
    lines = [("  " * paragraph.level, in_one_line(paragraph.text)) for paragraph in frame.paragraphs]
    filled = [(indent, text) for indent, text in lines if text]
    if len(filled) == 1:
        yield Part(filled[0][1], "text", page=number)
    elif filled:
        yield Part("\n".join(f"{indent}- {text}" for indent, text in filled), "list", page=number)


def _grid(table: Table) -> list[list[str]]:
    """The cells, a merged one's text in each place that it takes."""
    grid = [[in_one_line(cell.text) for cell in row.cells] for row in table.rows]
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells.cells):
            if cell.is_merge_origin:
                for down in range(cell.span_height):
                    for across in range(cell.span_width):
                        grid[row + down][column + across] = in_one_line(cell.text)
    return grid
