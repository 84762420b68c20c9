"""The reports of evaluations: figures with intervals, what failed, the questions side by side, downloads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from pydantic import JsonValue

from rag.base.errors import AftermineError
from rag.evaluation.metrics import BRIEF, METRICS, Group, Summary
from rag.evaluation.question_set import ALL
from rag.evaluation.ranking import STAGES
from rag.evaluation.reporting.compare import Comparison, verdict
from rag.evaluation.reporting.html import HEADLINE, figures, grouped, told, write_page, write_sheet
from rag.evaluation.reporting.report import (
    Archived,
    Report,
    against,
    changed,
    comparison_of,
    comparison_table,
    groups_table,
    read_report,
    summaries_of,
    write_report,
)
from rag.evaluation.run import Record
from ui.web.rendering import graded, view
from ui.wording import evaluation as words

PER_PAGE = 10
CHOSEN = "report"
"""Where the session keeps the report that is shown."""

_MIME = {"json": "application/json", "csv": "text/csv", "html": "text/html"}


def draw_reports(reports: Sequence[Archived]) -> None:
    """The choice of a report, the newest first, and the report itself."""
    st.header(words.REPORTS, anchor=False)
    if not reports:
        st.caption(words.NO_REPORTS)
        return
    named = {each.path.stem: each for each in reports}
    title = _namer(reports)
    chosen = named[
        st.selectbox(words.REPORTS, list(named), format_func=title, key=CHOSEN, label_visibility="collapsed")
    ]
    try:
        report = _read(str(chosen.path))
        whole = summaries_of(report)[ALL]
        st.html(graded.figures_html(figures(whole.metrics, HEADLINE)))
        for remark in _list(report.head.get("remarks", [])):
            st.warning(view.label(f"{str(remark)[:1].upper()}{str(remark)[1:]}."))
        _downloads(chosen.path)
        _comparisons(report, [each for each in reports if each != chosen], title)
    except AftermineError as error:
        st.error(view.label(str(error)))
        return
    st.subheader(words.FIGURES, anchor=False)
    st.html(graded.metrics_html(grouped(whole.metrics)))
    left, right = st.columns(2)
    with left:
        _stages(whole.stages)
    with right:
        _curve(whole)
    _groups(words.BY_KIND, whole.kinds)
    _groups(words.BY_DOCUMENT, whole.documents)
    _questions(report)


def _namer(reports: Sequence[Archived]) -> Callable[[str], str]:
    """What turns the name of a report's file into what people read in a list, each once; other words stay as they are.

    A choice is told by what is shown of it.
    """
    titles = {each.path.stem: _title(each) for each in reports}
    count = Counter(titles.values())
    return lambda name: titles.get(name, name) + (f" ({name[-4:]})" if count[titles.get(name, name)] > 1 else "")


def _title(report: Archived) -> str:
    sets = ", ".join(report.sets) if len(report.sets) < 4 else f"{report.sets[0]} + {len(report.sets) - 1}"
    created = report.created[:19].replace("T", " ")
    return words.REPORT.format(created=created, n=report.n, model=report.model, sets=sets)


def _comparisons(report: Report, others: Sequence[Archived], title: Callable[[str], str]) -> None:
    """What the run was compared with, and any other report that the reader wants beside it."""
    if "comparison" in report.head:
        _comparison((words.THIS_RUN, words.EARLIER), comparison_of(report.head["comparison"]))
    for variant in _list(report.head.get("variants", [])):
        if isinstance(variant, dict):
            _comparison((str(variant["name"]), words.THE_FIRST), comparison_of(variant["comparison"]))
    paths = {each.path.stem: str(each.path) for each in others}
    if not paths:
        return
    beside = st.selectbox(words.AGAINST, [words.NO_REPORT, *paths], format_func=title, key="against")
    if beside in paths:
        with st.spinner(words.COMPARING):
            before = _read(paths[beside])
            _comparison((words.THIS_RUN, title(beside)), against(before, report), changed(before.head, report.head))


@st.cache_data(max_entries=4, show_spinner=False)
def _bytes(path: str, kind: str) -> bytes:
    report, writer = _read(path), {"json": write_report, "csv": write_sheet, "html": write_page}[kind]
    with TemporaryDirectory(prefix="aftermine-") as folder:
        made = Path(folder) / f"report.{kind}"
        writer(report, made)
        return made.read_bytes()


@st.cache_resource(max_entries=4, show_spinner=False)
def _read(path: str) -> Report:
    """A stored report; none is ever changed, so the path is enough of a key."""
    return read_report(Path(path))


def _downloads(path: Path) -> None:
    with st.container(horizontal=True, key="downloads"):
        for kind, label in words.DOWNLOADS.items():
            data = _bytes(str(path), kind)
            st.download_button(
                label, data, f"{path.stem}.{kind}", _MIME[kind], key=f"download-{kind}", on_click="ignore"
            )


def _stages(counts: Mapping[str, int]) -> None:
    ordered: dict[str, int] = {stage: counts[stage] for stage in STAGES if stage in counts}
    if ordered:
        st.subheader(words.FAILED, anchor=False)
        st.vega_lite_chart(spec=graded.stages(ordered))


def _curve(whole: Summary) -> None:
    point = whole.risk
    if len(whole.curve) > 1:
        st.subheader(words.CURVE, anchor=False, help=words.CURVE_HELP)
        st.vega_lite_chart(spec=graded.curve(whole.curve, (point.answered / point.n, point.error) if point else None))
        if point:
            st.caption(told(point))


def _groups(title: str, groups: Mapping[str, Group]) -> None:
    columns, rows = groups_table(title, groups)
    if rows:
        with st.expander(title):
            shown = [dict(zip(columns, row, strict=True)) for row in rows]
            st.html(graded.rows_html(title, shown, {metric.name: metric.about for metric in BRIEF}))


def _comparison(sides: tuple[str, str], comparison: Comparison, differs: Sequence[str] = ()) -> None:
    name = words.COMPARISON.format(after=sides[0], before=sides[1])
    st.subheader(view.label(name), anchor=False)
    st.info(view.label(verdict(comparison)))
    for warning in comparison.warnings:
        st.warning(view.label(warning))
    if differs:
        st.caption(view.label(words.DIFFERS.format(all="; ".join(differs))))
    columns, rows = comparison_table(comparison)
    if rows:
        about = {metric.name: metric.about for metric in METRICS}
        with st.expander(words.EACH_METRIC):
            shown = [dict(zip(columns, row, strict=True)) for row in rows]
            st.html(graded.rows_html(name, shown, about, says=True))


def _questions(report: Report) -> None:
    st.subheader(words.QUESTIONS, anchor=False)
    left, middle, right = st.columns(3)
    stages = [stage for stage in STAGES if any(record["stage"] == stage for record in report.questions())]
    shown = left.selectbox(words.SHOW, [words.SHOW_ALL, words.SHOW_FAILED, words.SHOW_RIGHT, *stages], key="shown")
    kinds = dict.fromkeys(str(record["kind"]) for record in report.questions())
    kind = middle.selectbox(words.KIND, [words.ANY_KIND, *kinds], key="kind")
    holds = right.text_input(words.CONTAINS, key="contains")
    found = list(filtered(report.questions(), shown, None if kind == words.ANY_KIND else kind, holds))
    if not found:
        st.caption(words.NOTHING_TO_SHOW)
        return
    pages = (len(found) + PER_PAGE - 1) // PER_PAGE
    page = st.number_input(words.PAGE_OF, 1, pages, key="page-of") if pages > 1 else 1
    for record in found[PER_PAGE * (int(page) - 1) : PER_PAGE * int(page)]:
        sign = "✓" if record["stage"] is None else "✗"
        with st.expander(view.label(f"{sign} {record['question']} ({record['id']}: {record['stage'] or words.RIGHT})")):
            st.html(graded.question_html(record, report.passages))


def filtered(records: Iterator[Record], shown: str | None, kind: str | None, holds: str) -> Iterator[Record]:
    """The records that fit the filters; `holds` is looked for in question, answer and id, whatever the case."""
    for record in records:
        failed = record["stage"] is not None
        fits = {words.SHOW_ALL: True, words.SHOW_FAILED: failed, words.SHOW_RIGHT: not failed}.get(
            shown or words.SHOW_ALL, record["stage"] == shown
        )
        text = f"{record['id']}\n{record['question']}\n{record['answer']}".lower()
        if fits and kind in (None, record["kind"]) and holds.lower() in text:
            yield record


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
