"""`aftermine summarize`: one whole document, or a topic across documents, in so many words at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.base.errors import UsageError
from ui.cli.commands.options import examples, globals_of
from ui.cli.commands.report import show_whole

if TYPE_CHECKING:
    from rag.question.request import SummaryRequest


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        "summarize",
        short_help="Summarize a document, or a topic across documents.",
        epilog=examples(
            "aftermine summarize --document gejiu-tin",
            "aftermine summarize --topic 'shantytown redevelopment' --words 400",
            "aftermine summarize --document glossary --words page --json",
        ),
    )(summarize)


def summarize(
    context: typer.Context,
    document: Annotated[str | None, typer.Option(metavar="ID", help="The document to summarize, by its id.")] = None,
    topic: Annotated[str | None, typer.Option(metavar="TEXT", help="What to summarize, in words.")] = None,
    words: Annotated[
        str, typer.Option(metavar="N", help="Words at most, 20 to 2000, or `page` for about a page.")
    ] = "200",
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer object, one line.")] = False,
) -> int:
    """Summarize a document or a topic in the documents' own words, each sentence with the passage that it rests on.

    Exit status: 0 done, 3 nothing found, 4 no such document, 2 wrong use.
    """
    request = _request(document, topic, words)
    settings = globals_of(context).settings()
    from ui.compose import open_assistant

    assistant = open_assistant(settings, "aftermine summarize")
    with assistant.index:
        answer = assistant.summarize(request)
    return show_whole(answer, as_json)


def _request(document: str | None, topic: str | None, words: str) -> SummaryRequest:
    """What is asked for, checked before anything is opened. Raises UsageError."""
    if (document is None) == (topic is None):
        raise UsageError("summarize takes either --document ID or --topic TEXT: give one of the two")
    from rag.question.request import PAGE, SummaryRequest
    from rag.reports.summary.summarize import check

    plain = " ".join(words.lower().split())
    if plain not in {"page", "one page", "a page"} and not plain.removeprefix("-").isdecimal():
        raise UsageError(f"--words takes a number or `page`, not {words!r}: write it as in --words 200")
    request = SummaryRequest(document, topic, int(plain) if plain[-1].isdecimal() else PAGE)
    check(request)
    return request
