"""The chat: questions, answers whose every sentence opens the passage behind it, and helpful refusals."""

from __future__ import annotations

import streamlit as st

from ui import knowledge, layout, plain
from ui.library import Library
from ui.reply import Outcome, Reply, Stopped, Writing, begin, in_place
from ui.web.rendering import view
from ui.web.state import remembered
from ui.web.state.conversation import Conversation, Exchange, conversation
from ui.web.state.shared import library
from ui.web.widgets import drawer, head, opening, scope
from ui.web.widgets.collect import collect_button
from ui.web.widgets.thumbs import forget, keep_refusal, recall, thumbs
from ui.wording import general
from ui.wording import history as kept_words
from ui.work import Problem, tried

TICK = 0.1
"""Seconds between two looks at an answer in the making."""


def page() -> None:
    """Draws the chat as this visitor's conversation stands, answering what is not yet answered."""
    st.html(view.STYLE)
    talk = conversation()
    remembered.resume(talk)
    head.draw(in_chat=True)
    opened = opening.opened(general.NAME)
    if opened is None:
        return
    opened.warm()
    _recall(talk)
    # Both places before any answer is computed: the input stays where it is meanwhile. It is in a container because
    # Streamlit scrolls to the end of a page whose input is pinned, past the beginning of the answer.
    turns = st.container(key="turns")
    with st.container(key="ask", gap="small"):
        if opened.writer:
            st.html(view.badge_html(opened.writer))
        scope.show(opened.assistant.index)
        st.chat_input(general.ASK, key="question", on_submit=_ask_typed)
    drawer.show(talk)
    with turns:
        _turns(opened, talk)


def _turns(library: Library, talk: Conversation) -> None:
    st.html(view.target_html(talk.target))
    with st.container(key="before-turns"):
        if remembered.gone():
            st.warning(kept_words.GONE)
        if problem := remembered.closed():
            st.warning(view.label(kept_words.CLOSED.format(problem=problem)))
        if talk.first:
            st.button(kept_words.EARLIER.format(n=talk.first), key="earlier", on_click=talk.show_earlier)
    if not talk.exchanges:
        _welcome(library, talk)
    drawn = [(st.container(key=f"turn-{each.id}"), each) for each in talk.exchanges[talk.first : talk.last]]
    # The other turns of a page that is on the screen can wait for the answer, which then need not wait for them. A turn
    # that a question cut off before it was whole can't: what is drawn of it later would push the new question down.
    waits, talk.stands = talk.stands, False
    for place, exchange in sorted(drawn, key=lambda pair: waits and pair[1].drawn):
        with place:
            _draw(library, talk, exchange)
    if talk.last:
        left = len(talk.exchanges) - talk.last
        st.button(kept_words.LATER.format(n=left), key="later", on_click=talk.show_later)


def _recall(talk: Conversation) -> None:
    turns = {
        remembered.turn(talk, each): (each.id, each.outcome.answer)
        for each in talk.exchanges
        if each.number and isinstance(each.outcome, Reply)
    }
    recall(talk.id, turns)


def _ask_typed() -> None:
    question = st.session_state["question"]
    if question.strip():
        _ask(conversation(), question)


def _ask(talk: Conversation, question: str) -> None:
    """Asks, and has the answering begin before the page is drawn again: that takes time which the reader would wait."""
    first = talk.first
    asked, opened = talk.ask(question), tried(library)
    if isinstance(opened, Library) and talk.is_ready():
        asked.writing = _begin(opened, talk, asked)
        talk.stands = opened.writer is None and first == talk.first
    if not remembered.problem():
        remembered.save(talk)
    st.query_params.pop(remembered.ANSWER, None)
    remembered.into_address(talk)


def _begin(library: Library, talk: Conversation, exchange: Exchange) -> Writing:
    """Starts answering, to store what comes of it."""
    within, keep = scope.ids(library.assistant.index), remembered.keeper(talk, exchange)
    return begin(library, exchange.question, talk.turns_before(exchange), within, exchange.standalone, keep)


def _welcome(library: Library, talk: Conversation) -> None:
    index = library.assistant.index
    within = scope.ids(index)
    questions = library.known.questions
    if within is not None:
        questions = knowledge.questions([each for each in index.documents() if each.id in within])
    st.html(view.welcome_html(library.known.about, bool(questions)))
    _choices("try", questions, talk)


def _choices(key: str, questions: tuple[str, ...], talk: Conversation) -> None:
    with st.container(key=f"choices-{key}"):
        for number, question in enumerate(questions):
            label = view.label(question)
            st.button(label, key=f"{key}-{number}", on_click=_ask, args=(talk, question), width="stretch")


