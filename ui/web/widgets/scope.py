"""Which documents this visitor's chat is held to; kept in the visitor's own session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import streamlit as st

from rag.base.errors import NotFound
from rag.store.index import Index
from ui.knowledge import by_title
from ui.web.rendering import library_view, view
from ui.web.state.conversation import conversation
from ui.web.widgets.navigation import page_at
from ui.wording import library as words

_KEY, _PICKED = "scope", "scope-picked"


@dataclass(frozen=True, slots=True)
class Scope:
    """The ids of the chosen documents, and what they are called together."""

    documents: frozenset[str]
    name: str


def chosen() -> Scope | None:
    """What the visitor chose; None where the chat asks all documents."""
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Scope) else None


def choose(index: Index, documents: Iterable[str], name: str = "") -> None:
    """Holds the chat to these documents; without a name, the only document's title or how many there are."""
    ids = frozenset(documents)
    called = name or (index.document(next(iter(ids))).title if len(ids) == 1 else words.SEVERAL.format(n=len(ids)))
    st.session_state[_KEY] = Scope(ids, called)


def forget() -> None:
    """Lets the chat ask all documents again."""
    st.session_state.pop(_KEY, None)


def ids(index: Index) -> frozenset[str] | None:
    """What is handed to the assistant."""
    found = _there(index)
    return found.documents if found else None


def show(index: Index) -> None:
    """Draws what the chat is held to, and how to let it go."""
    # In a container that is always there: what follows, the input among it, keeps its place when the scope goes.
    with st.container(key="scope-place"):
        if found := _there(index):
            with st.container(key="scope", horizontal=True, vertical_alignment="center", gap="small"):
                st.html(library_view.scope_html(found.name), width="content")
                st.button(words.ASK_ALL, key="scope-off", icon=":material/close:", type="tertiary", on_click=forget)


def control(index: Index) -> None:
    """Draws what chooses among the documents, beside the box that questions are typed into."""
    documents = by_title(index.documents())
    count = Counter(each.title for each in documents)  # a choice is told by what is shown of it
    titles = {each.id: each.title if count[each.title] == 1 else f"{each.title} ({each.id})" for each in documents}
    if len(titles) < 2:
        return
    held = ids(index) or frozenset()
    st.session_state[_PICKED] = [name for name in titles if name in held]
    with st.popover(words.WHICH, key="scope-control", type="tertiary", icon=":material/filter_list:"):
        st.multiselect(
            words.ASK_WHICH,
            list(titles),
            format_func=titles.__getitem__,
            key=_PICKED,
            placeholder=words.ANY,
            on_change=_pick,
            args=(index,),
        )


def offer(index: Index, documents: Collection[str], questions: Iterable[str], key: str) -> None:
    """Draws questions on these documents, to be asked in the chat, which is held to them unless it is to more."""
    with st.container(key=f"choices-{key}"):
        for number, question in enumerate(questions):
            if st.button(view.label(question), key=f"{key}-question-{number}", width="stretch"):
                if not (ids(index) or frozenset()).issuperset(documents):
                    choose(index, documents)
                conversation().ask(question)
                st.switch_page(page_at(""))


def _pick(index: Index) -> None:
    forget()
    if picked := st.session_state[_PICKED]:
        choose(index, picked)


def _there(index: Index) -> Scope | None:
    """What the chat is held to once the documents that have left the library are dropped from it."""
    found = chosen()
    there = frozenset(name for name in found.documents if _is_there(index, name)) if found else frozenset()
    if found and there != found.documents:
        forget()
        if there:
            choose(index, there)
    return chosen()


def _is_there(index: Index, name: str) -> bool:
    try:
        index.document(name)
    except NotFound:
        return False
    return True
