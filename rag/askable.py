"""Questions that a document answers: those among the offered ones that the assistant would answer from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from rag.phrases import ABOUT_SECTION
from rag.sections import outline
from rag.types import Document
from rag.weights import fitted

if TYPE_CHECKING:
    from rag.answer import Assistant

TRIED = 3


def askable(assistant: Assistant, document: Document, offered: Iterable[str], most: int) -> tuple[str, ...]:
    """At most `most` of the offered questions and, behind them, of those on the document's sections, in their order.

    Each costs as much as an answer without a chat model: after `TRIED` times as many as wanted it gives up.
    """
    questions = islice(dict.fromkeys((*offered, *_on_sections(document))), TRIED * most)
    return tuple(islice((each for each in questions if _is_answered(assistant, document, each)), most))


def _on_sections(document: Document) -> Iterator[str]:
    """One question a section; a heading that is a question already stays as it is."""
    for path in outline(document):
        heading = path[-1].rstrip(" .:")
        yield heading if heading.endswith("?") else ABOUT_SECTION.format(section=heading, title=document.title)


def _is_answered(assistant: Assistant, document: Document, question: str) -> bool:
    seen = assistant.examine(question)
    sure = fitted().answerable(seen.features) >= assistant.threshold
    return sure and any(citation.passage.document_id == document.id for citation in seen.draft.citations)
