"""The briefing page: what was collected, as a document that the reader orders, edits, adds to and exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from rag.base.errors import AftermineError, UsageError
from rag.reports.export import styles
from rag.reports.export.outline import Section, bibliography, numbered
from rag.reports.notebook.briefing import (
    LONGEST_NOTE,
    LONGEST_STYLE,
    LONGEST_TITLE,
    AnswerItem,
    Briefing,
    BriefingFile,
    HeadingItem,
    Item,
    NoteItem,
    heading_item,
    note_item,
)
from ui import places
from ui.web.rendering import view
from ui.web.state.shared import library
from ui.web.widgets import collect, head, order, revise
from ui.wording import briefing as words

_UNDO = "briefing-undo-of"  # what the last removal or arrangement did, in words, and what takes it back
_NEW_NOTE, _NEW_HEADING = "briefing-new-note", "briefing-new-heading"
_TITLE, _STYLE, _OWN_STYLE = "briefing-title", "briefing-style", "briefing-own-style"
_STYLE_PROBLEM = "briefing-style-problem"
_SEEN = "briefing-notes-seen"  # the text of each note and heading as this window last drew it
_PAGE = "briefing-page"
ON_A_PAGE = 20


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
            _additions(store)
        return
    if problem := st.session_state.pop(collect.PROBLEM, None):
        st.warning(view.label(problem))
    _title(store, briefing)
    _items(store, briefing)
    _undo(store)
    _additions(store)
    if briefing.items:
        st.header(words.DOWNLOAD_BRIEFING, anchor=False)
        _citing(store, briefing)
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
    with st.container(horizontal=True, vertical_alignment="bottom", key="briefing-contents"):
        st.header(words.ITEMS, anchor=False)
        arrange = partial(_arrange, store)
        st.button(words.AS_MEMO, key="as-memo", icon=":material/article:", help=words.MEMO_HELP, on_click=arrange)
    if not briefing.items:
        st.info(words.EMPTY)
    sections, _ = numbered(briefing)
    if len(briefing.items) > 1:
        order.order(briefing, sections, partial(_changed, store))
    begin = _first_shown(len(briefing.items))
    shown = list(zip(briefing.items, sections, strict=True))[begin : begin + ON_A_PAGE]
    for place, (item, section) in enumerate(shown, begin):
        of_heading = isinstance(item, HeadingItem)
        with st.container(
            border=not of_heading, horizontal=of_heading, vertical_alignment="bottom", key=f"item-{item.id}"
        ):
            _draw(store, item, section)
            if not revise.is_open(item):
                _actions(store, briefing, place)


def _first_shown(count: int) -> int:
    """The place of the first item on the page that is chosen; all are on one where there are few."""
    pages = -(-count // ON_A_PAGE)
    if pages < 2:
        return 0
    if st.session_state.get(_PAGE, 1) > pages:
        st.session_state[_PAGE] = pages
    return (st.pagination(pages, key=_PAGE) - 1) * ON_A_PAGE


def _draw(store: BriefingFile, item: Item, section: Section) -> None:
    if isinstance(item, NoteItem):
        key, write = _written(store, item)
        st.text_area(words.EDIT_NOTE, max_chars=LONGEST_NOTE, key=key, on_change=write)
    elif isinstance(item, HeadingItem):
        key, write = _written(store, item)
        label = words.EDIT_HEADING
        st.text_input(label, max_chars=LONGEST_TITLE, key=key, on_change=write, label_visibility="collapsed")
    elif isinstance(item, AnswerItem) and revise.is_open(item):
        revise.form(item, partial(_changed, store))
    else:
        st.html(view.render("section.html", {"section": section, "told": words.OBJECTIONS}))


def _written(store: BriefingFile, item: NoteItem | HeadingItem) -> tuple[str, Callable[[], None]]:
    """The key of an item's field, which holds its text as it is now, and what stores what is written there."""
    key, seen = f"{item.kind}-{item.id}", st.session_state.setdefault(_SEEN, {})
    if key not in st.session_state or seen.get(item.id) != item.text:  # not on the page before, or changed elsewhere
        st.session_state[key] = seen[item.id] = item.text
    return key, partial(_write, store, item, key)


def _write(store: BriefingFile, item: NoteItem | HeadingItem, key: str) -> None:
    text, before = st.session_state[key], st.session_state[_SEEN][item.id]
    if isinstance(item, HeadingItem):
        _changed(store, lambda now: now.put(replace(heading_item(text, item.role), id=item.id)))
    else:
        _changed(store, lambda now: now.noted(item.id, text, before))


def _actions(store: BriefingFile, briefing: Briefing, place: int) -> None:
    """What can be done with an item, below it."""
    item, last = briefing.items[place], len(briefing.items) - 1
    with st.container(horizontal=True, key=f"item-actions-{item.id}"):
        _step(store, item, (words.UP, "arrow_upward"), lambda now: now.moved(item.id, -1), idle=place == 0)
        _step(store, item, (words.DOWN, "arrow_downward"), lambda now: now.moved(item.id, 1), idle=place == last)
        if isinstance(item, AnswerItem):
            revise.button(briefing, item)
        remove = partial(_remove, store, (item,))
        st.button(words.REMOVE, key=f"remove-{item.id}", type="tertiary", icon=":material/delete:", on_click=remove)


