"""What stands around an article on a page, or in what is pasted from one: menus, buttons, other articles, comments.

In come the units of a text in reading order (lines or paragraphs), out go those that are no part of it. It is told by
shape (short lines, links, the same few lines in each comment) together with what such lines say, which stands as data.
Nothing is dropped here: loaders mark the units, and what is marked is stored but gets into no passage. Left out:
finding the article in the elements of a page, which trafilatura does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.loaders.characters import width
from rag.language.lexicon import pattern, words

MOST_CHARACTERS = 400_000
"""A longer text is no article with something around it."""

_PROSE = 80
_BODY = 600
_LONGEST_NOTICE = 400
_LONGEST_LABEL = 200
_LONGEST_NAME = 40
_LINKED = 0.7
_MOST_TITLES = 12
_MUCH = 3
_LARGE = 0.25
_FAR = 12
_LONGEST_COMMENT = 4  # paragraphs
_FEWEST_MARKS = 3
_TITLE_WORDS = 4
_BYLINES = 8
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’」)\]]*$")
_ITEM = re.compile(r"\s*(?:[-*•‣◦▪·]|\d{1,3}[.)、])\s+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_BETWEEN_WORDS = re.compile(r"\s*[|·•/›»>,]\s*|\s{2,}|\n")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text that is judged as a whole; `linked` is the share of it that leads to other pages."""

    text: str
    is_heading: bool = False
    linked: float = 0.0


def furniture(units: Sequence[Unit]) -> list[bool]:
    """For each unit whether it is furniture; none is where hardly anything else would be left."""
    if sum(len(unit.text) for unit in units) > MOST_CHARACTERS:
        return [False] * len(units)
    kinds = [_kind(unit) for unit in units]
    start = _comments_start(units, kinds)
    marked = [kind not in ("", "comment", "comments") for kind in kinds]
    marked = [mark or index >= start for index, mark in enumerate(marked)]
    for index, kind in enumerate(kinds):
        if kind == "menu" and units[index].is_heading and _has_text(units, index):
            marked[index] = index >= start
        if kind in ("comments", "comment") and not marked[index]:
            marked[index] = kind == "comments" or _is_menu(units[index].text)
        if kind == "related":
            _mark_titles(units, marked, index)
    _mark_outside(units, marked)
    mark_between(units, marked)
    _mark_empty_headings(units, marked)
    left = sum(len(unit.text) for unit, mark in zip(units, marked, strict=True) if not mark)
    return marked if left >= _PROSE else [False] * len(units)


def _kind(unit: Unit) -> str:
    """What kind of furniture a unit is by its own words, nothing where it is none."""
    text = _ITEM.sub("", unit.text, count=1).strip()
    if len(text) > _LONGEST_NOTICE:
        return ""
    if _is_menu(text):
        return "menu"
    linked = max(unit.linked, sum(map(len, _ADDRESS.findall(text))) / max(len(text), 1))
    if linked >= _LINKED and not unit.is_heading and not _is_prose(text):
        return "pointer"
    for kind, longest in _KINDS.items():
        if len(text) <= longest and pattern(f"furniture.{kind}").search(text):
            return kind
    return ""


_KINDS = {
    "comments": _LONGEST_LABEL,
    "related": _LONGEST_LABEL // 2,
    "pointer": _LONGEST_LABEL,
    "comment": _LONGEST_LABEL // 2,
    "author_box": _LONGEST_NOTICE,
    "notice": _LONGEST_NOTICE,
}


def _is_menu(text: str) -> bool:
    """Whether the text holds nothing but entries of menus and names of buttons, three of them or one alone."""
    pieces = (_ITEM.sub("", piece, count=1) for piece in _BETWEEN_WORDS.split(text))
    entries = [piece.strip(" :…+").lower() for piece in pieces if piece.strip(" :…+")]
    known = sum(entry in words("furniture.menu") for entry in entries)
    return bool(entries) and (known == len(entries) or (known >= 3 and 2 * known >= len(entries)))


def _is_prose(text: str) -> bool:
    return width(text) >= _PROSE and _SENTENCE_END.search(text) is not None


def _is_text(unit: Unit) -> bool:
    """Whether it is a paragraph, or as long as two, as a list is."""
    return _is_prose(unit.text) or (unit.linked < _LINKED and width(unit.text) >= 2 * _PROSE)


