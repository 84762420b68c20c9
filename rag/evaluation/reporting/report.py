"""The report: everything that a run found, as one JSON object that is written and read back without loss.

Its head holds setup, figures, comparison, variants and missed floors; `questions` a record each, streamed from disk;
`passages` the texts that these name. The tables that every face draws stand here too, as rows of text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import JsonValue, TypeAdapter, ValidationError

from rag.base import VERSION
from rag.base.errors import UsageError
from rag.evaluation import stats
from rag.evaluation.external import Agreement
from rag.evaluation.metrics import BRIEF, BY_NAME, METRICS, Group, Metric, Missed, Summary
from rag.evaluation.question_set import ALL, readable
from rag.evaluation.reporting.compare import Comparison, Difference, check_baseline, compare, sentence, verdict
from rag.evaluation.run import Record, Row, Run, Setup
from rag.evaluation.stats import Estimate

Table = tuple[Sequence[str], list[list[str]]]
"""The columns' titles, and the rows."""

_JSON = TypeAdapter(dict[str, JsonValue])
_SETUP = TypeAdapter(Setup)
_RECORDS = TypeAdapter(list[Record])
_PASSAGES = TypeAdapter(dict[str, Record])
_COMPARISON = TypeAdapter(Comparison)
_DIFFERENCE = TypeAdapter(Difference)
_SUMMARIES = TypeAdapter(dict[str, Summary])


@dataclass(frozen=True, slots=True)
class Variant:
    """A run with other settings beside the main one: its name, figures, and how it compares."""

    name: str
    setup: Setup
    summaries: Mapping[str, Summary]
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Report:
    """A run's report: the head as JSON, a way to go through the records, and the texts of passages by their id."""

    head: Record
    questions: Callable[[], Iterator[Record]]
    passages: Mapping[str, Record]


def report_of(
    run: Run,
    summaries: Mapping[str, Summary],
    comparison: Comparison | None = None,
    variants: Sequence[Variant] = (),
    missed: Sequence[Missed] | None = None,
) -> Report:
    """The report of a finished run; `missed` is None where no gate was asked for."""
    head: Record = {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "aftermine": VERSION,
        **run.setup.head(),
        "bootstrap": {"samples": stats.SAMPLES, "seed": stats.SEED, "level": stats.LEVEL},
        "sets": _SUMMARIES.dump_python(dict(summaries), mode="json"),
    }
    if comparison is not None:
        head["comparison"] = comparison_json(comparison)
    if variants:
        head["variants"] = [
            {
                "name": variant.name,
                **variant.setup.head(),
                "sets": _SUMMARIES.dump_python(dict(variant.summaries), mode="json"),
                "comparison": comparison_json(variant.comparison),
            }
            for variant in variants
        ]
    if missed is not None:
        head["missed"] = [asdict(floor) | {"says": str(floor)} for floor in missed]

    def records() -> Iterator[Record]:
        for record in run.records():
            yield {name: value for name, value in record.items() if name != "texts"}

    passages = {name: text for record in run.records() for name, text in record["texts"].items()}
    return Report(head, records, passages)


def write_report(report: Report, path: Path) -> None:
    """Writes the report as JSON; an old file stays whole until the new one is."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(report.head, ensure_ascii=False, allow_nan=False)[:-1])
        file.write(', "questions": [')
        for number, record in enumerate(report.questions()):
            file.write((",\n" if number else "\n") + json.dumps(record, ensure_ascii=False, allow_nan=False))
        file.write('\n], "passages": ' + json.dumps(report.passages, ensure_ascii=False) + "}\n")
    part.replace(path)


def read_report(path: Path) -> Report:
    """Reads a report. Raises UsageError where the file is none."""
    with readable("report", path), _report(str(path)):
        data = _JSON.validate_json(path.read_bytes())
        questions = _RECORDS.validate_python(data.pop("questions", None))
        passages = _PASSAGES.validate_python(data.pop("passages", {}))
        _SETUP.validate_python(data)
    return Report(data, lambda: iter(questions), passages)


def setup_and_rows(report: Report) -> tuple[Setup, tuple[Row, ...]]:
    """What a comparison needs of a report. Raises UsageError where a record is damaged."""
    with _report():
        return _SETUP.validate_python(report.head), tuple(map(Row.model_validate, report.questions()))


def summaries_of(report: Report) -> dict[str, Summary]:
    """The figures of each set, and of all together. Raises UsageError where they are damaged."""
    with _report():
        return _SUMMARIES.validate_python(report.head["sets"])


def comparison_json(comparison: Comparison) -> Record:
    """A comparison as JSON, with the sentences that people read."""
    return {
        "n": comparison.n,
        "says": verdict(comparison),
        "warnings": list(comparison.warnings),
        "differences": [
            _DIFFERENCE.dump_python(each, mode="json")
            | {"verdict": each.verdict, "says": f"{each.metric}: {sentence(each)}"}
            for each in comparison.differences
        ],
    }


def comparison_of(record: JsonValue) -> Comparison:
    """What `comparison_json` wrote. Raises UsageError where it is damaged."""
    with _report():
        return _COMPARISON.validate_python(record)


def against(before: Report, after: Report) -> Comparison:
    """Two reports compared, with a warning for all that should have been equal. Raises UsageError for a damaged one."""
    first, (setup, rows) = setup_and_rows(before), setup_and_rows(after)
    warnings = check_baseline(first, setup, {row.id: row.sha256 for row in rows}, force=True)
    return replace(compare(first[1], rows), warnings=warnings)


def changed(before: Record, after: Record) -> tuple[str, ...]:
    """With what else a run was made than the one before: version and settings, each `name: before → after`."""
    old, new = ({"Aftermine": head["aftermine"], **head["settings"]} for head in (before, after))
    return tuple(f"{name}: {old.get(name)} → {new.get(name)}" for name in old | new if old.get(name) != new.get(name))


@contextmanager
def _report(name: str = "the report") -> Iterator[None]:
    """Turns a ValidationError of the block into a UsageError."""
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "none"
        what = f"{name!r} is no evaluation report (field {field!r}: {first['msg'].lower()})"
        raise UsageError(f"{what}: give one written by --json") from error


@dataclass(frozen=True, slots=True)
class Archived:
    """An earlier evaluation: where its report is, when it was made, of what."""

    path: Path
    created: str
    model: str
    n: int
    sets: tuple[str, ...]


_ARCHIVED = TypeAdapter(Archived)


def archive(report: Report, folder: Path) -> Path:
    """Writes a report, and a small file beside it that lists it quickly; returns the report's path."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"\D", "", str(report.head["created"]).removesuffix("+00:00"))
    paths = (folder / f"{stem}-{number:04}.json" for number in range(1, 10_000))
    path = next(path for path in paths if not path.exists())
    write_report(report, path)
    sets = summaries_of(report)
    names = tuple(name for name in sets if name != ALL)
    listed = Archived(path, report.head["created"], report.head["model"], sets[ALL].n, names)
    path.with_suffix(".head").write_bytes(_ARCHIVED.dump_json(listed, exclude={"path"}))
    return path


