"""An answer in plain words, for any face: its sentences with markers and verdicts, where a passage stands, a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.base.printable import printable
from rag.base.types import Answer, Citation, Comparison, Sentence, Source
from ui.layout import in_row, is_reworded, laid_out, sections
from ui.wording import comparison as compared_words
from ui.wording import general

if TYPE_CHECKING:
    from rag.reports.notebook.provenance import Standing

VERDICTS = {"partly_supported": "Partly supported: compare the passages below before you rely on it."}


def answer_text(answer: Answer, standing: Mapping[int, Standing] | None = None) -> str:
    """Question, how it was understood, answer and passages as plain text that also reads well as Markdown.

    `standing` tells of the citations, by number, that the library does not hold any more.
    """
    fallen = standing or {}
    headed = [
        replace(sentence, about="" if number else section.title)
        for section in sections(answer)
        for number, sentence in enumerate(section.sentences)
    ]
    said = running(headed or answer.sentences) or answer.text
    if answer.kind == "list" and answer.sentences:
        said = "\n".join(f"- {judged(sentence)}" for sentence in answer.sentences)
    parts = [f"{general.COPY_QUESTION}: {answer.question}"]
    if is_reworded(answer):
        told = f"{general.READ_WITH}: {' · '.join(answer.context)}" if answer.context else ""
        parts.append(told or f"{general.READ_AS}: {answer.standalone}")
    if not laid_out(answer):
        parts.append(said)
    if answer.beside:
        nearest = (f"- {judged(sentence)}" for sentence in answer.beside)
        parts.append("\n".join((general.NEAREST_SAID, *nearest)))
    if answer.comparison:
        parts.append("\n".join(_compared(answer.comparison)))
    parts += _told(answer)
    if answer.quoted:
        passages = (_passage(citation, fallen.get(citation.number)) for citation in answer.quoted)
        parts.append("\n\n".join([f"{general.COPY_PASSAGES}:", *passages]))
    return printable("\n\n".join(parts))


def place(title: str, section: str, page: int | None) -> str:
    """Where a passage stands, for people: `Title › Section, p. 3`."""
    where = title if section == title else f"{title} › {section}"
    return where if page is None else f"{where}, p. {page}"


def reference(source: Source) -> str:
    """A source in one line: author, title, publisher, year, address, as far as they are known."""
    parts = (source.author, f"“{source.title}”", source.publisher, str(source.year or ""), source.url)
    return ", ".join(part for part in parts if part)


def running(sentences: Iterable[Sentence]) -> str:
    """The sentences as running text, those of a section below its name where they have one."""
    found = [""]
    for sentence in sentences:
        if sentence.about:
            found.append(f"{sentence.about}\n")
        space = " " if found[-1] and not sentence.about else ""
        found[-1] += f"{space}{judged(replace(sentence, about=''))}"
    return "\n\n".join(filter(None, found))


def judged(sentence: Sentence) -> str:
    """The sentence with its markers, and in brackets what its passages don't bear out."""
    return (
        f"{sentence.marked} ({general.DOUBTS[sentence.support]})"
        if sentence.support in general.DOUBTS
        else sentence.marked
    )


def _told(answer: Answer) -> Iterator[str]:
    """What a reader must know of the answer beside its sentences."""
    if answer.coverage:
        yield general.coverage(answer.coverage)
    if answer.verdict in VERDICTS:
        yield VERDICTS[answer.verdict]
    if answer.disagreement:
        values = (f"- {each.value} [{each.citation}]" for each in answer.disagreement.values)
        yield "\n".join((general.TOLD_DIFFERENTLY.format(about=answer.disagreement.about), *values))
    for warning in answer.warnings:
        yield general.NOTE.format(warning=warning)


def _compared(comparison: Comparison) -> Iterator[str]:
    """A line a matter, then one a subject."""
    for aspect in comparison.aspects:
        yield f"{aspect.name}:"
        for subject, cell in zip(comparison.subjects, aspect.cells, strict=True):
            told = [judged(replace(said, text=in_row(aspect, said), explained="")) for said in cell]
            yield f"- {subject}: {' '.join(told) or compared_words.EMPTY}"
    if comparison.differ:
        yield f"{compared_words.DIFFER}:"
        yield from (f"- {judged(said)}" for said in comparison.differ)


def _passage(citation: Citation, fallen: Standing | None) -> str:
    passage = citation.passage
    where = place(passage.title, passage.section, citation.page) + (
        f" ({general.FALLEN_SHORT[fallen]})" if fallen else ""
    )
    head = f"[{citation.number}] {where}: “{citation.quote}”"
    return "\n".join([head, *(f"    {reference(source)}" for source in citation.sources)])
