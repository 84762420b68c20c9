"""The feedback page: what readers said becomes a question in two clicks; what was refused becomes a list of gaps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.base.types import Answer
from rag.evaluation.imports import SET
from rag.evaluation.question_set import Gold, read
from rag.reports.notebook.feedback import Feedback
from tests.rag.evaluation.world import PASSAGES, passage, perfect, refusal
from tests.ui.cli.test_evaluate import WorldAssistant, WorldIndex
from tests.ui.scripted import EVIL
from ui import compose, places
from ui.web.widgets import thumbs
from ui.wording import evaluation as words

pytestmark = pytest.mark.system

PAGE = Path(__file__).parent / "apps" / "feedback_app.py"
THUMBS = Path(__file__).parent / "apps" / "thumbs_app.py"
ASKED = "How many live in the coal town?"


class TownIndex(WorldIndex):
    """The small world's index with its passages."""

    passages = PASSAGES


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    st.cache_resource.clear()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(compose, "open_assistant", lambda settings, who: WorldAssistant(settings, TownIndex()))
    yield tmp_path
    st.session_state.clear()
    st.cache_resource.clear()


@pytest.fixture
def store() -> Feedback:
    return Feedback(places.feedback())


def opened(path: Path = PAGE) -> AppTest:
    page = AppTest.from_file(str(path), default_timeout=60).run()
    assert not page.exception
    return page


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html") if not element.proto.body.startswith("<style"))


def captions(page: AppTest) -> list[str]:
    return [caption.value for caption in page.caption]


def lost(text: str) -> Answer:
    return refusal(text, [passage("tin-town", "Fund")])


def test_an_empty_page_says_so() -> None:
    assert captions(opened()) == [words.NO_ENTRIES, words.NO_GAPS]


def saved(page: AppTest, number: int) -> AppTest:
    return page.button(key=f"save-{number}").click().run()


def test_a_liked_answer_becomes_a_question_in_two_clicks(store: Feedback) -> None:
    number = store.keep(perfect(ASKED), "up", "just right")
    page = opened()
    assert "just right" in html(page)
    page.button(key=f"make-{number}").click().run()
    saved(page, number)
    assert not page.exception
    assert SET in page.success[0].value.replace("\\", "")
    (question,) = read(places.own_questions() / SET)
    assert (question.question, question.kind) == (ASKED, "fact")
    assert question.must_include == (("2020",), ("891,271",), ("2010",))
    assert question.sources == (Gold("coal-town", "Population"),)
    assert [entry.status for entry in store.entries() if entry.id == number] == ["kept"]
    assert words.NO_ENTRIES in captions(page)
    page.toggle(key="settled").set_value(True).run()
    assert words.STATUSES["kept"] in html(page)


def test_a_question_that_lacks_its_key_facts_is_said_not_to_count(store: Feedback) -> None:
    number = store.keep(perfect(ASKED), "down")
    page = opened()
    page.button(key=f"make-{number}").click().run()
    assert words.UNFINISHED in captions(page)
    saved(page, number)
    (question,) = read(places.own_questions() / SET)
    assert question.must_include == ()
    assert words.UNFINISHED in page.success[0].value.replace("\\", "")


def test_the_answer_and_its_key_facts_are_offered_from_the_passages(store: Feedback) -> None:
    number = store.keep(lost("How much money does the fund hold?"))
    page = opened()
    page.button(key=f"make-{number}").click().run()
    assert words.NO_PLACE in captions(page)
    page.multiselect(key=f"places-{number}").set_value(["tin-town # Fund"]).run()
    page.selectbox(key=f"taken-{number}").set_value("The fund holds 69 million yuan for new firms.").run()
    assert page.text_area(key=f"answer-{number}").value == "The fund holds 69 million yuan for new firms."
    facts = page.multiselect(key=f"facts-{number}")
    assert facts.options == ["69 million yuan"]
    facts.set_value(["69 million yuan"]).run()
    assert words.UNFINISHED not in captions(page)
    saved(page, number)
    (question,) = read(places.own_questions() / SET)
    assert (question.kind, question.must_include) == ("fact", (("69 million yuan",),))
    assert question.sources == (Gold("tin-town", "Fund"),)


def test_a_refused_question_is_corrected_before_it_is_saved(store: Feedback) -> None:
    number = store.keep(lost("How many trams run?"))
    page = opened()
    page.button(key=f"make-{number}").click().run()
    page.text_input(key=f"asked-{number}").set_value(" ").run()
    saved(page, number)
    assert "field" in page.error[0].value
    assert not (places.own_questions() / SET).exists()
    page.text_input(key=f"asked-{number}").set_value("How many trams run in the coal town?").run()
    saved(page, number)
    (question,) = read(places.own_questions() / SET)
    assert (question.question, question.kind) == ("How many trams run in the coal town?", "unanswerable")


