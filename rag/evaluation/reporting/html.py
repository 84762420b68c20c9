"""A report as one HTML file without script or links to fetch, all escaped; and as a table that holds no formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import TypeAdapter

from rag.evaluation.metrics import BRIEF, BY_NAME, METRICS, Metric, Risk, Shape
from rag.evaluation.question_set import ALL
from rag.evaluation.ranking import STAGES
from rag.evaluation.reporting.report import Report, interval, number, summaries_of
from rag.evaluation.run import Record
from rag.evaluation.stats import Estimate

_ESTIMATES = TypeAdapter(dict[str, Estimate])

LISTED = 1000
"""So many questions are listed at most, the failures first; the JSON report holds all."""

GROUPS = (
    ("Finding passages", ("hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10", "recall@5", "facts_in_top5",
                          "follow_up_loss")),
    ("Answering", ("score", "key_fact_recall", "all_facts", "disagreement_shown", "disagreement_invented")),
    ("Citing", ("citation_recall", "citation_precision", "numbers_supported", "quotes_verbatim")),
    ("Refusing", ("refusal_recall", "refusal_precision", "false_refusal", "nothing_near", "near_fact",
                  "refusal_balance", "confidence_auc", "risk_coverage")),
    ("Behaving", ("attack_success", "seconds_p50", "seconds_p95", "words_median")),
)  # fmt: skip
HEADLINE = ("score", "hit@5", "key_fact_recall", "citation_recall", "refusal_recall", "false_refusal")


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's figure ready to draw: texts, and where interval and value lie on a bar of 0 to 100, if it has one."""

    metric: Metric
    value: str
    interval: str
    n: int
    bar: Sequence[float]


def write_page(report: Report, path: Path) -> None:
    """Writes the report as HTML; an old file stays whole until the new one is."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(html(report))
    part.replace(path)


def html(report: Report) -> Iterator[str]:
    """The page in pieces, so that a long one never stands in memory as a whole."""
    environment = Environment(
        loader=PackageLoader("rag.evaluation.reporting", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sets = summaries_of(report)
    whole = sets[ALL]
    points = [f"{400 * x:.1f},{200 * (1 - y):.1f}" for x, y in whole.curve]
    return environment.get_template("page.html").generate(
        title="How good are the answers?",
        head=report.head,
        whole=whole,
        sets={name: found for name, found in sets.items() if name != ALL},
        groups=grouped(whole.metrics),
        headline=figures(whole.metrics, HEADLINE),
        stages=[(stage, count) for stage in STAGES if (count := whole.stages.get(stage))],
        curve=" ".join(points) if len(points) > 1 else "",
        figures=figures,
        estimates=_ESTIMATES.validate_python,
        told=told,
        brief=[metric.name for metric in BRIEF],
        questions=listed(report),
        left_out=max(0, whole.n - LISTED),
        passages=report.passages,
    )


def figures(metrics: Mapping[str, Estimate], names: tuple[str, ...]) -> list[Figure]:
    """The figures of those of the named metrics that the report has."""
    found = [(BY_NAME[name], metrics[name]) for name in names if name in metrics]
    return [
        Figure(metric, number(each.value, metric), interval(each, metric), each.n, _bar(metric, each))
        for metric, each in found
    ]


def listed(report: Report) -> Iterator[Record]:
    """The questions that the page lists: the failures, then as many others as there is room for."""
    failed = (record for record in report.questions() if record["stage"] is not None)
    right = (record for record in report.questions() if record["stage"] is None)
    return islice(chain(failed, right), LISTED)


def grouped(metrics: Mapping[str, Estimate]) -> list[tuple[str, list[Figure]]]:
    """All figures under the titles of their groups."""
    groups = [(title, figures(metrics, names)) for title, names in GROUPS]
    return [(title, found) for title, found in groups if found]


def _bar(metric: Metric, found: Estimate) -> list[float]:
    floor, ceiling = metric.bounds
    ends = (found.low, found.value, found.high)
    return [] if metric.timing else [round(100 * (end - floor) / (ceiling - floor), 1) for end in ends]


def told(point: Risk) -> str:
    """The point in a sentence."""
    return (
        f"{point.answered} of {point.n} questions were answered, {point.wrong} of them wrongly: "
        f"at most {point.at_most:.1%} of answers are wrong (exact bound at 95%)."
    )


COLUMNS = (
    "set", "id", "kind", "question", "verdict", "answer", "expected", "stage", "reason", "missing", "sources", "cited",
    "confidence",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_sheet(report: Report, path: Path) -> None:
    """Writes the questions as CSV in UTF-8 with a byte order mark, as spreadsheets expect it."""
    values = {metric.value: metric.shape for metric in METRICS if metric.shape not in ("auc", "area")}
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*COLUMNS, *values))
        for record in report.questions():
            shown = record | {
                "cited": _places(record["citations"], "document"),
                "sources": _places(record["sources"], "doc"),
                "missing": "; ".join(fact[0] for fact in record["missing"]),
            }
            cells = ("" if shown[column] is None else harmless(str(shown[column])) for column in COLUMNS)
            figures_ = (_value(record["values"].get(name), shape) for name, shape in values.items())
            writer.writerow((*cells, *figures_))
    part.replace(path)


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: with an apostrophe before a sign that begins one."""
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def _places(places: list[Record], name: str) -> str:
    return "; ".join(dict.fromkeys(f"{place[name]}#{place.get('section') or ''}".rstrip("#") for place in places))


def _value(pair: Sequence[float] | None, shape: Shape) -> str:
    """The question's figure; of a ratio what the question adds to it, empty where that is nothing."""
    if pair is None or (shape == "ratio" and not pair[1]):
        return ""
    return str(pair[0] / pair[1] if shape == "ratio" else pair[0])
