"""Answering a question of the conversation in a thread of its own, and putting what came of it into its context."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from rag.base.errors import AftermineError, NotFound
from rag.base.types import Answer, Citation, Passage, Turn
from rag.reports.notebook.citation_status import Standing, standing
from rag.reports.notebook.passage_context import Context, alone, in_context
from rag.reports.notebook.provenance import Origin, origin
from rag.reports.overview.glossary import glossary
from ui.web import remembered, scope
from ui.web.layout import unused
from ui.web.shared import Library
from ui.web.state import Conversation, Exchange, Outcome, Problem, Reply, Stopped
from ui.web.writing import Writing
from ui.wording import general

if TYPE_CHECKING:
    from rag.store.index import Index

Result = TypeVar("Result")
Within = frozenset[str] | None
log = logging.getLogger(__name__)


def begin(library: Library, talk: Conversation, exchange: Exchange) -> Writing[Outcome]:
    """Starts answering, to store what comes of it; a question that the reader has put in full needs no turns before."""
    turns = () if exchange.standalone else talk.turns_before(exchange)
    work = partial(_work, library, exchange, turns, scope.ids(library.assistant.index))
    return Writing(work, remembered.keeper(talk, exchange))


def tried(work: Callable[[], Result]) -> Result | Problem:
    """What the work gives, or what is wrong in the reader's words; what nobody foresaw goes to the log as well."""
    try:
        return work()
    except AftermineError as error:
        names = [kind.__name__ for kind in type(error).__mro__]
        return Problem(next(general.PROBLEMS[name] for name in names if name in general.PROBLEMS), str(error))
    except Exception as error:
        log.exception("unexpected error in the chat")
        return Problem(general.UNEXPECTED, general.UNEXPECTED_HELP.format(kind=type(error).__name__, message=error))


def in_place(index: Index, answer: Answer, threshold: float, origin: Origin | None = None) -> Reply:
    """The answer with the context of its passages, as far as the library still has them."""
    there = {each.number: _context(index, each.passage, (each.start, each.end)) for each in answer.quoted}
    cited = {each.number: there[each.number] or alone(each) for each in answer.quoted}
    fallen = {each.number: _fallen(index, each) for each in answer.quoted if there[each.number] is None}
    nearby = {hit.passage.id: _context(index, hit.passage) for hit in unused(answer)}
    known = {citation.passage.section for citation in answer.quoted}
    terms = glossary(index).explained((*answer.sentences, *(answer.nearest.sentences if answer.nearest else ())), known)
    return Reply(answer, cited, nearby, threshold, terms, origin, fallen)


def origin_here(library: Library, within: Within = None) -> Origin:
    """The origin of what the library answers now; `within` is the scope."""
    return origin(library.assistant.index.corpus_sha256, library.settings, within)


def _work(
    library: Library, exchange: Exchange, turns: Sequence[Turn], within: Within, writing: Writing[Outcome]
) -> Outcome:
    return tried(partial(answer, library, exchange, turns, writing, within))


def answer(
    library: Library, exchange: Exchange, turns: Sequence[Turn], writing: Writing[Outcome], within: Within = None
) -> Outcome:
    """The answer once no one else is asking, or what there was of it when it was stopped; `within` is its scope."""
    with library.turn:
        if writing.stopped:
            return Stopped()
        for event in library.assistant.stream(exchange.standalone or exchange.question, turns, within):
            if isinstance(event, Answer):
                event = replace(event, question=exchange.question)
                made = origin_here(library, within)
                return in_place(library.assistant.index, event, library.assistant.threshold, made)
            if writing.stopped:
                break
            writing.sentences.append(event)
    return Stopped(tuple(writing.sentences))


def _fallen(index: Index, citation: Citation) -> Standing:
    """Why a citation has no context: words that stand elsewhere now are in a document that was changed."""
    return "gone" if standing(citation, index.document) == "gone" else "changed"


def _context(index: Index, passage: Passage, cited: tuple[int, int] | None = None) -> Context | None:
    """None where the document is gone, or no longer holds the passage at its place."""
    try:
        document = index.document(passage.document_id)
    except NotFound:
        return None
    here = document.text[slice(*passage.span)]
    if not here or not passage.text.endswith(here):
        return None
    return in_context(document, passage, cited, reach=500 if cited else 0)
