"""The evaluation page, driven by Streamlit's own test harness with a scripted assistant over a small world."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.base.settings import Settings
from rag.base.types import Answer
from rag.evaluation.evaluate import Trial
from rag.evaluation.metrics import METRICS
from rag.evaluation.question_set import write
from rag.evaluation.reporting.report import archived
from tests.rag.evaluation.world import ANSWERABLE, DOCUMENTS, QUESTIONS, perfect, shuffled
from tests.ui.cli.test_evaluate import WorldAssistant, WorldIndex
from tests.ui.web.test_chat import SCANNER
from ui import compose, places
from ui.web.rendering import view
from ui.web.screens import evaluation
from ui.web.state import shared
from ui.wording import evaluation as words

pytestmark = pytest.mark.system

EVALUATION = Path(__file__).parent / "apps" / "evaluation_app.py"


class WorldLibraryIndex(WorldIndex):
    """An index with what the empty chat page counts."""

    passages = tuple(DOCUMENTS)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Folders of this test's own, with a question set called world, and nothing bundled."""
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setattr(SCANNER, lambda *_, **__: [])
    monkeypatch.setattr(compose, "open_assistant", lambda settings, who: WorldAssistant(settings, WorldLibraryIndex()))
    monkeypatch.setattr(compose, "assistant_over", lambda index, settings: WorldAssistant(settings, index))
    for variable in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setattr(evaluation, "questions_folder", lambda: tmp_path / "bundled")
    monkeypatch.setattr(evaluation, "conversations_folder", lambda: tmp_path / "conversations")
    (tmp_path / "bundled").mkdir()
    write(tmp_path / "bundled" / "world.jsonl", QUESTIONS.questions)
    yield tmp_path
    st.cache_resource.clear()
    st.cache_data.clear()


def opened() -> AppTest:
    return AppTest.from_file(str(EVALUATION), default_timeout=60).run()


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html") if not element.proto.body.startswith("<style"))


def run(page: AppTest) -> AppTest:
    return page.button(key="run").click().run()


def test_the_page_offers_the_question_sets_and_says_that_there_are_no_reports(home: Path) -> None:
    (home / "conversations").mkdir()
    write(home / "conversations" / "talks.jsonl", [])
    page = opened()
    assert not page.exception
    assert page.multiselect(key="sets").options == [words.ALL_BUNDLED, "world", "talks (conversations)"]
    assert page.multiselect(key="sets").value == [words.ALL_BUNDLED]
    assert words.NO_REPORTS in [caption.value for caption in page.caption]


def test_a_run_is_archived_and_shown(home: Path) -> None:
    page = run(opened())
    assert not page.exception
    assert [message.value for message in page.info] == ["Saved\\. The report is below\\."]
    (report,) = archived(places.evaluations())
    assert (report.n, report.sets) == (10, ("world",))
    assert "key_fact_recall" in html(page)
    assert "1.000" in html(page)
    assert len(page.get("vega_lite_chart")) == 1
    assert html(page).count("<caption>") == 5
    assert [button.proto.label for button in page.get("download_button")] == list(words.DOWNLOADS.values())
    assert list(places.journals().glob("*")) == []


def test_failures_are_shown_by_their_stage_with_answer_gold_and_passages(home: Path) -> None:
    shared.library().assistant.script = shuffled
    page = run(opened())
    stages = page.selectbox(key="shown").options
    assert stages == [
        words.SHOW_ALL,
        words.SHOW_FAILED,
        words.SHOW_RIGHT,
        "answered an unanswerable",
        "not retrieved",
        "retrieved but not used",
    ]
    page.selectbox(key="shown").set_value("answered an unanswerable").run()
    assert html(page).count("<article") == 1
    assert "In 2020 the census counted" in html(page)
    assert "answered an unanswerable: the documents can" in html(page)
    page.selectbox(key="shown").set_value(words.SHOW_ALL).run()
    page.text_input(key="contains").set_value("PENSIONS").run()
    # The question about pensions, and the one that got its answer.
    assert html(page).count("<article") == 2
    page.text_input(key="contains").set_value("no such words").run()
    assert words.NOTHING_TO_SHOW in [caption.value for caption in page.caption]


def compared(page: AppTest, how: str) -> AppTest:
    return page.get("button_group")[1].set_value(how).run()


def test_a_report_is_compared_with_any_other(home: Path) -> None:
    shared.library().assistant.script = shuffled
    run(opened())
    shared.library().assistant.script = perfect
    page = run(opened())
    assert not page.exception
    page.selectbox(key="against").select_index(1).run()
    assert not page.exception
    (said,) = [message.value for message in page.info]
    assert said.startswith("better")
    assert "better by" in html(page)
    write(home / "bundled" / "world.jsonl", [replace(ANSWERABLE[0], answer="another")])
    page = run(opened())
    page.selectbox(key="against").select_index(1).run()
    assert any("worded otherwise" in message.value for message in page.warning)


