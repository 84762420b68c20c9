"""`aftermine compare`: two to four subjects side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.commands.options import examples, globals_of
from ui.cli.commands.report import show_whole


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        "compare",
        short_help="Lay two to four places or things side by side.",
        epilog=examples(
            "aftermine compare Hegang Fuxin",
            "aftermine compare Pittsburgh Detroit Youngstown --json",
            'aftermine compare "tang ping" involution',
        ),
    )(compare)


def compare(
    context: typer.Context,
    subjects: Annotated[list[str], typer.Argument(metavar="SUBJECT …", help="Two to four places or things.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer object in one line.")] = False,
) -> int:
    """Lay two to four places or things side by side, matter by matter, each cell with the passage it rests on.

    Exit status: 0, 3 not in the corpus, 2 wrong use.
    """
    settings = globals_of(context).settings()
    from ui.compose import open_assistant

    assistant = open_assistant(settings, "aftermine compare")
    with assistant.index:
        answer = assistant.compare(subjects)
    return show_whole(answer, as_json)
