"""Keeping answers: the button that puts one into the briefing, and the menus that export answers as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import streamlit as st

from rag.briefing import Briefing, BriefingFile, answer_id, answer_item, of_answers, passage_id, passage_item
from rag.errors import AftermineError
from rag.export import export, export_sources
from rag.export.formats import BIBLIOGRAPHIES, FORMATS
from rag.export.names import safe_name
from rag.reproduction import Origin, origin, origin_of
from rag.types import Answer, Citation
from ui import places, view
from ui import text_briefing as words
from ui.shared import Library, library

_PROBLEM = "collect-problem"


def collect_button(number: int, answer: Answer) -> None:
    """Draws what adds an answer to the briefing and what exports it; `number` is unique among the visitor's answers."""
    if answer.kind == view.SMALL_TALK:
        return
    held = tried(BriefingFile(places.briefing()).read) or Briefing()
    with st.container(horizontal=True, key=f"collect-{number}"):
        if held.holds(answer_id(answer)):
            st.button(words.ADDED, key=f"added-{number}", type="tertiary", icon=":material/check:", disabled=True)
        else:
            add = partial(_add, answer)
            st.button(words.ADD, key=f"add-{number}", type="tertiary", icon=":material/playlist_add:", on_click=add)
        with st.popover(words.EXPORT, key=f"export-{number}", type="tertiary", icon=":material/download:"):
            st.caption(words.DOWNLOAD_ANSWER)
            downloads(f"answer-{number}", answer.question, partial(_alone, [answer]))
            _passages(number, answer, held)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.warning(view.label(problem))


def talk_menu(answers: Iterable[Answer]) -> None:
    """Draws what exports the whole conversation; nothing where nothing was answered yet."""
    told = [answer for answer in answers if answer.kind != view.SMALL_TALK]
    if told:
        st.caption(words.DOWNLOAD_TALK)
        downloads("talk", told[0].question, partial(_alone, told))


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
        st.session_state[_PROBLEM] = str(error)
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


def _passages(number: int, answer: Answer, held: Briefing) -> None:
    if not answer.citations:
        return
    st.caption(words.ADD_PASSAGE)
    with st.container(horizontal=True, key=f"passages-{number}"):
        for citation in answer.citations:
            st.button(
                view.label(f"[{citation.number}]"),
                key=f"passage-{number}-{citation.number}",
                help=view.label(words.PASSAGE.format(number=citation.number, title=citation.passage.section)),
                disabled=held.holds(passage_id(citation)),
                on_click=partial(_add_passage, answer, citation),
            )


def _add(answer: Answer) -> None:
    tried(lambda: _stored().change(lambda briefing: briefing.added(answer_item(answer, _origin(answer)))))


def _add_passage(answer: Answer, citation: Citation) -> None:
    tried(lambda: _stored().change(lambda briefing: briefing.added(passage_item(citation, _origin(answer)))))


def _stored() -> BriefingFile:
    return BriefingFile(places.briefing())


def _origin(answer: Answer) -> Origin:
    opened = library()
    return origin_of(answer, opened.assistant.index, opened.settings)


def _alone(answers: list[Answer]) -> Briefing:
    return of_answers(answers[0].question, [(answer, _origin(answer)) for answer in answers])


def _file(made: Callable[[], Briefing], form: str) -> bytes:
    return export(made(), form)


def _library_sources(opened: Library, form: str) -> bytes:
    from rag.bibliography import library_sources

    index = opened.assistant.index
    made = origin(index.corpus_sha256, opened.settings)
    return export_sources(words.LIBRARY, library_sources(index.documents()), form, made)
