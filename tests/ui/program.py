"""The commands of the program, as they are registered."""

from __future__ import annotations

from collections.abc import Iterator

import typer

from ui.cli.program import app


def commands() -> dict[str, object]:
    """Every command that does something, by its words after `aftermine`."""
    return dict(_leaves(typer.main.get_command(app), ()))


def _leaves(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(words), command
        return
    for name, each in inner.items():
        yield from _leaves(each, (*words, name))
