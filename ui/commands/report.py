"""What a refresh of the index did, for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.console import note, say, say_table

if TYPE_CHECKING:
    from ingest.pipeline import Report

EXIT_SOME_FAILED = 1


def show_report(report: Report, not_added: Sequence[tuple[str, str]] = ()) -> int:
    """Prints how many documents changed and in which way, then each file that failed; returns the exit status."""
    failed = [*not_added, *report.failed]
    counts = [len(ids) for ids in (report.added, report.updated, report.unchanged, report.removed)]
    row = [*map(str, counts), str(len(failed)), f"{report.seconds:.1f}"]
    say_table(["added", "updated", "unchanged", "removed", "failed", "seconds"], [row])
    for name, warning in report.warnings:
        note(f"{name}: {warning}")
    if failed:
        say("\nNot in the index; everything else is:")
        say_table(["file", "reason"], failed)
    return EXIT_SOME_FAILED if failed else 0
