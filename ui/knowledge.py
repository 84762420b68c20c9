"""What the empty page says about the library: its size in numbers taken from the index, and questions to begin with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.base.types import Document
from ui.wording import general

MOST_QUESTIONS = 6


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Two sentences on what the library holds, and at most six questions that it can answer."""

    about: str
    questions: tuple[str, ...]


def by_title(documents: Iterable[Document]) -> list[Document]:
    """Documents as people look for them."""
    return sorted(documents, key=lambda document: document.title.casefold())


def knowledge(documents: Sequence[Document], passages: int, bundled: bool) -> Knowledge:
    """Counts what is there; a source that several documents name, and a place, count once."""
    if not documents:
        return Knowledge(general.ABOUT_NOTHING, ())
    places = {place for document in documents for place in document.places}
    about = (general.ABOUT_BUNDLED if bundled else general.ABOUT_OWN).format(
        documents=general.counted("documents", len(documents)),
        passages=general.counted("passages", passages),
        sources=general.counted("sources", count_sources(documents)),
        places=general.counted("places", len(places)),
    )
    return Knowledge(about, questions(documents))


def count_sources(documents: Sequence[Document]) -> int:
    """How many sources the documents name; one that several name counts once."""
    return len({(s.title, s.author, s.publisher, s.year) for document in documents for s in document.sources})


def questions(documents: Sequence[Document]) -> tuple[str, ...]:
    """At most six that these documents answer: the prepared ones, then one for each other document."""
    there = {document.id for document in documents}
    prepared = [question for document, question in general.QUESTIONS if document in there]
    asked_about = {document for document, _ in general.QUESTIONS}
    others = [general.ABOUT_DOCUMENT.format(title=d.title) for d in documents if d.id not in asked_about]
    return tuple([*prepared, *others][:MOST_QUESTIONS])
