"""A kept conversation as a briefing, so that it is exported the way an answer is; and which one a reader means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from rag.base.errors import NotFound, UsageError
from rag.base.printable import one_line
from rag.reports.export import words
from rag.reports.notebook.briefing import AnswerItem, Briefing, Item, OpenItem
from rag.reports.notebook.conversations import Conversation, Outcome, Stored
from rag.reports.notebook.provenance import UNRECORDED

LAST = "last"
_SMALL_TALK = "small_talk"


def transcript(title: str, exchanges: Sequence[Stored]) -> Briefing:
    """Every question in order, with its answer or why there is none; small talk is left out.

    Raises UsageError where there is no answer among them.
    """
    items = tuple(item for exchange in exchanges for item in _items(exchange))
    if not any(isinstance(item, AnswerItem) for item in items):
        raise UsageError(f"the conversation {one_line(title)!r} holds no answer to export: ask something in it first")
    asked = next((one_line(exchange.question) for exchange in exchanges), "")
    shown = words.TALK.format(title=title) if asked.startswith(one_line(title)) else title
    return replace(Briefing().titled(shown), items=items)


def meant(said: str, conversations: Sequence[Conversation]) -> Conversation:
    """The conversation that is named by its id, the beginning of it, a link to it, or `last`; the latest come first.

    Raises NotFound for none and UsageError for more than one.
    """
    name = _named(said.strip())
    if name == LAST and conversations:
        return conversations[0]
    found = [each for each in conversations if name and each.id.startswith(name)]
    exact = [each for each in found if each.id == name]
    if len(exact or found) > 1:
        ids = ", ".join(each.id for each in found)
        raise UsageError(f"{said!r} is the beginning of {len(found)} conversations ({ids}): give more of the id")
    if not found:
        raise NotFound(f"there is no conversation {said!r}: give an id, the beginning of one, a link, or {LAST!r}")
    return (exact or found)[0]


def _named(said: str) -> str:
    """The id in a link as the app shows it; anything else as it is."""
    try:
        found = parse_qs(urlsplit(said).query).get("c", [])
    except ValueError:
        return said
    return found[0] if found else said


def _items(exchange: Stored) -> tuple[Item, ...]:
    answer, name = exchange.outcome.answer, f"exchange-{exchange.number}"
    if answer is None:
        return (OpenItem(name, exchange.question, _reason(exchange.outcome)),)
    if answer.kind == _SMALL_TALK:
        return ()
    return (AnswerItem(name, answer, exchange.origin or UNRECORDED),)


def _reason(outcome: Outcome) -> str:
    """Why there is no answer; what an error said beside its title may tell of the machine, and is left out."""
    if outcome.problem:
        return words.FAILED.format(title=outcome.problem[0])
    return words.WAITING if outcome.stopped is None else words.STOPPED
