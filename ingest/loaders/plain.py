"""Plain text: paragraphs at blank lines, lists at bullets, headings where a short line stands before a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, groupby, pairwise

from ingest.frontmatter import Meta
from ingest.loaders.characters import HAN, decode, unwrap
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
_WIDEST = 1000


def load_text(data: bytes, name: str) -> Loaded:
    """Reads text in any encoding; nothing in it can be damaged, so `name` is needed for no error."""
    del name
    text, warnings = decode(data)
    parts: list[Part] = []
    author = None
    for paragraph, following in pairwise(chain(_paragraphs(text), ("",))):
        line = paragraph.strip()
        byline = _BYLINE.match(line) if author is None and len(parts) < 4 and len(line) < 200 else None
        if byline:
            author = (byline[1] or byline[2]).strip()
        if not byline and _is_heading(line, following, first=not parts):
            parts.append(Part(line, "heading", 2 if parts else 1))
        else:
            parts.extend(_blocks(paragraph))
    return Loaded(tuple(parts), Meta(author=author), warnings)


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
    return bool(following) and (first or starts_list or _width(following) >= max(2 * _width(line), _SHORTEST_BODY))


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
    if all(_width(line) in _WRAPPED for line in lines[:-1]) and not _sentence_a_line(lines):
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


def _sentence_a_line(lines: list[str]) -> bool:
    return len(lines) > 1 and sum(line.endswith(_SENTENCE_ENDS) for line in lines) > 0.6 * len(lines)


def _width(text: str) -> int:
    """How many columns it takes, as far as that matters: a Chinese character is two wide."""
    text = text[:_WIDEST]
    return len(text) + len(re.findall(f"[{HAN}]", text))


__all__ = ["load_text"]
