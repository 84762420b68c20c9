"""The feedback page: what readers said, turned into questions of a set; and what the documents should cover next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from pydantic import JsonValue

from rag.base.errors import AftermineError, NotFound
from rag.base.types import Passage
from rag.evaluation.imports import (
    SET,
    add,
    answers_in,
    corrected,
    draft,
    facts_in,
    is_unfinished,
    read_fact,
    read_places,
    write_fact,
    write_place,
)
from rag.evaluation.question_set import KINDS, Gold, Problem, Question
from rag.evaluation.ranking import matches
from rag.reports.notebook.feedback import Entry, Feedback, Gap, Status, cards, gaps
from ui import places
from ui.web.rendering import graded, view
from ui.web.state.shared import library
from ui.web.widgets import head
from ui.wording import evaluation as words
from ui.work import Problem as Trouble
from ui.work import tried

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
    shown = cards(entry for entry in entries if settled or entry.status == "new")[:SHOWN]
    if not shown:
        st.caption(words.NO_ENTRIES)
    for card in shown:
        with st.container(border=True, key=f"entry-{card[0].id}"):
            _card(store, card)


def _card(store: Feedback, card: Sequence[Entry]) -> None:
    st.html(graded.entry_html(card))
    number = card[0].id
    if st.session_state.get(_OPEN) == number:
        _form(store, card)
        return
    with st.container(horizontal=True, key=f"actions-{number}"):
        st.button(words.MAKE_QUESTION, key=f"make-{number}", on_click=_open, args=(number,))
        if card[0].status == "new":
            dismiss = partial(_try, partial(_settle, store, card, "dismissed"))
            st.button(words.DISMISS, key=f"dismiss-{number}", type="tertiary", on_click=dismiss)


def _settle(store: Feedback, card: Sequence[Entry], status: Status) -> None:
    for entry in card:
        store.settle(entry.id, status)


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


def _form(store: Feedback, card: Sequence[Entry]) -> None:
    """The question as it would be saved, to be completed from its passages; saving is the last click."""
    entry = card[0]
    question = draft(entry)
    with st.container(key=f"form-{entry.id}"):
        asked = st.text_input(words.QUESTION, question.question, key=f"asked-{entry.id}")
        where = _places(entry, question)
        line: dict[str, JsonValue] = {"question": asked, "kind": "unanswerable", "answer": "", "must_include": []}
        line["sources"] = sources = read_places("\n".join(where))
        if sources:
            line |= _answer(entry, question, asked, _passages(sources))
        else:
            st.caption(words.NO_PLACE)
        with st.container(horizontal=True, key=f"last-{entry.id}"):
            saved = st.button(words.SAVE_QUESTION, key=f"save-{entry.id}", type="primary")
            st.button(words.CANCEL, key=f"cancel-{entry.id}", on_click=_open, args=(None,))
    if saved:
        _save(store, card, corrected(question, line))


def _places(entry: Entry, question: Question) -> list[str]:
    """Where the answer stands: of the sections that were cited or came near, or in the reader's words."""
    given = [write_place(place) for place in question.sources]
    near = [write_place(Gold(place.document, place.section)) for place in (*entry.cited, *entry.nearest)]
    key = f"places-{entry.id}"
    options = dict.fromkeys([*given, *near, *st.session_state.get(key, [])])
    return st.multiselect(words.PLACES, list(options), given, key=key, help=words.PLACES_HELP, accept_new_options=True)


def _answer(entry: Entry, question: Question, asked: str, passages: Sequence[Passage]) -> dict[str, JsonValue]:
    """The right answer and its key facts, both offered from the passages."""
    answer_key, facts_key, taken = (f"{name}-{entry.id}" for name in ("answer", "facts", "taken"))
    st.session_state.setdefault(answer_key, question.answer)
    offered = answers_in(passages, asked)
    if offered:
        take = partial(_take, taken, answer_key)
        st.selectbox(words.OFFERED, offered, None, key=taken, placeholder=words.OFFERED_HELP, on_change=take)
    answer = st.text_area(words.RIGHT_ANSWER, key=answer_key)
    given = [write_fact(fact) for fact in question.must_include]
    options = dict.fromkeys([*given, *facts_in(answer, asked), *st.session_state.get(facts_key, [])])
    facts = st.multiselect(
        words.FACTS, list(options), given, key=facts_key, help=words.FACTS_HELP, accept_new_options=True
    )
    kinds = [kind for kind in KINDS if kind != "unanswerable"]
    kind = st.selectbox(words.QUESTION_KIND, kinds, key=f"kind-{entry.id}")
    if not (answer.strip() and facts):
        st.caption(words.UNFINISHED)
    return {"kind": kind, "answer": answer, "must_include": [read_fact(fact) for fact in facts]}


def _take(taken: str, answer: str) -> None:
    st.session_state[answer] = st.session_state[taken] or st.session_state[answer]


def _passages(sources: JsonValue) -> list[Passage]:
    """The passages of these places; none where the library can't be opened, or has none of them any more."""
    found = tried(library)
    if isinstance(found, Trouble) or not isinstance(sources, list):
        return []
    places_ = [each for each in sources if isinstance(each, dict)]
    golds = [Gold(str(each["doc"]), str(each["section"]) if "section" in each else None) for each in places_]
    return [passage for passage in found.assistant.index.passages if any(matches(passage, gold) for gold in golds)]


def _save(store: Feedback, card: Sequence[Entry], changed: Question | Problem) -> None:
    if isinstance(changed, Problem):
        st.error(view.label(changed.message))
        return
    folder = places.own_questions()
    if _done(lambda: add(changed, folder)) and _done(lambda: _settle(store, card, "kept")):
        _open(None)
        said = words.KEPT_IN.format(path=folder / SET)
        st.session_state["feedback-said"] = f"{said}. {words.UNFINISHED}" if is_unfinished(changed) else said
        st.rerun()
    _say_problem()


def _try(work: Callable[[], object]) -> None:
    _done(work)


def _gaps(found: Sequence[Gap]) -> None:
    st.header(words.GAPS, anchor=False)
    if not found:
        st.caption(words.NO_GAPS)
    for gap in found[:SHOWN]:
        with st.expander(view.label(words.GAP.format(title=gap.questions[0], asked=gap.asked))):
            st.html(graded.gap_html(gap))


def _forget(store: Feedback, entries: Sequence[Entry]) -> None:
    if entries:
        with st.popover(words.FORGET, type="tertiary", key="forget"):
            st.button(words.FORGET_SURE, key="forget-sure", on_click=partial(_try, store.forget))
