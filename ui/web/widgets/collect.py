"""Keeping answers: the button that puts one into the briefing, and the menus that export answers as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from rag.base.errors import AftermineError
from rag.reports.export import BIBLIOGRAPHIES, FORMATS, export, export_sources, safe_name
from rag.reports.notebook.briefing import Briefing, BriefingFile, Item, answer_item, of_answers, passage_item
from rag.reports.notebook.provenance import UNRECORDED, origin
from ui import layout, places
from ui.library import Library
from ui.reply import Reply
from ui.web.rendering import view
from ui.web.state.conversation import Talk
from ui.web.state.shared import library
from ui.wording import briefing as words

PROBLEM = "collect-problem"
"""Where what is wrong waits to be told."""
_ANSWER, _TALK = "answer", "talk"


def collect_button(number: int, reply: Reply, talk: Talk | None = None) -> None:
    """Draws what adds an answer to the briefing and what exports it, or the conversation that it is a part of.

    `number` is unique among the visitor's answers.
    """
    answer = reply.answer
    if answer.kind == layout.SMALL_TALK:
        return
    held = tried(BriefingFile(places.briefing()).read) or Briefing()
    item = answer_item(answer, reply.origin or UNRECORDED)
    with st.container(horizontal=True, key=f"collect-{number}"):
        if held.item(item.id):
            st.button(words.ADDED, key=f"added-{number}", type="tertiary", icon=":material/check:", disabled=True)
        else:
            add = partial(_add, item)
            st.button(words.ADD, key=f"add-{number}", type="tertiary", icon=":material/playlist_add:", on_click=add)
        with st.popover(words.EXPORT, key=f"export-{number}", type="tertiary", icon=":material/download:"):
            _choose(number, reply, talk)
            _passages(number, reply, held)
    if problem := st.session_state.pop(PROBLEM, None):
        st.warning(view.label(problem))


def talk_menu(key: str, talk: Talk) -> None:
    """Draws what exports a whole conversation; `key` is unique on the page."""
    st.caption(words.DOWNLOAD_TALK)
    downloads(f"talk-{key}", talk.title, talk.made)


def _choose(number: int, reply: Reply, talk: Talk | None) -> None:
    """Downloads of the answer alone; of a conversation of several questions as a whole too, by choice."""
    whole = False
    if talk and talk.questions > 1:
        labels = {_ANSWER: words.THIS_ANSWER, _TALK: words.WHOLE_TALK.format(n=talk.questions)}
        told = labels.__getitem__
        whole = st.radio(words.WHAT, list(labels), format_func=told, key=f"what-{number}", horizontal=True) == _TALK
    else:
        st.caption(words.DOWNLOAD_ANSWER)
    if talk and whole:
        downloads(f"talk-{number}", talk.title, talk.made)
    else:
        alone = partial(of_answers, reply.answer.question, [(reply.answer, reply.origin or UNRECORDED)])
        downloads(f"answer-{number}", reply.answer.question, alone)


def library_menu(opened: Library) -> None:
    """Draws what downloads the sources of all documents."""
    with st.popover(words.LIBRARY, key="library-sources", type="tertiary", icon=":material/menu_book:"):
        for form in ("md", *BIBLIOGRAPHIES):
            _download(f"library-{form}", form, words.LIBRARY, partial(_library_sources, opened, form))


def downloads(key: str, title: str, made: Callable[[], Briefing]) -> None:
    """Draws a download button a format; the file is made when it is asked for."""
    with st.container(horizontal=True, key=f"downloads-{key}"):
        for form in words.FORMATS:
            _download(f"{key}-{form}", form, title, partial(_file, made, form))


def tried(work: Callable[[], Briefing]) -> Briefing | None:
    """The briefing that the work gives; what is wrong is told below the next button instead."""
    try:
        return work()
    except AftermineError as error:
        st.session_state[PROBLEM] = str(error)
        return None


def _download(key: str, form: str, title: str, content: Callable[[], bytes]) -> None:
    st.download_button(
        words.FORMATS[form],
        content,
        safe_name(title, FORMATS[form].suffix),
        FORMATS[form].media_type,
        key=f"download-{key}",
        on_click="ignore",
    )


def _passages(number: int, reply: Reply, held: Briefing) -> None:
    if not reply.answer.quoted:
        return
    st.caption(words.ADD_PASSAGE)
    with st.container(horizontal=True, key=f"passages-{number}"):
        for citation in reply.answer.quoted:
            item = passage_item(citation, reply.origin or UNRECORDED)
            st.button(
                view.label(f"[{citation.number}]"),
                key=f"passage-{number}-{citation.number}",
                help=view.label(words.PASSAGE.format(number=citation.number, title=citation.passage.section)),
                disabled=held.item(item.id) is not None,
                on_click=partial(_add, item),
            )


def _add(item: Item) -> None:
    tried(lambda: _stored().change(lambda briefing: briefing.added(item)))


def _stored() -> BriefingFile:
    return BriefingFile(places.briefing())


def _file(made: Callable[[], Briefing], form: str) -> bytes:
    briefing = _cited_alike(made())
    try:
        find = library().assistant.index.document
    except AftermineError:
        return export(briefing, form)  # what can't be opened can't say what has left it
    return export(briefing, form, find=find)


def _cited_alike(briefing: Briefing) -> Briefing:
    """An answer or a conversation with its sources cited as the reader has chosen for the briefing."""
    try:
        return replace(briefing, style=briefing.style or _stored().read().style)
    except AftermineError:  # which the briefing's own page tells
        return briefing


def _library_sources(opened: Library, form: str) -> bytes:
    from rag.reports.export.bibliography import library_sources

    index = opened.assistant.index
    made = origin(index.corpus_sha256, opened.settings)
    return export_sources(words.LIBRARY, library_sources(index.documents()), form, made)
