"""A comparison for a reader at a terminal: a table, whose markers are explained below it by the answer's citations."""

from __future__ import annotations

from rag.types import Aspect, Comparison, Sentence
from ui import text_comparison
from ui.console import say_table
from ui.layout import in_row


def show_comparison(comparison: Comparison) -> None:
    """Prints subjects in columns and matters in rows."""
    columns = (text_comparison.MATTER, *comparison.subjects)
    rows = [(aspect.name, *(_cell(aspect, cell) for cell in aspect.cells)) for aspect in comparison.aspects]
    say_table(columns, rows, lines=True)


def _cell(aspect: Aspect, cell: tuple[Sentence, ...]) -> str:
    told = [Sentence(in_row(aspect, said), said.citations).marked for said in cell]
    return " ".join(told) or f"({text_comparison.EMPTY})"
