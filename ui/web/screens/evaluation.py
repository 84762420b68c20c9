"""The evaluation page: choose question sets, run them with a stop button, look at reports and compare them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from ingest.bundled import conversations_folder, questions_folder
from rag.base.errors import AftermineError, FileProblem
from rag.evaluation.evaluate import Opened, Plan, Trial, evaluate, half_of
from rag.evaluation.imports import read_sheet
from rag.evaluation.question_set import Half, Problem, Question, QuestionSet, apart, read_sets, scan
from rag.evaluation.reporting.report import Archived, archive, archived, read_report, setup_and_rows
from ui import places
from ui.library import Library
from ui.web.rendering import graded, view
from ui.web.screens.reports import draw_reports, namer
from ui.web.state.shared import library
from ui.web.widgets import head
from ui.wording import evaluation as words

_RUNNING, _CHOSEN = "evaluation-running", "evaluation-chosen"
_UPLOADED = "evaluation-uploaded"
_KINDS = ["jsonl", "csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor wants to be run."""

    sets: tuple[QuestionSet, ...]
    retrieval_only: bool
    baseline: Archived | None
    force: bool


def page() -> None:
    """Draws the page; while a run goes on, the script is in it, and the stop button ends it."""
    st.html(view.STYLE)
    st.html(graded.STYLE)
    head.draw()
    st.title(words.EVALUATION, anchor=False)
    st.markdown(words.INTRODUCTION)
    earlier = archived(places.evaluations())
    choice = _choose(earlier)
    running = bool(st.session_state.get(_RUNNING))
    if running:
        st.button(words.STOP, key="stop", icon=":material/stop:", on_click=_stopped)
    else:
        icon = ":material/play_arrow:"
        st.button(words.RUN, key="run", type="primary", icon=icon, on_click=_started, disabled=choice is None)
    # What the run began with: the form forgets it where the reader looks at another page meanwhile.
    if running and (chosen := st.session_state.get(_CHOSEN) or choice) is not None:
        st.session_state[_CHOSEN] = chosen
        _run(chosen)
    for message in st.session_state.pop("evaluation-said", ()):
        st.info(view.label(message))
    draw_reports(archived(places.evaluations()))


def _started() -> None:
    st.session_state.pop(_CHOSEN, None)
    st.session_state[_RUNNING] = True


def _stopped() -> None:
    st.session_state[_RUNNING] = False
    _say(words.STOPPED)


def _say(message: str) -> None:
    st.session_state.setdefault("evaluation-said", []).append(message)


def _choose(earlier: Sequence[Archived]) -> Choice | None:
    """The form; None where there is nothing to ask, which it says."""
    files, bundled = _files()
    whole = [words.ALL_BUNDLED] if bundled else []
    st.session_state.setdefault("sets", whole)
    chosen = st.multiselect(words.SETS, [*whole, *files], key="sets", help=words.SETS_HELP)
    wanted = dict.fromkeys([*(bundled if words.ALL_BUNDLED in chosen else ()), *chosen])
    uploads = st.file_uploader(
        words.UPLOAD, _KINDS, accept_multiple_files=True, key="uploads", on_change=_choose_the_upload
    )
    left, middle, right = st.columns(3)
    half = left.segmented_control(
        words.HALF, list(words.HALVES), default="all", format_func=_half, key="half", help=words.HALF_HELP
    )
    reports = {each.path.stem: each for each in earlier}
    options = [words.NO_BASELINE, *reports]
    baseline = middle.selectbox(words.BASELINE, options, format_func=namer(earlier), key="baseline")
    retrieval_only = right.toggle(words.RETRIEVAL_ONLY, key="retrieval-only")
    force = right.toggle(words.FORCE, key="force") if baseline in reports else False
    try:
        sets = apart((*read_sets([files[name] for name in wanted if name in files]), *_uploaded(uploads)))
        if not sets:
            st.caption(words.NO_SETS)
            return None
        only: Half | None = "tune" if half == "tune" else "report" if half == "report" else None
        return Choice(half_of(sets, only), retrieval_only, reports.get(baseline or ""), force)
    except AftermineError as error:
        st.error(view.label(str(error)))
        return None


def _choose_the_upload() -> None:
    """Takes back the choice of other sets when a file comes; the reader may add them again."""
    here = {upload.file_id for upload in st.session_state["uploads"] or ()}
    if here - st.session_state.get(_UPLOADED, set()):
        st.session_state["sets"] = []
    st.session_state[_UPLOADED] = here


def _half(half: str) -> str:
    return words.HALVES[half]


def _files() -> tuple[dict[str, Path], list[str]]:
    """The question files at hand by name, the user's own first, and the names of the bundled questions."""
    try:
        bundled, talks = _named(questions_folder()), _named(conversations_folder())
    except FileProblem:
        bundled, talks = {}, {}
    own = _named(places.own_questions())
    files = bundled | {words.CONVERSATIONS.format(name=name): path for name, path in talks.items()}
    return own | {name: path for name, path in files.items() if name not in own}, [n for n in bundled if n not in own]


def _named(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob("*.jsonl"))}


def _uploaded(uploads: Sequence[st.runtime.uploaded_file_manager.UploadedFile] | None) -> list[QuestionSet]:
    """The question sets of uploaded files. Wrong lines are shown and stop the run: raises the first as an error."""
    found: list[QuestionSet] = []
    with TemporaryDirectory(prefix="aftermine-") as folder:
        for upload in uploads or ():
            path = Path(folder) / Path(upload.name).name
            path.write_bytes(upload.getvalue())
            items = [item for _, item in scan(path)] if path.suffix.lower() == ".jsonl" else read_sheet(path)
            wrong = [item for item in items if isinstance(item, Problem)]
            for problem in wrong:
                st.error(view.label(str(problem)))
            if wrong:
                raise FileProblem(words.WRONG_LINES.format(wrong=len(wrong), all=len(items)))
            found.append(QuestionSet(path.stem, tuple(item for item in items if isinstance(item, Question))))
    return found


def _run(choice: Choice) -> None:
    """Runs the choice and archives its report; a click on stop ends it from outside, and its journal stays."""
    bar = st.progress(0.0, words.PREPARING)

    def progress(what: str, done: int, total: int) -> None:
        bar.progress(done / max(1, total), f"{done} / {total}  {view.label(what)}")

    try:
        shared = library()
        baseline = setup_and_rows(read_report(choice.baseline.path)) if choice.baseline else None
        plan = Plan(
            sets=choice.sets,
            journals=places.journals(),
            mode="retrieval" if choice.retrieval_only else "answers",
            baseline=baseline,
            force=choice.force,
            forced_by=words.FORCED_BY,
        )
        found = evaluate(plan, lambda _: _opened(shared), [Trial("as set", shared.settings)], progress, _say)
        st.session_state["report"] = archive(found.report, places.evaluations()).stem
        found.close()
        _say(words.SAVED)
    except AftermineError as error:
        _say(str(error))
    st.session_state[_RUNNING] = False
    st.rerun()


@contextmanager
def _opened(shared: Library) -> Iterator[Opened]:
    yield Opened(shared, shared.assistant.index)
