"""Which lines of a PDF are headings: those that the outline names, else those that are set larger, bold or italic.

Without an outline it is a guess, made carefully: a heading that is missed costs little, a paragraph taken for one is
lost from its section.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.loaders.pdf.layout import BULLET, Group, is_figures
from ingest.loaders.pdf.lines import Line

_LONGEST = 160
_MOST_LINES = 5
_LARGER = 1.12
_A_LITTLE_LARGER = 1.05
_MOST_HEADING_TEXT = 0.15
_SHORTEST_PROSE = 60
_DEEPEST = 6
_CAPTION = re.compile(
    r"(?:figure|fig|table|chart|exhibit)s?\b\.?\s*\d|(?:sources?|notes?)\s*[:：]|[图表]\s*\d|"
    r"[(（](?![\d一二三四五六七八九十]{1,2}[)）])",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(r"[.,;。，；、]$|\b(?:the|of|and|a|an|to|in|for|or)$|[$€£¥]\s?\d|\d{5}|…", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the outline: its title, its depth (1 is the outermost) and its 1-based page if it has one."""

    title: str
    level: int
    page: int | None


def outline_marks(lines: Sequence[Line], outline: Sequence[Entry]) -> dict[int, int]:
    """For each line that is (a part of) an outline entry's title on its page or the next one: the entry's number."""
    pages: defaultdict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        pages[line.page].append(index)
    marks: dict[int, int] = {}
    for number, entry in enumerate(outline):
        wanted = _key(entry.title)
        near = [index for page in (entry.page, entry.page + 1) for index in pages[page]] if entry.page else []
        for start in range(len(near) if wanted else 0):
            run = _run_with(lines, near[start : start + _MOST_LINES], wanted)
            if run and not any(index in marks for index in run):
                marks |= dict.fromkeys(run, number)
                break
    return marks


def heading_levels(groups: Sequence[Group], outline: Sequence[Entry]) -> dict[int, int]:
    """The level of each group that is a heading, by its index. An outline that fits the text is believed alone."""
    named = {
        index: min(outline[group.mark].level, _DEEPEST) for index, group in enumerate(groups) if group.mark is not None
    }
    fits = len(named) >= max(3, 0.4 * len(outline))
    return _with_body(groups, named if fits else _guessed(groups) | named)


def _run_with(lines: Sequence[Line], indices: Sequence[int], wanted: str) -> list[int]:
    """The first of the lines that together have exactly the wanted text; none where they don't."""
    text = ""
    for position, index in enumerate(indices):
        text += _key(lines[index].text)
        if text == wanted:
            return list(indices[: position + 1])
        if not wanted.startswith(text):
            break
    return []


def _guessed(groups: Sequence[Group]) -> dict[int, int]:
    """Groups set larger than the body, or emphasised right before a paragraph; the larger, the higher their level."""
    characters: Counter[float] = Counter()
    for group in groups:
        characters[group.size] += len(group.text)
    if not characters:
        return {}
    body = characters.most_common(1)[0][0]
    most = _MOST_HEADING_TEXT * characters.total()
    classes: dict[int, float] = {}
    for index, group in enumerate(groups):
        if not _can_be_heading(group):
            continue
        before_text = index + 1 < len(groups) and _is_prose(groups[index + 1], body)
        if group.size >= _LARGER * body or (group.size >= _A_LITTLE_LARGER * body and before_text):
            classes[index] = round(group.size)
        elif group.emphasis and group.size >= 0.95 * body and before_text and len(group.lines) <= 2:
            classes[index] = group.emphasis / 10
    lengths: Counter[float] = Counter()
    for index, size in classes.items():
        lengths[size] += len(groups[index].text)
    ranks = {size: rank for rank, size in enumerate(sorted(lengths, reverse=True), 1)}
    return {index: min(ranks[size], _DEEPEST) for index, size in classes.items() if lengths[size] < most}


def _can_be_heading(group: Group) -> bool:
    text = group.text
    letters = sum(character.isalpha() for character in text)
    if letters < 2 or letters < 0.4 * len(text) or len(text) > _LONGEST or len(group.lines) > _MOST_LINES:
        return False
    if BULLET.match(text) or is_figures(group.lines[-1]) or _NO_HEADING.search(text) or _CAPTION.match(text):
        return False
    return not next(character for character in text if character.isalpha()).islower()


def _is_prose(group: Group, body: float) -> bool:
    return group.emphasis < 2 and group.size >= 0.8 * body and (len(group.text) >= _SHORTEST_PROSE or group.is_item)


def _with_body(groups: Sequence[Group], levels: Mapping[int, int]) -> dict[int, int]:
    """Only the headings under which text stands: the others are text themselves, or no search would find them."""
    kept: dict[int, int] = {}
    needed = 0
    for index in range(len(groups) - 1, -1, -1):
        level = levels.get(index)
        if level is None:
            needed = _DEEPEST + 1
        elif level < needed:
            kept[index] = needed = level
    return kept


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
