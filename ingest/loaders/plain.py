"""Plain text: paragraphs at blank lines, lists at bullets, headings where a short line stands before a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from ingest.frontmatter import Meta
from ingest.loaders.characters import decode, unwrap, width
from ingest.loaders.furniture import MOST_CHARACTERS, Unit, furniture
from ingest.loaders.parts import Loaded, Part

_PARAGRAPH_END = re.compile(r"\n(?:[ \t]*\n)+")
_ITEM = re.compile(r"[ \t]*(?:[-*•‣◦▪·]|(?P<number>\d{1,3})[.)、])[ \t]+(?=\S)")
_BYLINE = re.compile(
    r"(?i:authors?|by|作者)\s*[:：]\s*([^,;，；|]{2,60})|(?i:by)\s+((?:[A-Z][\w.'’-]*[ ,]*(?:and )?){2,6})$"
)
_LABEL_ENDS = tuple(".,;:!。，；：！、…")
_SENTENCE_ENDS = tuple('.!?。！？…"”')
_LONGEST_HEADING = 100
_SHORTEST_BODY = 80
_WRAPPED = range(45, 130)
_LONGEST_PARAGRAPH = 100_000


def load_text(data: bytes, name: str) -> Loaded:
    """Reads text in any encoding; nothing in it can be damaged, so `name` is needed for no error.

    What surrounds an article that was pasted with its page, comments for example, is marked as left out.
    """
    del name
    text, warnings = decode(data)
    parts: list[Part] = []
    author = None
    kept = 0
    for stretch, following in _with_next(_stretches(text)):
        line = stretch.text.strip()
        if stretch.left_out:
            parts.append(Part(line, "text", left_out=True))
            continue
        byline = _BYLINE.match(line) if author is None and kept < 4 and len(line) < 200 else None
        if byline:
            author = (byline[1] or byline[2]).strip()
        if not byline and _is_heading(line, following, first=not kept):
            parts.append(Part(line, "heading", 2 if kept else 1))
        else:
            parts.extend(_blocks(stretch.text))
        kept += 1
    return Loaded(tuple(parts), Meta(author=author), warnings)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A paragraph, or some of its lines where the others only surround the article."""

    text: str
    left_out: bool = False


def _stretches(text: str) -> Iterator[_Stretch]:
    """The paragraphs of the text; those of one that may be an article cut where furniture begins or ends."""
    if len(text) > MOST_CHARACTERS:
        yield from map(_Stretch, _paragraphs(text))
        return
    paragraphs = list(_paragraphs(text))
    units: list[tuple[int, str]] = []
    for number, paragraph in enumerate(paragraphs):
        lines = paragraph.split("\n")
        is_whole = len(lines) < 2 or (_is_column(lines) and not _sentence_a_line(lines))
        units += [(number, unit) for unit in ([paragraph] if is_whole else lines)]
    nexts = [*paragraphs[1:], ""]
    marks = furniture(
        [
            Unit(
                unit.strip(), _is_heading(unit.strip(), nexts[number], first=not number) and unit == paragraphs[number]
            )
            for number, unit in units
        ]
    )
    judged = zip(units, marks, strict=True)
    for (_, left_out), group in groupby(judged, key=lambda pair: (pair[0][0], pair[1])):
        yield _Stretch("\n".join(unit for (_, unit), _ in group), left_out)


def _with_next(stretches: Iterable[_Stretch]) -> Iterator[tuple[_Stretch, str]]:
    """Each stretch with the text of the next one that is not left out."""
    waiting: list[_Stretch] = []
    for stretch in stretches:
        if not stretch.left_out:
            yield from ((each, stretch.text) for each in waiting)
            waiting.clear()
        waiting.append(stretch)
    yield from ((each, "") for each in waiting)


def _paragraphs(text: str) -> Iterator[str]:
    """One after the other, so that a large file is not held twice; what never ends is parted at a line's end."""
    start = 0
    for end, following in chain((match.span() for match in _PARAGRAPH_END.finditer(text)), ((len(text),) * 2,)):
        while end - start > _LONGEST_PARAGRAPH and (cut := text.find("\n", start + _LONGEST_PARAGRAPH, end)) >= 0:
            yield text[start:cut]
            start = cut + 1
        paragraph = text[start:end]
        if paragraph.strip():
            yield paragraph
        start = following


def _is_heading(line: str, following: str, *, first: bool) -> bool:
    """A short line that is no sentence, before a list or a longer paragraph; the file's first one is its title."""
    if "\n" in line or len(line) > _LONGEST_HEADING or line.endswith(_LABEL_ENDS):
        return False
    letters = [character for character in line if character.isalpha()]
    if not letters or letters[0].islower():
        return False
    starts_list = _ITEM.match(following) is not None
    if _ITEM.match(line) and (starts_list or not line.lstrip()[0].isdigit()):
        return False
    return bool(following) and (first or starts_list or width(following) >= max(2 * width(line), _SHORTEST_BODY))


def _blocks(paragraph: str) -> Iterator[Part]:
    """The paragraph's lists and texts; a list item goes on until the next one begins."""
    lines = paragraph.split("\n")
    first = next((index for index, line in enumerate(lines) if _ITEM.match(line)), len(lines))
    for text in _texts([line.strip() for line in lines[:first]]):
        yield Part(text, "text")
    items: list[list[str]] = []
    for line in lines[first:]:
        match = _ITEM.match(line)
        if match:
            marker = f"{match['number']}." if match["number"] else "-"
            items.append([f"{marker} {line[match.end() :].strip()}"])
        else:
            items[-1].append(line.strip())
    if items:
        yield Part("\n".join(unwrap("\n".join(item)) for item in items), "list")


def _texts(lines: list[str]) -> Iterator[str]:
    """Lines cut to a column's width are one text; others are kept as lines, and a sentence's end also ends the text."""
    if _is_column(lines) and not _sentence_a_line(lines):
        if lines:
            yield unwrap("\n".join(lines))
        return
    number = 0
    groups: list[tuple[int, str]] = []
    for line in lines:
        groups.append((number, line))
        number += line.endswith(_SENTENCE_ENDS)
    for _, group in groupby(groups, key=lambda pair: pair[0]):
        yield "\n".join(line for _, line in group)


def _is_column(lines: Sequence[str]) -> bool:
    return all(width(line) in _WRAPPED for line in lines[:-1])


def _sentence_a_line(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and sum(line.endswith(_SENTENCE_ENDS) for line in lines) > 0.6 * len(lines)
