"""`aftermine ingest`: brings the index up to date and reports what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import examples, globals_of
from ui.console import note, progress, say, say_table

if TYPE_CHECKING:
    from ingest.pipeline import Report

EXIT_SOME_FAILED = 1


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        "ingest",
        short_help="Add documents, or refresh what changed.",
        epilog=examples(
            "aftermine ingest",
            "aftermine ingest report.pdf notes/ https://example.org/page.html",
            "aftermine ingest --library ~/course-readings",
        ),
    )(ingest)


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH|URL ...]", help="Files, folders or web pages to copy into your library first."),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Forget the index and make it anew.")] = False,
) -> int:
    """Add documents, or without a path refresh what changed in the bundled corpus and in your library.

    Exit status: 0 all well, 1 some files failed (the rest are in), 2 wrong use.
    """
    settings = globals_of(context).settings()
    from ingest.library import Added, add
    from ui.compose import refresh

    added = add(settings.library, paths) if paths else Added()
    for name, remark in added.notes:
        note(f"{name}: {remark}")
    with progress() as step:
        report = refresh(settings, step, "aftermine ingest", rebuild=rebuild)
    show_report(report, added.failed)
    return EXIT_SOME_FAILED if added.failed or report.failed else 0


def show_report(report: Report, not_added: Sequence[tuple[str, str]] = ()) -> None:
    """Prints how many documents changed and in which way, then each file that failed or is incomplete."""
    failed = [*not_added, *report.failed]
    counts = [len(ids) for ids in (report.added, report.updated, report.unchanged, report.removed)]
    row = [*map(str, counts), str(len(failed)), f"{report.seconds:.1f}"]
    say_table(["added", "updated", "unchanged", "removed", "failed", "seconds"], [row])
    for name, warning in report.warnings:
        note(f"{name}: {warning}")
    if failed:
        say("\nNot in the index; everything else is:")
        say_table(["file", "reason"], failed)