def _draw(library: Library, talk: Conversation, exchange: Exchange) -> None:
    if exchange.outcome is None:
        _follow(library, talk, exchange)
    else:
        st.html(_html(library, exchange))
        st.html(view.script(exchange), unsafe_allow_javascript=True)
    if isinstance(exchange.outcome, Reply):
        _below(exchange, exchange.outcome, talk)
    if (problem := remembered.problem()) and exchange is talk.exchanges[-1]:
        st.warning(view.label(kept_words.NOT_KEPT.format(problem=problem)))
    exchange.drawn = True


def _html(library: Library, exchange: Exchange) -> str:
    """What came of a question as HTML, made once; a stored answer gets its passages' contexts here."""
    outcome = exchange.outcome
    there = library.assistant.index.passages  # another object after every change of the library
    changed = exchange.drawn_from is not None and exchange.drawn_from is not there
    if isinstance(outcome, Reply) and (exchange.bare or changed):
        drawn = in_place(library.assistant.index, outcome.answer, outcome.threshold, outcome.origin)
        if exchange.bare or exchange.kept is outcome:
            exchange.kept = drawn
        exchange.outcome = outcome = drawn
        exchange.bare, exchange.html = False, ""
    exchange.drawn_from = there
    if not exchange.html and isinstance(outcome, Problem):
        exchange.html = view.problem_html(outcome, exchange)
    elif not exchange.html and isinstance(outcome, Stopped):
        exchange.html = view.stopped_html(exchange, outcome)
    elif not exchange.html and isinstance(outcome, Reply):
        exchange.html = view.reply_html(exchange, outcome)
    return exchange.html


def _follow(library: Library, talk: Conversation, exchange: Exchange) -> None:
    """Shows an answer in the making until it is there, and then the answer in its place."""
    # Only here `st.empty`: what it holds is built anew by a run that makes it again, and open passages would close.
    place = st.empty()
    place.html(view.thinking_html(exchange))
    st.html(view.script(exchange), unsafe_allow_javascript=True)
    stop = st.empty()
    if library.writer:
        stop.button(
            general.STOP,
            key=f"stop-{exchange.id}",
            icon=":material/stop:",
            on_click=remembered.stop,
            args=(talk, exchange),
        )
    if exchange.writing is None:
        exchange.writing = _begin(library, talk, exchange)
        if not remembered.problem():
            remembered.save(talk)
    writing, shown = exchange.writing, 0
    while not writing.over(TICK):
        conversation()  # reading the session lets Streamlit act on clicks, and ends this run for them
        if len(writing.steps) > shown:
            shown = len(writing.steps)
            place.html(view.writing_html(exchange, writing.steps[:shown]))
    _settle(talk, exchange, writing.outcome)
    place.html(_html(library, exchange))
    stop.empty()


def _settle(talk: Conversation, exchange: Exchange, outcome: Outcome | None) -> None:
    """Keeps what came of a question before it is drawn: where a click ends this run, the next one only draws."""
    forget(exchange.id)
    if isinstance(outcome, Reply):
        keep_refusal(exchange.id, outcome.answer, remembered.turn(talk, exchange))
    exchange.outcome = outcome
    remembered.save(talk)


def _below(exchange: Exchange, reply: Reply, talk: Conversation) -> None:
    """What follows an answer and must be clicked: copying it, a vote, the questions that the documents do answer."""
    answer, number, link = reply.answer, exchange.id, remembered.link(talk, exchange)
    if answer.quoted or (link and answer.kind != layout.SMALL_TALK):
        with st.popover(general.COPY, key=f"copy-{number}", type="tertiary", icon=":material/content_copy:"):
            if link:
                st.caption(kept_words.LINK)
                st.code(link, language=None, wrap_lines=True)
            if answer.quoted:
                st.caption(kept_words.COPY_ANSWER)
                st.code(plain.answer_text(answer, reply.standing), language=None, wrap_lines=True)
    if layout.is_reworded(answer):
        drawer.edit_button(talk, exchange)
    for place, before in enumerate(answer.context):  # pressed by the chips beside the question
        st.button(view.label(before), key=f"leave-{number}-{place}", on_click=exchange.without, args=(before,))
    collect_button(number, reply, remembered.to_export(talk))
    if answer.kind != layout.SMALL_TALK:
        thumbs(number, answer, remembered.turn(talk, exchange))
    if answer.suggestions:
        st.html(view.suggestions_html())
        _choices(f"suggestion-{number}", answer.suggestions, talk)
