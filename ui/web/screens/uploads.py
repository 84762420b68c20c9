"""Adding documents by dropping files on the library page: progress while they are read, and a result for each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from ingest.loaders import supported_suffixes
from ingest.shelf import Shelf, Taken, Upload
from ui.web.rendering import library_view, view
from ui.wording import library as words
from ui.work import Problem, Work, change

TICK = 0.1
"""Seconds between two looks at the job."""

JOB = "upload-job"
"""Where the session keeps the files that are being read, or what became of them."""

_ROUND, _PLACE = "upload-round", "upload-place"


def draw(shelf: Shelf) -> None:
    """Draws the place to drop files on, and what became of the last ones; dropped files are begun with at once."""
    number = int(st.session_state.get(_ROUND, 0))
    job = _job()
    reads = job is not None and job.outcome is None
    files = st.file_uploader(
        words.UPLOAD,
        type=sorted(suffix[1:] for suffix in supported_suffixes()),
        accept_multiple_files=True,
        key=f"upload-{number}",
        help=words.UPLOAD_HELP,
        disabled=reads,
    )
    if files and not reads:
        # Under another key the next time, so that the files leave the widget and are not begun with again.
        st.session_state[_ROUND] = number + 1
        st.session_state[JOB] = change(partial(shelf.add, [Upload(file.name, file.getvalue()) for file in files]))
        st.rerun()
    st.session_state[_PLACE] = None
    if job and reads:
        waiting = shelf.changing.locked() and not job.steps
        st.session_state[_PLACE] = st.empty()
        st.session_state[_PLACE].progress(0.0, text=words.WAITING if waiting else words.PREPARING)
    elif job and job.outcome is not None:
        if isinstance(job.outcome, Problem):
            st.html(view.problem_html(job.outcome))
        else:
            st.html(library_view.results_html(job.outcome))
        st.button(words.DISMISS, key="upload-dismiss", on_click=_forget)


def follow() -> None:
    """Shows how far the job is, once the rest of the page is drawn, and has the page drawn again when it is over.

    It may be over already: the page that tells of it as running has to be drawn again all the same.
    """
    job, place = _job(), st.session_state.get(_PLACE)
    if job is None or place is None:
        return
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
