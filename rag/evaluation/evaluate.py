"""One evaluation from question sets to report: which questions, which settings, which baseline; any face calls it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from rag.base.errors import UsageError
from rag.base.mechanisms import without
from rag.base.printable import without_password
from rag.base.settings import Settings, by_name
from rag.evaluation import question_set
from rag.evaluation.grading import WORD_LIMIT, Grader, SupportChecker, Verifier
from rag.evaluation.imports import is_unfinished
from rag.evaluation.lint import doubts
from rag.evaluation.metrics import Floors, Summary, missed, summarise_sets
from rag.evaluation.question_set import Question, QuestionSet
from rag.evaluation.reporting.compare import Comparison, Made, check_baseline, compare
from rag.evaluation.reporting.report import Report, Variant, report_of
from rag.evaluation.run import Asked, Journal, Mode, Progress, Ranking, Run, Runner, Setup
from rag.store.index import Index

RESUMED = "{n} answers are taken from a run that was interrupted"
UNFINISHED = "questions from feedback that have no answer or no key facts yet are not counted: {n}, such as {id!r}"
BESIDE = (
    "documents of your own stood among the passages of {n} of {all} questions that are not about them, and can"
    " change their figures: {named}; {alone} leaves them out"
)
CHANGED = "the documents changed while the questions were asked: run it again before you rely on the figures"
NAMED = 5
UNSAID = ("library", "index", "threads", "answering.api_key")
"""Settings that change no figure, or that a mailed report must not tell."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked and how it is judged; `journals` is the folder in which interrupted runs wait.

    `ranking` is of documents where published figures are compared with. `alone_by` is what the reader does to ask the
    bundled documents alone, in the words of the face that is used.
    """

    sets: tuple[QuestionSet, ...]
    journals: Path
    mode: Mode = "answers"
    word_limit: int = WORD_LIMIT
    fresh: bool = False
    baseline: Made | None = None
    force: bool = False
    floors: Floors | None = None
    ranking: Ranking = "passages"
    alone_by: str = "--bundled-alone"


@dataclass(frozen=True, slots=True)
class Opened:
    """What is evaluated, the documents that it quotes, and the ids of those that are the reader's own."""

    asked: Asked
    corpus: Index
    own: frozenset[str] = frozenset()


class Trial(NamedTuple):
    """One run of a plan: its name, its settings, and the mechanisms that are switched off."""

    name: str
    settings: Settings
    off: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation found: the runs as they were asked for, the first one's comparison, and the whole report."""

    runs: tuple[Run, ...]
    summaries: Mapping[str, Summary]
    comparison: Comparison | None
    variants: tuple[Variant, ...]
    report: Report

    def close(self) -> None:
        """Deletes the journals; call it when the report is written."""
        for run in self.runs:
            run.journal.remove()


def described(settings: Settings) -> dict[str, JsonValue]:
    """The settings that a report tells, by dotted name."""
    return {
        name: without_password(value) if isinstance(value, str) else value
        for name, value in by_name(settings).items()
        if name not in UNSAID
    }


def half_of(sets: Sequence[QuestionSet], half: question_set.Half | None) -> tuple[QuestionSet, ...]:
    """The sets with only the questions of one half, without empty sets. Raises UsageError if none is left."""
    if half is None:
        return tuple(sets)
    kept = _only(sets, lambda question: question_set.half(question) == half)
    if not kept:
        raise UsageError(f"no question is in the half {half!r}: ask the other half, or all of them")
    return kept


def _only(sets: Sequence[QuestionSet], fits: Callable[[Question], bool]) -> tuple[QuestionSet, ...]:
    kept = (replace(group, questions=tuple(filter(fits, group.questions))) for group in sets)
    return tuple(group for group in kept if group.questions)


