"""The reports of earlier evaluations in one folder, for looking at them again and comparing with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.evaluation.report import Report, write_report


class _Head(BaseModel):
    model_config = ConfigDict(extra="ignore")

    created: str
    model: str
    n: int
    sets: list[str]


@dataclass(frozen=True, slots=True)
class Archived:
    """An earlier evaluation: where its report is, when it was made, of what."""

    path: Path
    created: str
    model: str
    n: int
    sets: tuple[str, ...]


def archive(report: Report, folder: Path) -> Path:
    """Writes a report, and a small file beside it that lists it quickly; returns the report's path."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"\D", "", str(report.head["created"]).removesuffix("+00:00"))
    path = next(path for path in _names(folder, stem) if not path.exists())
    write_report(report, path)
    sets = report.head["sets"]
    named = {name: group for name, group in sets.items() if isinstance(group, dict)} if isinstance(sets, dict) else {}
    head = _Head(
        created=str(report.head["created"]),
        model=str(report.head["model"]),
        n=int(str(named["all"]["n"])),
        sets=[name for name in named if name != "all"],
    )
    path.with_suffix(".head").write_text(head.model_dump_json(), encoding="utf-8")
    return path


def archived(folder: Path) -> tuple[Archived, ...]:
    """The earlier evaluations, the newest first; what is damaged is left out."""
    found: list[Archived] = []
    for path in sorted(folder.glob("*.head"), reverse=True):
        with suppress(OSError, ValidationError):
            head = _Head.model_validate_json(path.read_bytes())
            if path.with_suffix(".json").is_file():
                found.append(Archived(path.with_suffix(".json"), head.created, head.model, head.n, tuple(head.sets)))
    return tuple(found)


def _names(folder: Path, stem: str) -> Iterator[Path]:
    for number in range(1, 10_000):
        yield folder / f"{stem}-{number:04}.json"
