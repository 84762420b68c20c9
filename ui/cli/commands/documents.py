"""`aftermine documents`, `show` and `remove`: what the corpus holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.commands.options import examples, globals_of
from ui.cli.commands.report import show_report
from ui.cli.console import emit, note, progress, say, say_table
from ui.wording.general import counted

if TYPE_CHECKING:
    from rag.base.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print one line of JSON.")]


def register(app: typer.Typer) -> None:
    """Adds the three commands."""
    app.command("documents", epilog=examples("aftermine documents", "aftermine documents --json"))(documents)
    app.command(
        "show",
        short_help="Print a document or a section of it.",
        epilog=examples("aftermine show hegang-profile", "aftermine show 'glossary#Hukou'"),
    )(show)
    app.command(
        "remove",
        short_help="Take a document out of the corpus.",
        epilog=examples("aftermine remove my-report.md", "aftermine remove my-report.md --undo"),
    )(remove)


def documents(context: typer.Context, as_json: AsJson = False) -> int:
    """List the documents of the corpus."""
    settings = globals_of(context).settings()
    from rag.answer.json_shapes import document_json
    from ui.compose import open_index

    with open_index(settings, "aftermine documents") as index:
        rows = [document_json(document, len(index.passages_of(document.id))) for document in index.documents()]
    if as_json:
        emit({"documents": rows})
        return 0
    columns = ("id", "title", "kind", "language", "passages", "words")
    say_table(columns, [[str(row[column]) for column in columns] for row in rows])
    note(counted("documents", len(rows)))
    return 0


def show(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOC[#SECTION]", help="A document's id, and a heading in it.")],
) -> int:
    """Print a document, or one section of it, as it is stored: what citations point into.

    Exit status: 0, or 4 where there is no such document or section.
    """
    settings = globals_of(context).settings()
    from rag.reports.overview.document_sections import section_text
    from ui.compose import open_index

    name, _, section = document.partition("#")
    with open_index(settings, "aftermine show") as index:
        found = index.document(name)
    text = section_text(found, section) if section else found.text
    say(found.title, style="bold")
    say(f"\n{text}")
    return 0


def remove(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOC", help="A document's id.")],
    undo: Annotated[bool, typer.Option("--undo", help="Bring back what was removed.")] = False,
) -> int:
    """Take a document out of the corpus: a file of your library is put away, a bundled brief is left out.

    Exit status: 0, or 4 where there is no such document.
    """
    settings = globals_of(context).settings()
    if undo:
        return _restore(settings, document)
    from ui.compose import remove as remove_document

    say(remove_document(settings, document, "aftermine remove"))
    say(f"To undo that: aftermine remove {document} --undo")
    return 0


def _restore(settings: Settings, document: str) -> int:
    from ui.compose import restore

    return show_report(restore(settings, document, progress(), "aftermine remove --undo"))
