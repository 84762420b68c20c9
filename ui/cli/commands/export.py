"""`aftermine export` and `aftermine bibliography`: files to keep."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.base.errors import AftermineError, UsageError
from ui.cli.commands.options import examples, globals_of
from ui.cli.commands.report import announce, status_of
from ui.cli.console import note
from ui.wording import history

if TYPE_CHECKING:
    from rag.base.settings import Settings
    from rag.reports.export import Format
    from rag.reports.notebook.conversations import Conversation
    from rag.reports.notebook.provenance import Find

STDOUT = "-"
LISTED = 30
"""Conversations that are listed where it is not clear which one is meant, the latest first."""

Output = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="File to write, or a folder for a file named by its title; - prints.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file if there is one.")]


def register(app: typer.Typer) -> None:
    """Adds the two commands."""
    app.command(
        "export",
        short_help="Write an answer or a conversation as a file that can be filed.",
        epilog=examples(
            'aftermine export --question "Why do mining towns shrink?" --format docx -o shrinking.docx',
            'aftermine export --question "How many cities are on the list?" --format bibtex',
            "aftermine export --conversation last --format docx --style notes -o talk.docx",
        ),
    )(export)
    app.command(
        "bibliography",
        short_help="Write the sources of all documents.",
        epilog=examples("aftermine bibliography", "aftermine bibliography --format bibtex -o library.bib"),
    )(bibliography)


def export(  # noqa: PLR0913  each parameter is an option of the command line
    context: typer.Context,
    question: Annotated[str | None, typer.Option("--question", metavar="TEXT", help="What you want to know.")] = None,
    conversation: Annotated[
        str | None,
        typer.Option(
            "--conversation",
            metavar="ID",
            help="A conversation of the app: its id, the beginning of it, its link, or last; an unknown one lists all.",
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="NAME", help="md, docx, html, bibtex, ris or csl-json; else by the file's end."
        ),
    ] = None,
    output: Output = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title of the file.")] = None,
    style: Annotated[
        str,
        typer.Option("--style", metavar="NAME", help="author-date, notes, numbers, or a CSL file of your own."),
    ] = "",
    force: Force = False,
) -> int:
    """Write an answer, or a whole conversation of the app, with its passages, sources and a record of how it was made.

    Exit status: 0 answered, 3 not in the corpus (the file then records the refusal), 2 wrong use, 4 no such
    conversation.
    """
    if (question is None) == (conversation is None):
        raise UsageError("export takes either --question TEXT or --conversation ID: give one of the two")
    settings = globals_of(context).settings()
    wanted = Wanted(form, output, title, force, _style(style))
    if conversation is not None:
        return _conversation(conversation, wanted, settings)
    return _question(question or "", wanted, settings)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The file that was asked for, as it was said."""

    form: str | None
    output: str | None
    title: str | None
    force: bool
    style: str

    def file(self, title: str) -> tuple[Format, Path | None]:
        """Its format and place, None for standard output. Raises UsageError before anything is computed."""
        from rag.reports.export import format_of

        chosen = format_of(self.form, self.output)
        target = _target(self.output, title, chosen.suffix, self.force)
        if target is None and not chosen.text and self.output != STDOUT:
            raise UsageError(
                f"{chosen.name} is no text to print: name a file with -o, or -o - to print it all the same"
            )
        return chosen, target


def _style(said: str) -> str:
    """The style as a briefing names it: one of ours, or the text of the reader's file. Raises UsageError."""
    from rag.reports.export.styles import own, style_of

    file = Path(said).expanduser()
    if not said or not file.is_file():
        style_of(said)
        return said
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"the CSL file {said!r} can't be read ({error.strerror}): choose another") from error
    own(text)
    return text


