"""Adding documents by dropping files on the library page: progress while they are read, and a result for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import streamlit as st

from ingest.library import takes
from ingest.shelf import Taken, Upload
from rag.base.types import Document
from rag.reports.overview.document_sections import askable
from ui.library import Library
from ui.web.rendering import library_view, view
from ui.web.widgets import scope
from ui.web.widgets.navigation import page_at
from ui.wording import library as words
from ui.work import Problem, Work, change

TICK = 0.1
"""Seconds between two looks at the job."""

JOB = "upload-job"
"""Where the session keeps the files that are being read, or what became of them."""

MOST_QUESTIONS = 3

Questions = Work[None, tuple[str, ...]]
_ROUND, _PLACE, _QUESTIONS = "upload-round", "upload-place", "upload-questions"


def draw(library: Library) -> None:
    """Draws the place to drop files on, and what became of the last ones; dropped files are begun with at once."""
    shelf = library.shelf
    number = int(st.session_state.get(_ROUND, 0))
    job = _job()
    reads = job is not None and job.outcome is None
    files = st.file_uploader(
        words.UPLOAD,
        type=sorted(suffix[1:] for suffix in takes()),
        accept_multiple_files=True,
        key=f"upload-{number}",
        help=words.UPLOAD_HELP,
        disabled=reads,
    )
    if files and not reads:
        # Under another key the next time, so that the files leave the widget and are not begun with again.
        _forget()
        st.session_state[_ROUND] = number + 1
        st.session_state[JOB] = change(partial(shelf.add, [Upload(file.name, file.getvalue()) for file in files]))
        st.rerun()
    st.session_state[_PLACE] = None
    if job and reads:
        waiting = shelf.changing.locked() and not job.steps
        place = st.empty()
        place.progress(0.0, text=words.WAITING if waiting else words.PREPARING)
        st.session_state[_PLACE] = place, job
    elif job and job.outcome is not None:
        if isinstance(job.outcome, Problem):
            st.html(view.problem_html(job.outcome))
        else:
            _report(library, job.outcome)
        st.button(words.DISMISS, key="upload-dismiss", on_click=_forget)


def _report(library: Library, taken: Sequence[Taken]) -> None:
    """What was read of each file, and what can be asked of the new documents."""
    index = library.assistant.index
    new = [each.document for each in taken if each.outcome in ("added", "updated") and each.document in index.entries]
    read = {name: (index.document(name), len(index.passages_of(name))) for name in new if name}
    st.html(library_view.results_html(taken, read))
    if not read:
        return
    if st.button(words.of_chosen(words.ASK_NEW, len(read)), key="ask-new", icon=":material/forum:"):
        scope.choose(index, read)
        st.switch_page(page_at(""))
    finding = st.session_state.get(_QUESTIONS)
    if finding is None:
        documents = [document for document, _ in read.values()]
        finding = st.session_state[_QUESTIONS] = Questions(lambda own: _questions(own, library, documents))
    if finding.outcome is None:
        place = st.empty()
        place.caption(words.FINDING)
        st.session_state[_PLACE] = place, finding
    elif not isinstance(finding.outcome, Problem) and finding.outcome:
        st.html(library_view.heading_html(words.ASK_NEW_QUESTIONS))
        scope.offer(index, read, finding.outcome, "new")


def _questions(own: Questions, library: Library, documents: Sequence[Document]) -> tuple[str, ...]:
    """Questions that the documents answer: of several a share each, as long as the reader wants to know."""
    share = math.ceil(MOST_QUESTIONS / len(documents))
    found: dict[str, None] = {}
    for document in documents:
        if own.stopped or len(found) >= MOST_QUESTIONS:
            break
        found |= dict.fromkeys(askable(library.answers_from, document, (), share))
    return tuple(found)[:MOST_QUESTIONS]


def follow() -> None:
    """Shows how far the job is, once the rest of the page is drawn, and has the page drawn again when it is over.

    It may be over already: the page that tells of it as running has to be drawn again all the same.
    """
    if (waited := st.session_state.get(_PLACE)) is None:
        return
    place, job = waited
    while not job.over(TICK):
        _job()  # reading the session lets Streamlit act on clicks meanwhile
        if job.steps:
            what, done, total = job.steps[-1]
            said = words.READING.format(what=what, done=min(done + 1, total), total=total)
            place.progress(done / max(total, 1), text=view.label(said))
    st.rerun()


def _job() -> Work[tuple[str, int, int], Sequence[Taken]] | None:
    job = st.session_state.get(JOB)
    return job if isinstance(job, Work) else None


def _forget() -> None:
    st.session_state.pop(JOB, None)
    if (finding := st.session_state.pop(_QUESTIONS, None)) is not None:
        finding.stop()
