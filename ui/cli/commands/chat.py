"""`aftermine chat`: brings the index up to date, then runs the page in the browser until it is stopped."""

from __future__ import annotations

import ipaddress
import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from rag.base.errors import IndexReadOnly, UsageError
from ui.cli.commands.options import examples, globals_of
from ui.cli.commands.report import announce
from ui.cli.console import note, progress

if TYPE_CHECKING:
    from rag.base.settings import Settings

PORTS_TO_TRY = 50


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


def require_free(host: str, port: int) -> None:
    """Raises UsageError where nothing can listen there, and names a port that is free."""
    problem = _why_not(host, port)
    if problem is None:
        return
    free = next(
        (other for other in range(port + 1, min(port + PORTS_TO_TRY, 65536)) if not _why_not(host, other)), None
    )
    advice = f"use --port {free}" if free else "use another --host or --port"
    raise UsageError(f"can't listen on port {port} of {host!r} ({problem}): stop what holds it, or {advice}")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(host: str) -> str:
    """The host as it stands in a link that opens on this machine."""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return host
    return "localhost" if ip.is_unspecified else f"[{host}]" if ip.version == 6 else host


def _why_not(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return None


def _serve(host: str, port: int, no_browser: bool) -> int:
    from ui.web.app import app
    from ui.web.streamlit_options import options

    with suppress(KeyboardInterrupt):  # which the server raises again when it has stopped for it
        app.run(config=options(host, port, no_browser))
    return 0