def test_equal_refusals_are_one_card_and_are_settled_together(store: Feedback) -> None:
    for text in ("How many trams run?", "how many trams run", "How many trams run?"):
        store.keep(lost(text))
    page = opened()
    assert html(page).count("<h3>Question") == 1
    assert words.TIMES.format(n=3) in html(page)
    page.button(key="dismiss-3").click().run()
    assert {entry.status for entry in store.entries()} == {"dismissed"}


def test_an_entry_may_be_dismissed_and_a_form_left(store: Feedback) -> None:
    number = store.keep(perfect(ASKED), "down")
    page = opened()
    page.button(key=f"make-{number}").click().run()
    page.button(key=f"cancel-{number}").click().run()
    page.button(key=f"dismiss-{number}").click().run()
    assert [entry.status for entry in store.entries() if entry.id == number] == ["dismissed"]
    assert words.NO_ENTRIES in captions(page)


@pytest.mark.parametrize("key", ["dismiss-{}", "form"])
def test_an_entry_that_another_tab_removed_meanwhile_needs_no_word(store: Feedback, key: str) -> None:
    number = store.keep(perfect(ASKED), "up")
    page = opened()
    page.button(key=f"make-{number}").click().run() if key == "form" else None
    store.forget()
    save = next((button for button in page.button if button.label == words.SAVE_QUESTION), None)
    (save or page.button(key=key.format(number))).click().run()
    assert not page.exception
    assert not page.error
    assert words.NO_ENTRIES in captions(page)


def test_a_file_that_was_damaged_meanwhile_is_explained_at_the_click(store: Feedback) -> None:
    number = store.keep(perfect(ASKED), "up")
    page = opened()
    places.feedback().write_bytes(b"no database " * 1000)
    page.button(key=f"dismiss-{number}").click().run()
    assert not page.exception
    assert "can't be used" in page.error[0].value.replace("\\", "")


def test_gaps_are_listed_with_what_came_nearest(store: Feedback) -> None:
    for text in ("How many trams run?", "Do trams run?", "Who was mayor in 1950?"):
        store.keep(lost(text))
    page = opened()
    assert [gap.label.replace("\\", "") for gap in page.expander] == ["Do trams run? (2)", "Who was mayor in 1950? (1)"]
    assert "tin-town # Fund" in html(page)


def test_all_of_it_can_be_deleted(store: Feedback) -> None:
    store.keep(perfect(ASKED), "up")
    page = opened()
    page.button(key="forget-sure").click().run()
    assert store.entries() == ()
    assert words.NO_ENTRIES in captions(page)


def test_what_readers_write_is_only_text(store: Feedback) -> None:
    store.keep(lost(EVIL), "down", EVIL)
    page = opened()
    shown = html(page)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "](" not in "".join(gap.label.replace("\\]\\(", "") for gap in page.expander)


def test_a_damaged_file_is_explained() -> None:
    places.feedback().parent.mkdir(parents=True)
    places.feedback().write_bytes(b"no database " * 1000)
    assert "can't be used" in opened().error[0].value.replace("\\", "")


def test_a_thumb_is_kept_with_its_comment_and_can_be_taken_back(store: Feedback) -> None:
    def said() -> list[tuple[str, str]]:
        return [(entry.vote, entry.comment) for entry in store.entries() if entry.question == ASKED]

    page = opened(THUMBS)
    assert said() == []
    page.button(key="up-1").click().run()
    assert said() == [("up", "")]
    assert words.THANKS in captions(page)
    page.text_input(key="comment-1").set_value("well said").run()
    assert said() == [("up", "well said")]
    page.button(key="down-1").click().run()
    assert said() == [("down", "well said")]
    page.button(key="down-1").click().run()
    assert said()[0][0] == "none"
    assert words.THANKS not in captions(page)


def test_a_vote_on_feedback_that_was_deleted_meanwhile_is_kept_anew(store: Feedback) -> None:
    page = opened(THUMBS)
    page.button(key="up-1").click().run()
    store.forget()
    page.button(key="down-1").click().run()
    assert len(page.warning) == 0
    assert [(entry.question, entry.vote) for entry in store.entries()] == [(ASKED, "down")]


def test_a_refusal_is_kept_once_and_a_vote_joins_it(store: Feedback) -> None:
    page = opened(THUMBS).run().run()
    assert [(entry.question, entry.vote) for entry in store.entries()] == [("How many trams run?", "none")]
    page.button(key="down-2").click().run()
    assert [(entry.question, entry.vote) for entry in store.entries()] == [("How many trams run?", "down")]


def test_feedback_that_can_not_be_stored_is_told_and_the_answer_stays(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    page = opened(THUMBS)
    monkeypatch.setattr(thumbs.places, "feedback", lambda: home)
    page.button(key="up-1").click().run()
    assert not page.exception
    assert "can't be used" in page.warning[0].value.replace("\\", "")
