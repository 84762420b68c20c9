"""Taking documents out of the library by a click, saying so, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from ingest.shelf import Shelf
from ui.web.rendering import view
from ui.wording import library as words
from ui.work import Problem, Progress, Work, change, tried

TICK = 0.1
"""Seconds between two looks at the job."""

_SAID, _JOB = "removal-said", "removal-job"


def remove(shelf: Shelf, names: Sequence[str]) -> None:
    """Takes documents out; the library page then says so and offers the way back."""
    gone: list[str] = []
    problem: Problem | None = None
    for name in names:
        outcome = tried(partial(shelf.remove, name))
        if isinstance(outcome, Problem):
            problem = outcome
            break
        gone.append(name)
    st.session_state[_SAID] = (tuple(gone), problem)


def draw(shelf: Shelf) -> None:
    """Draws what the last removal did."""
    gone, problem = st.session_state.get(_SAID, ((), None))
    if problem:
        st.html(view.problem_html(problem))
    if gone:
        with st.container(horizontal=True, vertical_alignment="center", key="undo"):
            st.success(view.label(words.REMOVED.format(names=", ".join(gone))))
            st.button(words.UNDO, key="undo-removal", on_click=_bring_back, args=(shelf, gone))


def draw_away(shelf: Shelf) -> None:
    """Draws the list of all documents that were taken out and can come back."""
    away = tried(shelf.removed)
    if isinstance(away, Problem):
        st.html(view.problem_html(away))
    elif away:
        with st.expander(words.AWAY.format(n=len(away))):
            st.caption(words.AWAY_HELP)
            for name in away:
                label = view.label(words.BRING_BACK.format(name=name))
                st.button(label, key=f"back-{name}", on_click=_bring_back, args=(shelf, (name,)))


def follow() -> None:
    """Waits for documents that are being brought back, then has the page drawn again with them."""
    job = st.session_state.get(_JOB)
    if not isinstance(job, Work):
        return
    with st.spinner(words.PREPARING):
        while not job.over(TICK):
            st.session_state.get(_JOB)  # reading the session lets Streamlit act on clicks meanwhile
    if isinstance(job.outcome, Problem):
        st.session_state[_SAID] = ((), job.outcome)
    del st.session_state[_JOB]
    st.rerun()


def _bring_back(shelf: Shelf, names: Sequence[str]) -> None:
    st.session_state.pop(_SAID, None)

    def work(progress: Progress) -> tuple[str, ...]:
        for name in names:
            shelf.restore(name, progress)
        return tuple(names)

    st.session_state[_JOB] = change(work)