def _comments_start(units: Sequence[Unit], kinds: Sequence[str]) -> int:
    """Where what readers wrote begins, the number of units where nobody did; from there on nothing is the article's."""
    body = 0
    for index, unit in enumerate(units):
        if body >= _BODY and kinds[index] in ("comments", "comment") and _are_comments(units[index:], kinds[index:]):
            return _first_of_run(units, kinds, index)
        body += width(unit.text) if _is_prose(unit.text) else 0
    return len(units)


def _are_comments(units: Sequence[Unit], kinds: Sequence[str]) -> bool:
    """Whether marks of comments, or readers who speak of what they read, go through all of it."""
    prose = 0
    for unit, kind in zip(units, kinds, strict=True):
        is_mark = kind in ("comment", "comments") or pattern("furniture.voice").search(unit.text)
        prose = 0 if is_mark else prose + _is_prose(unit.text)
        if prose > _LONGEST_COMMENT:
            return False
    return kinds[0] == "comments" or sum(kind in ("comment", "comments") for kind in kinds) >= _FEWEST_MARKS


def _first_of_run(units: Sequence[Unit], kinds: Sequence[str], index: int) -> int:
    """The first of the units right before `index` that comments begin with: a name, or comments above their form."""
    start = index
    while start and _is_comment(units[start - 1]):
        start -= 1
    if start == index and kinds[index] == "comment" and start and _is_name(units[start - 1]):
        start -= 1
    return start


def _is_comment(unit: Unit) -> bool:
    return not unit.is_heading and pattern("furniture.voice").search(unit.text) is not None


def _is_name(unit: Unit) -> bool:
    return len(unit.text) <= _LONGEST_NAME and not _SENTENCE_END.search(unit.text)


def _mark_titles(units: Sequence[Unit], marked: list[bool], index: int) -> None:
    """Marks the titles below a heading of other articles, up to the next heading with text or the next paragraph."""
    for following in range(index + 1, min(index + 1 + _MOST_TITLES, len(units))):
        unit = units[following]
        if _is_prose(_ITEM.sub("", unit.text)) or (unit.is_heading and _has_text(units, following)):
            return
        marked[following] = True


def _has_text(units: Sequence[Unit], index: int) -> bool:
    return index + 1 < len(units) and _is_prose(units[index + 1].text)


def _mark_outside(units: Sequence[Unit], marked: list[bool]) -> None:
    """Marks what stands before or behind the large runs of paragraphs close together, where much furniture does."""
    runs: list[list[int]] = []
    for index in [i for i, unit in enumerate(units) if not marked[i] and _is_text(unit)]:
        if runs and index - runs[-1][-1] <= _FAR:
            runs[-1].append(index)
        else:
            runs.append([index])
    sizes = [sum(width(units[index].text) for index in run) for run in runs]
    if max(sizes, default=0) < _BODY:
        return
    body = [index for run, size in zip(runs, sizes, strict=True) if size >= _LARGE * max(sizes) for index in run]
    first = _title_of(units, marked, body[0])
    last = next((i for i in range(body[-1] + 1, len(units)) if marked[i]), len(units))
    for outside in (range(first), range(last, len(units))):
        if sum(marked[index] for index in outside) >= _MUCH:
            for index in outside:
                marked[index] = True


def _title_of(units: Sequence[Unit], marked: Sequence[bool], first: int) -> int:
    """The title above the first paragraph: the highest line near it of some words and no figures, or that paragraph."""
    for index in range(max(first - _BYLINES, 0), first):
        text = units[index].text
        if not marked[index] and len(text.split()) >= _TITLE_WORDS and not re.search(r"\d", text):
            return index
    return first


def mark_between(units: Sequence[Unit], marked: list[bool]) -> None:
    """Marks the short lines between two marked ones; before the last paragraph, those that are no sentence."""
    last = max((i for i, unit in enumerate(units) if not marked[i] and _is_prose(unit.text)), default=len(units))
    for index in range(1, len(units) - 1):
        text = units[index].text
        short = len(text) < _PROSE and not _ITEM.match(text) and not units[index].is_heading
        label = short and (index > last or _SENTENCE_END.search(text) is None)
        marked[index] |= label and marked[index - 1] and marked[index + 1]


def _mark_empty_headings(units: Sequence[Unit], marked: list[bool]) -> None:
    """Marks a heading under which nothing is left, apart from the first."""
    first = next((i for i, unit in enumerate(units) if unit.is_heading and not marked[i]), len(units))
    for index in range(len(units) - 2, first, -1):
        if units[index].is_heading and marked[index + 1] and not marked[index]:
            below = next((i for i in range(index + 1, len(units)) if not marked[i]), len(units))
            marked[index] = below == len(units) or units[below].is_heading
