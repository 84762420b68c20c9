"""An answer as text to paste elsewhere: the sentences with their markers, then each passage's words and sources."""

from __future__ import annotations

from collections.abc import Iterator

from rag.types import Answer, Citation, Comparison, Sentence
from ui import text, text_comparison
from ui.console import clean
from ui.layout import in_row, laid_out
from ui.show_answer import place, reference


def answer_text(answer: Answer) -> str:
    """Question, answer and passages as plain text that also reads well as Markdown."""
    bullet = "- " if answer.kind == "list" else ""
    said = [f"{bullet}{sentence.marked}" for sentence in answer.sentences] or [answer.text]
    parts = [f"{text.COPY_QUESTION}: {answer.question}"]
    if not laid_out(answer):
        parts.append(("\n" if bullet else " ").join(said))
    if answer.comparison:
        parts.append("\n".join(_compared(answer.comparison)))
    if answer.citations:
        parts.append("\n\n".join([f"{text.COPY_PASSAGES}:", *map(_passage, answer.citations)]))
    return clean("\n\n".join(parts))


def _compared(comparison: Comparison) -> Iterator[str]:
    """A line a matter, then one a subject."""
    for aspect in comparison.aspects:
        yield f"{aspect.name}:"
        for subject, cell in zip(comparison.subjects, aspect.cells, strict=True):
            told = [Sentence(in_row(aspect, said), said.citations).marked for said in cell]
            yield f"- {subject}: {' '.join(told) or text_comparison.EMPTY}"


def _passage(citation: Citation) -> str:
    passage = citation.passage
    head = f"[{citation.number}] {place(passage.title, passage.section, passage.page)}: “{citation.quote}”"
    return "\n".join([head, *(f"    {reference(source)}" for source in citation.sources)])
