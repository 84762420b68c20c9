"""`aftermine questions`: checks question files, makes them from a sheet, prints their schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rag.base.errors import UsageError
from ui.cli.commands.options import examples, globals_of
from ui.cli.console import emit, note, say, say_table

if TYPE_CHECKING:
    from rag.base.settings import Settings
    from rag.base.types import Document

EXIT_FINDINGS = 1


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Check, import and describe question files.", rich_markup_mode=None)
    group.command("check", epilog=examples("aftermine questions check questions.jsonl"))(check)
    group.command("import", epilog=examples("aftermine questions import sheet.xlsx -o questions.jsonl"))(import_sheet)
    group.command("agreement", epilog=examples("aftermine questions agreement grounded/wice.jsonl"))(agreement)
    group.command("schema", epilog=examples("aftermine questions schema > question.schema.json"))(schema)
    app.add_typer(group, name="questions")


def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE.jsonl ...", help="Question files.")],
    no_corpus: Annotated[bool, typer.Option("--no-corpus", help="Don't look up the sources in the corpus.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> int:
    """Find wrong lines, duplicates, sources that the corpus does not hold, and what makes figures doubtful.

    Exit status: 0, 1 if there is an error among the findings (hints are none).
    """
    from rag.evaluation.lint import check as find
    from rag.evaluation.question_set import scan

    scanned = [item for path in files for item in scan(path)]
    findings = find(scanned, None if no_corpus else _documents(globals_of(context).settings()))
    errors = sum(finding.severity == "error" for finding in findings)
    if as_json:
        found = [{"severity": each.severity, "where": each.where, "message": each.message} for each in findings]
        emit({"questions": len(scanned), "findings": found})
    else:
        for finding in findings:
            say(str(finding))
        note(f"{len(scanned)} questions, {errors} errors, {len(findings) - errors} hints")
    return EXIT_FINDINGS if errors else 0


def import_sheet(
    sheet: Annotated[
        Path, typer.Argument(metavar="SHEET", help="A CSV or XLSX file; its first row names the columns.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.jsonl", help="The question file to write.")],
    encoding: Annotated[str | None, typer.Option(help="Of a CSV file; it is guessed if you don't say.")] = None,
    skip: Annotated[bool, typer.Option("--skip-wrong", help="Leave wrong rows out instead of stopping.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE.jsonl if it exists.")] = False,
) -> int:
    """Make a question file from a sheet with the columns question, kind, answer, key facts, sources, turns.

    Key facts are separated by `;`, the spellings of one by `|`; sources are written as `document # section`.
    """
    from rag.evaluation.imports import read_sheet
    from rag.evaluation.question_set import Problem, Question, write

    if output.exists() and not force:
        raise UsageError(f"{str(output)!r} exists: give another file, or replace it with --force")
    rows = read_sheet(sheet, encoding)
    wrong = [row for row in rows if isinstance(row, Problem)]
    for problem in wrong:
        note(str(problem))
    questions = [row for row in rows if isinstance(row, Question)]
    if wrong and not skip:
        raise UsageError(
            f"{len(wrong)} of {len(rows)} rows are wrong, nothing is written: mend them, or use --skip-wrong"
        )
    if not questions:
        raise UsageError(f"{str(sheet)!r} holds no question: write one a row below the names of the columns")
    write(output, questions)
    note(f"{len(questions)} questions written to {output}")
    return EXIT_FINDINGS if wrong else 0


def agreement(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.jsonl ...", help="Claims with evidence and a label.")],
    half: Annotated[
        Literal["tune", "report"] | None, typer.Option("--split", help="Only one half of the claims.")
    ] = None,
) -> int:
    """Say how well the check of support agrees with people, on public sets of claims with their evidence."""
    from rag.base.settings import Settings
    from rag.evaluation.external import agreement as measure
    from rag.evaluation.external import claims
    from rag.evaluation.grading import Verifier
    from rag.evaluation.reporting.report import agreement_table

    checker = Verifier.installed(Settings())
    found = {path.stem: measure(checker, claims(path, half)) for path in files}
    say_table(*agreement_table(found))
    return 0


def schema() -> int:
    """Print the JSON Schema of a question file's lines."""
    from rag.evaluation.question_set import schema as of_lines

    emit(of_lines())
    return 0


def _documents(settings: Settings) -> tuple[Document, ...]:
    from ui.compose import open_index

    with open_index(settings, "aftermine questions check") as index:
        return index.documents()
