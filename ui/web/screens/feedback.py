"""The feedback page: what readers said, turned into questions of a set; and what the documents should cover next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from rag.base.errors import AftermineError, NotFound
from rag.evaluation.imports import (
    SET,
    add,
    corrected,
    draft,
    is_unfinished,
    read_facts,
    read_places,
    write_facts,
    write_places,
)
from rag.evaluation.question_set import KINDS, Problem
from rag.reports.notebook.feedback import Entry, Feedback
from rag.reports.notebook.unanswered import Gap, gaps
from ui import places
from ui.web.rendering import graded, view
from ui.web.widgets import head
from ui.wording import evaluation as words

_OPEN = "feedback-open"
_PROBLEM = "feedback-problem"
SHOWN = 50


def page() -> None:
    """Draws the page."""
    st.html(view.STYLE)
    st.html(graded.STYLE)
    head.draw()
    st.title(words.FEEDBACK, anchor=False)
    st.markdown(words.FEEDBACK_INTRODUCTION)
    store = Feedback(places.feedback())
    try:
        entries = store.entries()
    except AftermineError as error:
        st.error(view.label(str(error)))
        return
    if said := st.session_state.pop("feedback-said", None):
        st.success(view.label(said))
    _say_problem()
    _review(store, entries)
    _gaps(gaps(entries))
    _forget(store, entries)


def _say_problem() -> None:
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(view.label(problem))


def _review(store: Feedback, entries: Sequence[Entry]) -> None:
    st.header(words.ENTRIES, anchor=False)
    settled = st.toggle(words.SHOW_SETTLED, key="settled")
    shown = [entry for entry in entries if settled or entry.status == "new"][:SHOWN]
    if not shown:
        st.caption(words.NO_ENTRIES)
    for entry in shown:
        with st.container(border=True, key=f"entry-{entry.id}"):
            _entry(store, entry)


def _entry(store: Feedback, entry: Entry) -> None:
    st.html(graded.entry_html(entry))
    if st.session_state.get(_OPEN) == entry.id:
        _form(store, entry)
        return
    with st.container(horizontal=True, key=f"actions-{entry.id}"):
        st.button(words.MAKE_QUESTION, key=f"make-{entry.id}", on_click=_open, args=(entry.id,))
        if entry.status == "new":
            dismiss = partial(_try, partial(store.settle, entry.id, "dismissed"))
            st.button(words.DISMISS, key=f"dismiss-{entry.id}", type="tertiary", on_click=dismiss)


def _open(number: int | None) -> None:
    st.session_state[_OPEN] = number


def _done(work: Callable[[], object]) -> bool:
    """Whether the work could be done, else what was wrong is said; what another tab has removed needs no word."""
    try:
        work()
    except NotFound:
        return True
    except AftermineError as error:
        st.session_state[_PROBLEM] = str(error)
        return False
    return True


def _form(store: Feedback, entry: Entry) -> None:
    """The question as it would be saved, to be corrected; saving is the second click."""
    question = draft(entry)
    with st.form(f"form-{entry.id}"):
        asked = st.text_input(words.QUESTION, question.question)
        kind = st.selectbox(words.QUESTION_KIND, KINDS, KINDS.index(question.kind))
        answer = st.text_area(words.RIGHT_ANSWER, question.answer)
        facts = st.text_area(words.FACTS, write_facts(question.must_include))
        where = st.text_area(words.PLACES, write_places(question.sources))
        saved = st.form_submit_button(words.SAVE_QUESTION, type="primary")
    st.button(words.CANCEL, key=f"cancel-{entry.id}", on_click=_open, args=(None,))
    if not saved:
        return
    line = {
        "question": asked,
        "kind": kind,
        "answer": answer,
        "must_include": read_facts(facts),
        "sources": read_places(where),
    }
    changed = corrected(question, line)
    if isinstance(changed, Problem):
        st.error(view.label(changed.message))
        return
    folder = places.own_questions()
    if _done(lambda: add(changed, folder)) and _done(lambda: store.settle(entry.id, "kept")):
        _open(None)
        saved_in = words.KEPT_IN.format(path=folder / SET)
        st.session_state["feedback-said"] = (
            words.UNFINISHED.format(saved=saved_in) if is_unfinished(changed) else saved_in
        )
        st.rerun()
    _say_problem()


def _try(work: Callable[[], object]) -> None:
    _done(work)


def _gaps(found: Sequence[Gap]) -> None:
    st.header(words.GAPS, anchor=False)
    if not found:
        st.caption(words.NO_GAPS)
    for gap in found[:SHOWN]:
        with st.expander(view.label(words.GAP.format(title=gap.title, asked=gap.asked))):
            st.html(graded.gap_html(gap))


def _forget(store: Feedback, entries: Sequence[Entry]) -> None:
    if entries:
        with st.popover(words.FORGET, type="tertiary", key="forget"):
            st.button(words.FORGET_SURE, key="forget-sure", on_click=partial(_try, store.forget))
