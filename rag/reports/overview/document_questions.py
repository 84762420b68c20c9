"""Questions that a document answers: those among the offered ones that the assistant would answer from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

from rag.answer.wording import ABOUT_SECTION
from rag.base.document_sections import outline
from rag.base.types import Document

TRIED = 3


class Answerer(Protocol):
    """What is asked of `rag.assistant.Assistant`."""

    def answers_from(self, question: str, document_id: str) -> bool:
        """Whether it would answer the question, and cite the document."""


def askable(assistant: Answerer, document: Document, offered: Iterable[str], most: int) -> tuple[str, ...]:
    """At most `most` of the offered questions and, behind them, of those on the document's sections, in their order.

    Each costs as much as an answer without a chat model: after `TRIED` times as many as wanted it gives up.
    """
    questions = islice(dict.fromkeys((*offered, *_on_sections(document))), TRIED * most)
    return tuple(islice((each for each in questions if assistant.answers_from(each, document.id)), most))


def _on_sections(document: Document) -> Iterator[str]:
    """One question a section; a heading that is a question already stays as it is."""
    for path in outline(document):
        heading = path[-1].rstrip(" .:")
        yield heading if heading.endswith("?") else ABOUT_SECTION.format(section=heading, title=document.title)
