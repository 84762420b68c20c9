"""The parts of the page for learning as HTML; escaped like everything else."""

from __future__ import annotations

from collections.abc import Sequence

from rag.reports.notebook.passage_context import Context
from rag.reports.overview.glossary import Term
from rag.reports.overview.quiz import Item
from ui.web.view import render
from ui.wording import learn


def question_html(item: Item, number: int, count: int, chosen: str | None = None) -> str:
    """A question with its gap; once something is chosen, filled, and whether that was right."""
    values = {"item": item, "number": number, "count": count, "chosen": chosen, "l": learn}
    return render("quiz_question.html", values)


def passage_html(item: Item, shown: Context | None) -> str:
    """The passage behind a question with its sentence marked, and the sources."""
    return render("quiz_passage.html", {"citation": item.citation, "shown": shown, "l": learn})


def glossary_html(terms: Sequence[Term]) -> str:
    """Terms with their definitions."""
    return render("glossary.html", {"terms": terms})
