"""An index, a history, a briefing, a feedback file and a report of the version before are opened, without loss."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.base.types import Sentence
from rag.evaluation.metrics import summarise_sets
from rag.evaluation.question_set import QuestionSet
from rag.evaluation.reporting.report import against, archived, read_report, report_of, setup_and_rows
from rag.reports.notebook.briefing import FORMAT, Briefing, BriefingFile
from rag.reports.notebook.conversations import History, Outcome
from rag.reports.notebook.feedback import Feedback
from rag.store.index import Index
from tests.rag.evaluation.world import QUESTIONS, perfect, run
from tests.rag.reports.export.samples import BRIEFING, MEMO
from tests.rag.small import COAL, RECIPE, TIN, put, texts_in
from tests.ui.samples import ANSWERED, DISPUTED, REFUSED, WRITTEN


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the files, since opening may bring them to today's form."""
    return Path(shutil.copytree(Path(__file__).parent / "files", tmp_path / "files"))


def test_an_index_is_read_and_written_further(files: Path) -> None:
    with Index(files / "index", RECIPE) as index:
        assert texts_in(index) == {"coal": COAL, "tin": TIN}
    with Index(files / "index", RECIPE, create=True) as index:
        put(index, "iron", ("Anshan makes steel.",))
        index.commit()
        assert texts_in(index) == {"coal": COAL, "tin": TIN, "iron": ("Anshan makes steel.",)}


def test_a_history_is_read_and_written_further(files: Path) -> None:
    with closing(History(files / "history.sqlite3")) as store:
        first = [each.outcome for each in store.exchanges("first")]
        assert first[0] == Outcome()
        assert [outcome.answer for outcome in first[1:5]] == [ANSWERED, DISPUTED, WRITTEN, REFUSED]
        assert first[5].answer is not None
        assert first[5].answer.comparison is not None
        second = [each.outcome for each in store.exchanges("second")]
        assert second[0].stopped == (Sentence("It paid well. 鹤岗", (1,), "partial"),)
        assert second[1].problem == ("It is busy", "stop process 42")
        number = store.ask("first", "and now?")
        store.settle("first", number, Outcome(replace(ANSWERED, question="and now?"), 0.5))
        assert len(store.exchanges("first")) == 7


@pytest.mark.parametrize(("name", "held"), [("briefing.json", BRIEFING), ("briefing-2.json", MEMO)])
def test_a_briefing_is_read_and_written_further(files: Path, name: str, held: Briefing) -> None:
    file = BriefingFile(files / name)
    found = file.read()
    assert (found.title, found.style, found.format) == (held.title, held.style, FORMAT)
    assert [replace(item, id="") for item in found.items] == [replace(item, id="") for item in held.items]
    assert file.change(lambda briefing: briefing.titled("Again")).items == found.items
    assert BriefingFile(file.path).read().title == "Again"


def test_feedback_is_read_and_written_further(files: Path) -> None:
    store = Feedback(files / "feedback.sqlite3")
    assert [(entry.question, entry.vote, entry.comment) for entry in store.entries()] == [
        (REFUSED.question, "down", "it is in the profile"),
        (ANSWERED.question, "up", "right"),
    ]
    store.keep(ANSWERED, "up", "again")
    assert len(store.entries()) == 3


def test_a_report_is_read_and_compared_with_todays(files: Path, tmp_path: Path) -> None:
    (old,) = archived(files / "evaluations")
    before = read_report(old.path)
    assert (old.n, len(list(before.questions())), setup_and_rows(before)[0].ranking) == (4, 4, "passages")
    with run(perfect, tmp_path, (QuestionSet("world", QUESTIONS.questions[:4]),)) as finished:
        comparison = against(before, report_of(finished, summarise_sets(finished.rows)))
    score = next(each for each in comparison.differences if each.metric == "score")
    assert (comparison.n, score.before, score.after) == (4, -1.0, 1.0)
