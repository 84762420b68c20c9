"""An answer with what a face shows beside it: its passages in their places, quotes that have fallen, explained terms.

Answering begins here as work that can be followed and stopped; whoever asks waits until no one else is asking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from rag.base.errors import NotFound
from rag.base.types import Answer, Citation, Passage, Sentence, Turn
from rag.question.request import SummaryRequest
from rag.reports.notebook.passage_context import Context, alone, in_context
from rag.reports.notebook.provenance import Origin, Standing, origin, standing
from rag.reports.overview.glossary import Mention, glossary
from ui.layout import unused
from ui.library import Library
from ui.work import Problem, Work

if TYPE_CHECKING:
    from rag.store.index import Index

Scope = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and the contexts to show with it: by citation number, and by passage id for those not used.

    None stands for a passage not used whose document has left the library. `threshold` is the confidence it was held
    to, `origin` how it was answered, if that was recorded. `terms` are the words that the library's glossary explains,
    by sentence. `standing` tells of the citations, by number, that the library does not hold any more.
    """

    answer: Answer
    cited: Mapping[int, Context | None]
    nearby: Mapping[str, Context | None]
    threshold: float = 0.0
    terms: Mapping[Sentence, tuple[Mention, ...]] = field(default_factory=dict)
    origin: Origin | None = None
    standing: Mapping[int, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a chat model had written, each sentence checked, when the reader stopped it."""

    sentences: tuple[Sentence, ...] = ()


Outcome = Reply | Problem | Stopped
Writing = Work[Sentence, Reply | Stopped]
"""An answer in the making: its steps are a chat model's sentences as they are checked."""
Leading = Work[str, tuple[str, ...]]
"""The search for questions that lead on from an answer."""


@dataclass(frozen=True, slots=True)
class Put:
    """How the reader has put a question since: in full, and what it is to be taken for."""

    standalone: str = ""
    reading: str = ""


PLAIN = Put()


def begin(
    library: Library,
    question: str,
    turns: Sequence[Turn] = (),
    scope: Scope = None,
    put: Put = PLAIN,
    keep: Callable[[Outcome], None] = lambda _: None,
) -> Writing:
    """Starts answering a question that follows `turns`, from the documents of `scope` alone if one is given.

    A question that the reader has `put` in full needs no turns before.
    """
    before = () if put.standalone else turns
    asked = partial(library.assistant.stream, put.standalone or question, before, scope, put.reading)

    def work(writing: Writing) -> Reply | Stopped:
        with library.turn:
            if writing.stopped:
                return Stopped()
            for event in asked():
                if isinstance(event, Answer):
                    return _placed(library, replace(event, question=question), scope)
                if writing.stopped:
                    break
                writing.steps.append(event)
        return Stopped(tuple(writing.steps))

    return Work(work, keep)


def lead_on(library: Library, answer: Answer, turns: Sequence[Turn], scope: Scope) -> Leading:
    """Looks for questions that lead on from an answer; whoever asks meanwhile waits for one try at most."""

    def work(leading: Leading) -> tuple[str, ...]:
        tries = library.assistant.lead_on(answer, turns, scope)
        found: list[str] = []
        while not leading.stopped:
            with library.turn:
                tried = next(tries, None)
            if tried is None:
                break
            found += [tried] if tried else []
        return tuple(found)

    return Work(work)


def summary(library: Library, request: SummaryRequest) -> Reply:
    """The summary once no one else is asking. Raises what making it raises."""
    with library.turn:
        return _placed(library, library.assistant.summarize(request))


def in_place(index: Index, answer: Answer, threshold: float, origin: Origin | None = None) -> Reply:
    """The answer with the context of its passages, as far as the library still has them."""
    there = {each.number: context(index, each.passage, (each.start, each.end), 500) for each in answer.quoted}
    cited = {each.number: there[each.number] or alone(each) for each in answer.quoted}
    fallen = {each.number: _fallen(index, each) for each in answer.quoted if there[each.number] is None}
    nearby = {hit.passage.id: context(index, hit.passage) for hit in unused(answer)}
    known = {citation.passage.section for citation in answer.quoted}
    terms = glossary(index).explained((*answer.sentences, *(answer.nearest.sentences if answer.nearest else ())), known)
    return Reply(answer, cited, nearby, threshold, terms, origin, fallen)


def context(index: Index, passage: Passage, cited: tuple[int, int] | None = None, reach: int = 0) -> Context | None:
    """The passage with `reach` characters on each side and the cited words marked.

    None where the document is gone, or no longer holds the passage at its place.
    """
    try:
        document = index.document(passage.document_id)
    except NotFound:
        return None
    here = document.text[slice(*passage.span)]
    if not here or not passage.text.endswith(here):
        return None
    return in_context(document, passage, cited, reach)


def _placed(library: Library, answer: Answer, scope: Scope = None) -> Reply:
    index = library.assistant.index
    made = origin(index.corpus_sha256, library.settings, scope)
    return in_place(index, answer, library.assistant.threshold, made)


def _fallen(index: Index, citation: Citation) -> Standing:
    """Why a citation has no context: words that stand elsewhere now are in a document that was changed."""
    return "gone" if standing(citation, index.document) == "gone" else "changed"