def _question(question: str, wanted: Wanted, settings: Settings) -> int:
    title = wanted.title or question
    chosen, target = wanted.file(title)
    from rag.reports.export import export as written
    from rag.reports.notebook.briefing import of_answers
    from rag.reports.notebook.provenance import origin
    from ui.compose import open_assistant

    announce(settings.answering)
    assistant = open_assistant(settings, "aftermine export")
    with assistant.index as index:
        answer = assistant.ask(question)
        made = origin(index.corpus_sha256, settings)
    briefing = of_answers(title, [(answer, made)])
    if not briefing.items:
        raise UsageError(f"{question!r} is small talk, which is not exported: ask something about the documents")
    _write(written(replace(briefing, style=wanted.style), chosen.name), target)
    return status_of(answer)


def _conversation(said: str, wanted: Wanted, settings: Settings) -> int:
    """A kept conversation needs no model, and the index may be in use."""
    from rag.reports.export import export as written
    from rag.reports.export import transcript
    from rag.reports.notebook.briefing import AnswerItem
    from rag.reports.notebook.conversations import History
    from ui import places

    with closing(History(places.history())) as history:
        found = _meant(said, history.conversations())
        title = wanted.title or found.name
        chosen, target = wanted.file(title)
        briefing = transcript(title, history.exchanges(found.id))
    _write(written(replace(briefing, style=wanted.style), chosen.name, find=_library(settings)), target)
    return min(status_of(item.answer) for item in briefing.items if isinstance(item, AnswerItem))


def _meant(said: str, conversations: Sequence[Conversation]) -> Conversation:
    """The conversation that is meant; where it is not clear, those that there are go to standard error first."""
    from rag.reports.notebook.conversations import meant

    try:
        return meant(said, conversations)
    except AftermineError:
        for each in conversations[:LISTED]:
            note(f"{each.id}  {history.counted(history.moment(each.updated), each.questions)}: {each.name}")
        raise


def _library(settings: Settings) -> Find | None:
    """What looks documents up; None, with a word about it, where the index can't be read."""
    from rag.reports.notebook.provenance import shelf

    try:
        return shelf(settings.index)
    except AftermineError as error:
        note(f"whether the cited documents are still in the library can't be said: {error}")
        return None


def bibliography(
    context: typer.Context,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="NAME", help="md (the default), bibtex, ris or csl-json; else by the file's end."
        ),
    ] = None,
    output: Output = None,
    force: Force = False,
) -> int:
    """Write the sources that the documents of the corpus name, each once, by author."""
    from rag.reports.export import format_of

    chosen = format_of(form or (None if output and output != STDOUT else "md"), output)
    settings = globals_of(context).settings()
    from rag.reports.export import export_sources
    from rag.reports.export.bibliography import library_sources
    from rag.reports.export.words import LIBRARY
    from rag.reports.notebook.provenance import origin
    from ui.compose import open_index

    target = _target(output, LIBRARY, chosen.suffix, force)
    with open_index(settings, "aftermine bibliography") as index:
        sources = library_sources(index.documents())
        made = origin(index.corpus_sha256, settings)
    _write(export_sources(LIBRARY, sources, chosen.name, made), target)
    return 0


def _target(output: str | None, title: str, suffix: str, force: bool) -> Path | None:
    """Where to write, or None for standard output; checked before anything is computed. Raises UsageError."""
    if output in (None, STDOUT):
        return None
    path = Path(str(output)).expanduser()
    if path.is_dir():
        from rag.reports.export import safe_name

        path /= safe_name(title, suffix)
    if path.exists() and not force:
        raise UsageError(f"the file {str(path)!r} exists: choose another name, or add --force to overwrite it")
    if not path.parent.is_dir():
        raise UsageError(
            f"there is no folder {str(path.parent)!r} to write {path.name!r} in: make it, or choose another"
        )
    return path


def _write(content: bytes, target: Path | None) -> None:
    if target is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    from rag.store.atomic_files import replace_bytes

    try:
        replace_bytes(target, content)
    except OSError as error:
        raise UsageError(
            f"the file {str(target)!r} can't be written ({error.strerror}): choose another place"
        ) from error
    note(f"written to {target}")
