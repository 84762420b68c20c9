"""The program `aftermine`: one Typer app whose commands live in `ui/cli/commands`, and the one place where errors end.

Nothing heavy is imported before a command runs, so that `aftermine --help` answers at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from rag.base.errors import AftermineError
from ui.cli.commands import (
    ask,
    chat,
    compare,
    doctor,
    documents,
    evaluate,
    export,
    ingest,
    questions,
    search,
    summarize,
)
from ui.cli.commands.options import collect, hoist
from ui.cli.console import fail, say, use_utf8

EXIT_USAGE = 2
EXIT_MACHINE = 6
EXIT_UNFORESEEN = 70
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141

app = typer.Typer(
    name="aftermine",
    help="Ask a curated corpus on China's resource-exhausted cities: every sentence of an answer cites its passage.",
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)
for command in (chat, ingest, ask, compare, summarize, search, documents, export, evaluate, questions, doctor):
    command.register(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        from rag.base import VERSION

        say(f"aftermine {VERSION}")
        raise typer.Exit


@app.callback()
def _globals(
    context: typer.Context,
    library: Annotated[str | None, typer.Option(metavar="DIR", help="Folder of your own documents.")] = None,
    index: Annotated[str | None, typer.Option(metavar="DIR", help="Folder that holds the index.")] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="Chat model that writes: provider:name, or a .gguf file.")
    ] = None,
    model_url: Annotated[
        str | None, typer.Option(metavar="URL", help="OpenAI-compatible server that has the model.")
    ] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any setting, by its dotted name.")
    ] = None,
    _debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    context.obj = collect(library, index, assignments or (), model, model_url)


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit status; every error becomes one line on standard error."""
    use_utf8()
    try:
        status = app(args=hoist(arguments) or ["--help"], prog_name="aftermine", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # Typer ends a command whose reader went away by SystemExit; what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN_PIPE
    except (KeyboardInterrupt, typer.Abort):
        return EXIT_INTERRUPTED
    except Exception as error:
        if "--debug" in arguments:
            traceback.print_exc()
        text, status = explain(error)
        fail(text)
    return status if isinstance(status, int) else 0


def explain(error: Exception) -> tuple[str, int]:
    """An error's one line and its exit status."""
    if isinstance(error, AftermineError):
        return str(error), error.exit_code
    if isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "aftermine"
        return f"{error.format_message().rstrip('.')}: see `{command} --help`", EXIT_USAGE
    if isinstance(error, OSError):
        where = f" ({error.filename!r})" if error.filename else ""
        return f"{error.strerror or error}{where}: mend that and run the command again", EXIT_MACHINE
    return (
        f"unforeseen {type(error).__name__} ({error}): please report it with what --debug shows",
        EXIT_UNFORESEEN,
    )


def main() -> None:
    """The console script's entry."""
    sys.exit(run(sys.argv[1:]))
