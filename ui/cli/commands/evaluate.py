"""`aftermine evaluate`: runs question sets, says how good the answers are, and compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rag.base.errors import UsageError
from rag.base.mechanisms import MECHANISMS, require
from ui.cli.commands.options import Globals, examples, globals_of
from ui.cli.commands.report import announce
from ui.cli.console import note, progress, say, say_table

if TYPE_CHECKING:
    from rag.evaluation.evaluate import Evaluation, Plan, Trial
    from rag.evaluation.question_set import QuestionSet
    from rag.evaluation.reporting.report import Table

EXIT_FLOOR_MISSED = 5
WHO = "aftermine evaluate"
FAILURES = 15


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        "evaluate",
        short_help="Run question sets and say how good the answers are.",
        epilog=examples(
            "aftermine evaluate questions.jsonl --json run.json --html report.html",
            "aftermine evaluate questions.jsonl --baseline run.json",
            "aftermine evaluate questions.jsonl --model gemma3 --model-url http://localhost:8000/v1",
            "aftermine evaluate questions.jsonl --ablate retrieval.fusion=rrf,dense --retrieval-only",
            "aftermine evaluate questions.jsonl --ablate spelling,parts+sides",
        ),
    )(evaluate)


def evaluate(  # noqa: PLR0913  each parameter is an option of the command line
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE.jsonl ...", help="Question files.")],
    json_out: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Write the report as JSON.")] = None,
    html_out: Annotated[Path | None, typer.Option("--html", metavar="OUT", help="Write it as one HTML page.")] = None,
    csv_out: Annotated[Path | None, typer.Option("--csv", metavar="OUT", help="Write a line a question.")] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="RUN.json", help="An earlier report to compare with.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Compare with another corpus or other questions too.")] = False,
    gate: Annotated[Path | None, typer.Option(metavar="FLOORS.toml", help="Floors; exit 5 if one is missed.")] = None,
    ablate: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE,...|NAME,...",
            help="Run again with each value of a setting, or without each of these mechanisms: "
            f"{', '.join(MECHANISMS)}. A+B is without both, all without each, one after the other.",
        ),
    ] = None,
    passages: Annotated[
        Path | None,
        typer.Option(metavar="FILE.jsonl", help="Ask a public set over its own passages, each ranked once."),
    ] = None,
    bundled_alone: Annotated[
        bool, typer.Option("--bundled-alone", help="Ask the bundled documents without your own.")
    ] = False,
    half: Annotated[
        Literal["tune", "report"] | None, typer.Option("--split", help="Only one half of the questions, by hash.")
    ] = None,
    retrieval_only: Annotated[bool, typer.Option("--retrieval-only", help="Only find passages.")] = False,
    word_limit: Annotated[int, typer.Option(min=1, help="So many words of an answer count.")] = 200,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what an interrupted run left.")] = False,
) -> int:
    """Run question sets, and say how good the answers are, with intervals and the reasons for failures.

    An interrupted run goes on where it stopped. Exit status: 0, 2 wrong use, 5 a floor is missed.
    """
    outputs = Outputs(json_out, html_out, csv_out)
    outputs.require_folders(tuple(path for path in (*files, passages, gate) if path))
    if passages and bundled_alone:
        raise UsageError("--passages and --bundled-alone name two sorts of documents: leave one out")
    trials = variants(globals_of(context), ablate or ())
    if not retrieval_only:
        for chosen in {found.answering.model_dump_json(): found.answering for _, found, _ in trials}.values():
            announce(chosen)
    from rag.evaluation.evaluate import Plan, half_of
    from rag.evaluation.metrics import read_floors
    from rag.evaluation.reporting.report import read_report, setup_and_rows
    from ui import places

    plan = Plan(
        sets=half_of(_sets(files, passages), half),
        journals=places.journals(),
        mode="retrieval" if retrieval_only else "answers",
        word_limit=word_limit,
        fresh=fresh,
        baseline=setup_and_rows(read_report(baseline)) if baseline else None,
        force=force,
        floors=read_floors(gate) if gate else None,
        ranking="documents" if passages else "passages",
    )
    found = _run(plan, trials, passages, bundled_alone)
    outputs.write(found)
    _show(found)
    found.close()
    return EXIT_FLOOR_MISSED if found.report.head.get("missed") else 0


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that were asked for."""

    json: Path | None
    html: Path | None
    csv: Path | None

    def require_folders(self, read: Sequence[Path]) -> None:
        """Raises UsageError where a file could not be written, before an hour of questions is asked; or would take the
        place of one that is `read`, of other questions or of another output.
        """
        taken = {path.resolve() for path in read}
        for path in filter(None, (self.json, self.html, self.csv)):
            if path.is_dir() or not path.absolute().parent.is_dir():
                raise UsageError(f"the report can't be written to {str(path)!r}: give a file in a folder that exists")
            if path.resolve() in taken or (path.suffix == ".jsonl" and path.exists()):
                raise UsageError(f"the report would take the place of {str(path)!r}: give it a file of its own")
            taken.add(path.resolve())

    def write(self, found: Evaluation) -> None:
        """Writes them."""
        from rag.evaluation.reporting.html import write_page, write_sheet
        from rag.evaluation.reporting.report import write_report

        for path, writer in ((self.json, write_report), (self.html, write_page), (self.csv, write_sheet)):
            if path is not None:
                writer(found.report, path)
                note(f"written: {path}")


