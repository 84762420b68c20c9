"""A report as one self-contained HTML file that can be mailed: no script, nothing fetched, every text escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from pydantic import JsonValue, TypeAdapter

from rag.evaluation.catalogue import BY_NAME, Metric
from rag.evaluation.journal import Record
from rag.evaluation.questions import ALL
from rag.evaluation.report import Report
from rag.evaluation.rows import BRIEF
from rag.evaluation.stages import STAGES

_POINTS = TypeAdapter(list[tuple[float, float]])

LISTED = 1000
"""So many questions are listed at most, the failures first; the JSON report holds all."""

GROUPS = (
    ("Finding passages", ("hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10", "recall@5", "facts_in_top5",
                          "follow_up_loss")),
    ("Answering", ("score", "key_fact_recall", "all_facts", "disagreement_shown", "disagreement_invented")),
    ("Citing", ("citation_recall", "citation_precision", "numbers_supported", "quotes_verbatim")),
    ("Refusing", ("refusal_recall", "refusal_precision", "false_refusal", "refusal_balance", "confidence_auc",
                  "risk_coverage")),
    ("Behaving", ("attack_success", "seconds_p50", "seconds_p95", "words_median")),
)  # fmt: skip
HEADLINE = ("score", "hit@5", "key_fact_recall", "citation_recall", "refusal_recall", "false_refusal")


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's figure ready to draw: texts, and where its interval lies on a bar of 0 to 100."""

    metric: Metric
    value: str
    interval: str
    n: int
    bar: tuple[float, float, float] | None


def write_page(report: Report, path: Path, title: str = "How good are the answers?") -> None:
    """Writes the report as HTML; an old file stays whole until the new one is."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(html(report, title))
    part.replace(path)


def html(report: Report, title: str) -> Iterator[str]:
    """The page in pieces, so that a long one never stands in memory as a whole."""
    environment = Environment(
        loader=PackageLoader("rag.evaluation", "."),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sets = _dict(report.head["sets"])
    whole = _dict(sets[ALL])
    n = int(str(whole["n"]))
    return environment.get_template("page.html").generate(
        title=title,
        head=report.head,
        whole=whole,
        sets={name: _dict(value) for name, value in sets.items() if name != ALL},
        groups=_groups(_dict(whole["metrics"])),
        headline=[figure for name in HEADLINE for figure in figures(_dict(whole["metrics"]), (name,))],
        stages=[(stage, count) for stage in STAGES if (count := _dict(whole["stages"]).get(stage))],
        curve=_curve(whole),
        figures=figures,
        brief=[metric.name for metric in BRIEF],
        questions=listed(report),
        left_out=max(0, n - LISTED),
        n=n,
        passages=report.passages,
    )


def figures(metrics: Mapping[str, JsonValue], names: tuple[str, ...]) -> list[Figure]:
    """The figures of those of the named metrics that the report has."""
    return [_figure(BY_NAME[name], _dict(metrics[name])) for name in names if name in metrics]


def listed(report: Report) -> Iterator[Record]:
    """The questions that the page lists: the failures, then as many others as there is room for."""
    room = LISTED
    for failed in (True, False):
        for record in report.questions():
            if (record["stage"] is not None) == failed and room > 0:
                room -= 1
                yield record


def _groups(metrics: Mapping[str, JsonValue]) -> list[tuple[str, list[Figure]]]:
    groups = [(title, figures(metrics, names)) for title, names in GROUPS]
    return [(title, found) for title, found in groups if found]


def _figure(metric: Metric, estimate: Mapping[str, JsonValue]) -> Figure:
    value, low, high = (float(str(estimate[name])) for name in ("value", "low", "high"))
    shown = [f"{number:.3g}" if metric.timing else f"{number:.3f}" for number in (value, low, high)]
    floor, ceiling = metric.bounds
    bar = tuple(round(100 * (number - floor) / (ceiling - floor), 1) for number in (low, value, high))
    return Figure(
        metric=metric,
        value=shown[0],
        interval=f"{shown[1]} to {shown[2]}",
        n=int(str(estimate["n"])),
        bar=None if metric.timing else (bar[0], bar[1], bar[2]),
    )


def _curve(whole: Mapping[str, JsonValue]) -> str:
    """The risk-coverage curve as the points of an SVG polyline, 400 wide and 200 high; empty without two points."""
    pairs = _POINTS.validate_python(whole["curve"])
    return " ".join(f"{400 * x:.1f},{200 * (1 - y):.1f}" for x, y in pairs) if len(pairs) > 1 else ""


def _dict(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}
