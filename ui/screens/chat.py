"""The chat: questions, answers whose every sentence opens the passage behind it, and helpful refusals."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from rag.context import Context, in_context
from rag.errors import AftermineError, NotFound
from rag.types import Answer, Passage, Turn
from ui import plain, text, view
from ui.layout import unused
from ui.navigation import links
from ui.shared import Library, library
from ui.state import Conversation, Exchange, Outcome, Problem, Reply, Stopped, conversation
from ui.text_evaluation import MORE
from ui.thumbs import keep_refusal, thumbs
from ui.writing import Writing

if TYPE_CHECKING:
    from rag.answer import Assistant
    from rag.index import Index

TICK = 0.1
"""Seconds between two looks at an answer in the making."""

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
    with st.container(key="ask", gap="small"):
        if opened.writer:
            st.html(view.badge_html(opened.writer))
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
        _follow(library, talk, exchange)
        return
    if isinstance(outcome, Problem):
        st.html(view.problem_html(outcome, exchange))
    elif isinstance(outcome, Stopped):
        st.html(view.stopped_html(exchange, outcome))
    else:
        st.html(view.reply_html(exchange, outcome))
    st.html(view.SCRIPT, unsafe_allow_javascript=True)
    if isinstance(outcome, Reply):
        keep_refusal(exchange.id, outcome.answer)
        _below(exchange.id, outcome.answer, talk)


def _follow(library: Library, talk: Conversation, exchange: Exchange) -> None:
    """Shows an answer in the making until it is there, then has the page drawn again with it."""
    # Only here `st.empty`: what it holds is built anew by the next run, and passages that are open in it would close.
    place = st.empty()
    place.html(view.thinking_html(exchange))
    st.html(view.SCRIPT, unsafe_allow_javascript=True)
    if library.writer:
        st.button(text.STOP, key=f"stop-{exchange.id}", icon=":material/stop:", on_click=exchange.stop)
    if exchange.writing is None:
        exchange.writing = Writing(partial(_work, library, exchange.question, talk.turns_before(exchange)))
    writing, shown = exchange.writing, 0
    while not writing.over(TICK):
        conversation()  # reading the session lets Streamlit act on clicks, and ends this run for them
        if len(writing.sentences) > shown:
            shown = len(writing.sentences)
            place.html(view.writing_html(exchange, writing.sentences[:shown]))
    exchange.outcome = writing.outcome
    st.rerun()


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


def _work(library: Library, question: str, turns: Sequence[Turn], writing: Writing[Outcome]) -> Outcome:
    return _tried(partial(_answer, library, question, turns, writing))


def _answer(library: Library, question: str, turns: Sequence[Turn], writing: Writing[Outcome]) -> Outcome:
    with library.turn:
        if writing.stopped:
            return Stopped()
        for event in library.assistant.stream(question, turns):
            if isinstance(event, Answer):
                return _reply(library.assistant, event)
            if writing.stopped:
                break
            writing.sentences.append(event)
    return Stopped(tuple(writing.sentences))


def _reply(assistant: Assistant, answer: Answer) -> Reply:
    index = assistant.index
    cited = {each.number: _context(index, each.passage, (each.start, each.end)) for each in answer.citations}
    nearby = {hit.passage.id: _context(index, hit.passage) for hit in unused(answer)}
    return Reply(answer, cited, nearby, assistant.threshold)


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
