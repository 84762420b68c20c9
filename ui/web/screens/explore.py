"""The Explore page: a timeline, and places with their key figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from rag.reports.overview.key_figures import place_table
from rag.reports.overview.timeline import places_of, timeline
from ui.library import Library
from ui.reply import context
from ui.web.rendering import explored, view
from ui.web.widgets import head, opening
from ui.wording import explore as words

if TYPE_CHECKING:
    from rag.store.index import Index

PAGE = 40
"""Dated facts that are drawn at once."""

_MOST = "explore-most"


def page() -> None:
    """Draws the page; what is made of all passages is made once for each state of the corpus."""
    st.html(view.STYLE)
    st.html(explored.STYLE)
    head.draw()
    st.title(words.EXPLORE, anchor=False)
    st.markdown(words.INTRODUCTION)
    opened = opening.opened()
    if opened is None:
        return
    if not opened.assistant.index.passages:
        st.info(words.NO_DOCUMENTS)
        return
    for tab, draw in zip(st.tabs(words.TABS), (_timeline, _places), strict=True):
        with tab, st.spinner(words.MAKING), opened.turn:
            draw(opened)
    st.html(view.SCRIPT, unsafe_allow_javascript=True)


def _timeline(opened: Library) -> None:
    index = opened.assistant.index
    st.markdown(words.TIMELINE_HELP)
    events = timeline(index)
    if not events:
        st.info(words.NO_EVENTS)
        return
    chosen = st.selectbox(
        words.PLACE,
        (words.ALL_PLACES, *places_of(events)),
        key="explore-place",
        on_change=lambda: st.session_state.pop(_MOST, None),
    )
    if chosen != words.ALL_PLACES:
        events = timeline(index, chosen)
    most = int(st.session_state.get(_MOST, PAGE))
    st.markdown(f"**{words.counted(len(events))}**")
    st.html(explored.events_html(events[:most], _show(index)))
    if len(events) > most:
        st.button(words.MORE.format(n=min(PAGE, len(events) - most)), key="explore-more", on_click=_more)


def _more() -> None:
    st.session_state[_MOST] = int(st.session_state.get(_MOST, PAGE)) + PAGE


def _places(opened: Library) -> None:
    table = place_table(opened.assistant.index)
    st.markdown(words.PLACES_HELP)
    if table.rows:
        st.html(explored.places_html(table, _show(opened.assistant.index)))
    else:
        st.info(words.NO_FIGURES)


def _show(index: Index) -> explored.Show:
    return lambda citation: context(index, citation.passage, (citation.start, citation.end), 500)
