"""`aftermine search`: the ranked passages, and why each was found."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.base.types import Hit
from ui.cli.commands.options import Documents, examples, globals_of, scope_of
from ui.cli.console import emit, note, say
from ui.plain import place

EXCERPT = 160


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        "search",
        short_help="List the passages nearest to a query.",
        epilog=examples("aftermine search 'mine subsidence' -k 5"),
    )(search)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words or a question.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
    document: Documents = None,
) -> int:
    """List the passages nearest to a query, with their ranks by meaning (dense) and by words (keyword).

    Exit status: 0, 2 wrong use, 4 no such document.
    """
    settings = globals_of(context).settings()
    from ui.compose import open_assistant

    assistant = open_assistant(settings, "aftermine search")
    with assistant.index:
        hits = assistant.search(query, k, scope_of(assistant.index, document))
    if as_json:
        from rag.answer.json_shapes import hit_json

        emit({"query": query, "hits": [hit_json(hit) for hit in hits]})
    else:
        _show(hits)
    return 0


def _show(hits: list[Hit]) -> None:
    if not hits:
        note("nothing found: the corpus holds no passage")
    for number, hit in enumerate(hits, start=1):
        passage = hit.passage
        say(f"{number}. {place(passage.title, passage.section, passage.page)}", style="cyan")
        say(f"score {hit.score:.3f} · dense {hit.dense_rank or '-'} · keyword {hit.sparse_rank or '-'}", indent=3)
        text = " ".join(passage.text.split())
        say(text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …", indent=3)
