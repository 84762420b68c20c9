"""The summaries page: choose a document or type a topic, choose a length, read the summary with its passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial

import streamlit as st

from rag.question.request import PAGE, SummaryRequest
from ui.knowledge import by_title
from ui.library import Library
from ui.reply import Reply, summary
from ui.web.rendering import view
from ui.web.state.conversation import Exchange
from ui.web.widgets import head, opening
from ui.web.widgets.collect import collect_button
from ui.wording import summaries as words
from ui.work import Problem, tried

LENGTHS = (100, 200, 400, PAGE)
USUAL = 200
FIRST = 2_000_000
"""The number of the first summary, under which its chips find their passages: no conversation gets that far."""

_MADE = "summary-made"


def page() -> None:
    """Draws the page with the last summary that this visitor has asked for."""
    st.html(view.STYLE)
    head.draw()
    st.title(words.SUMMARIES, anchor=False)
    st.markdown(words.INTRODUCTION)
    opened = opening.opened()
    if opened is None:
        return
    documents = by_title(opened.assistant.index.documents())
    count = Counter(document.title for document in documents)  # a choice is told by what is shown of it
    titles = {each.id: each.title if count[each.title] == 1 else f"{each.title} ({each.id})" for each in documents}
    if not titles:
        st.info(words.NO_DOCUMENTS)
        return
    request = _asked(titles)
    if request is not None:
        with st.spinner(words.MAKING):
            st.session_state[_MADE] = _made(opened, request)
    made = st.session_state.get(_MADE)
    if isinstance(made, Exchange):
        _draw(made)


def _asked(titles: Mapping[str, str]) -> SummaryRequest | None:
    """The form, and what it asks for when it was just sent."""
    kind = st.segmented_control(
        words.OF, list(words.KINDS), default="document", format_func=words.KINDS.__getitem__, key="summary-kind"
    )
    with st.form("summary-form", border=False):
        document, topic = None, None
        if kind == "topic":
            topic = st.text_input(words.TOPIC, placeholder=words.TOPIC_EXAMPLE, key="summary-topic", max_chars=300)
        else:
            document = st.selectbox(
                words.DOCUMENT, list(titles), format_func=titles.__getitem__, key="summary-document"
            )
        length = st.segmented_control(words.LENGTH, LENGTHS, default=USUAL, format_func=_length, key="summary-length")
        sent = st.form_submit_button(words.MAKE, type="primary", icon=":material/summarize:")
    if not sent:
        return None
    if topic is not None and not topic.strip():
        st.warning(words.NO_TOPIC)
        return None
    return SummaryRequest(document, topic, length or USUAL)


def _length(length: int) -> str:
    return words.PAGE if length == PAGE else words.WORDS.format(words=length)


def _made(opened: Library, request: SummaryRequest) -> Exchange:
    """The summary under a number of its own, so that no widget or open passage of the one before is taken for it."""
    before = st.session_state.get(_MADE)
    number = before.id + 1 if isinstance(before, Exchange) else FIRST
    outcome = tried(partial(summary, opened, request))
    return Exchange(number, outcome.answer.question if isinstance(outcome, Reply) else words.SUMMARIES, outcome)


def _draw(made: Exchange) -> None:
    if isinstance(made.outcome, Problem):
        st.html(view.problem_html(made.outcome, made))
    elif isinstance(made.outcome, Reply):
        st.html(view.reply_html(made, made.outcome))
        st.html(view.script(made), unsafe_allow_javascript=True)
        collect_button(made.id, made.outcome)
