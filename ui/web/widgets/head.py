"""The head that every page shows: the name, which leads to the chat, the pages, the conversations, and a new one."""

from __future__ import annotations

import streamlit as st

from ui.web.state import remembered
from ui.web.state.conversation import conversation
from ui.web.widgets import drawer
from ui.web.widgets.collect import talk_menu
from ui.web.widgets.navigation import FEW, PAGES, links, page_at
from ui.wording import general
from ui.wording.evaluation import MORE


def draw(*, in_chat: bool = False) -> None:
    """Draws it, and outside of the chat what its buttons open; the chat draws that behind its own input.

    Where the window is wide, most pages stand in a row of their own, and the menu holds the others.
    """
    talk = conversation()
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        with st.container(key="brand", width="content"):
            st.page_link(page_at(""), label=general.NAME)
        links("pages", FEW)
        drawer.button()
        if talk.exchanges:
            icon, leave = ":material/add:", remembered.leave
            begun = st.button(general.NEW_CHAT, key="new-chat", icon=icon, on_click=leave, args=(talk,))
            if begun and not in_chat:
                st.switch_page(page_at(""))
        with st.popover(MORE, key="more", type="tertiary", icon=":material/menu:"):
            links("menu-pages", FEW)
            links("menu-others", [path for path in PAGES if path not in FEW])
            if (whole := remembered.to_export(talk)) is not None:
                talk_menu("here", whole)
    if not in_chat:
        drawer.show(talk, in_chat=False)
