"""How commands report: an answer and its exit status, what a refresh did, and which chat model gets passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.cli.console import emit, note, say, say_table

if TYPE_CHECKING:
    from ingest.pipeline import Report
    from rag.base.settings import Answering
    from rag.base.types import Answer

EXIT_SOME_FAILED = 1
EXIT_NOT_IN_CORPUS = 3


def show_report(report: Report, not_added: Sequence[tuple[str, str]] = ()) -> int:
    """Prints how many documents changed and in which way, then each file that failed; returns the exit status."""
    failed = [*not_added, *report.failed]
    counts = [len(ids) for ids in (report.added, report.updated, report.unchanged, report.removed)]
    row = [*map(str, counts), str(len(failed)), f"{report.seconds:.1f}"]
    say_table(["added", "updated", "unchanged", "removed", "failed", "seconds"], [row])
    for name, warning in report.warnings:
        note(f"{name}: {warning}")
    if failed:
        say("\nNot in the index; everything else is:")
        say_table(["file", "reason"], failed)
    return EXIT_SOME_FAILED if failed else 0


def show_whole(answer: Answer, as_json: bool) -> int:
    """Prints an answer, as the answer object in one line or for people; returns the exit status."""
    if as_json:
        from rag.answer.json_shapes import answer_json

        emit(answer_json(answer))
    else:
        from ui.cli.show_answer import show_answer

        show_answer(answer)
    return status_of(answer)


def status_of(answer: Answer) -> int:
    """The exit status that an answer gives: 0, or 3 where the corpus has none."""
    return EXIT_NOT_IN_CORPUS if answer.verdict == "not_in_corpus" else 0


def announce(chosen: Answering) -> None:
    """Says on standard error which chat model writes and where passages go. Raises SettingsError for none that can be.

    Nothing is said where the extractive answerer is set.
    """
    from rag.models.chat_model import writer
    from ui.wording import general

    if found := writer(chosen):
        note(general.WRITES.format(name=found.name, place=general.goes_to(found)))
