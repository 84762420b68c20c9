"""`aftermine chat`: brings the index up to date, then runs the page in the browser until it is stopped."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from rag.base.errors import IndexReadOnly
from ui.addresses import address, is_loopback, require_free
from ui.cli.commands.options import examples, globals_of
from ui.cli.commands.report import announce
from ui.cli.console import note, progress

if TYPE_CHECKING:
    from rag.base.settings import Settings


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        "chat",
        epilog=examples(
            "aftermine chat", "aftermine chat --port 8600 --no-browser", "aftermine chat --model ollama:gemma3"
        ),
    )(chat)


def chat(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the page.")] = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
) -> int:
    """Open the chat in your browser; Ctrl-C stops it."""
    said = globals_of(context)
    settings = said.settings()
    announce(settings.answering)
    require_free(host, port)
    if not is_loopback(host):
        note(f"warning: on {host!r} everyone in your network can read the library; 127.0.0.1 keeps it to you")
    _refresh(settings)
    os.environ.update(said.environment())
    note(f"Aftermine listens on http://{address(host)}:{port} (Ctrl-C stops it)")
    return _serve(host, port, no_browser)


def _refresh(settings: Settings) -> None:
    from ui.compose import refresh

    try:
        with progress() as step:
            report = refresh(settings, step, "aftermine chat")
    except IndexReadOnly as error:
        note(f"The chat answers from what was indexed before, and can't change it: {error}")
        return
    for name, reason in report.failed:
        note(f"{name} is left out: {reason}")


def _serve(host: str, port: int, no_browser: bool) -> int:
    from ui.web.app import serve

    with suppress(KeyboardInterrupt):  # which the server raises again when it has stopped for it
        serve(host, port, no_browser)
    return 0
