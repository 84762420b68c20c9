"""Keeping the visitor's conversation: stored as it grows, opened by its link; the chat goes on where that fails."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import cast

import streamlit as st

from rag.base.errors import HistoryProblem, NotFound
from rag.reports.export import transcript
from rag.reports.notebook.briefing import Briefing
from rag.reports.notebook.conversations import Conversation as Listed
from rag.reports.notebook.conversations import History, Stored
from rag.reports.notebook.conversations import Outcome as StoredOutcome
from rag.reports.notebook.provenance import Origin
from ui import layout, places
from ui.addresses import is_loopback
from ui.reply import Outcome, Reply, Stopped
from ui.web.state.conversation import Conversation, Exchange, Talk
from ui.work import Problem

CONVERSATION, ANSWER = "c", "a"
"""The names in the page's address: which conversation, and which of its answers."""

_PROBLEM = "history-problem"
_GONE = "history-gone"
_CLOSED = "history-closed"
_OPENED = "history-opened"
_WAITING = "history-waiting"


def history() -> History:
    """The file of conversations; one for the whole program."""
    return _history(places.history())


@lru_cache(maxsize=4)
def _history(path: Path) -> History:
    return History(path)


def problem() -> str:
    """Why the conversation is not being kept; empty where it is."""
    return str(st.session_state.get(_PROBLEM, ""))


def gone() -> bool:
    """Whether the address has just named a conversation that is not there."""
    return bool(st.session_state.pop(_GONE, False))


def closed() -> str:
    """Why the conversation that was just to be opened can't be; empty where none was, or where it is open."""
    return str(st.session_state.pop(_CLOSED, ""))


def resume(talk: Conversation) -> None:
    """Opens the conversation that the page's address names, or writes the one that is open into the address."""
    named = st.query_params.get(CONVERSATION, "")
    if named and named != talk.id:
        open_stored(talk, named)
    if talk.exchanges:
        into_address(talk)


def into_address(talk: Conversation) -> None:
    """Has the page's address name this conversation, and not one that could not be opened."""
    if st.query_params.get(CONVERSATION) != talk.id:
        st.query_params[CONVERSATION] = talk.id


def open_stored(talk: Conversation, name: str) -> None:
    """Puts a stored conversation on the page in place of the one that is there; that one stays stored.

    Where it can't be opened, the page stays as it is, and so does the address, for another try.
    """
    save(talk)  # and what waits to be stored, which may belong to the other one
    try:
        stored = history().exchanges(name)
        called = next((each.name for each in history().conversations() if each.id == name), "")
    except NotFound:
        st.session_state[_GONE] = True
        st.query_params.clear()
        return
    except HistoryProblem as error:
        st.session_state[_CLOSED] = str(error)
        return
    _put_away(talk)
    talk.clear(name)
    talk.name = called
    _opened().add(name)
    for each in stored:
        exchange = talk.add(each.question)
        exchange.number, exchange.kept_question = each.number, each.question
        exchange.outcome = exchange.kept = _shown(each)
        exchange.bare = isinstance(exchange.outcome, Reply)
    wanted = st.query_params.get(ANSWER, "")
    talk.show(int(wanted) if wanted.isdecimal() and len(wanted) < 9 else 0)


def leave(talk: Conversation) -> None:
    """Begins a new conversation; what is being answered is stopped, and what is there is stored."""
    _put_away(talk)
    st.query_params.clear()


def stop(talk: Conversation, exchange: Exchange) -> None:
    """Ends the answering where it stands, and stores that, so that nothing is asked again when the page is opened."""
    exchange.stop()
    save(talk)


def save(talk: Conversation) -> None:
    """Stores what is not stored yet; what can't be stored now is stored with the next that can."""
    try:
        for exchange in talk.exchanges:
            _save(talk, exchange)
        # From here on: a click can end the run wherever the session is read.
        for away in _waiting():
            for exchange in away.exchanges:
                _save(away, exchange)
        _waiting().clear()
        st.session_state.pop(_PROBLEM, None)
    except HistoryProblem as error:
        st.session_state[_PROBLEM] = str(error)
    if talk.exchanges:
        _opened().add(talk.id)


def keeper(talk: Conversation, exchange: Exchange) -> Callable[[Outcome], None]:
    """What stores an answer from the thread that makes it: the reader may have left the page when it is whole."""
    return partial(_keep, history(), talk.id, exchange)


