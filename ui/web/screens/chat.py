"""The chat: questions, answers whose every sentence opens the passage behind it, and helpful refusals."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.base.types import Turn
from ui import knowledge, layout, plain
from ui.library import Library
from ui.reply import Outcome, Put, Reply, Stopped, Writing, begin, in_place, lead_on
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
        with st.container(key="box", horizontal=True, vertical_alignment="bottom", gap="small"):
            scope.control(opened.assistant.index)
            st.chat_input(general.ASK, key="question", on_submit=_ask_typed)
    drawer.show(talk)
    with turns:
        below = _turns(opened, talk)
    if below:
        _lead_on(opened, talk, talk.exchanges[-1], below)


def _turns(library: Library, talk: Conversation) -> DeltaGenerator | None:
    """Draws the exchanges; returns the place below the last answer, if that is drawn."""
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
    below: dict[int, DeltaGenerator | None] = {}
    for place, exchange in sorted(drawn, key=lambda pair: waits and pair[1].drawn):
        with place:
            below[exchange.id] = _draw(library, talk, exchange)
    if talk.last:
        left = len(talk.exchanges) - talk.last
        st.button(kept_words.LATER.format(n=left), key="later", on_click=talk.show_later)
    return below.get(talk.exchanges[-1].id) if talk.exchanges else None


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
    put = Put(exchange.standalone, exchange.reading)
    return begin(library, exchange.question, talk.turns_before(exchange), within, put, keep)


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


def _draw(library: Library, talk: Conversation, exchange: Exchange) -> DeltaGenerator | None:
    """Draws an exchange; returns the place below its answer."""
    below = None
    if exchange.outcome is None:
        _follow(library, talk, exchange)
    else:
        st.html(_html(library, exchange))
        st.html(view.script(exchange), unsafe_allow_javascript=True)
    if isinstance(exchange.outcome, Reply):
        below = _below(exchange, exchange.outcome, talk)
    elif exchange.outcome is not None:
        with st.container(horizontal=True, key=f"copy-{exchange.id}"):
            drawer.rewrite_button(talk, exchange)
    if (problem := remembered.problem()) and exchange is talk.exchanges[-1]:
        st.warning(view.label(kept_words.NOT_KEPT.format(problem=problem)))
    exchange.drawn = True
    return below


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


def _below(exchange: Exchange, reply: Reply, talk: Conversation) -> DeltaGenerator:
    """What follows an answer and must be clicked: copying it, a vote, another question in its place or after it.

    Returns the place for questions that lead on.
    """
    answer, number = reply.answer, exchange.id
    with st.container(horizontal=True, key=f"copy-{number}"):
        _take(exchange, reply, remembered.link(talk, exchange))
        drawer.rewrite_button(talk, exchange)
    if layout.is_reworded(answer):
        drawer.edit_button(talk, exchange)
    for place, before in enumerate(answer.context):  # pressed by the chips beside the question
        st.button(view.label(before), key=f"leave-{number}-{place}", on_click=exchange.without, args=(before,))
    for place, question in enumerate(answer.suggestions):  # pressed by the buttons below the refusal
        key = f"suggestion-{number}-{place}"
        st.button(view.label(question), key=key, on_click=_ask, args=(talk, question))
    if answer.otherwise:
        st.button(
            general.OTHERWISE[answer.otherwise],
            key=f"otherwise-{number}",
            type="tertiary",
            icon=":material/swap_horiz:",
            on_click=exchange.again,
            args=(exchange.standalone, answer.otherwise),
        )
    collect_button(number, reply, remembered.to_export(talk))
    if answer.kind != layout.SMALL_TALK:
        thumbs(number, answer, remembered.turn(talk, exchange))
    if exchange is talk.exchanges[-1] and len(answer.sentences) > 1:
        _shapes(number, answer.kind, talk)
    below = st.container(key=f"next-{number}")
    _leads(exchange, talk, below)
    return below


def _take(exchange: Exchange, reply: Reply, link: str) -> None:
    """What copies an answer, and its address where it has one."""
    if reply.answer.kind == layout.SMALL_TALK:
        return
    st.html(view.copy_html(exchange.id, plain.answer_text(reply.answer, reply.standing)), width="content")
    if link:
        with st.popover(kept_words.GET_LINK, key=f"link-{exchange.id}", type="tertiary", icon=":material/link:"):
            st.caption(kept_words.LINK)
            st.code(link, language=None, wrap_lines=True)


def _shapes(number: int, kind: str, talk: Conversation) -> None:
    """What has the last answer told in another form, as the same words typed would."""
    forms = [(general.SHORTER, general.ASK_SHORTER, ":material/short_text:")]
    if kind not in {"list", "compare"}:
        forms.append((general.AS_LIST, general.AS_LIST, ":material/format_list_bulleted:"))
    with st.container(horizontal=True, key=f"shape-{number}"):
        for label, asked, icon in forms:
            key = f"{label}-{number}"
            st.button(label, key=key, type="tertiary", icon=icon, on_click=_ask, args=(talk, asked))


def _lead_on(library: Library, talk: Conversation, last: Exchange, below: DeltaGenerator) -> None:
    """Puts questions that lead on below the last answer, which is on the screen while they are looked for."""
    reply = last.outcome
    if last.leads is not None or not isinstance(reply, Reply) or not layout.is_whole(reply.answer):
        return
    if last.leading is None:
        turns = (*talk.turns_before(last), Turn(last.question, reply.answer))
        last.leading = lead_on(library, reply.answer, turns, scope.ids(library.assistant.index))
    while not last.leading.over(TICK):
        conversation()  # as in `_follow`
    found = last.leading.outcome
    last.leads = found if isinstance(found, tuple) else ()
    _leads(last, talk, below)


def _leads(exchange: Exchange, talk: Conversation, below: DeltaGenerator) -> None:
    if exchange.leads:
        with below:
            st.html(view.label_html(general.NEXT))
            _choices(f"next-{exchange.id}", exchange.leads, talk)
