"""How an answer's sentences, citations and passages are grouped for the eye; nothing is added, judged or left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from rag.base.types import Answer, Aspect, Citation, Hit, Passage, Sentence, Source
from rag.language.sentences import sentences as sentence_spans
from rag.language.tokens import content_stems, stems
from rag.reports.notebook.passage_context import Context, Line

SMALL_TALK = "small_talk"
READ_OUT = 2  # columns of a single row that reads well as a sentence
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring sentences to show as running text, or where `rows` are given as that table, header row first."""

    sentences: tuple[Sentence, ...]
    rows: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a document's title and the sentences that rest on it."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbouring sentences of a summary from one section; `title` names it, and its document among several."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Citations of one section, and the sources that their passages draw on."""

    citations: tuple[Citation, ...]
    sources: tuple[Source, ...]


def parts(answer: Answer, cited: Mapping[int, Context | None]) -> list[Part]:
    """The sentences in order, a part for each section that is named; the rows of one cited table become that table."""
    found: list[Part] = []
    for numbers, group in groupby(answer.sentences, key=lambda sentence: sentence.citations):
        sentences = tuple(group)
        rows = _cited_rows(cited.get(numbers[0])) if len(numbers) == 1 else ()
        exact = all(sentence.support == "exact" for sentence in sentences)
        if len(rows) == len(sentences) + 1 and exact and (len(sentences) > 1 or len(rows[0]) > READ_OUT):
            found.append(Part(sentences, rows))
        elif found and not found[-1].rows and not sentences[0].about:
            found[-1] = Part(found[-1].sentences + sentences)
        else:
            found.append(Part(sentences))
    return found


def sides(answer: Answer) -> list[Side]:
    """A comparison's sentences by the document that each rests on; empty where it would not be a comparison."""
    if answer.kind != "compare" or any(not sentence.citations for sentence in answer.sentences):
        return []
    titles = {citation.number: citation.passage.title for citation in answer.citations}
    runs = groupby(answer.sentences, key=lambda sentence: titles.get(sentence.citations[0], ""))
    found = [Side(title, tuple(sentences)) for title, sentences in runs]
    return found if 1 < len(found) == len({side.title for side in found}) else []


def sections(answer: Answer) -> list[Section]:
    """A summary's sentences section by section; empty for any other answer."""
    if answer.coverage is None:
        return []
    passages = {citation.number: citation.passage for citation in answer.citations}
    several = len({passage.document_id for passage in passages.values()}) > 1
    runs = groupby(answer.sentences, key=lambda sentence: passages[sentence.citations[0]].section_id)
    found: list[Section] = []
    for _, group in runs:
        sentences = tuple(group)
        passage = passages[sentences[0].citations[0]]
        names = (passage.title, passage.section) if several and passage.section != passage.title else (passage.section,)
        found.append(Section(" › ".join(names), sentences))
    return found


def laid_out(answer: Answer) -> bool:
    """Whether all that an answer says stands in its comparison, so that it needs no running text."""
    if answer.comparison is None or not answer.comparison.aspects:
        return False
    return {*answer.sentences} <= {*answer.comparison.sentences}


def in_row(aspect: Aspect, said: Sentence) -> str:
    """A cell's sentence without the name of its row, which a value out of a table begins with."""
    return said.reads.removeprefix(f"{aspect.name}: ")


def grounds(answer: Answer) -> list[Ground]:
    """The sections that the answer rests on, each once, in the order of their first citation."""
    places: dict[tuple[object, ...], list[Citation]] = {}
    for citation in answer.quoted:
        passage = citation.passage
        places.setdefault((passage.section_id, citation.page), []).append(citation)
    return [
        Ground(tuple(group), tuple(dict.fromkeys(source for citation in group for source in citation.sources)))
        for group in places.values()
    ]


def unused(answer: Answer) -> list[Hit]:
    """The passages that were found and of which no sentence is shown, best first."""
    used = {citation.passage.id for citation in answer.quoted}
    return [hit for hit in answer.hits if hit.passage.id not in used]


def is_whole(answer: Answer) -> bool:
    """Whether it answers what was asked, and with nothing to be warned of."""
    return answer.verdict == "answered" and bool(answer.sentences) and not answer.warnings


def nearest_words(answer: Answer, passage: Passage) -> str:
    """The sentence of a passage that shares most words with the question; none of a table."""
    if passage.kind == "table":
        return ""
    asked = content_stems(answer.standalone)
    told = [passage.text[start:end] for start, end in sentence_spans(passage.text)]
    return max(told, key=lambda each: len(asked & stems(each)), default="").removeprefix("- ")


def is_reworded(answer: Answer) -> bool:
    """Whether the question was understood in other words than it was asked in."""
    same = _WORD.findall(answer.question) == _WORD.findall(answer.standalone)
    return not same and answer.kind != SMALL_TALK


def _cited_rows(context: Context | None) -> tuple[Line, ...]:
    """The header and the cited rows of the only table in which words are cited; empty where others are cited too."""
    cited = [block for block in context.blocks if any(map(_is_cited, block.lines))] if context else []
    if len(cited) != 1 or cited[0].kind != "table":
        return ()
    header, *rows = cited[0].lines
    return (header, *filter(_is_cited, rows))


def _is_cited(line: Line) -> bool:
    return any(piece.cited for cell in line for piece in cell)
