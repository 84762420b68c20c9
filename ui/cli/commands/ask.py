"""`aftermine ask`: one question, or a file of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from rag.base.errors import UsageError
from ui.cli.commands.options import Documents, examples, globals_of, scope_of
from ui.cli.commands.report import announce, show_whole, status_of
from ui.cli.console import emit

EXIT_BAD_LINES = 1


class Reading(StrEnum):
    """What a request may be taken for."""

    SUMMARY = "summary"
    ANSWER = "answer"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        "ask",
        short_help="Answer a question, or a file of them, with citations.",
        epilog=examples(
            'aftermine ask "When was Hegang listed as resource-exhausted?"',
            'aftermine ask --json "How many cities are on the list?"',
            'aftermine ask --document hegang-profile "How many people moved away?"',
            "aftermine ask --batch questions.jsonl --json > answers.jsonl",
            'aftermine ask --model ollama:gemma3 "Why do old mining towns shrink?"',
        ),
    )(ask)


def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", help="What you want to know.")] = None,
    batch: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Lines of JSON with `id` and `question` (or `turns`); - reads standard input."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer object, one line each.")] = False,
    document: Documents = None,
    reading: Annotated[
        Reading | None, typer.Option("--as", help="What to take the request for, where it may be either.")
    ] = None,
) -> int:
    """Answer a question from the corpus, each sentence with the passage that it rests on.

    Exit status: 0 answered, 3 not in the corpus, 2 wrong use, 4 no such document; with --batch 0, or 1 if a line
    could not be answered.
    """
    if (question is None) == (batch is None):
        raise UsageError("ask takes either a question or --batch FILE: give one of the two")
    if batch is not None and reading:
        raise UsageError("--as is for one question, not for --batch FILE: leave one of the two out")
    settings = globals_of(context).settings()
    from ui.compose import open_assistant

    announce(settings.answering)
    with ExitStack() as stack:
        lines = stack.enter_context(_open(batch)) if batch is not None else None
        assistant = open_assistant(settings, "aftermine ask")
        stack.enter_context(assistant.index)
        scope = scope_of(assistant.index, document)
        if lines is not None:
            from ui.cli.batch import answer_lines

            return _emit_all(answer_lines(assistant, lines, scope))
        if as_json:
            return show_whole(assistant.ask(question or "", (), scope, reading.value if reading else ""), as_json)
        from ui.cli.show_answer import show_stream

        return status_of(show_stream(assistant.stream(question or "", (), scope, reading.value if reading else "")))


def _open(batch: str) -> IO[bytes]:
    if batch == "-":
        return sys.stdin.buffer
    try:
        return Path(batch).expanduser().open("rb")
    except OSError as error:
        raise UsageError(f"the question file {batch!r} can't be read ({error.strerror}): correct the name") from error


def _emit_all(replies: Iterable[dict[str, object]]) -> int:
    failed = False
    for reply in replies:
        emit(reply)
        failed = failed or "error" in reply
    return EXIT_BAD_LINES if failed else 0