def link(talk: Conversation, exchange: Exchange) -> str:
    """The address that opens the conversation at this answer; empty where it is not stored."""
    base = (st.context.url or "").split("?")[0]
    return f"{base}?{CONVERSATION}={talk.id}&{ANSWER}={exchange.number}" if exchange.number else ""


def turn(talk: Conversation, exchange: Exchange) -> str:
    """The place of an answer among all stored ones; empty where it is not stored."""
    return f"{talk.id}/{exchange.number}" if exchange.number else ""


def listed(search: str = "") -> tuple[Listed, ...]:
    """The stored conversations that this visitor may see, the latest first. Raises HistoryProblem."""
    found = history().conversations(search)
    return tuple(each for each in found if each.id in _opened()) if is_shared() else found


def to_export(talk: Conversation) -> Talk | None:
    """The conversation on the page as something to export; None where nothing was answered yet."""
    answers = [each.outcome.answer for each in talk.exchanges if isinstance(each.outcome, Reply)]
    chat = sum(answer.kind == layout.SMALL_TALK for answer in answers)
    return Talk(talk.title, len(talk.exchanges) - chat, partial(_briefing, talk)) if len(answers) > chat else None


def stored_to_export(listed: Listed) -> Talk:
    """The same of a stored one. Raises NotFound, HistoryProblem, and UsageError where nothing was answered."""
    found = transcript(listed.name, history().exchanges(listed.id))
    return Talk(listed.name, len(found.items), lambda: found)


def is_shared() -> bool:
    """Whether others can reach the page, who must not read in each other's conversations."""
    return not is_loopback(st.get_option("server.address") or "127.0.0.1")


def _put_away(talk: Conversation) -> None:
    for exchange in talk.exchanges:
        exchange.stop()
    save(talk)
    if problem() and talk.exchanges:
        _waiting().append(replace(talk, exchanges=[*talk.exchanges]))
    talk.clear()


def _waiting() -> list[Conversation]:
    """The conversations that were put away before they could be stored."""
    return cast(list[Conversation], st.session_state.setdefault(_WAITING, []))


def _opened() -> set[str]:
    return cast(set[str], st.session_state.setdefault(_OPENED, set()))


def _save(talk: Conversation, exchange: Exchange) -> None:
    if not exchange.number:
        last = max(each.number for each in talk.exchanges)  # which another tab may have deleted
        exchange.number = history().ask(talk.id, exchange.question, after=last)
        exchange.kept_question = exchange.question
    elif exchange.kept_question != exchange.question:
        with suppress(NotFound):  # deleted meanwhile, which was somebody's wish
            history().reword(talk.id, exchange.number, exchange.question)
        exchange.kept_question = exchange.question
    if exchange.outcome is not None and exchange.outcome is not exchange.kept:
        exchange.kept = exchange.outcome
        try:
            history().settle(talk.id, exchange.number, _stored(exchange.outcome), _origin(exchange.outcome))
        except NotFound:
            return  # deleted meanwhile, which was somebody's wish
        except HistoryProblem:
            exchange.kept = None
            raise


def _keep(store: History, conversation: str, exchange: Exchange, outcome: Outcome) -> None:
    """Stores an outcome where its question is stored; what can't be is stored when the page draws it."""
    with suppress(HistoryProblem, NotFound):
        if exchange.number:
            store.settle(conversation, exchange.number, _stored(outcome), _origin(outcome))
            exchange.kept = outcome


def _briefing(talk: Conversation) -> Briefing:
    told = ((place, each.question, each.outcome) for place, each in enumerate(talk.exchanges, 1))
    return transcript(talk.title, [Stored(place, asked, _stored(came), _origin(came)) for place, asked, came in told])


def _stored(outcome: Outcome | None) -> StoredOutcome:
    if isinstance(outcome, Reply):
        return StoredOutcome(answer=outcome.answer, threshold=outcome.threshold)
    if isinstance(outcome, Stopped):
        return StoredOutcome(stopped=outcome.sentences)
    return StoredOutcome(problem=(outcome.title, outcome.message)) if outcome else StoredOutcome()


def _origin(outcome: Outcome | None) -> Origin | None:
    return outcome.origin if isinstance(outcome, Reply) else None


def _shown(stored: Stored) -> Outcome | None:
    outcome = stored.outcome
    if outcome.answer:
        return Reply(outcome.answer, {}, {}, outcome.threshold, origin=stored.origin)
    if outcome.stopped is not None:
        return Stopped(outcome.stopped)
    return Problem(*outcome.problem) if outcome.problem else None