def variants(said: Globals, ablations: Sequence[str]) -> list[Trial]:
    """The settings in force, then a trial for each value of each `NAME=VALUE,...` and for each mechanism switched off.

    Raises UsageError for an ablation without a value and for an unknown mechanism, SettingsError for a wrong value.
    """
    from rag.evaluation.evaluate import Trial

    found = [Trial("as set", said.settings())]
    for ablation in ablations:
        if "=" not in ablation:
            found += [
                Trial(f"without {' + '.join(off)}", said.settings(), frozenset(off)) for off in switched(ablation)
            ]
            continue
        name, _, values = ablation.partition("=")
        for value in values.split(","):
            if not value.strip():
                raise UsageError(
                    f"--ablate gives {name!r} no value in {ablation!r}: write it as in retrieval.fusion=rrf"
                )
            changed = Globals(said.overrides | {name.strip(): value.strip()})
            found.append(Trial(f"{name.strip()}={value.strip()}", changed.settings()))
    return found


def switched(ablation: str) -> list[tuple[str, ...]]:
    """The mechanisms to run without, those of each run together. Raises UsageError for one that is not there."""
    runs = [(name,) for name in MECHANISMS] if ablation == "all" else [each.split("+") for each in ablation.split(",")]
    found = [tuple(name.strip() for name in run) for run in runs]
    require(name for run in found for name in run)
    return found


def _sets(files: Sequence[Path], passages: Path | None) -> tuple[QuestionSet, ...]:
    from rag.evaluation.external import questions
    from rag.evaluation.question_set import apart, read_sets

    return read_sets(files) if passages is None else apart([questions(path) for path in files])


def _run(plan: Plan, trials: Sequence[Trial], passages: Path | None, bundled_alone: bool) -> Evaluation:
    from rag.evaluation.evaluate import evaluate as run
    from rag.evaluation.external import passages as read
    from ui.trials import Bench

    done = [0, 0]
    documents = read(passages) if passages else None
    try:
        with progress() as step, TemporaryDirectory(prefix="aftermine-") as folder:

            def noted(what: str, number: int, total: int) -> None:
                done[:] = number, total
                step(what if len(what) <= 48 else f"{what[:47]}…", number, total)

            first = trials[0].settings
            bench = Bench(WHO, first, Path(folder), step, passages=documents, bundled_alone=bundled_alone)
            return run(plan, bench.open, trials, noted, note)
    except KeyboardInterrupt:
        again = "the same command without --fresh" if plan.fresh else "the same command"
        note(f"interrupted at {done[0]} of {done[1]}: {again} goes on from there")
        raise


def _show(found: Evaluation) -> None:
    """Prints the tables on standard output, remarks on standard error."""
    from rag.evaluation.question_set import ALL
    from rag.evaluation.reporting import report
    from rag.evaluation.reporting.compare import verdict

    whole = found.summaries[ALL]
    sets = {name: summary for name, summary in found.summaries.items() if name != ALL}
    _draw(report.metrics_table(whole), f"{whole.n} questions")
    if len(sets) > 1:
        _draw(report.groups_table("set", sets))
    _draw(report.groups_table("kind", whole.kinds))
    _draw(report.stages_table(whole))
    _draw(report.failures_table(found.report.questions(), FAILURES))
    if sum(whole.stages.values()) > FAILURES:
        note(f"the first {FAILURES} of {sum(whole.stages.values())} failures; --html and --json give all")
    if found.variants:
        _draw(
            report.variants_table(found.summaries, found.variants),
            "run again: ▲ better, ▼ worse, by more than noise",
        )
        for variant in found.variants:
            say(f"{variant.name}: {verdict(variant.comparison)}")
    if found.comparison is not None:
        _draw(report.comparison_table(found.comparison), f"compared with the baseline: {verdict(found.comparison)}")
        for warning in found.comparison.warnings:
            note(f"warning: {warning}")
    _show_floors(found)


def _show_floors(found: Evaluation) -> None:
    missed = found.report.head.get("missed")
    if isinstance(missed, list):
        for floor in missed:
            note(f"floor missed: {floor['says'] if isinstance(floor, dict) else floor}")
        if not missed:
            note("every floor is met")


def _draw(table: Table, title: str = "") -> None:
    columns, rows = table
    if rows:
        say()
        if title:
            say(title, style="bold")
        say_table(columns, rows)