def _step(
    store: BriefingFile, item: Item, told: tuple[str, str], edit: Callable[[Briefing], Briefing], *, idle: bool
) -> None:
    label, icon = told
    st.button(
        label,
        key=f"{icon}-{item.id}",
        type="tertiary",
        icon=f":material/{icon}:",
        disabled=idle,
        on_click=partial(_change, store, edit),
    )


def _additions(store: BriefingFile) -> None:
    """Fields for a new note and for a new heading."""
    with st.form("new-note", border=False):
        st.text_area(words.NEW_NOTE, max_chars=LONGEST_NOTE, key=_NEW_NOTE)
        st.form_submit_button(words.ADD_NOTE, icon=":material/add_notes:", on_click=partial(_add_note, store))
    with st.form("new-heading", border=False):
        st.text_input(words.NEW_HEADING, max_chars=LONGEST_TITLE, key=_NEW_HEADING)
        st.form_submit_button(words.ADD_HEADING, icon=":material/title:", on_click=partial(_add_heading, store))


def _add_note(store: BriefingFile) -> None:
    note = note_item(st.session_state[_NEW_NOTE])
    if note.text and _changed(store, lambda now: now.added(note)):
        st.session_state[_NEW_NOTE] = ""


def _add_heading(store: BriefingFile) -> None:
    heading = heading_item(st.session_state[_NEW_HEADING])
    if heading.text and _changed(store, lambda now: now.added(heading)):
        st.session_state[_NEW_HEADING] = ""


def _citing(store: BriefingFile, briefing: Briefing) -> None:
    """The choice of a citation style, and how it cites the first source."""
    held = briefing.style or next(iter(words.STYLES))
    own = held not in words.STYLES
    names = [*words.STYLES, words.OWN_STYLE]
    st.session_state.setdefault(_STYLE, words.OWN_STYLE if own else held)
    told = {**words.STYLES, words.OWN_STYLE: words.OWN_STYLE}
    st.selectbox(words.STYLE, names, format_func=told.__getitem__, key=_STYLE, on_change=partial(_choose, store))
    if st.session_state[_STYLE] == words.OWN_STYLE:
        taken = partial(_take_style, store)
        st.file_uploader(words.STYLE_FILE, type=["csl", "xml"], key=_OWN_STYLE, on_change=taken)
        if problem := st.session_state.pop(_STYLE_PROBLEM, None):
            st.error(view.label(problem))
        if not own:
            return
    try:
        style = styles.style_of(briefing.style)
        found = styles.cited(bibliography(briefing.citations[:1])[:1], style)
    except AftermineError as error:
        st.error(view.label(str(error)))
        return
    for each in found:
        st.caption(view.label(words.STYLE_EXAMPLE.format(title=style.title, reference=each.reference)))


def _choose(store: BriefingFile) -> None:
    chosen = st.session_state[_STYLE]
    if chosen != words.OWN_STYLE:
        _changed(store, lambda now: replace(now, style=chosen))


def _take_style(store: BriefingFile) -> None:
    uploaded = st.session_state[_OWN_STYLE]
    if not uploaded:
        return
    try:
        if uploaded.size > LONGEST_STYLE:
            raise UsageError(words.STYLE_TOO_LONG)
        text = uploaded.getvalue().decode("utf-8", "replace")
        styles.own(text)
    except UsageError as error:
        st.session_state[_STYLE_PROBLEM] = str(error)
        return
    _change(store, lambda now: replace(now, style=text))


def _arrange(store: BriefingFile) -> None:
    """Makes a memo of it; that can be taken back while nothing else has changed what the briefing holds."""
    seen: list[Briefing] = []

    def arranged(now: Briefing) -> Briefing:
        seen.extend((now, memo := now.as_memo(words.MEMO)))
        return memo

    def back(now: Briefing) -> Briefing:
        before, after = seen
        return replace(now, items=before.items) if now.items == after.items else now

    if _changed(store, arranged):
        st.session_state[_UNDO] = words.ARRANGED, back


def _remove(store: BriefingFile, items: tuple[Item, ...]) -> None:
    """Takes items out and remembers where each stood, for this visitor's undo."""
    ids = {item.id for item in items}
    gone: list[tuple[int, Item]] = []

    def without(now: Briefing) -> Briefing:
        gone.extend((place, item) for place, item in enumerate(now.items) if item.id in ids)
        return replace(now, items=tuple(item for item in now.items if item.id not in ids))

    def back(now: Briefing) -> Briefing:
        for place, item in gone:
            now = now.added(item, place)
        return now

    if _changed(store, without):
        sections, _ = numbered(Briefing(items=tuple(item for _, item in gone)))
        told = words.REMOVED.format(what=", ".join(section.heading for section in sections))
        st.session_state[_UNDO] = told, back


def _undo(store: BriefingFile) -> None:
    if _UNDO in st.session_state:
        told, back = st.session_state[_UNDO]
        with st.container(horizontal=True, vertical_alignment="center", key="briefing-undo"):
            st.caption(view.label(told))
            st.button(words.UNDO, key="undo", icon=":material/undo:", on_click=partial(_take_back, store, back))


def _take_back(store: BriefingFile, back: Callable[[Briefing], Briefing]) -> None:
    if _changed(store, back):
        del st.session_state[_UNDO]


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
    _changed(store, edit)


def _changed(store: BriefingFile, edit: Callable[[Briefing], Briefing]) -> bool:
    """Changes it; whether that could be stored. If not, the page says why."""
    return collect.tried(lambda: store.change(edit)) is not None