def test_two_settings_are_compared_on_the_page(home: Path) -> None:
    page = compared(opened(), "setting")
    page.selectbox(key="setting").set_value("retrieval.fusion").run()
    assert words.SAME_VALUES in [caption.value for caption in page.caption]
    page.selectbox(key=f"{words.SECOND}-retrieval.fusion").set_value("rrf").run()
    page = run(page)
    assert not page.exception
    assert any(message.value.startswith("worse") for message in page.info)
    assert page.subheader[0].value.replace("\\", "") == words.COMPARISON.format(
        after="retrieval.fusion=rrf", before=words.THE_FIRST
    )
    (report,) = archived(places.evaluations())
    assert [each["name"] for each in json.loads(report.path.read_text())["variants"]] == ["retrieval.fusion=rrf"]


def test_a_value_that_a_setting_can_not_have_is_told_and_nothing_is_run(home: Path) -> None:
    page = compared(opened(), "setting")
    page.selectbox(key="setting").set_value("answering.words").run()
    page.text_input(key=f"{words.SECOND}-answering.words").set_value("many").run()
    assert "can't be 'many'" in page.error[0].value.replace("\\", "")
    assert page.button(key="run").disabled


def test_where_passages_go_is_told_before_a_chat_model_is_compared(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    page = compared(opened(), "setting")
    page.selectbox(key="setting").set_value("answering.model").run()
    page.text_input(key=f"{words.SECOND}-answering.model").set_value("openai:some").run()
    assert any("sends passages to api.openai.com" in each.value.replace("\\", "") for each in page.caption)
    page.text_input(key=f"{words.SECOND}-answering.model_url").set_value("http://127.0.0.1:9/v1").run()
    assert not page.exception
    assert any("local" in each.value for each in page.caption)


def test_a_part_is_switched_off(home: Path) -> None:
    page = compared(opened(), "part")
    page.selectbox(key="part").set_value("parts").run()
    page = run(page)
    assert not page.exception
    said = [message.value for message in page.info]
    assert any(message.startswith("shows nothing") for message in said)
    assert "shows nothing" in html(page)


def test_each_metric_is_explained_where_it_stands(home: Path) -> None:
    page = run(opened())
    for metric in METRICS:
        if f">{metric.name}<" in html(page):
            assert metric.about in html(page).replace("&#39;", "'")
    assert words.LESS in html(page)


def test_own_documents_are_named_and_the_bundled_ones_can_be_asked_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Settings] = []
    assert [each.key for each in opened().toggle] == ["retrieval-only"]
    shared.library().assistant.index.own = ("appendix",)
    page = run(opened())
    (said,) = [message.value for message in page.warning]
    assert words.BUNDLED_ALONE in said
    monkeypatch.setattr(compose, "refresh", lambda settings, *_: made.append(settings))
    monkeypatch.setattr(compose, "open_assistant", lambda settings, who: WorldAssistant(settings, WorldLibraryIndex()))
    page.toggle(key="bundled-alone").set_value(True).run()
    page = run(page)
    assert not page.exception
    assert not page.warning
    assert len(made) == 1


def test_a_question_from_feedback_without_key_facts_is_not_counted(home: Path) -> None:
    places.own_questions().mkdir(parents=True)
    unfinished = replace(ANSWERABLE[0], id="use-7", must_include=())
    write(places.own_questions() / "from-use.jsonl", [unfinished, replace(ANSWERABLE[1], id="use-8")])
    page = opened()
    page.multiselect(key="sets").set_value(["from-use"]).run()
    page = run(page)
    assert [report.n for report in archived(places.evaluations())] == [1]
    assert any("no key facts yet" in message.value for message in page.warning)


def test_a_set_of_ones_own_is_offered_and_a_set_is_run_once(home: Path) -> None:
    places.own_questions().mkdir(parents=True)
    write(places.own_questions() / "mine.jsonl", [replace(ANSWERABLE[0], id="mine")])
    page = opened()
    page.multiselect(key="sets").set_value([words.ALL_BUNDLED, "world", "mine"]).run()
    page = run(page)
    assert not page.exception
    assert archived(places.evaluations())[0].n == 11


def test_only_finding_passages(home: Path) -> None:
    page = opened()
    page.toggle(key="retrieval-only").set_value(True).run()
    page = run(page)
    assert not page.exception
    assert "hit@5" in html(page)
    assert "key_fact_recall" not in html(page)


