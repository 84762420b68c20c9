"""An answer as text to paste elsewhere: the sentences with their markers, then each passage's words and sources."""

from __future__ import annotations

from rag.types import Answer, Citation
from ui import text
from ui.console import clean
from ui.show_answer import place, reference


def answer_text(answer: Answer) -> str:
    """Question, answer and passages as plain text that also reads well as Markdown."""
    bullet = "- " if answer.kind == "list" else ""
    said = [f"{bullet}{sentence.marked}" for sentence in answer.sentences] or [answer.text]
    parts = [f"{text.COPY_QUESTION}: {answer.question}", ("\n" if bullet else " ").join(said)]
    if answer.citations:
        parts.append("\n\n".join([f"{text.COPY_PASSAGES}:", *map(_passage, answer.citations)]))
    return clean("\n\n".join(parts))


def _passage(citation: Citation) -> str:
    passage = citation.passage
    head = f"[{citation.number}] {place(passage.title, passage.section, passage.page)}: “{citation.quote}”"
    return "\n".join([head, *(f"    {reference(source)}" for source in citation.sources)])
