"""The options that every command knows, wherever they stand on the line, and the settings that follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from rag.base.errors import UsageError

if TYPE_CHECKING:
    from rag.base.settings import Settings
    from rag.store.index import Index

Documents = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="ID", help="Look into this document alone; repeat it for several."),
]
VALUED = ("--library", "--index", "--set", "--model", "--model-url")


@dataclass(frozen=True, slots=True)
class Globals:
    """What the command line says about settings: dotted names and values, as `load_settings` takes them."""

    overrides: dict[str, object] = field(default_factory=dict)

    def settings(self) -> Settings:
        """The settings in force. Raises SettingsError for a wrong one, UsageError for a server without its model."""
        from rag.base.printable import without_password
        from rag.base.settings import load_settings
        from rag.models.chat_model import EXTRACTIVE

        settings = load_settings(self.overrides)
        url = self.overrides.get("answering.model_url")
        if url and "answering.model" not in self.overrides and settings.answering.model == EXTRACTIVE:
            shown = without_password(str(url))
            raise UsageError(
                f"--model-url {shown!r} names a server but no model: add --model with the server's name of it"
            )
        return settings

    def environment(self) -> dict[str, str]:
        """The same as environment variables, for a program that is started."""
        from rag.base.settings import PREFIX

        return {PREFIX + name.upper().replace(".", "__"): str(value) for name, value in self.overrides.items()}


def collect(
    library: str | None,
    index: str | None,
    assignments: Sequence[str],
    model: str | None = None,
    model_url: str | None = None,
) -> Globals:
    """Joins the global options; `assignments` are `NAME=VALUE`. Raises UsageError for one without `=`."""
    overrides: dict[str, object] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name:
            raise UsageError(f"--set takes NAME=VALUE, not {assignment!r}: write it as in --set retrieval.passages=5")
        overrides[name.strip()] = value.strip()
    named = {"library": library, "index": index, "answering.model": model, "answering.model_url": model_url}
    return Globals(overrides | {name: value for name, value in named.items() if value})


def hoist(arguments: Sequence[str]) -> list[str]:
    """Moves the global options to the front, so that they may follow a command's name; stops at `--`."""
    first: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in VALUED:
            first += [word, *islice(words, 1)]
        elif word == "--debug" or word.startswith(tuple(f"{name}=" for name in VALUED)):
            first.append(word)
        else:
            rest.append(word)
    return [*first, *rest]


def scope_of(index: Index, documents: Sequence[str] | None) -> frozenset[str] | None:
    """What `--document` restricts a search to; None where it was not given. Raises NotFound."""
    return frozenset(index.document(name).id for name in documents) if documents else None


def globals_of(context: typer.Context) -> Globals:
    """The global options of a running command."""
    found = context.obj
    return found if isinstance(found, Globals) else Globals()


def examples(*lines: str) -> str:
    """The end of a command's help: lines to try, kept as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
