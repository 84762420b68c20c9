"""`aftermine doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.commands.options import examples, globals_of
from ui.cli.console import emit, say, say_table

EXIT_WRONG = 6


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("doctor", short_help="Find what is wrong, and how to mend it.", epilog=examples("aftermine doctor"))(
        doctor
    )


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> int:
    """Check versions, model files, settings, index and disk, and say how to mend what is wrong.

    Exit status: 0 all well, 6 something is wrong.
    """
    from ui.cli.doctor_checks import examine

    checks = examine(globals_of(context).overrides)
    wrong = [check for check in checks if not check.ok]
    if as_json:
        rows = [{"name": c.name, "ok": c.ok, "found": c.found, "mend": c.mend or None} for c in checks]
        emit({"ok": not wrong, "checks": rows})
    else:
        say_table(["", "check", "found"], [("ok" if c.ok else "!!", c.name, c.found) for c in checks])
        for check in wrong:
            say(f"\n{check.name}: {check.mend}", style="bold")
    return EXIT_WRONG if wrong else 0
