"""A document's own page: outline, questions that it answers, summary, sources; its whole text with a passage marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import streamlit as st

from ingest.bundled import questions_folder
from ingest.page_picture import page_picture
from rag.base.errors import FileProblem, NotFound, UsageError
from rag.base.types import Citation, Document, Passage
from rag.evaluation.question_set import read
from rag.question.request import SummaryRequest
from rag.reports.notebook.passage_context import Span, whole
from ui.library import Library
from ui.reply import Reply, summary
from ui.web.rendering import library_view, view
from ui.web.screens import removal
from ui.web.state.conversation import Exchange
from ui.web.widgets import scope
from ui.web.widgets.navigation import page_at
from ui.wording import library as words
from ui.work import Problem, tried

Result = TypeVar("Result")

MOST_QUESTIONS = 5
SUMMARY_WORDS = 100
SUMMARY_TURN = 1_000_000
"""The number of the summary's turn, under which its chips find their passages: no conversation gets that far."""


def draw(library: Library, name: str) -> None:
    """Draws the page of the document with this id."""
    st.page_link(page_at("library"), label=words.BACK, icon=":material/arrow_back:")
    found = tried(partial(library.assistant.index.document, name))
    if isinstance(found, Problem):
        st.title(words.LIBRARY, anchor=False)
        st.html(view.problem_html(found))
        return
    passage, cited = _asked_for(library, found)
    passages = library.assistant.index.passages_of(name)
    shown = whole(found, passage, cited)
    st.html(library_view.about_html(found, len(passages)))
    _actions(library, found)
    with st.container(key="document"):
        beside, text = st.columns([1, 2], gap="large")
        with beside, st.container(key="beside"):
            st.html(library_view.outline_html(found, shown, passages, unfolded=passage is None))
            _questions(library, found)
            _summary(library, found)
            st.html(library_view.sources_html(found))
        with text:
            if any(block.page for block in found.blocks):
                _picture(library, found, passage, cited)
            st.html(library_view.text_html(found, shown))
    if passage:
        # The comment makes it another script for another passage, for Streamlit runs each script once.
        st.html(f"{library_view.SCRIPT}<!--{passage.span}{cited}-->", unsafe_allow_javascript=True)


def _asked_for(library: Library, found: Document) -> tuple[Passage | None, Span | None]:
    """The passage that the address names and the words of it that are cited, as far as the document has them."""
    wanted = st.query_params.get("passage")
    if not wanted:
        return None, None
    passages = library.assistant.index.passages_of(found.id)
    passage = next((each for each in passages if each.id == wanted), None)
    if passage is None:
        st.info(words.PASSAGE_GONE)
        return None, None
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", st.query_params.get("words", ""))
    cited = (int(match[1]), int(match[2])) if match else passage.span
    return passage, cited if passage.span[0] <= cited[0] < cited[1] <= passage.span[1] else None


def _actions(library: Library, found: Document) -> None:
    with st.container(horizontal=True, key="document-actions"):
        if st.button(words.ASK_THIS, key="ask-this", icon=":material/forum:"):
            scope.choose(library.assistant.index, [found.id])
            st.switch_page(page_at(""))
        if st.button(words.REMOVE_THIS, key="remove-this", icon=":material/delete:"):
            removal.remove(library.shelf, [found.id])
            st.switch_page(page_at("library"))


def _questions(library: Library, found: Document) -> None:
    """Questions that the assistant answers from this document, found when they are asked for."""
    st.html(library_view.heading_html(words.QUESTIONS))

    def find() -> tuple[str, ...]:
        from rag.reports.overview.document_sections import askable

        return askable(library.answers_from, found, _prepared(found), MOST_QUESTIONS)

    questions = _wanted("find-questions", found, (words.FIND_QUESTIONS, words.FINDING), find)
    if questions is None:
        return
    if isinstance(questions, Problem):
        st.html(view.problem_html(questions))
        return
    if not questions:
        st.caption(words.NO_QUESTIONS)
    scope.offer(library.assistant.index, [found.id], questions, "document")


def _prepared(found: Document) -> Iterator[str]:
    """The questions of the bundled set on this document."""
    path = questions_folder() / f"{found.id}.jsonl"
    try:
        questions = read(path) if path.is_file() else ()
    except (FileProblem, UsageError):
        return
    for question in questions:
        if any(place.document == found.id for place in question.sources) and not question.turns:
            yield question.question


def _summary(library: Library, found: Document) -> None:
    st.html(library_view.heading_html(words.SUMMARY))
    work = partial(summary, library, SummaryRequest(found.id, None, SUMMARY_WORDS))
    made = _wanted("summarise", found, (words.SUMMARISE, words.SUMMARISING), work)
    if isinstance(made, Reply):
        turn = Exchange(SUMMARY_TURN, made.answer.question)
        st.html(view.reply_html(turn, made))
        st.html(view.script(turn), unsafe_allow_javascript=True)
    elif made is not None:
        st.html(view.problem_html(made))


def _wanted(name: str, found: Document, words: tuple[str, str], work: Callable[[], Result]) -> Result | Problem | None:
    """What is made of the document when a button is clicked, and kept for this visitor; None until then.

    `words` are the button's and those that stand in its place while it is being made. Once it is there, the button
    goes; where it could not be made, the button stays.
    """
    key = f"{name}-{found.id}-{found.sha256}"
    place = st.empty()
    made: Result | Problem | None = st.session_state.get(key)
    if (made is None or isinstance(made, Problem)) and place.button(words[0], key=name):
        with place, st.spinner(words[1]):
            made = st.session_state[key] = tried(work)
        if isinstance(made, Problem):
            st.rerun()
        place.empty()
    return made


def _picture(library: Library, found: Document, passage: Passage | None, cited: Span | None) -> None:
    """A page of the PDF as it is printed, with the words marked where it is the passage's."""
    path = library.shelf.file(found.id)
    if path is None:
        st.info(words.FILE_CHANGED)
        return
    last = found.pages
    first = (Citation(0, passage, *cited, "") if cited else passage).page or 1 if passage else 1
    page = int(st.number_input(words.PAGE_NUMBER.format(pages=last), 1, max(last, first), first, key=f"page-{first}"))
    sought = found.text[slice(*(cited or passage.span))] if passage and page in passage.pages else ""
    try:
        picture = page_picture(path, page, sought)
    except (FileProblem, NotFound) as error:
        st.info(view.label(str(error)))
        return
    st.html(library_view.picture_html(found, picture, page))
    if sought:
        st.caption(words.MARKED if picture.boxes else words.NOT_MARKED)
