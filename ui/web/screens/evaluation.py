"""The evaluation page: choose questions and what to compare, run them while the chat stays open, look at reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args, get_origin

import streamlit as st

from ingest.bundled import conversations_folder, questions_folder
from rag.base.errors import AftermineError, FileProblem
from rag.base.mechanisms import MECHANISMS
from rag.base.settings import Answering, Retrieval, load_settings
from rag.evaluation.evaluate import UNSAID, Plan, Trial, described, evaluate, half_of
from rag.evaluation.imports import read_sheet
from rag.evaluation.question_set import Half, Problem, Question, QuestionSet, apart, read_sets, scan
from rag.evaluation.reporting.report import archive, archived
from rag.models.chat_model import writer
from ui import places, trials
from ui.library import Library
from ui.web.rendering import graded, view
from ui.web.screens.reports import CHOSEN, draw_reports
from ui.web.state.shared import library
from ui.web.widgets import head
from ui.wording import evaluation as words
from ui.wording import general
from ui.work import Problem as Trouble
from ui.work import Work

TICK = 0.2
"""Seconds between two looks at the run."""

WHO = "aftermine chat"
_UPLOADED, _SAID = "evaluation-uploaded", "evaluation-said"
_KINDS = ["jsonl", "csv", "xlsx"]
_MODEL, _MODEL_URL = "answering.model", "answering.model_url"
_FIELDS = {
    f"{group}.{name}": field
    for group, section in (("answering", Answering), ("retrieval", Retrieval))
    for name, field in section.model_fields.items()
    if f"{group}.{name}" not in UNSAID
}
"""The settings that can be compared."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor wants to be run; `trials` are one, or two that are compared."""

    sets: tuple[QuestionSet, ...]
    trials: tuple[Trial, ...]
    retrieval_only: bool
    bundled_alone: bool


class _Stopped(Exception):
    """The visitor wants no more."""


Run = Work[tuple[str, int, int], Path | None]


@dataclass(slots=True)
class _Desk:
    """The run that goes on, one for all visitors, and what was remarked of it."""

    run: Run | None = None
    said: list[str] = field(default_factory=list)


@st.cache_resource(show_spinner=False)
def _desk() -> _Desk:
    return _Desk()


def page() -> None:
    """Draws the page; a run goes on in a thread of its own, whatever page is looked at meanwhile."""
    st.html(view.STYLE)
    st.html(graded.STYLE)
    head.draw()
    st.title(words.EVALUATION, anchor=False)
    st.markdown(words.INTRODUCTION)
    try:
        shared = library()
    except AftermineError as error:
        st.error(view.label(str(error)))
        return
    desk = _desk()
    choice = _choose(shared)
    _settle(desk)
    bar = None
    if desk.run is None:
        icon = ":material/play_arrow:"
        if st.button(words.RUN, key="run", type="primary", icon=icon, disabled=choice is None) and choice:
            _begin(desk, choice, shared)
            st.rerun()
    else:
        st.button(words.STOP, key="stop", icon=":material/stop:", on_click=desk.run.stop)
        bar = st.progress(0.0, words.PREPARING)
        st.caption(words.GOES_ON)
    for message in st.session_state.pop(_SAID, ()):
        st.info(view.label(message))
    draw_reports(archived(places.evaluations()))
    if bar is not None and desk.run is not None:
        _follow(desk.run, bar)


def _begin(desk: _Desk, choice: Choice, shared: Library) -> None:
    desk.said = []
    desk.run = Work(lambda run: _evaluated(run, choice, shared, desk.said))


def _settle(desk: _Desk) -> None:
    """Tells what came of a run that has ended, and makes room for the next."""
    run = desk.run
    if run is None or not run.over(0):
        return
    desk.run = None
    said = list(desk.said)
    if run.stopped:
        said.append(words.STOPPED)
    elif isinstance(run.outcome, Trouble):
        said.append(run.outcome.message)
    elif run.outcome is not None:
        st.session_state[CHOSEN] = run.outcome.stem
        said.append(words.SAVED)
    st.session_state[_SAID] = said


def _follow(run: Run, bar: st.delta_generator.DeltaGenerator) -> None:
    """Shows how far the run is, once the rest of the page is drawn, and has it drawn again in the end."""
    while not run.over(TICK):
        st.session_state.get(_SAID)  # reading the session lets Streamlit act on clicks meanwhile
        if run.stopped:
            bar.progress(0.0, words.STOPPING)
        elif run.steps:
            what, done, total = run.steps[-1]
            bar.progress(min(1.0, done / max(1, total)), f"{done} / {total}  {view.label(what)}")
    st.rerun()


