"""From the lines of a PDF to its paragraphs: running headers and footers dropped, lines joined, hyphenation mended."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.loaders.characters import HAN, unwrap
from ingest.loaders.pdf.lines import Emphasis, Line

BULLET = re.compile(r"(?:[•‣◦○□➢✓·∙]|[–-](?=\s))\s*(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:;。！？；：…][\"'”’)\]]*\d{0,2}$")
_FIGURES = re.compile(r"(?:(?:^|\s)[$€£¥(~<≥≤*-]*\s?\(?(?:\d[\d,.]*|[—–-]+|N/A)[%)*~]*){2,}$")
_HYPHEN = re.compile(r"(?P<left>[^\W\d_]+)-$")
_EDGE = 0.1
_REPEATED = 0.3
_FEWEST_REPEATS = 3
_MANY_LINES = 8


@dataclass(slots=True)
class Group:
    """Lines that belong together: a paragraph, a heading, a list item or the rows of a table.

    `mark` is the number of the outline entry whose title they are, None where they are none.
    """

    lines: list[Line]
    mark: int | None = None

    @property
    def text(self) -> str:
        """Its lines as one."""
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """Font size of most of its characters, in points."""
        sizes: Counter[float] = Counter()
        for line in self.lines:
            sizes[line.size] += len(line.text)
        return sizes.most_common(1)[0][0]

    @property
    def emphasis(self) -> Emphasis:
        """2 where all of its lines are bold, 1 where they are italic or bold, else 0."""
        return min(line.emphasis for line in self.lines)

    @property
    def page(self) -> int:
        """The 1-based page on which it begins."""
        return self.lines[0].page

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return BULLET.match(self.lines[0].text) is not None


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """All lines but the running ones; where nothing else is on the pages, they are the text."""
    running = running_lines(pages)
    lines = [line for page in pages for line in page]
    return [line for line in lines if id(line) not in running] or lines


def running_lines(pages: Sequence[Sequence[Line]]) -> frozenset[int]:
    """The `id` of each line first or last on its page that repeats, digits aside, on 3 pages and 30 % of them."""
    edges = [_edges(page) for page in pages]
    seen = Counter(signature for page in edges for signature in {_signature(line) for line in page})
    least = max(_FEWEST_REPEATS, _REPEATED * len(pages))
    return frozenset(id(line) for page in edges for line in page if seen[_signature(line)] >= least)


def groups_of(lines: Sequence[Line], marks: Mapping[int, int]) -> list[Group]:
    """The lines in groups, in the file's order; a paragraph that goes on behind a page or column break stays one.

    `marks` gives the outline entry of the lines that are titles: such lines stand together and apart from all others.
    """
    pitch, width = _pitches(lines), _widths(lines)
    groups: list[Group] = []
    for index, line in enumerate(lines):
        last, mark = groups[-1] if groups else None, marks.get(index)
        if last and last.mark == mark and (mark is not None or _belongs(last, line, pitch, width)):
            last.lines.append(line)
        else:
            groups.append(Group([line], mark))
    return groups


def paragraph(lines: Sequence[Line], words: frozenset[str]) -> str:
    """The lines as one text: prose joined, other lines kept; the document's `words` tell how to mend hyphens."""
    longest = max(len(line.text) for line in lines)
    full = sum(len(line.text) >= 0.7 * longest and not _FIGURES.search(line.text) for line in lines[:-1])
    prose = full >= 0.75 * (len(lines) - 1)
    text = lines[0].text
    for before, line in pairwise(lines):
        hyphen = _HYPHEN.search(text)
        if hyphen and line.text[0].islower():
            right = re.match(r"\w*", line.text)
            address = "/" in text.rsplit(" ", 1)[-1]
            keep = address or (right is not None and _keeps_hyphen(hyphen["left"], right[0], words))
            text = (text if keep else text[:-1]) + line.text
        elif hyphen and (line.text[0].isalnum()):
            text += line.text
        elif prose or (line.text[0].islower() and not _FIGURES.search(before.text)):
            text = unwrap(f"{text}\n{line.text}") if "\n" not in text else f"{text} {line.text}"
        else:
            text += f"\n{line.text}"
    return text


