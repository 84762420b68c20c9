"""What people are told beside a command's results: what a refresh did, and which chat model gets passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.console import note, say, say_table

if TYPE_CHECKING:
    from ingest.pipeline import Report
    from rag.settings import Answering

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


def announce(chosen: Answering) -> None:
    """Says on standard error which chat model writes and where passages go. Raises SettingsError for none that can be.

    Nothing is said where the extractive answerer is set.
    """
    from rag.writer import writer
    from ui import text

    if found := writer(chosen):
        note(text.WRITES.format(name=found.name, place=text.goes_to(found)))
