"""An answer as text to paste elsewhere: the sentences with their markers, then each passage's words and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rag.base.types import Answer, Citation, Comparison
from rag.reports.notebook.citation_status import Standing
from ui.cli.console import clean
from ui.cli.show_answer import VERDICTS, judged, place, reference
from ui.web.layout import in_row, laid_out
from ui.web.view import is_reworded
from ui.wording import comparison as compared_words
from ui.wording import general


def answer_text(answer: Answer, standing: Mapping[int, Standing] | None = None) -> str:
    """Question, how it was understood, answer and passages as plain text that also reads well as Markdown.

    `standing` tells of the citations, by number, that the library does not hold any more.
    """
    fallen = standing or {}
    bullet = "- " if answer.kind == "list" else ""
    said = [f"{bullet}{judged(sentence)}" for sentence in answer.sentences] or [answer.text]
    parts = [f"{general.COPY_QUESTION}: {answer.question}"]
    if is_reworded(answer):
        parts.append(f"{general.READ_AS}: {answer.standalone}")
    if not laid_out(answer):
        parts.append(("\n" if bullet else " ").join(said))
    if answer.nearest:
        nearest = (f"- {judged(sentence)}" for sentence in answer.nearest.sentences)
        parts.append("\n".join((general.NEAREST_SAID, *nearest)))
    if answer.comparison:
        parts.append("\n".join(_compared(answer.comparison)))
    parts += _told(answer)
    if answer.quoted:
        passages = (_passage(citation, fallen.get(citation.number)) for citation in answer.quoted)
        parts.append("\n\n".join([f"{general.COPY_PASSAGES}:", *passages]))
    return clean("\n\n".join(parts))


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
            told = [judged(replace(said, text=in_row(aspect, said))) for said in cell]
            yield f"- {subject}: {' '.join(told) or compared_words.EMPTY}"


def _passage(citation: Citation, fallen: Standing | None) -> str:
    passage = citation.passage
    where = place(passage.title, passage.section, citation.page) + (
        f" ({general.FALLEN_SHORT[fallen]})" if fallen else ""
    )
    head = f"[{citation.number}] {where}: “{citation.quote}”"
    return "\n".join([head, *(f"    {reference(source)}" for source in citation.sources)])
