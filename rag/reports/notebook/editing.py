"""The words of an answer in a briefing, cut and edited by the reader: one sentence a line, its numbers behind it.

A line that is not as it was given is no longer word for word; it is held against the passages that it cites, and keeps
what speaks against it. What is edited are parts: the answer's text, or each cell of its table; and the values on
which sources differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rag.base.printable import one_line
from rag.base.types import Answer, Sentence
from rag.check.checker import SecondOpinion, verify
from rag.reports.notebook.briefing import LONGEST_NOTE, AnswerItem, Line

_NUMBERS = re.compile(r"\s*\[(\d{1,4}(?:\s*,\s*\d{1,4})*)\]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an answer that is edited by itself: the row and column that it stands in, "" outside a table."""

    lines: tuple[Line, ...]
    row: str = ""
    column: str = ""
    values: bool = False


def parts(item: AnswerItem) -> tuple[Part, ...]:
    """The parts as they stand now; none of an answer that only says that there is no answer."""
    given = _given(item.answer)
    if item.text is None or len(item.text) != len(given):
        return given
    return tuple(replace(part, lines=lines) for part, lines in zip(given, item.text, strict=True))


def shown(line: Line, row: str) -> str:
    """A line's words without the name of its row, which a value out of a table begins with, and without its section."""
    return one_line(line.sentence.reads).removeprefix(f"{row}: ")


def written(part: Part, numbers: Mapping[int, int]) -> str:
    """The part to be edited; `numbers` are those that the reader sees, by those of the answer."""

    def told(line: Line) -> str:
        marks = "".join(f"[{numbers[number]}]" for number in line.sentence.citations if number in numbers)
        return f"{_head(line)}{shown(line, part.row)} {marks}".rstrip()

    return "\n".join(map(told, part.lines))


def edited(
    item: AnswerItem, texts: Sequence[str], numbers: Mapping[int, int], second: SecondOpinion | None = None
) -> AnswerItem:
    """The item with these texts as its parts, the changed lines checked; as it was given where nothing is changed.

    `numbers` are those that the texts were written with, `second` is the checker's second opinion.
    """
    given, now = _given(item.answer), parts(item)
    read = partial(_read, item.answer, {seen: own for own, seen in numbers.items()}, second)
    written = [[line for line in map(one_line, whole[:LONGEST_NOTE].splitlines()) if line] for whole in texts]
    found = tuple(
        tuple(_headed([read(text, replace(part, lines=(*part.lines, *before.lines))) for text in lines], part))
        for part, before, lines in zip(given, now, written, strict=True)
    )
    return replace(item, text=None if found == tuple(part.lines for part in given) else found)


def _head(line: Line) -> str:
    return f"{one_line(line.sentence.about)}: " if line.sentence.about else ""


def _headed(lines: Iterable[Line], given: Part) -> Iterator[Line]:
    """The lines with the section that each stretch is of, though the line that told it may be cut or changed."""
    sections, here = dict[str, str](), ""
    for line in given.lines:
        here = sections[line.sentence.text] = line.sentence.about or here
    here = ""
    for line in lines:
        section = line.sentence.about or sections.get(line.sentence.text, here)
        yield replace(line, sentence=replace(line.sentence, about=section if section != here else ""))
        here = section


def _read(answer: Answer, own: Mapping[int, int], second: SecondOpinion | None, text: str, known: Part) -> Line:
    """The line of that text: one that is known already, or a new one, checked."""
    cited: list[int] = []

    def take(found: re.Match[str]) -> str:
        marks = [own.get(int(mark)) for mark in found[1].split(",")]
        cited.extend(mark for mark in marks if mark is not None)
        return found[0] if None in marks else ""

    told = one_line(_NUMBERS.sub(take, text))
    heads = {_head(each): each.sentence.about for each in known.lines if each.sentence.about}
    head = next(filter(told.startswith, heads), "")
    said = told.removeprefix(head)
    numbers = tuple(dict.fromkeys(cited))
    same = (line for line in known.lines if shown(line, known.row) == said and line.sentence.citations == numbers)
    return next(same, None) or _checked(answer, Sentence(said, numbers, "none", heads.get(head, "")), second)


def _checked(answer: Answer, sentence: Sentence, second: SecondOpinion | None) -> Line:
    passages = [citation.passage for citation in answer.quoted if citation.number in sentence.citations]
    if not passages:
        return Line(sentence, edited=True)
    verdict = verify(sentence.text, [each.text for each in passages], [each.path for each in passages], second)
    faults = tuple((reason.fault, sentence.text[slice(*reason.span)]) for reason in verdict.reasons)
    support = "supported" if verdict.support == "exact" else verdict.support  # these words are the reader's now
    return Line(replace(sentence, support=support), edited=True, faults=faults)


def _given(answer: Answer) -> tuple[Part, ...]:
    table, differ = answer.comparison, answer.disagreement
    if table:
        cells = (
            (aspect.name, pair) for aspect in table.aspects for pair in zip(table.subjects, aspect.cells, strict=True)
        )
        found = [Part(tuple(map(Line, cell)), row, subject) for row, (subject, cell) in cells]
        found += [Part(tuple(map(Line, table.differ)))] if table.differ else []
    else:
        found = [Part(tuple(map(Line, answer.sentences)))] if answer.sentences else []
    if differ:
        values = (Sentence(value.value, (value.citation,)) for value in differ.values)
        found.append(Part(tuple(map(Line, values)), values=True))
    return tuple(found)
