"""The report: everything that a run found, as one JSON object that is written and read back without loss.

Its head holds setup, figures, comparison, variants and missed floors; `questions` a record each; `passages` the texts
that the records name. Records are streamed from disk. Earlier reports of one folder can be listed and compared with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import JsonValue, TypeAdapter, ValidationError

from rag.base import VERSION
from rag.base.errors import UsageError
from rag.evaluation import stats
from rag.evaluation.journal import Record, Row, row_of
from rag.evaluation.question_set import ALL, readable
from rag.evaluation.reporting.compare import Comparison, Difference, check_baseline, compare, sentence, verdict
from rag.evaluation.reporting.summaries import Missed, Summary
from rag.evaluation.run import Run, Setup

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

    return Report(head, records, _texts(run))


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
        return _SETUP.validate_python(report.head), tuple(map(row_of, report.questions()))


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


def _texts(run: Run) -> dict[str, Record]:
    texts: dict[str, Record] = {}
    for record in run.records():
        texts |= _PASSAGES.validate_python(record.get("texts", {}))
    return texts


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
    names = (folder / f"{stem}-{number:04}.json" for number in range(1, 10_000))
    path = next(path for path in names if not path.exists())
    write_report(report, path)
    sets = summaries_of(report)
    head: Record = {
        "created": report.head["created"],
        "model": report.head["model"],
        "n": sets[ALL].n,
        "sets": [name for name in sets if name != ALL],
    }
    path.with_suffix(".head").write_text(json.dumps(head), encoding="utf-8")
    return path


def archived(folder: Path) -> tuple[Archived, ...]:
    """The earlier evaluations, the newest first; what is damaged is left out."""
    found: list[Archived] = []
    for path in sorted(folder.glob("*.head"), reverse=True):
        with suppress(OSError, ValidationError):
            head = _JSON.validate_json(path.read_bytes())
            found.append(_ARCHIVED.validate_python({**head, "path": path.with_suffix(".json")}))
    return tuple(each for each in found if each.path.is_file())
