"""Adding documents by dropping files on the library page: progress while they are read, and a result for each."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ingest.loaders import supported_suffixes
from ingest.loaders.reading import MAX_BYTES
from ingest.shelf import Shelf, Upload
from ui.web.rendering import library_view, view
from ui.wording import library as words
from ui.work import Problem, Work, change

TICK = 0.1
"""Seconds between two looks at the job."""

_JOB, _ROUND, _PLACE = "upload-job", "upload-round", "upload-place"


def draw(shelf: Shelf) -> None:
    """Draws the place to drop files on, and what became of the last ones; dropped files are begun with at once."""
    number = int(st.session_state.get(_ROUND, 0))
    files = st.file_uploader(
        words.UPLOAD,
        type=sorted(suffix[1:] for suffix in supported_suffixes()),
        accept_multiple_files=True,
        max_upload_size=MAX_BYTES // 2**20,
        key=f"upload-{number}",
        help=words.UPLOAD_HELP,
        disabled=_running() is not None,
    )
    if files and _running() is None:
        # Under another key the next time, so that the files leave the widget and are not begun with again.
        st.session_state[_ROUND] = number + 1
        st.session_state[_JOB] = change(partial(shelf.add, [Upload(file.name, file.getvalue()) for file in files]))
        st.rerun()
    _draw_job(shelf)


def follow() -> None:
    """Shows how far the job is, once the rest of the page is drawn, and has the page drawn again when it is over."""
    job, place = _running(), st.session_state.get(_PLACE)
    if job is None or place is None:
        return
    while not job.over(TICK):
        _running()  # reading the session lets Streamlit act on clicks meanwhile
        if job.steps:
            what, done, total = job.steps[-1]
            said = words.READING.format(what=what, done=min(done + 1, total), total=total)
            place.progress(done / max(total, 1), text=view.label(said))
    st.rerun()


def _draw_job(shelf: Shelf) -> None:
    job = st.session_state.get(_JOB)
    if not isinstance(job, Work):
        return
    if job.outcome is None:
        waiting = shelf.changing.locked() and not job.steps
        st.session_state[_PLACE] = st.empty()
        st.session_state[_PLACE].progress(0.0, text=words.WAITING if waiting else words.PREPARING)
        return
    if isinstance(job.outcome, Problem):
        st.html(view.problem_html(job.outcome))
    else:
        st.html(library_view.results_html(job.outcome))
    st.button(words.DISMISS, key="upload-dismiss", on_click=_forget)


def _running() -> Work[tuple[str, int, int], object] | None:
    job = st.session_state.get(_JOB)
    return job if isinstance(job, Work) and job.outcome is None else None


def _forget() -> None:
    st.session_state.pop(_JOB, None)
