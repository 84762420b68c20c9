"""`aftermine compare`: two to four subjects side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.ask import EXIT_NOT_IN_CORPUS
from ui.commands.options import examples, globals_of
from ui.console import emit


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
    if as_json:
        from rag.wire import answer_json

        emit(answer_json(answer))
    else:
        from ui.show_answer import show_answer

        show_answer(answer)
    return EXIT_NOT_IN_CORPUS if answer.verdict == "not_in_corpus" else 0
