"""A chat model's reply as it comes: whole sentences with the numbers of the passages that they cite.

Models mark citations in several ways (`[1]`, `[1, 2]`, `[1-3]`, `[passage 1]`, `[^1]`, `【1】`) and write lists,
headings and bold type, though they are asked for plain sentences; here all that is read as plain, numbered sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.language import lexicon
from rag.language.sentences import grouped, sentences

MOST_IN_RANGE = 20
AGAIN = 1.1  # times as long
_BRACKETS = str.maketrans("【】［］", "[][]")
_MARKER = lexicon.pattern("reply.marker")
_RANGE = re.compile(r"(\d+)(?:\s*[-–‑]\s*(\d+))?")
_NEXT = lexicon.pattern("reply.next")
_MARKERS = re.compile(r"\s*\[(\d{1,4})\]")
# A splitter sees no sentence's end in "… [1][2]. Next …".
_BEFORE_STOP = re.compile(r"[ \t]*(\[\d{1,4}\](?:[ \t]*\[\d{1,4}\])+)([.!?。！？]+)(?=\s|$)")
_OPEN = re.compile(r"\[[^\]\n]{0,40}$|\[\[[^\]\n]{0,40}\]$")  # a marker that is still being written
_ENDED = re.compile(r"[.!?。！？:：…\]](?:\s*[^\w\s])*$")
_ITEM = re.compile(r"^[ \t]*(?:[-*•]|\d{1,2}[.)]|\(\d{1,2}\)|>)[ \t]+(?=\S)", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t].*\n", re.MULTILINE)
_RULE = re.compile(r"^(?=[^\n]*---)[ \t:|-]+\n", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|(.+)\|[ \t]*\n", re.MULTILINE)
_MAY_END = re.compile(r"[.!?。！？:：\]\n]")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence without its marks, and the numbers that stood in these."""

    text: str
    cited: tuple[int, ...]


@dataclass(slots=True)
class Reply:
    """What of a reply has come and is not told yet; `cut` says that it ended within a sentence."""

    rest: str = ""
    cut: bool = False
    due: float = 0.0  # from which length on it is looked at again, where nothing was to be told

    def add(self, piece: str) -> Iterator[Statement]:
        """The sentences that are whole now. The last one may still grow, and its markers may be to come."""
        piece = piece.translate(_BRACKETS)
        self.rest += piece
        if not _MAY_END.search(piece) or _OPEN.search(self.rest) or len(self.rest) < self.due:
            return
        self.rest = _plain(self.rest)
        told = 0
        for start, end in _spans(self.rest)[:-1]:
            if not _ENDED.search(self.rest[start:end]) and not self.rest[end:].lstrip(" \t").startswith("\n"):
                break  # what looks like a sentence's end may be a point within it
            told = end
            yield from _statement(self.rest[start:end])
        self.rest = self.rest[told:]
        self.due = 0.0 if told else len(self.rest) * AGAIN

    def end(self) -> Iterator[Statement]:
        """The sentences that are left when nothing more comes, without one that was cut off."""
        opened = _OPEN.search(self.rest)
        text = _plain(_OPEN.sub("", self.rest) + "\n")
        spans = grouped(_spans(text), lambda one, two: _goes_on(text[slice(*one)], text[one[1] : two[0]]))
        last = text[slice(*spans[-1])] if spans else ""
        half = opened is not None and bool(re.search(r"\d", opened[0])) and not _MARKERS.search(last)
        self.cut = bool(spans) and (half or not _ENDED.search(last))
        for start, end in spans[: len(spans) - self.cut]:
            yield from _statement(text[start:end])
        self.rest = ""


def _plain(text: str) -> str:
    """Markers in one form, and no marks of headings, lists, tables and bold type."""
    text = _BEFORE_STOP.sub(r"\2 \1", _NEXT.sub(r"\1", _MARKER.sub(_each, text))).replace("**", "").replace("__", "")
    text = _ROW.sub(_read_out, _RULE.sub("\n", _HEADING.sub(_unheaded, text)))
    return _ITEM.sub("\n\n", text)


def _each(match: re.Match[str]) -> str:
    numbers: list[int] = []
    for part in _RANGE.finditer(match[1]):
        first, last = int(part[1]), int(part[2] or part[1])
        numbers += range(first, min(last, first + MOST_IN_RANGE) + 1)
    return "".join(f"[{number}]" for number in numbers)


def _unheaded(heading: re.Match[str]) -> str:
    """Nothing for a heading, but what is said in one that cites."""
    said = heading[0].strip(" \t\n#")
    return f"\n\n{said}\n\n" if _MARKERS.search(said) else "\n\n"


def _read_out(row: re.Match[str]) -> str:
    """A row of a table as a sentence; nothing for one that cites nothing, as the heads of columns don't."""
    cells = ", ".join(cell.strip() for cell in row[1].split("|") if cell.strip())
    return f"\n\n{cells}\n\n" if _MARKERS.search(cells) else "\n"


def _spans(text: str) -> list[tuple[int, int]]:
    """The sentences; markers that follow a full stop belong to the sentence before them."""
    spans: list[tuple[int, int]] = []
    for start, end in sentences(text):
        after = start
        while match := _MARKERS.match(text, after, end):
            after = match.end()
        if spans and after > start:
            spans[-1] = (spans[-1][0], after)
            start = after
        if text[start:end].strip():
            spans.append((start, end))
    return spans


def _goes_on(before: str, between: str) -> bool:
    """Whether it ends neither a sentence nor a line: a bracket divides no sentence."""
    return not _ENDED.search(before) and "\n" not in between


def _statement(marked: str) -> Iterator[Statement]:
    """The sentence; nothing for a line that only leads to a list."""
    cited = tuple(dict.fromkeys(int(number) for number in _MARKERS.findall(marked)))
    said = " ".join(_MARKERS.sub("", marked).split())
    if re.search(r"\w", said) and (cited or not said.endswith((":", "："))):
        yield Statement(said, cited)
