"""Editing the words of an answer in the briefing: a field a part, one sentence a line; what is changed is checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from rag.base.errors import AftermineError, UsageError
from rag.base.printable import one_line
from rag.reports.export.outline import numbers_of
from rag.reports.notebook.briefing import LONGEST_NOTE, LONGEST_TITLE, AnswerItem, Briefing, Item
from rag.reports.notebook.editing import Part, edited, parts, written
from ui.web.rendering import view
from ui.web.state.shared import library
from ui.web.widgets import collect
from ui.web.widgets.order import Change
from ui.wording import briefing as words

_OPEN, _PROBLEM = "briefing-revised", "briefing-revision-problem"
_LINE, _MOST_LINES = 80, 14  # characters in a line of the field, and how many lines it is high at most


@dataclass(frozen=True, slots=True)
class _Revised:
    """The answer that is being edited, as it was when the reader began, with the numbers that they saw."""

    item: AnswerItem
    numbers: dict[int, int]


def is_open(item: Item) -> bool:
    """Whether the visitor is editing this item."""
    opened: _Revised | None = st.session_state.get(_OPEN)
    return opened is not None and opened.item.id == item.id


def button(briefing: Briefing, item: AnswerItem) -> None:
    """Draws what begins to edit an answer, or the heading of one that says that there is no answer."""
    begin = partial(_begin, briefing, item)
    st.button(words.REVISE, key=f"revise-{item.id}", type="tertiary", icon=":material/edit:", on_click=begin)


def form(item: AnswerItem, change: Change) -> None:
    """Draws the fields in the place of the answer."""
    with st.form(f"revision-{item.id}", border=False):
        if problem := st.session_state.pop(_PROBLEM, None):
            st.error(view.label(problem))
        st.text_input(words.ITS_HEADING, max_chars=LONGEST_TITLE, key=_heading(item), placeholder=_question(item))
        there = parts(item)
        if there:
            st.caption(words.REVISE_HELP)
        for place, part in enumerate(there):
            lines = sum(1 + len(line.sentence.told) // _LINE for line in part.lines)
            height = 42 + 24 * min(max(lines, 1), _MOST_LINES)
            st.text_area(_label(part), max_chars=LONGEST_NOTE, key=_field(item, place), height=height)
        with st.container(horizontal=True):
            st.form_submit_button(words.KEEP, type="primary", on_click=partial(_keep, change))
            if item.text is not None or item.heading:
                st.form_submit_button(words.AS_GIVEN, on_click=partial(_keep, change, as_given=True))
            st.form_submit_button(words.LEAVE, on_click=partial(st.session_state.pop, _OPEN, None))


def _label(part: Part) -> str:
    if part.values:
        return words.ITS_VALUES
    return view.label(words.ITS_CELL.format(row=part.row, column=part.column)) if part.column else words.ITS_TEXT


def _begin(briefing: Briefing, item: AnswerItem) -> None:
    opened = _Revised(item, numbers_of(briefing, item))
    st.session_state[_OPEN] = opened
    st.session_state[_heading(item)] = item.heading
    for place, part in enumerate(parts(item)):
        st.session_state[_field(item, place)] = written(part, opened.numbers)


def _keep(change: Change, *, as_given: bool = False) -> None:
    """Stores what the fields hold; the form stays open where that fails, so that no words are lost."""
    opened: _Revised = st.session_state[_OPEN]

    def revised(now: Briefing) -> Briefing:
        if now.item(opened.item.id) != opened.item:
            raise UsageError(words.CHANGED_ELSEWHERE)
        return now.put(replace(opened.item, heading="", text=None) if as_given else made)

    made = opened.item if as_given else _made(opened)
    if change(revised):
        del st.session_state[_OPEN]
    else:  # told where the reader looks
        st.session_state[_PROBLEM] = st.session_state.pop(collect.PROBLEM, None)


def _made(opened: _Revised) -> AnswerItem:
    item = opened.item
    texts = [st.session_state[_field(item, place)] for place in range(len(parts(item)))]
    heading = one_line(st.session_state[_heading(item)])
    try:
        found = library().edited(item, texts, opened.numbers)
    except AftermineError:  # no library, and so no second opinion: the check goes by its rules alone
        found = edited(item, texts, opened.numbers)
    return replace(found, heading="" if heading == _question(item) else heading)


def _question(item: AnswerItem) -> str:
    return one_line(item.answer.question)


def _heading(item: Item) -> str:
    return f"heading-of-{item.id}"


def _field(item: Item, place: int) -> str:
    return f"part-{place}-{item.id}"