def evaluate(
    plan: Plan,
    opener: Callable[[Settings], AbstractContextManager[Opened]],
    trials: Sequence[Trial],
    progress: Progress,
    tell: Callable[[str], None],
) -> Evaluation:
    """Runs the plan once for each trial; the first is the main run, the others are compared with it.

    `tell` gets remarks: answers that an interrupted run left, questions that are not counted or name places which are
    not there, the reader's own documents that change the figures of others. Raises UsageError for a baseline made
    otherwise, and where no question counts.
    """
    plan, unfinished = counted(plan)
    questions = [question for group in plan.sets for question in group.questions]
    # A run of other sets or questions does not take this one's journal.
    ids = [(group.name, *(question.id for question in group.questions)) for group in plan.sets]
    asked_of = hashlib.sha256(repr(ids).encode()).hexdigest()[:12]
    runs: list[Run] = []
    warnings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    with ExitStack() as journals:
        for number, (name, chosen, off) in enumerate(trials):
            with without(off), opener(chosen) as opened:
                checker: SupportChecker = Verifier.installed(chosen)
                setup = Setup(
                    corpus_sha256=opened.corpus.corpus_sha256,
                    settings=described(chosen) | ({"without": ", ".join(sorted(off))} if off else {}),
                    model=chosen.answering.model,
                    checker=checker.name,
                    word_limit=plan.word_limit,
                    mode=plan.mode,
                    ranking=plan.ranking,
                )
                if number == 0:
                    remarks = _told((*unfinished, *doubts(questions, opened.corpus.documents())), tell)
                    if plan.baseline is not None:
                        asked = {question.id: question.sha256() for question in questions}
                        warnings = check_baseline(plan.baseline, setup, asked, force=plan.force)
                path = plan.journals / f"{setup.fingerprint()}-{asked_of}.jsonl"
                journal = journals.enter_context(Journal(path, setup.head(), fresh=plan.fresh))
                if journal.resumed:
                    tell(RESUMED.format(n=journal.resumed))
                texts = {document.id: document.text for document in opened.corpus.documents()}
                runner = Runner(opened.asked, Grader(checker, texts, plan.word_limit), setup)
                runs.append(runner.run(plan.sets, journal, progress, f"{name}: " if number else ""))
                if number == 0:
                    remarks += _told(_afterwards(plan, opened, runs[0]), tell)
        journals.pop_all()
    found = _evaluation(plan, runs, [trial.name for trial in trials], warnings)
    found.report.head["remarks"] = list(remarks)
    return found


def _evaluation(plan: Plan, runs: Sequence[Run], names: Sequence[str], warnings: tuple[str, ...]) -> Evaluation:
    main = runs[0]
    summaries = summarise_sets(main.rows)
    comparison = None if plan.baseline is None else replace(compare(plan.baseline[1], main.rows), warnings=warnings)
    variants = tuple(
        Variant(name, run.setup, summarise_sets(run.rows), compare(main.rows, run.rows))
        for name, run in zip(names[1:], runs[1:], strict=True)
    )
    floors = None if plan.floors is None else missed(plan.floors, summaries)
    report = report_of(main, summaries, comparison, variants, floors)
    return Evaluation(tuple(runs), summaries, comparison, variants, report)


def counted(plan: Plan) -> tuple[Plan, tuple[str, ...]]:
    """The plan without the questions from feedback that are not finished, and a sentence about those, if any."""
    left = [question.id for group in plan.sets for question in group.questions if is_unfinished(question)]
    if not left:
        return plan, ()
    told = UNFINISHED.format(n=len(left), id=left[0])
    sets = _only(plan.sets, lambda question: not is_unfinished(question))
    if not sets:
        raise UsageError(f"{told}; there is no other question: add key facts, or choose another set")
    return replace(plan, sets=sets), (told,)


def _told(remarks: Iterable[str], tell: Callable[[str], None]) -> tuple[str, ...]:
    told = tuple(remarks)
    for remark in told:
        tell(remark)
    return told


def _afterwards(plan: Plan, opened: Opened, run: Run) -> Iterator[str]:
    """What only the run tells: the reader's own documents that stood in the way of other questions, or a change."""
    if run.setup.corpus_sha256 != opened.corpus.corpus_sha256:
        yield CHANGED
    theirs = {row.set for row in run.rows if opened.own.intersection(row.documents)}
    asked = [record for record in run.records() if record["set"] not in theirs] if opened.own else []
    found = ({each["document"] for each in (*record["hits"], *record["citations"])} for record in asked)
    met = [own for documents in found if (own := documents & opened.own)]
    if not met:
        return
    beside = Counter(name for own in met for name in own)
    named = [f"{name!r} ({count})" for name, count in beside.most_common(NAMED)]
    named += [f"and {len(beside) - NAMED} more"] if len(beside) > NAMED else []
    yield BESIDE.format(n=len(met), all=len(asked), named=", ".join(named), alone=plan.alone_by)
