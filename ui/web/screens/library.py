"""The library page: the documents, what the chat is held to, uploads, removal and its undoing; or one document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import cast

import streamlit as st

from rag.base.types import Document
from ui import knowledge
from ui.library import Library
from ui.web.rendering import library_view, view
from ui.web.screens import document, removal, uploads
from ui.web.widgets import head, opening, scope
from ui.web.widgets.navigation import page_at
from ui.wording import general
from ui.wording import library as words

PAGE = 50
"""Documents that are drawn at once."""

_CHOSEN, _MOST, _ROUND = "library-chosen", "library-most", "library-round"


def page() -> None:
    """Draws the page that the address asks for."""
    st.html(view.STYLE)
    st.html(library_view.STYLE)
    head.draw()
    opened = opening.opened(words.LIBRARY)
    if opened is None:
        return
    if name := st.query_params.get("document"):
        # Said again: behind a link to the page that one is on, Streamlit leaves the browser's address as it was.
        st.query_params["document"] = name
        document.draw(opened, name)
    else:
        st.query_params.clear()
        _draw(opened)


def _draw(library: Library) -> None:
    index = library.assistant.index
    documents = knowledge.by_title(index.documents())
    st.title(words.LIBRARY, anchor=False)
    counts = {
        "documents": len(documents),
        "passages": len(index.passages),
        "sources": knowledge.count_sources(documents),
    }
    counted = {noun: general.counted(noun, number) for noun, number in counts.items()}
    st.markdown(words.INTRODUCTION.format(**counted) if documents else words.EMPTY)
    scope.show(index)
    with st.container(key="uploads"):
        uploads.draw(library)
    removal.draw(library.shelf)
    if documents:
        st.header(words.DOCUMENTS, anchor=False)
        _list(library, documents)
    removal.draw_away(library.shelf)
    if documents:
        _bibliography(library, documents)
    uploads.follow()
    removal.follow()


def _list(library: Library, documents: Sequence[Document]) -> None:
    topics = sorted({topic for each in documents for topic in each.topics}, key=str.casefold)
    left, right = st.columns([2, 1])
    sought = left.text_input(words.FILTER, key="library-filter", icon=":material/search:")
    topic = right.selectbox(
        words.TOPIC, ["", *topics], key="library-topic", format_func=lambda each: each or words.ALL_TOPICS
    )
    shown = [each for each in documents if (not topic or topic in each.topics) and _fits(each, sought)]
    _actions(library, documents, shown, topic if not sought else "")
    if not shown:
        st.caption(words.NONE_FIT)
        return
    with st.container(key="columns"):
        st.html(library_view.columns_html())
    most = int(st.session_state.get(_MOST, PAGE))
    for number, each in enumerate(shown[:most]):
        _row(library, number, each)
    if len(shown) > most:
        st.button(words.SHOW_MORE.format(n=min(PAGE, len(shown) - most)), key="library-more", on_click=_show_more)


def _fits(found: Document, sought: str) -> bool:
    there = " ".join((found.id, found.title, found.kind, *found.topics, *found.places)).casefold()
    return all(word in there for word in sought.casefold().split())


def _actions(library: Library, documents: Sequence[Document], shown: Sequence[Document], topic: str) -> None:
    """What can be done with the chosen documents; those that have left meanwhile are not chosen any more."""
    gone = _chosen() - {each.id for each in documents}
    if gone:
        _choose(gone, False)
    chosen = _chosen()
    st.caption(words.SHOWN.format(shown=len(shown), total=len(documents)))
    with st.container(horizontal=True, key="library-actions"):
        if shown:
            ids = [each.id for each in shown]
            st.button(words.CHOOSE_SHOWN, key="choose-shown", on_click=_choose, args=(ids, True))
        if not chosen:
            return
        st.button(words.CHOOSE_NONE, key="choose-none", on_click=_choose, args=(list(chosen), False))
        name = topic if topic and chosen == {each.id for each in shown} else ""
        if st.button(words.of_chosen(words.ASK_ONLY, len(chosen)), key="ask-only"):
            scope.choose(library.assistant.index, chosen, name)
            st.switch_page(page_at(""))
        label = words.of_chosen(words.REMOVE_CHOSEN, len(chosen))
        st.button(label, key="remove-chosen", on_click=removal.remove, args=(library.shelf, sorted(chosen)))


def _row(library: Library, number: int, found: Document) -> None:
    # Boxes that buttons have set are other boxes. Were they the same, a click before the browser has heard of it would
    # bring back what the browser last knew of them, as if the reader had changed them.
    key = f"pick-{st.session_state.get(_ROUND, 0)}-{found.id}"
    with st.container(key=f"row-{number}", horizontal=True, vertical_alignment="center"):
        with st.container(key=f"title-{number}", horizontal=True, vertical_alignment="center", gap="small"):
            st.checkbox(
                view.spoken(words.CHOOSE.format(title=found.title)),
                found.id in _chosen(),
                key=key,
                label_visibility="collapsed",
                on_change=_toggle,
                args=(key, found.id),
            )
            st.page_link(page_at("library"), label=view.label(found.title), query_params={"document": found.id})
        st.html(library_view.row_html(found, len(library.assistant.index.passages_of(found.id))))


def _show_more() -> None:
    st.session_state[_MOST] = int(st.session_state.get(_MOST, PAGE)) + PAGE


def _chosen() -> set[str]:
    return cast(set[str], st.session_state.setdefault(_CHOSEN, set()))


def _choose(names: Iterable[str], wanted: bool) -> None:
    (_chosen().update if wanted else _chosen().difference_update)(names)
    st.session_state[_ROUND] = int(st.session_state.get(_ROUND, 0)) + 1


def _toggle(key: str, name: str) -> None:
    (_chosen().add if st.session_state[key] else _chosen().discard)(name)


def _bibliography(library: Library, documents: Sequence[Document]) -> None:
    """The bibliography of all documents, or the switch that makes it."""
    st.header(words.BIBLIOGRAPHY, anchor=False)
    if not st.toggle(words.MAKE_BIBLIOGRAPHY, key="bibliography", help=words.BIBLIOGRAPHY_HELP):
        return
    from rag.reports.export import BIBLIOGRAPHIES, export_sources, format_named
    from rag.reports.export.bibliography import entries, library_sources
    from rag.reports.export.styles import cited, style_of
    from rag.reports.notebook.provenance import origin

    sources = library_sources(documents)
    made = origin(library.assistant.index.corpus_sha256, library.settings)
    with st.container(horizontal=True, key="bibliography-files"):
        for name in BIBLIOGRAPHIES:
            form = format_named(name)
            st.download_button(
                words.DOWNLOADS[name],
                partial(export_sources, words.LIBRARY, sources, name, made),
                file_name=f"library{form.suffix}",
                mime=form.media_type,
                key=f"download-{name}",
                icon=":material/download:",
                on_click="ignore",
            )
    with st.spinner(words.LISTING):
        lines = [each.reference for each in cited(entries(sources), style_of(""))]
    st.html(library_view.references_html(lines))
