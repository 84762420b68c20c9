"""The contents of a briefing as one short list, whose rows a reader drags to their place, or leads there by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Protocol

import streamlit as st

from rag.reports.export.outline import Section
from rag.reports.notebook.briefing import Briefing
from ui.web.rendering.view import ASSETS
from ui.wording import briefing as words

_KEY = "briefing-order"
_SHORT = 90
_LIST = '<div class="am-order"><ol></ol><p role="status" class="am-order-said"></p></div>'

Change = Callable[[Callable[[Briefing], Briefing]], object]


class _Mount(Protocol):
    """What puts the component on the page."""

    def __call__(self, *, key: str, data: object, on_moved_change: Callable[[], None]) -> object:
        """Puts it there."""


def order(briefing: Briefing, sections: Sequence[Section], change: Change) -> None:
    """Draws the list; a move goes to `change`. A heading takes its section along."""
    rows = [
        {"id": item.id, "text": _named(section), "heading": section.kind == "heading"}
        for item, section in zip(briefing.items, sections, strict=True)
    ]
    with st.expander(words.ORDER, key="briefing-order-open"):
        st.caption(words.ORDER_HELP)
        data = {"rows": rows, "help": words.ORDER_KEYS, "told": words.ORDER_TOLD}
        _component()(key=_KEY, data=data, on_moved_change=partial(_move, change))


def _named(section: Section) -> str:
    """What a row is called: its heading, and of a note how it begins."""
    begun = section.said[0].text if section.kind == "note" and section.said else section.heading
    return begun if len(begun) <= _SHORT else f"{begun[:_SHORT].rstrip()}…"


def _move(change: Change) -> None:
    moved = st.session_state[_KEY].moved
    if not isinstance(moved, dict):
        return
    item, by, before = str(moved.get("item")), moved.get("by"), moved.get("before")
    if isinstance(by, int):
        change(lambda now: now.moved(item, by))
    else:
        change(lambda now: now.placed(item, before if isinstance(before, str) else None))


@cache
def _component() -> _Mount:
    script = (ASSETS / "order.js").read_text(encoding="utf-8")
    return st.components.v2.component("aftermine.order", html=_LIST, js=script, isolate_styles=False)
