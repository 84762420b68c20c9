"""The briefing page: what was collected, in an order of the reader's choice, with own notes, to be exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from rag.base.errors import AftermineError
from rag.reports.export.outline import Section, numbered
from rag.reports.notebook.briefing import LONGEST_NOTE, LONGEST_TITLE, Briefing, BriefingFile, Item, NoteItem, note_item
from ui import places
from ui.web.rendering import view
from ui.web.state.shared import library
from ui.web.widgets import collect, head
from ui.wording import briefing as words

_REMOVED = "briefing-removed"
_NEW_NOTE = "briefing-new-note"
_TITLE = "briefing-title"
_SEEN = "briefing-notes-seen"  # the text of each note as this window last drew it


def page() -> None:
    """Draws the page."""
    st.html(view.STYLE)
    head.draw()
    st.title(words.BRIEFING, anchor=False)
    st.markdown(words.INTRODUCTION)
    store = BriefingFile(places.briefing())
    try:
        briefing = store.read()
    except AftermineError as error:
        st.error(view.label(str(error)))
        if st.session_state.get(_NEW_NOTE):  # what could not be stored stays, to be copied or tried again
            _new_note(store)
        return
    if problem := st.session_state.pop("collect-problem", None):
        st.warning(view.label(problem))
    _title(store, briefing)
    _items(store, briefing)
    _undo(store)
    _new_note(store)
    if briefing.items:
        st.header(words.DOWNLOAD_BRIEFING, anchor=False)
        collect.downloads("briefing", briefing.title or words.BRIEFING, store.read)
    with st.container(horizontal=True, key="briefing-more"):
        _library()
        _clear(store, briefing)


def _title(store: BriefingFile, briefing: Briefing) -> None:
    st.text_input(
        words.TITLE,
        briefing.title,
        max_chars=LONGEST_TITLE,
        key=_TITLE,
        placeholder=words.TITLE_EXAMPLE,
        on_change=lambda: _change(store, lambda now: now.titled(st.session_state[_TITLE])),
    )


def _items(store: BriefingFile, briefing: Briefing) -> None:
    st.header(words.ITEMS, anchor=False)
    if not briefing.items:
        st.info(words.EMPTY)
    sections, _ = numbered(briefing)
    for place, (item, section) in enumerate(zip(briefing.items, sections, strict=True)):
        with st.container(border=True, key=f"item-{item.id}"):
            _draw(store, item, section)
            with st.container(horizontal=True, key=f"item-actions-{item.id}"):
                last = place == len(briefing.items) - 1
                _step(store, item, words.UP, "arrow_upward", -1, at_end=place == 0)
                _step(store, item, words.DOWN, "arrow_downward", 1, at_end=last)
                st.button(
                    words.REMOVE,
                    key=f"remove-{item.id}",
                    type="tertiary",
                    icon=":material/delete:",
                    on_click=partial(_remove, store, (item,)),
                )


def _draw(store: BriefingFile, item: Item, section: Section) -> None:
    if not isinstance(item, NoteItem):
        st.html(view.render("section.html", {"section": section}))
        return
    key, seen = f"note-{item.id}", st.session_state.setdefault(_SEEN, {})
    if key not in st.session_state or seen.get(item.id) != item.text:  # not on the page before, or changed elsewhere
        st.session_state[key] = seen[item.id] = item.text
    written = partial(_note, store, item.id, key)
    st.text_area(words.EDIT_NOTE, max_chars=LONGEST_NOTE, key=key, on_change=written)


def _note(store: BriefingFile, item_id: str, key: str) -> None:
    text, before = st.session_state[key], st.session_state[_SEEN][item_id]
    _change(store, lambda now: now.noted(item_id, text, before))


def _step(store: BriefingFile, item: Item, label: str, icon: str, by: int, *, at_end: bool) -> None:
    st.button(
        label,
        key=f"{icon}-{item.id}",
        type="tertiary",
        icon=f":material/{icon}:",
        disabled=at_end,
        on_click=partial(_change, store, lambda now: now.moved(item.id, by)),
    )


def _new_note(store: BriefingFile) -> None:
    with st.form("new-note", border=False):
        st.text_area(words.NEW_NOTE, max_chars=LONGEST_NOTE, key=_NEW_NOTE)
        st.form_submit_button(words.ADD_NOTE, icon=":material/add_notes:", on_click=partial(_add_note, store))


def _add_note(store: BriefingFile) -> None:
    note = note_item(st.session_state[_NEW_NOTE])
    if note.text and _is_changed(store, lambda now: now.added(note)):
        st.session_state[_NEW_NOTE] = ""


def _remove(store: BriefingFile, items: tuple[Item, ...]) -> None:
    """Takes items out and remembers where each stood, for this visitor's undo."""
    ids = {item.id for item in items}
    gone: list[tuple[int, Item]] = []

    def without(now: Briefing) -> Briefing:
        gone.extend((place, item) for place, item in enumerate(now.items) if item.id in ids)
        return replace(now, items=tuple(item for item in now.items if item.id not in ids))

    if _is_changed(store, without):
        st.session_state[_REMOVED] = gone


def _undo(store: BriefingFile) -> None:
    gone = st.session_state.get(_REMOVED)
    if gone:
        with st.container(horizontal=True, vertical_alignment="center", key="briefing-undo"):
            sections, _ = numbered(Briefing(items=tuple(item for _, item in gone)))
            st.caption(view.label(words.REMOVED.format(what=", ".join(section.heading for section in sections))))
            st.button(words.UNDO, key="undo", icon=":material/undo:", on_click=partial(_bring_back, store))


def _bring_back(store: BriefingFile) -> None:
    def back(now: Briefing) -> Briefing:
        for place, item in st.session_state.get(_REMOVED, ()):
            now = now.added(item, place)
        return now

    if _is_changed(store, back):
        st.session_state.pop(_REMOVED, None)


def _clear(store: BriefingFile, briefing: Briefing) -> None:
    if briefing.items:
        with st.popover(words.CLEAR, type="tertiary", key="clear-briefing"):
            label = words.CLEAR_SURE.format(n=len(briefing.items))
            st.button(label, key="clear-sure", on_click=partial(_remove, store, briefing.items))


def _library() -> None:
    try:
        opened = library()
    except AftermineError:
        return
    collect.library_menu(opened)


def _change(store: BriefingFile, edit: Callable[[Briefing], Briefing]) -> None:
    _is_changed(store, edit)


def _is_changed(store: BriefingFile, edit: Callable[[Briefing], Briefing]) -> bool:
    """Changes it; whether that could be stored. If not, the page says why."""
    return collect.tried(lambda: store.change(edit)) is not None
