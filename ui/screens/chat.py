"""The chat: questions, answers whose every sentence opens the passage behind it, and helpful refusals."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from rag.context import Context, in_context
from rag.errors import AftermineError, NotFound
from rag.types import Answer, Passage
from ui import plain, text, view
from ui.layout import unused
from ui.navigation import links
from ui.shared import Library, library
from ui.state import Conversation, Exchange, Problem, Reply, conversation
from ui.text_evaluation import MORE
from ui.thumbs import keep_refusal, thumbs

if TYPE_CHECKING:
    from rag.index import Index

Result = TypeVar("Result")
log = logging.getLogger(__name__)


def page() -> None:
    """Draws the chat as this visitor's conversation stands, answering what is not yet answered."""
    st.html(view.STYLE)
    opened = _tried(library)
    if isinstance(opened, Problem):
        st.html(view.problem_html(opened))
        st.button(text.TRY_AGAIN, key="try-again")
        return
    talk = conversation()
    _header(talk)
    # Both places before any answer is computed: the input stays where it is meanwhile. It is in a container because
    # Streamlit scrolls to the end of a page whose input is pinned, past the beginning of the answer.
    turns = st.container(key="turns")
    with st.container(key="ask"):
        st.chat_input(text.ASK, key="question", on_submit=_ask)
    with turns:
        if not talk.exchanges:
            _welcome(opened, talk)
        for exchange in talk.exchanges:
            with st.container(key=f"turn-{exchange.id}"):
                _draw(opened, talk, exchange)


def _ask() -> None:
    conversation().ask(st.session_state["question"])


def _header(talk: Conversation) -> None:
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        st.html(view.header_html())
        if talk.exchanges:
            st.button(text.NEW_CHAT, key="new-chat", icon=":material/add:", on_click=talk.clear)
        with st.popover(MORE, key="more", type="tertiary", icon=":material/menu:"):
            links()


def _welcome(library: Library, talk: Conversation) -> None:
    st.html(view.welcome_html(library.known.about, bool(library.known.questions)))
    _choices("try", library.known.questions, talk)


def _choices(key: str, questions: tuple[str, ...], talk: Conversation) -> None:
    with st.container(key=f"choices-{key}"):
        for number, question in enumerate(questions):
            st.button(view.label(question), key=f"{key}-{number}", on_click=talk.ask, args=(question,), width="stretch")


def _draw(library: Library, talk: Conversation, exchange: Exchange) -> None:
    outcome = exchange.outcome
    if outcome is None:
        st.html(view.thinking_html(exchange))
    elif isinstance(outcome, Problem):
        st.html(view.problem_html(outcome, exchange))
    else:
        st.html(view.reply_html(exchange, outcome))
    st.html(view.SCRIPT, unsafe_allow_javascript=True)
    if outcome is None:
        exchange.outcome = _tried(partial(_answer, library, talk, exchange))
        # Not `st.empty`: what it held is built anew by the next run, and passages that the reader has open would close.
        st.rerun()
    if isinstance(outcome, Reply):
        keep_refusal(exchange.id, outcome.answer)
        _below(exchange.id, outcome.answer, talk)


def _below(number: int, answer: Answer, talk: Conversation) -> None:
    """What follows an answer and must be clicked: copying it, a vote, the questions that the documents do answer."""
    if answer.citations:
        with st.popover(text.COPY, key=f"copy-{number}", type="tertiary", icon=":material/content_copy:"):
            st.code(plain.answer_text(answer), language=None, wrap_lines=True, height=320)
    if answer.kind != view.SMALL_TALK:
        thumbs(number, answer)
    if answer.suggestions:
        st.html(view.suggestions_html())
        _choices(f"suggestion-{number}", answer.suggestions, talk)


def _answer(library: Library, talk: Conversation, exchange: Exchange) -> Reply:
    with library.turn:
        answer = library.assistant.ask(exchange.question, talk.turns_before(exchange))
        return _reply(library.assistant.index, answer)


def _reply(index: Index, answer: Answer) -> Reply:
    cited = {each.number: _context(index, each.passage, (each.start, each.end)) for each in answer.citations}
    nearby = {hit.passage.id: _context(index, hit.passage) for hit in unused(answer)}
    return Reply(answer, cited, nearby)


def _context(index: Index, passage: Passage, cited: tuple[int, int] | None = None) -> Context | None:
    try:
        return in_context(index.document(passage.document_id), passage, cited, reach=500 if cited else 0)
    except NotFound:
        return None


def _tried(work: Callable[[], Result]) -> Result | Problem:
    """What the work gives, or what is wrong in the reader's words; what nobody foresaw goes to the log as well."""
    try:
        return work()
    except AftermineError as error:
        names = [kind.__name__ for kind in type(error).__mro__]
        return Problem(next(text.PROBLEMS[name] for name in names if name in text.PROBLEMS), str(error))
    except Exception as error:
        log.exception("unexpected error in the chat")
        return Problem(text.UNEXPECTED, text.UNEXPECTED_HELP.format(kind=type(error).__name__, message=error))