def _evaluated(run: Run, choice: Choice, shared: Library, said: list[str]) -> Path | None:
    """Runs the choice and archives its report; None where it was stopped, and then its journals stay."""

    def progress(what: str, done: int, total: int) -> None:
        if run.stopped:
            raise _Stopped
        run.steps.append((what, done, total))

    plan = Plan(
        sets=choice.sets,
        journals=places.journals(),
        mode="retrieval" if choice.retrieval_only else "answers",
        alone_by=words.ALONE_BY,
    )
    with TemporaryDirectory(prefix="aftermine-") as folder:
        bench = trials.Bench(
            WHO, shared.settings, Path(folder), progress, library=shared, bundled_alone=choice.bundled_alone
        )
        try:
            found = evaluate(plan, bench.open, choice.trials, progress, said.append)
        except _Stopped:
            return None
        remarks = found.report.head["remarks"]  # which the report shows
        said[:] = [message for message in said if isinstance(remarks, list) and message not in remarks]
        path = archive(found.report, places.evaluations())
        found.close()
    return path


def _choose(shared: Library) -> Choice | None:
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
        words.HALF,
        list(words.HALVES),
        default="all",
        format_func=words.HALVES.__getitem__,
        key="half",
        help=words.HALF_HELP,
    )
    retrieval_only = middle.toggle(words.RETRIEVAL_ONLY, key="retrieval-only")
    own = trials.own_documents(shared.assistant.index)
    alone = right.toggle(words.BUNDLED_ALONE, key="bundled-alone", help=words.BUNDLED_ALONE_HELP) if own else False
    try:
        compared = _compared(shared)
        sets = apart((*read_sets([files[name] for name in wanted if name in files]), *_uploaded(uploads)))
        if not sets:
            st.caption(words.NO_SETS)
            return None
        only: Half | None = "tune" if half == "tune" else "report" if half == "report" else None
        return Choice(half_of(sets, only), compared, retrieval_only, alone)
    except AftermineError as error:
        st.error(view.label(str(error)))
        return None


def _compared(shared: Library) -> tuple[Trial, ...]:
    """The run as things are set, or the two that are to be compared. Raises SettingsError for a wrong value."""
    usual = Trial(words.AS_SET, shared.settings)
    with st.container(key="compared"):
        what = st.segmented_control(
            words.COMPARE,
            list(words.COMPARED),
            default="nothing",
            format_func=words.COMPARED.__getitem__,
            key="compare",
        )
        if what == "part":
            off = st.selectbox(words.PART, list(MECHANISMS), format_func=_part, key="part")
            return usual, Trial(words.WITHOUT.format(name=off), shared.settings, frozenset({off}))
        if what != "setting":
            return (usual,)
        name = st.selectbox(words.SETTING, list(_FIELDS), format_func=_setting, key="setting")
        names = (_MODEL, _MODEL_URL) if name == _MODEL else (name,)
        now = {each: str(described(shared.settings)[each] or "") for each in names}
        columns = zip(st.columns(2), (words.FIRST, words.SECOND), strict=True)
        sides = [{each: _value(column, each, label, now[each]) for each in names} for column, label in columns]
    if sides[0] == sides[1]:
        st.caption(words.SAME_VALUES)
        return (usual,)
    compared = tuple(usual if side == now else _trial(name, side) for side in sides)
    for found in filter(None, {writer(trial.settings.answering) for trial in compared}):
        st.caption(view.label(general.WRITES.format(name=found.name, place=general.goes_to(found))))
    return compared


def _trial(name: str, values: Mapping[str, str]) -> Trial:
    return Trial(f"{name}={values[name]}", load_settings({each: value or None for each, value in values.items()}))


def _value(column: st.delta_generator.DeltaGenerator, name: str, side: str, now: str) -> str:
    """What the reader gives a setting: one of its values, or words."""
    kind, key = _FIELDS[name].annotation, f"{side}-{name}"
    if get_origin(kind) is Literal:
        values = [str(each) for each in get_args(kind)]
        return str(column.selectbox(side, values, values.index(now), key=key))
    label = words.SERVED_AT.format(side=side) if name == _MODEL_URL else side
    return str(column.text_input(label, now, key=key)).strip()


def _setting(name: str) -> str:
    return f"{name}: {_FIELDS[name].description}"


def _part(name: str) -> str:
    return f"{name}: {MECHANISMS[name]}"


def _choose_the_upload() -> None:
    """Takes back the choice of other sets when a file comes; the reader may add them again."""
    here = {upload.file_id for upload in st.session_state["uploads"] or ()}
    if here - st.session_state.get(_UPLOADED, set()):
        st.session_state["sets"] = []
    st.session_state[_UPLOADED] = here


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