def test_an_uploaded_file_is_run(home: Path) -> None:
    page = opened()
    page.multiselect(key="sets").set_value([]).run()
    assert words.NO_SETS in [caption.value for caption in page.caption]
    assert page.button(key="run").disabled
    lines = "".join(json.dumps(question.line()) + "\n" for question in ANSWERABLE)
    page.get("file_uploader")[0].upload("mine.jsonl", lines.encode()).run()
    page = run(page)
    assert archived(places.evaluations())[0].sets == ("mine",)


def test_an_upload_alone_is_chosen_when_it_comes(home: Path) -> None:
    page = opened()
    lines = "".join(json.dumps(question.line()) + "\n" for question in ANSWERABLE)
    page.get("file_uploader")[0].upload("mine.jsonl", lines.encode()).run()
    assert not page.exception
    assert page.multiselect(key="sets").value == []
    assert not page.warning
    page = run(page)
    assert [error.value for error in page.error] == []
    assert [message.value for message in page.info] == [view.label(words.SAVED)]
    assert [report.sets for report in archived(places.evaluations())] == [("mine",)]


def test_a_question_that_two_sets_hold_is_told_and_nothing_is_run(home: Path) -> None:
    page = opened()
    lines = "".join(json.dumps(question.line()) + "\n" for question in ANSWERABLE)
    page.get("file_uploader")[0].upload("mine.jsonl", lines.encode()).run()
    page.multiselect(key="sets").set_value([words.ALL_BUNDLED]).run()
    assert page.button(key="run").disabled
    assert "leave one set out" in page.error[0].value


def test_wrong_lines_of_an_uploaded_file_are_named_and_nothing_is_run(home: Path) -> None:
    page = opened()
    page.get("file_uploader")[0].upload("mine.csv", b"question,split\nWhy?,half\n").run()
    assert not page.exception
    assert page.button(key="run").disabled
    said = " ".join(error.value for error in page.error)
    assert "line 2" in said
    assert "1 of 1 lines are wrong" in said.replace("\\", "")


def test_an_answerer_that_fails_is_told_and_the_page_goes_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rag.base.errors import ModelProblem

    def broken(text: str) -> Answer:
        raise ModelProblem("the model is gone: start it")

    shared.library().assistant.script = broken
    page = run(opened())
    assert not page.exception
    assert [message.value for message in page.info] == ["the model is gone\\: start it"]
    assert page.button(key="run").label == words.RUN


def test_a_stopped_run_says_so_and_goes_on_later(home: Path) -> None:
    asked: list[str] = []

    def stopping(text: str) -> Answer:
        asked.append(text)
        if len(asked) == 3:
            while evaluation._desk().run is None:  # it may get this far before it is known there
                time.sleep(0.001)
            evaluation._desk().run.stop()
        return perfect(text)

    assistant = shared.library().assistant
    assistant.script = stopping
    page = run(opened())
    assert len(asked) == 3
    assert [message.value for message in page.info] == [view.label(words.STOPPED)]
    assert archived(places.evaluations()) == ()
    assistant.script = perfect
    page = run(page)
    assert any("3 answers are taken" in message.value for message in page.info)


def test_a_run_goes_on_while_another_page_is_looked_at_and_others_see_it(home: Path) -> None:
    go_on = Event()

    def waiting(text: str) -> Answer:
        assert go_on.wait(60)
        return perfect(text)

    page = opened()
    shared.library().assistant.script = waiting
    chosen = page.session_state["sets"]
    choice = evaluation.Choice((QUESTIONS,), (Trial(words.AS_SET, shared.library().settings),), False, False)
    evaluation._begin(evaluation._desk(), choice, shared.library())
    page.session_state["elsewhere"] = True
    assert not page.run().exception
    go_on.set()
    assert evaluation._desk().run.over(60)
    page.session_state["elsewhere"] = False
    page.run()
    assert not page.exception
    assert chosen == [words.ALL_BUNDLED]
    assert view.label(words.SAVED) in [message.value for message in page.info]
    assert [report.sets for report in archived(places.evaluations())] == [("world",)]


def test_reports_of_the_same_second_are_told_apart(home: Path) -> None:
    run(opened())
    (report,) = archived(places.evaluations())
    twin = report.path.with_stem(report.path.stem.replace("-0001", "-0002"))
    for suffix in (".json", ".head"):
        twin.with_suffix(suffix).write_bytes(report.path.with_suffix(suffix).read_bytes())
    page = opened()
    assert not page.exception
    assert len(page.selectbox(key="report").options) == 2
    assert page.selectbox(key="report").value == twin.stem