def is_figures(line: Line) -> bool:
    """Whether the line ends in at least two numbers, as the row of a table does."""
    return _FIGURES.search(line.text) is not None


def vocabulary(lines: Iterable[Line]) -> frozenset[str]:
    """All words of the lines in lower case, hyphenated ones whole, without a line's last word where it is cut."""
    return frozenset(
        word.lower() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!-$)\b", line.text)
    )


def _signature(line: Line) -> str:
    """What a line has in common with the same one of another page; the numbers of a table's row are no page numbers."""
    if len(re.findall(r"\d+", line.text)) > 1 and not any(map(str.isalpha, line.text)):
        return line.text
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", line.text.lower())


def _edges(page: Sequence[Line]) -> list[Line]:
    """The lines in the upper and lower tenth of the page, and the two highest and lowest of a page with many lines."""
    heights = sorted({round(line.y) for line in page})
    outermost = {*heights[:2], *heights[-2:]} if len(heights) >= _MANY_LINES else set()
    return [
        line for line in page if 0 <= line.place <= _EDGE or 1 - _EDGE <= line.place <= 1 or round(line.y) in outermost
    ]


def _keeps_hyphen(left: str, right: str, known: frozenset[str]) -> bool:
    """Whether `left-right` is a compound of this document and not a word that was cut at the end of its line."""
    whole, compound = f"{left}{right}".lower(), f"{left}-{right}".lower()
    return whole not in known and compound in known


def _pitches(lines: Sequence[Line]) -> dict[float, float]:
    """The usual distance between two lines of each font size."""
    steps: defaultdict[float, list[float]] = defaultdict(list)
    for a, b in pairwise(lines):
        if a.page == b.page and a.size == b.size and 0.5 * a.size < a.y - b.y < 3 * a.size:
            steps[a.size].append(a.y - b.y)
    return {size: median(values) for size, values in steps.items()}


def _widths(lines: Sequence[Line]) -> dict[float, int]:
    """How many characters a full line of each font size has."""
    lengths: defaultdict[float, list[int]] = defaultdict(list)
    for line in lines:
        lengths[line.size].append(len(line.text))
    return {size: sorted(values)[int(0.8 * (len(values) - 1))] for size, values in lengths.items()}


def _belongs(group: Group, line: Line, pitch: Mapping[float, float], width: Mapping[float, int]) -> bool:
    return _goes_on(group, line) or not _breaks(group, line, pitch, width)


def _goes_on(group: Group, line: Line) -> bool:
    """Whether the line continues an unfinished sentence on the next page or in the next column."""
    last = group.lines[-1]
    moved = line.page == last.page + 1 or (line.page == last.page and line.y > last.y)
    if not moved or abs(last.size - line.size) > 0.05 * last.size or last.emphasis != line.emphasis or is_figures(last):
        return False
    if _SENTENCE_END.search(last.text) or BULLET.match(line.text):
        return False
    return line.text[0].islower() or bool(re.search(f"[{HAN}]$", last.text) and re.match(f"[{HAN}]", line.text))


def _changes_emphasis(group: Group, line: Line, width: int) -> bool:
    """Whether bold begins or ends, or a short italic line stands before upright text, at the start of a sentence."""
    last = group.lines[-1]
    if line.text[0].islower() or last.emphasis == line.emphasis:
        return False
    short_italic = group.emphasis == 1 and line.emphasis == 0 and len(group.lines) <= 2 and len(last.text) < 0.8 * width
    return 2 in (last.emphasis, line.emphasis) or short_italic


def _breaks(group: Group, line: Line, pitch: Mapping[float, float], width: Mapping[float, int]) -> bool:
    """Whether a new group begins with the line."""
    last = group.lines[-1]
    step = last.y - line.y
    if line.page != last.page or abs(last.size - line.size) > 0.06 * max(last.size, line.size):
        return True
    if BULLET.match(line.text) or step < -0.5 * line.size or step > 1.35 * pitch.get(line.size, 1.2 * line.size):
        return True
    if _changes_emphasis(group, line, width[last.size]):
        return True
    if not _SENTENCE_END.search(last.text):
        return False
    indented = 0.7 * line.size < line.x - last.x < 6 * line.size and not group.is_item
    return indented or (not last.text.endswith((":", ";")) and len(last.text) < 0.65 * width[last.size])
