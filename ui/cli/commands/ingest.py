"""`aftermine ingest`: brings the index up to date and reports what changed."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.commands.options import examples, globals_of
from ui.cli.commands.report import show_report
from ui.cli.console import note, progress


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
    from ui.compose import ingest as run

    with progress() as step:
        added, report = run(settings, paths or (), step, "aftermine ingest", rebuild)
    for name, remark in added.notes:
        note(f"{name}: {remark}")
    return show_report(report, added.failed)