def archived(folder: Path) -> tuple[Archived, ...]:
    """The earlier evaluations, the newest first; what is damaged is left out."""
    found: list[Archived] = []
    for path in sorted(folder.glob("*.head"), reverse=True):
        with suppress(OSError, ValidationError):
            head = _JSON.validate_json(path.read_bytes())
            found.append(_ARCHIVED.validate_python({**head, "path": path.with_suffix(".json")}))
    return tuple(each for each in found if each.path.is_file())


def number(value: float, metric: Metric) -> str:
    """A figure as people read it: three decimals, three digits of what is no share."""
    return f"{value:.3g}" if metric.timing else f"{value:.3f}"


def interval(estimate: Estimate, metric: Metric) -> str:
    """The ends of a figure's interval."""
    return f"{number(estimate.low, metric)} to {number(estimate.high, metric)}"


def metrics_table(summary: Summary) -> Table:
    """All figures of a summary."""
    rows = [
        [metric.name, number(found.value, metric), interval(found, metric), str(found.n), metric.about]
        for metric in METRICS
        if (found := summary.metrics.get(metric.name))
    ]
    return ("metric", "value", "95% interval", "of", "what it is"), rows


def groups_table(title: str, groups: Mapping[str, Group | Summary]) -> Table:
    """The main figures of groups of questions, a group a row."""
    shown = [metric for metric in BRIEF if any(metric.name in group.metrics for group in groups.values())]
    rows = [
        [name, str(group.n), *(number(own.value, m) if (own := group.metrics.get(m.name)) else "" for m in shown)]
        for name, group in groups.items()
    ]
    return (title, "questions", *(metric.name for metric in shown)), rows


def stages_table(summary: Summary) -> Table:
    """How many questions failed at each stage."""
    rows = [[stage, str(count), f"{count / summary.n:.1%}"] for stage, count in summary.stages.items()]
    return ("stage that failed", "questions", "share"), rows


def failures_table(records: Iterable[Record], most: int) -> Table:
    """The first failures: which question, which stage, and why."""
    failed = [record for record in records if record["stage"] is not None][:most]
    rows = [[str(record[column]) for column in ("id", "stage", "question", "reason")] for record in failed]
    return ("id", "stage that failed", "question", "reason"), rows


def comparison_table(comparison: Comparison) -> Table:
    """The differences between two runs."""
    rows = [
        [
            found.metric,
            *(number(value, metric) for value in (found.before, found.after)),
            _signed(found.difference, metric),
            f"{_signed(found.low, metric)} to {_signed(found.high, metric)}",
            f"{found.corrected:.3f}",
            sentence(found),
        ]
        for found in comparison.differences
        for metric in [BY_NAME[found.metric]]
    ]
    return ("metric", "before", "now", "difference", "95% interval", "p", "what it says"), rows


def variants_table(base: Mapping[str, Summary], variants: Sequence[Variant]) -> Table:
    """The main figures of each run with its differences from the first; a sign marks those by more than noise."""
    summaries = [base[ALL], *(variant.summaries[ALL] for variant in variants)]
    columns, rows = groups_table("run", {str(number): summary for number, summary in enumerate(summaries)})
    rows[0][0] = "as set"
    for variant, row in zip(variants, rows[1:], strict=True):
        row[0] = variant.name
        for found in variant.comparison.differences:
            if found.metric in columns and found.difference:
                sign = {"better": " ▲", "worse": " ▼"}.get(found.verdict, "")
                row[columns.index(found.metric)] += f" {_signed(found.difference, BY_NAME[found.metric])}{sign}"
    return columns, rows


def agreement_table(found: Mapping[str, Agreement]) -> Table:
    """How well a support checker agrees with people, a set a row."""
    rows = [
        [name, str(each.n), _with_interval(each.balanced_accuracy), _with_interval(each.auroc), f"{each.f1:.3f}"]
        for name, each in found.items()
    ]
    return ("set", "claims", "balanced accuracy", "AUROC", "F1 of supported"), rows


def _with_interval(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"


def _signed(value: float, metric: Metric) -> str:
    return f"{'+' if value >= 0 else '-'}{number(abs(value), metric)}"
