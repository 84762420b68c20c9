"""`aftermine export` and `aftermine bibliography`: files to keep."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rag.errors import UsageError
from ui.commands.options import examples, globals_of
from ui.commands.report import announce, status_of
from ui.console import note

STDOUT = "-"

Output = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="File to write, or a folder for a file named after the question; - prints.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file if there is one.")]


def register(app: typer.Typer) -> None:
    """Adds the two commands."""
    app.command(
        "export",
        short_help="Write an answer as a file that can be filed.",
        epilog=examples(
            'aftermine export --question "Why do mining towns shrink?" --format docx -o shrinking.docx',
            'aftermine export --question "How many cities are on the list?" --format bibtex',
        ),
    )(export)
    app.command(
        "bibliography",
        short_help="Write the sources of all documents.",
        epilog=examples("aftermine bibliography", "aftermine bibliography --format bibtex -o library.bib"),
    )(bibliography)


def export(
    context: typer.Context,
    question: Annotated[str, typer.Option("--question", metavar="TEXT", help="What you want to know.")],
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="NAME", help="md, docx, html, bibtex, ris or csl-json; else by the file's end."
        ),
    ] = None,
    output: Output = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title of the file.")] = None,
    force: Force = False,
) -> int:
    """Answer a question and write the answer with its passages, its sources and a record of how it was made.

    Exit status: 0 answered, 3 not in the corpus (the file then records the refusal), 2 wrong use.
    """
    from rag.export.formats import format_of

    chosen = format_of(form, output)
    target = _target(output, title or question, chosen.suffix, force)
    if target is None and not chosen.text and output != STDOUT:
        raise UsageError(f"{chosen.name} is no text to print: name a file with -o, or -o - to print it all the same")
    settings = globals_of(context).settings()
    from rag.briefing import of_answers
    from rag.export import export as written
    from rag.reproduction import origin
    from ui.compose import open_assistant

    announce(settings.answering)
    assistant = open_assistant(settings, "aftermine export")
    with assistant.index as index:
        answer = assistant.ask(question)
        made = origin(index.corpus_sha256, settings)
    _write(written(of_answers(title or question, [(answer, made)]), chosen.name), target)
    return status_of(answer)


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
    from rag.export.formats import format_of

    chosen = format_of(form or (None if output and output != STDOUT else "md"), output)
    settings = globals_of(context).settings()
    from rag.bibliography import library_sources
    from rag.export import export_sources
    from rag.export.words import LIBRARY
    from rag.reproduction import origin
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
        from rag.export.names import safe_name

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
    from rag.storage import replace_bytes

    try:
        replace_bytes(target, content)
    except OSError as error:
        raise UsageError(
            f"the file {str(target)!r} can't be written ({error.strerror}): choose another place"
        ) from error
    note(f"written to {target}")
