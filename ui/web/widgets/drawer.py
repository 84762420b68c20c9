"""The drawer of kept conversations, and the dialog that changes how a question was understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

import streamlit as st

from rag.base.errors import AftermineError, NotFound, UsageError
from rag.question.analysis import LONGEST_QUESTION, shortened
from rag.reports.notebook.conversations import LONGEST_NAME
from rag.reports.notebook.conversations import Conversation as Listed
from ui.reply import Reply
from ui.web.rendering import view
from ui.web.state import remembered
from ui.web.state.conversation import Conversation, Exchange
from ui.web.widgets.collect import talk_menu
from ui.web.widgets.navigation import page_at
from ui.wording import history as words

SHOWN = 30
_OPEN = "drawer-open"
_CHANGING = "drawer-changing"
_MOST = "drawer-most"


def button() -> None:
    """The button that opens the drawer."""
    st.button(words.CONVERSATIONS, key="conversations", icon=":material/history:", type="tertiary", on_click=_open)


def edit_button(talk: Conversation, exchange: Exchange) -> None:
    """The button that opens the dialog for a question that was reworded."""
    st.button(
        words.EDIT,
        key=f"edit-{exchange.id}",
        type="tertiary",
        icon=":material/edit:",
        on_click=_edit,
        args=(talk, exchange.id),
    )


def rewrite_button(talk: Conversation, exchange: Exchange) -> None:
    """The button that opens the dialog in which a question becomes another one."""
    icon, change = ":material/edit:", partial(_rewrite, talk, exchange.id)
    st.button(words.REWRITE, key=f"rewrite-{exchange.id}", type="tertiary", icon=icon, on_click=change)


def show(talk: Conversation, *, in_chat: bool = True) -> None:
    """Draws what is open; outside of the chat, what is chosen leads there."""
    edited = next((exchange for exchange in talk.exchanges if exchange.id == talk.editing), None)
    if in_chat and edited and isinstance(edited.outcome, Reply):
        dialog = st.dialog(words.EDIT_TITLE, on_dismiss=lambda: _edit(talk, 0))(_change_question)
        dialog(talk, edited, edited.outcome.answer.standalone)
    elif in_chat and (wrong := next((each for each in talk.exchanges if each.id == talk.rewriting), None)):
        st.dialog(words.REWRITE, on_dismiss=lambda: _rewrite(talk, 0))(_rewrite_question)(talk, wrong)
    elif st.session_state.get(_OPEN):
        st.dialog(words.CONVERSATIONS, position="left", on_dismiss=_close)(_conversations)(talk, in_chat)


def _open() -> None:
    st.session_state[_OPEN] = True
    st.session_state.pop(_CHANGING, None)
    st.session_state[_MOST] = SHOWN


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _edit(talk: Conversation, number: int) -> None:
    _close()
    talk.editing, talk.rewriting = number, 0


def _rewrite(talk: Conversation, number: int) -> None:
    _close()
    talk.editing, talk.rewriting = 0, number


def _rewrite_question(talk: Conversation, exchange: Exchange) -> None:
    with st.form(f"rewrite-form-{exchange.id}", border=False):
        key = f"rewritten-{exchange.id}"
        changed = st.text_area(
            words.REWRITE_LABEL, exchange.question[:LONGEST_QUESTION], key=key, max_chars=LONGEST_QUESTION
        )
        if exchange is not talk.exchanges[-1]:
            st.caption(words.ASKED_TOO)
        asked = st.form_submit_button(words.ASK_AGAIN, type="primary")
    if asked and changed.strip():
        talk.rewrite(exchange, changed.strip())
        remembered.save(talk)
        _rewrite(talk, 0)
        st.rerun()


def _change_question(talk: Conversation, exchange: Exchange, standalone: str) -> None:
    st.caption(view.label(words.EDIT_ASKED.format(question=exchange.question)))
    with st.form(f"edit-form-{exchange.id}", border=False):
        changed = st.text_area(words.EDIT_LABEL, standalone, key=f"edited-{exchange.id}", max_chars=LONGEST_QUESTION)
        asked = st.form_submit_button(words.ASK_AGAIN, type="primary")
    if asked and changed.strip():
        exchange.again(changed.strip())
        _edit(talk, 0)
        st.rerun()


def _conversations(talk: Conversation, in_chat: bool) -> None:
    if remembered.is_shared():
        st.caption(words.SHARED)
    search = st.text_input(words.SEARCH, key="drawer-search")
    remembered.save(talk)  # what could not be stored before is in the list once it can be
    try:
        found = remembered.listed(search)
    except AftermineError as error:
        st.error(view.label(str(error)))
        return
    if not found:
        st.caption(words.NONE_FOUND if search.strip() else words.NONE_YET)
    most = int(st.session_state.get(_MOST, SHOWN))
    same = {name for name, times in Counter(each.name for each in found).items() if times > 1}
    for heading, group in groupby(found[:most], lambda each: words.PINNED if each.pinned else words.day(each.updated)):
        st.html(view.label_html(heading))
        for each in group:
            _line(talk, each, in_chat, each.name in same)
    if len(found) > most:
        st.button(words.MORE.format(n=len(found) - most), key="drawer-more", on_click=_show_more, args=(most + SHOWN,))
    if found and not search.strip():
        _delete_all(talk, found)


def _show_more(most: int) -> None:
    st.session_state[_MOST] = most


def _line(talk: Conversation, each: Listed, in_chat: bool, is_same: bool) -> None:
    """A conversation: its name opens it, the second button lets it be changed.

    Of those that are called the same, the time is told to the second, and the last question where there are several.
    """
    when = words.time(each.updated, seconds=is_same)
    if each.pinned:
        when = f"{words.day(each.updated)} {when}"
    with st.container(key=f"conversation-{each.id}", gap=None):
        name = view.label(each.name) or words.NAMELESS
        told = f"{name} ({when})" if is_same else name
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if st.button(told, key=f"open-{each.id}", type="tertiary", width="stretch"):
                _enter(talk, each.id, in_chat)
            label = f"{words.CHANGE}: {told}"
            st.button(label, key=f"change-{each.id}", icon=":material/more_horiz:", on_click=_toggle, args=(each.id,))
        last = words.LAST.format(question=view.label(shortened(each.last))) if is_same and each.questions > 1 else ""
        now = words.OPEN_NOW if each.id == talk.id else ""
        st.caption(" · ".join(filter(None, (words.counted(when, each.questions), last, now))))
        if st.session_state.get(_CHANGING) == each.id:
            with st.container(gap="small"):
                _change(talk, each)


def _toggle(name: str) -> None:
    st.session_state[_CHANGING] = None if st.session_state.get(_CHANGING) == name else name


def _enter(talk: Conversation, name: str, in_chat: bool) -> None:
    _close()
    if name != talk.id:
        st.query_params.clear()
        remembered.open_stored(talk, name)
    if in_chat:
        st.rerun()
    st.switch_page(page_at(""))


def _change(talk: Conversation, each: Listed) -> None:
    with st.form(f"rename-{each.id}", border=False):
        name = st.text_input(words.NAME, each.name, key=f"name-{each.id}", max_chars=LONGEST_NAME)
        renamed = st.form_submit_button(words.RENAME)
    if renamed and _done(lambda: remembered.history().rename(each.id, name)):
        st.session_state.pop(_CHANGING, None)
        talk.name = name.strip() or talk.name if talk.id == each.id else talk.name
        st.rerun()
    pin = words.UNPIN if each.pinned else words.PIN
    if st.button(pin, key=f"pin-{each.id}", icon=":material/keep:") and _done(
        lambda: remembered.history().pin(each.id, not each.pinned)
    ):
        st.rerun()
    _downloads(each)
    with st.popover(words.DELETE, key=f"delete-{each.id}", icon=":material/delete:"):
        if st.button(words.DELETE_SURE, key=f"delete-sure-{each.id}", type="primary"):
            _delete(talk, (each,))


def _downloads(each: Listed) -> None:
    """What exports a conversation; nothing of one that was deleted meanwhile."""
    try:
        talk_menu(each.id, remembered.stored_to_export(each))
    except NotFound:
        return
    except UsageError:
        st.caption(words.NOTHING_TO_DOWNLOAD)
    except AftermineError as error:
        st.error(view.label(str(error)))


def _done(work: Callable[[], None]) -> bool:
    """Whether the work could be done; what another tab has deleted meanwhile needs no word."""
    try:
        work()
    except NotFound:
        return True
    except AftermineError as error:
        st.error(view.label(str(error)))
        return False
    return True


def _delete_all(talk: Conversation, found: Sequence[Listed]) -> None:
    with st.popover(words.DELETE_ALL, key="delete-all", type="tertiary", icon=":material/delete:"):
        if st.button(words.DELETE_ALL_SURE.format(n=len(found)), key="delete-all-sure", type="primary"):
            _delete(talk, found)


def _delete(talk: Conversation, chosen: Sequence[Listed]) -> None:
    """Deletes them; the one that is on the page goes from there too."""
    if not all(_done(partial(remembered.history().delete, each.id)) for each in chosen):
        return
    if talk.id in {each.id for each in chosen}:
        talk.clear()
        st.query_params.clear()
    st.rerun()
