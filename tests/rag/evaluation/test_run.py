"""A run: the same twice, interrupted and resumed, within a conversation, and with an answerer that fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.base.errors import ModelProblem, UsageError
from rag.base.types import Answer
from rag.evaluation.metrics import summarise_sets
from rag.evaluation.question_set import Gold, QuestionSet
from rag.evaluation.run import GIVE_UP_AFTER, Journal, Row, Runner
from tests.rag.evaluation.world import (
    ANSWERABLE,
    GRADER,
    QUESTIONS,
    SECTIONS,
    SETUP,
    UNANSWERABLE,
    Scripted,
    answered,
    ignore,
    passage,
    perfect,
    refusal,
    run,
    shuffled,
)


def untimed(rows: tuple[Row, ...]) -> list[Row]:
    return [row.model_copy(update={"values": {k: v for k, v in row.values.items() if k != "seconds"}}) for row in rows]


def start(script: Callable[[str], Answer], path: Path) -> tuple[Scripted, Runner, Journal]:
    asked = Scripted(script)
    return asked, Runner(asked, GRADER, SETUP), Journal(path, SETUP.head())


def test_the_same_input_gives_the_same_figures_to_the_last_digit(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    with run(shuffled, tmp_path) as first, run(shuffled, tmp_path / "again") as second:
        assert untimed(first.rows) == untimed(second.rows)
        one, two = (summarise_sets(untimed(each.rows)) for each in (first, second))
    assert one == two


def test_questions_are_asked_in_order_and_progress_is_told(tmp_path: Path) -> None:
    asked, runner, journal = start(perfect, tmp_path / "journal.jsonl")
    told: list[tuple[str, int, int]] = []
    with journal:
        finished = runner.run([QUESTIONS], journal, lambda *step: told.append(step))
    assert asked.asked == [question.question for question in QUESTIONS.questions]
    assert [number for _, number, _ in told] == list(range(11))
    assert told[-1] == ("done", 10, 10)
    assert [row.id for row in finished.rows] == [question.id for question in QUESTIONS.questions]


def interrupt(path: Path, after: int) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if done == after:
            raise KeyboardInterrupt

    _, runner, journal = start(shuffled, path)
    with journal, pytest.raises(KeyboardInterrupt):
        runner.run([QUESTIONS], journal, stop)


def resume(path: Path) -> tuple[Scripted, list[Row], int]:
    asked, runner, journal = start(shuffled, path)
    with journal:
        finished = runner.run([QUESTIONS], journal, ignore)
        return asked, untimed(finished.rows), journal.resumed


def test_an_interrupted_run_goes_on_without_asking_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    interrupt(path, 4)
    asked, rows, resumed = resume(path)
    assert resumed == 4
    assert asked.asked == [question.question for question in QUESTIONS.questions[4:]]
    with run(shuffled, tmp_path / "whole") as whole:
        assert rows == untimed(whole.rows)


def test_a_record_that_was_cut_short_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    interrupt(path, 4)
    path.write_bytes(path.read_bytes()[:-20])
    asked, rows, resumed = resume(path)
    assert resumed == 3
    assert asked.asked[0] == QUESTIONS.questions[3].question
    assert [row.id for row in rows] == [question.id for question in QUESTIONS.questions]


def test_a_changed_question_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    interrupt(path, 4)
    changed = QuestionSet("world", (replace(ANSWERABLE[0], must_include=(("1",),)), *QUESTIONS.questions[1:4]))
    asked, runner, journal = start(shuffled, path)
    with journal:
        runner.run([changed], journal, ignore)
    assert asked.asked == [ANSWERABLE[0].question]


def test_the_journal_of_another_setup_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    interrupt(path, 4)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="belongs to another run"):
        Journal(path, replace(SETUP, model="other").head())
    assert path.read_bytes() == before
    with Journal(path, replace(SETUP, model="other").head(), fresh=True) as journal:
        assert journal.resumed == 0


def test_a_journal_is_removed_when_it_is_done_with(tmp_path: Path) -> None:
    with run(perfect, tmp_path) as finished:
        finished.journal.remove()
    assert list(tmp_path.iterdir()) == []


def test_retrieval_only_asks_nothing_and_gives_ranks(tmp_path: Path) -> None:
    with run(perfect, tmp_path, setup=replace(SETUP, mode="retrieval")) as finished:
        found = summarise_sets(finished.rows)["all"]
    assert found.metrics["hit@1"].value == 1.0
    assert set(found.metrics) & {"score", "refusal_recall", "key_fact_recall", "citation_recall"} == set()
    assert found.n == 10


def test_retrieval_only_names_what_was_not_found(tmp_path: Path) -> None:
    setup = replace(SETUP, mode="retrieval")
    with run(lambda text: refusal(text, ()), tmp_path, setup=setup) as finished:
        assert summarise_sets(finished.rows)["all"].stages == {"not retrieved": 8}


def failing(text: str) -> Answer:
    if text in (ANSWERABLE[1].question, UNANSWERABLE[0].question):
        raise ModelProblem("the model fell over: start it again")
    return perfect(text)


def test_a_question_that_fails_is_a_miss_and_is_asked_again_next_time(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with run(failing, tmp_path) as finished:
        found = summarise_sets(finished.rows)["all"]
        reasons = [record["reason"] for record in finished.records() if record["stage"] == "error"]
    assert found.stages == {"error": 2}
    assert reasons == ["the model fell over: start it again"] * 2
    assert found.metrics["refusal_recall"].value == 0.5
    assert found.metrics["hit@1"].value == 7 / 8
    asked, runner, journal = start(perfect, path)
    with journal:
        assert summarise_sets(runner.run([QUESTIONS], journal, ignore).rows)["all"].stages == {}
    assert asked.asked == [ANSWERABLE[1].question, UNANSWERABLE[0].question]


def test_a_run_gives_up_after_five_failures_in_a_row(tmp_path: Path) -> None:
    def always(text: str) -> Answer:
        raise ModelProblem("the server is gone: start it")

    asked, runner, journal = start(always, tmp_path / "journal.jsonl")
    with journal, pytest.raises(ModelProblem, match="the server is gone"):
        runner.run([QUESTIONS], journal, ignore)
    assert len(asked.asked) == GIVE_UP_AFTER


def test_a_set_of_unanswerable_questions_has_no_figures_that_do_not_apply(tmp_path: Path) -> None:
    with run(perfect, tmp_path, [QuestionSet("none", UNANSWERABLE)]) as finished:
        found = summarise_sets(finished.rows)["all"]
    assert set(found.metrics) == {
        "score",
        "refusal_recall",
        "refusal_precision",
        "risk_coverage",
        "seconds_p50",
        "seconds_p95",
    }


def test_kinds_documents_and_sets_are_broken_down(tmp_path: Path) -> None:
    halves = [QuestionSet("first", QUESTIONS.questions[:4]), QuestionSet("second", QUESTIONS.questions[4:])]
    with run(perfect, tmp_path, halves) as finished:
        found = summarise_sets(finished.rows)
    assert [(name, summary.n) for name, summary in found.items()] == [("all", 10), ("first", 4), ("second", 6)]
    kinds = {name: group.n for name, group in found["all"].kinds.items()}
    assert kinds == {"compare": 1, "fact": 4, "false_premise": 1, "list": 1, "number": 2, "unanswerable": 1}
    # A question over two documents counts in both.
    assert {name: group.n for name, group in found["all"].documents.items()} == {
        "coal-town": 4,
        "oil-town": 2,
        "tin-town": 3,
    }


def test_the_text_of_a_passage_is_stored_once(tmp_path: Path) -> None:
    with run(perfect, tmp_path):
        lines = (tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [name for line in lines[1:] for name in json.loads(line)["texts"]]
    assert len(texts) == len(set(texts)) > 7


def test_documents_are_ranked_once_each_by_their_best_passage_however_many_passages_they_have(tmp_path: Path) -> None:
    twice = [passage("tin-town", "Fund"), *[passage("coal-town", heading) for heading in SECTIONS["coal-town"]]]
    found = [*twice * 3, passage("oil-town", "Wells")]
    asked = QuestionSet("public", (replace(ANSWERABLE[0], sources=(Gold("oil-town"),), must_include=()),))
    ranks = {}
    for ranked in ("passages", "documents"):
        for mode in ("retrieval", "answers"):
            folder = tmp_path / ranked / mode
            folder.mkdir(parents=True)
            setup = replace(SETUP, ranking=ranked, mode=mode)
            with run(lambda text: answered(text, [], found), folder, (asked,), setup) as finished:
                ranks[ranked, mode] = finished.rows[0].values["mrr@10"][0]
    assert ranks == {
        ("passages", "retrieval"): 0,
        ("passages", "answers"): 0,
        ("documents", "retrieval"): pytest.approx(1 / 3),
        ("documents", "answers"): pytest.approx(1 / 3),
    }
